/*
 * t_flow.c - the authorization code grant step by step: all of flow*.c
 *
 * The token endpoint is a server of ours on loopback.
 */
#include "scratch.h"

#include "flow.h"
#include "server.h"

#define E(code) LANYARD_ERR_##code
#define REPLY                                                                  \
	"{\"access_token\":\"at\",\"token_type\":\"Bearer\","                  \
	"\"expires_in\":3600,\"refresh_token\":\"rt\",\"scope\":\"a\"}"

static const unsigned char key[LANYARD_FLOW_KEY_SIZE] = {1, 2, 3};
static const char *const patterns[] = {"https://api.example.com/v1?x=y", NULL};

/* Options that are good, with both endpoints at URL. */
static struct lanyard_flow_options
good(const char *url)
{
	static char authorization[128], token[128];

	scratch_print(authorization, sizeof(authorization), "%s/a", url);
	scratch_print(token, sizeof(token), "%s/t", url);
	return (struct lanyard_flow_options){.client_id = "c1",
	    .authorization_endpoint = authorization,
	    .token_endpoint = token,
	    .redirect_uri = "https://web.example.com/back",
	    .scope = "a b",
	    .timeout_ms = 5000};
}

static struct lanyard_flow *
make(const struct lanyard_flow_options *options)
{
	struct lanyard_flow *flow = NULL;

	if (lanyard_flow_new(&flow, options) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	return flow;
}

/* The state of FLOW, as its URL has it. */
static const char *
state_of(struct lanyard_flow *flow)
{
	static char state[128];
	const char *url, *at;

	assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
	assert_non_null(at = strstr(url, "&state="));
	at += strlen("&state=");
	scratch_print(state, sizeof(state), "%.*s", (int)strcspn(at, "&"), at);
	return state;
}

/* Hand in "code=C&state=S" and REST. */
static enum lanyard_error
answer(struct lanyard_flow *flow, const char *rest)
{
	char query[512];

	scratch_print(query, sizeof(query), "code=the-code&state=%s%s",
	    state_of(flow), rest);
	return lanyard_flow_callback(flow, query);
}

static void
makes_the_url(void **state)
{
	static const char *const more[] = {
	    "prompt", "consent", "state", "evil", "client_id", "evil", NULL};
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow;
	const char *url, *again;

	(void)state;
	options.authorization_parameters = more;
	flow = make(&options);
	assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
	assert_int_equal(lanyard_flow_url(flow, &again), LANYARD_OK);
	assert_ptr_equal(url, again);
	assert_int_equal(
	    strncmp(url, "https://id.example.com/a?response_type=code", 43), 0);
	assert_non_null(strstr(url, "&client_id=c1&"));
	assert_non_null(
	    strstr(url, "&redirect_uri=https%3A%2F%2Fweb.example.com%2Fback&"));
	assert_non_null(strstr(url, "&scope=a+b&"));
	assert_non_null(strstr(url, "&code_challenge_method=S256"));
	assert_non_null(strstr(url, "&prompt=consent"));
	assert_null(strstr(url, "evil"));
	lanyard_flow_free(&flow);
	assert_null(flow);
	lanyard_flow_free(&flow);
	lanyard_flow_free(NULL);
}

static void
refuses_options(void **state)
{
	static const char *const odd[] = {"a", NULL};
	struct lanyard_flow_options cases[16];
	struct lanyard_flow *flow = NULL;
	size_t n = 0;
	const char *url;
	char *text;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		cases[i] = good("https://id.example.com");
	cases[n++].client_id = NULL;
	cases[n++].client_id = "";
	cases[n++].redirect_uri = NULL;
	cases[n++].redirect_uri = "http://web.example.com/";
	cases[n++].redirect_uri = "nothing";
	cases[n++].redirect_uri = "javascript:alert(1)";
	cases[n++].redirect_uri = "app:/a b";
	cases[n++].token_endpoint = NULL;
	cases[n++].authorization_endpoint = NULL;
	cases[n++].token_endpoint = "http://id.example.com/t";
	cases[n++].authorization_endpoint = "ftp://id.example.com/a";
	cases[n++].issuer = "id.example.com";
	cases[n++].token_endpoint_auth_method = "private_key_jwt";
	cases[n++].token_parameters = odd;
	cases[n++].authorization_parameters = odd;
	cases[n++].authorization_scheme = "two words";
	assert_int_equal(n, COUNT(cases));
	for (size_t i = 0; i < n; i++) {
		if (lanyard_flow_new(&flow, &cases[i]) != E(CONFIG))
			fail_msg("case %zu was taken", i);
		assert_non_null(flow);
		assert_string_not_equal(lanyard_flow_message(flow), "");
		/* It is good for nothing but its message. */
		assert_int_equal(lanyard_flow_url(flow, &url), E(ARGUMENT));
		assert_null(url);
		assert_int_equal(
		    lanyard_flow_callback(flow, "code=x"), E(ARGUMENT));
		assert_int_equal(
		    lanyard_flow_seal(flow, key, &text), E(ARGUMENT));
		lanyard_flow_free(&flow);
	}
	assert_int_equal(lanyard_flow_new(&flow, NULL), E(ARGUMENT));
	lanyard_flow_free(&flow);
}

static void
takes_redirect_uris(void **state)
{
	static const char *const uris[] = {"https://web.example.com/back",
	    "http://127.0.0.1:8080/back", "http://localhost/", "http://[::1]/x",
	    "com.example.app:/oauth", "urn:ietf:wg:oauth:2.0:oob"};
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow;

	(void)state;
	for (size_t i = 0; i < COUNT(uris); i++) {
		options.redirect_uri = uris[i];
		flow = make(&options);
		lanyard_flow_free(&flow);
	}
}

static enum lanyard_error
refuse_evil(void *context, const char *name, const char *value)
{
	char *seen = context;
	size_t size = strlen(seen);

	scratch_print(seen + size, 256 - size, "%s=%s;", name, value);
	return strcmp(value, "evil") == 0 ? E(REFUSED) : LANYARD_OK;
}

static void
takes_the_right_callback_only(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow;
	char seen[256] = "", query[256];

	(void)state;
	options.check = refuse_evil;
	options.context = seen;
	flow = make(&options);
	assert_int_equal(lanyard_flow_callback(flow, NULL), E(ARGUMENT));
	assert_int_equal(lanyard_flow_callback(flow, ""), E(PROTOCOL));
	assert_int_equal(
	    lanyard_flow_callback(flow, "code=x&state=wrong"), E(PROTOCOL));
	assert_int_equal(answer(flow, "&state=again"), E(PROTOCOL));
	assert_int_equal(answer(flow, "&code=again"), E(PROTOCOL));
	assert_string_equal(seen, "");
	assert_int_equal(answer(flow, "&a+b=c%20d&bad=%zz"), E(PROTOCOL));
	assert_string_equal(seen, "a b=c d;");
	seen[0] = '\0';
	/* The program's own word. */
	assert_int_equal(answer(flow, "&x=evil"), E(REFUSED));
	assert_string_equal(seen, "x=evil;");
	assert_non_null(strstr(lanyard_flow_message(flow), "program refuses"));
	seen[0] = '\0';
	/* After all that the right one is taken, once. */
	assert_int_equal(answer(flow, "&session_state=1&empty"), LANYARD_OK);
	assert_string_equal(seen, "session_state=1;empty=;");
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	lanyard_flow_free(&flow);

	/* What the server refused is over. */
	flow = make(&options);
	scratch_print(query, sizeof(query),
	    "error=access_denied&error_description=no%%1b%%5b&state=%s",
	    state_of(flow));
	assert_int_equal(lanyard_flow_callback(flow, query), E(CANCELLED));
	assert_null(strchr(lanyard_flow_message(flow), '\x1b'));
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	lanyard_flow_free(&flow);
	flow = make(&options);
	scratch_print(query, sizeof(query), "error=invalid_scope&state=%s",
	    state_of(flow));
	assert_int_equal(lanyard_flow_callback(flow, query), E(REFUSED));
	lanyard_flow_free(&flow);
	assert_int_equal(lanyard_flow_callback(NULL, "x"), E(ARGUMENT));
}

static void
checks_iss(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow;

	(void)state;
	options.issuer = "https://id.example.com";
	flow = make(&options);
	assert_int_equal(
	    answer(flow, "&iss=https%3A%2F%2Fevil.example.com"), E(PROTOCOL));
	assert_int_equal(
	    answer(flow, "&iss=https%3A%2F%2Fid.example.com"), LANYARD_OK);
	lanyard_flow_free(&flow);
	options.iss_required = true;
	flow = make(&options);
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	assert_int_equal(
	    answer(flow, "&iss=https%3A%2F%2Fid.example.com"), LANYARD_OK);
	lanyard_flow_free(&flow);
}

static void
takes_what_was_pasted(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow = make(&options);
	char text[256];

	(void)state;
	assert_int_equal(lanyard_flow_paste(flow, ""), E(PROTOCOL));
	assert_int_equal(lanyard_flow_paste(flow, "two words"), E(PROTOCOL));
	assert_int_equal(lanyard_flow_paste(flow, NULL), E(ARGUMENT));
	assert_int_equal(lanyard_flow_paste(NULL, "x"), E(ARGUMENT));
	assert_int_equal(lanyard_flow_paste(flow,
			     "https://web.example.com/back?code=x&state=y"),
	    E(PROTOCOL));
	scratch_print(text, sizeof(text),
	    "  https://web.example.com/back?code=x&state=%s#f \n",
	    state_of(flow));
	assert_int_equal(lanyard_flow_paste(flow, text), LANYARD_OK);
	lanyard_flow_free(&flow);
	flow = make(&options);
	assert_int_equal(lanyard_flow_paste(flow, " bare-code\n"), LANYARD_OK);
	lanyard_flow_free(&flow);
}

static void
discovers(void **state)
{
	struct lanyard_flow_options options = {.client_id = "c1",
	    .client_secret = "s",
	    .redirect_uri = "urn:ietf:wg:oauth:2.0:oob",
	    .timeout_ms = 5000};
	struct server server;
	char document[1024];
	struct server_answer answers[] = {{document, 0}, {SERVER_OK(REPLY), 0}};
	struct lanyard_flow *flow;
	struct lanyard_credential *token = NULL;
	const char *url;
	char text[4096];

	(void)state;
	server_open(&server);
	scratch_print(document, sizeof(document),
	    SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","
		      "\"authorization_endpoint\":\"%s/a\","
		      "\"token_endpoint_auth_methods_supported\":"
		      "[\"client_secret_post\"],"
		      "\"authorization_response_iss_parameter_supported\":"
		      "true}"),
	    server.url, server.url, server.url);
	server_serve(&server, answers, 2);
	options.issuer = server.url;
	flow = make(&options);
	/* Also before the URL: whether iss must be there is in it. */
	assert_int_equal(
	    lanyard_flow_callback(flow, "code=x&state=y"), E(PROTOCOL));
	assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
	assert_non_null(strstr(url, "/a?response_type=code"));
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	assert_non_null(strstr(lanyard_flow_message(flow), "no iss"));
	scratch_print(text, sizeof(text), "&iss=%s", server.url);
	assert_int_equal(answer(flow, text), LANYARD_OK);
	assert_int_equal(lanyard_flow_token(flow, &token), LANYARD_OK);
	lanyard_credential_free(&token);
	assert_non_null(
	    strstr(server_request(&server, text, sizeof(text)), "GET /.well"));
	server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "POST /t "));
	assert_non_null(strstr(text, "client_secret=s"));
	server_stop(&server);
	lanyard_flow_free(&flow);
	/* Nobody is there. */
	flow = make(&options);
	assert_int_equal(lanyard_flow_url(flow, &url), E(NETWORK));
	assert_null(url);
	lanyard_flow_free(&flow);
}

static void
exchanges_the_code(void **state)
{
	static const char *const more[] = {"extra", "1", "code", "evil", NULL};
	struct lanyard_flow_options options;
	struct lanyard_credential *token = NULL;
	struct lanyard_flow *flow;
	struct server server;
	char text[4096];

	(void)state;
	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	options.token_parameters = more;
	flow = make(&options);
	assert_int_equal(lanyard_flow_token(flow, &token), E(ARGUMENT));
	assert_null(token);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	if (lanyard_flow_token(flow, &token) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	assert_string_equal(lanyard_credential_get(token, "password"), "at");
	assert_string_equal(
	    lanyard_credential_get(token, "authtype"), "Bearer");
	assert_string_equal(
	    lanyard_credential_get(token, "oauth_refresh_token"), "rt");
	assert_string_equal(lanyard_credential_get(token, "scope"), "a");
	assert_true(
	    strtoll(lanyard_credential_get(token, "password_expiry_utc"), NULL,
		10) > clock_now() + 3000);
	lanyard_credential_free(&token);
	server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "grant_type=authorization_code"));
	assert_non_null(strstr(text, "&code=the-code&"));
	assert_non_null(strstr(
	    text, "&redirect_uri=https%3A%2F%2Fweb.example.com%2Fback&"));
	assert_non_null(strstr(text, "&code_verifier="));
	assert_non_null(strstr(text, "&extra=1"));
	assert_null(strstr(text, "evil"));
	/* It is spent. */
	assert_int_equal(lanyard_flow_token(flow, &token), E(ARGUMENT));
	assert_null(token);
	assert_int_equal(lanyard_flow_token(NULL, &token), E(ARGUMENT));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

static void
fails_as_the_server_does(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
	} cases[] = {
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), E(GRANT)},
	    {SERVER_SAYS("200", "{\"error\":\"invalid_grant\"}"), E(GRANT)},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), E(REFUSED)},
	    {SERVER_SAYS("500", "oops"), E(SERVER)},
	    {SERVER_SAYS("302", ""), E(SERVER)},
	    {SERVER_OK("{}"), E(SERVER)},
	    {SERVER_OK("not JSON"), E(SERVER)},
	    {"", E(NETWORK)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_flow_options options;
		struct lanyard_credential *token = NULL;
		struct lanyard_flow *flow;
		struct server server;

		server_start_one(&server, cases[i].answer);
		options = good(server.url);
		flow = make(&options);
		assert_int_equal(answer(flow, ""), LANYARD_OK);
		if (lanyard_flow_token(flow, &token) != cases[i].code)
			fail_msg("%zu: %s", i, lanyard_flow_message(flow));
		assert_null(token);
		assert_null(strstr(lanyard_flow_message(flow), "the-code"));
		assert_int_equal(lanyard_flow_token(flow, &token), E(ARGUMENT));
		lanyard_flow_free(&flow);
		server_stop(&server);
	}
}

static void
goes_through_a_seal(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow = make(&options), *opened = NULL;
	unsigned char other[LANYARD_FLOW_KEY_SIZE] = {3, 2, 1};
	char *text = NULL, changed[256], query[256];
	const char *url, *same;

	(void)state;
	assert_int_equal(lanyard_flow_seal(flow, key, &text), LANYARD_OK);
	assert_true(strlen(text) < 256);
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, key, text), LANYARD_OK);
	assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
	assert_int_equal(lanyard_flow_url(opened, &same), LANYARD_OK);
	assert_string_equal(url, same);
	scratch_print(query, sizeof(query), "code=x&state=%s", state_of(flow));
	assert_int_equal(lanyard_flow_callback(opened, query), LANYARD_OK);
	lanyard_flow_free(&opened);

	for (size_t i = 0; text[i] != '\0'; i++) {
		scratch_print(changed, sizeof(changed), "%s", text);
		changed[i] = changed[i] == 'x' ? 'y' : 'x';
		assert_int_equal(
		    lanyard_flow_open(&opened, &options, key, changed),
		    E(PROTOCOL));
		/* Nor is it a flow of its own. */
		assert_int_equal(lanyard_flow_url(opened, &url), E(ARGUMENT));
		lanyard_flow_free(&opened);
	}
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, other, text), E(PROTOCOL));
	lanyard_flow_free(&opened);
	for (int i = 0; i < 5; i++) {
		struct lanyard_flow_options wrong = options;

		if (i == 0)
			wrong.client_id = "c2";
		else if (i == 1)
			wrong.redirect_uri = "https://web.example.com/other";
		else if (i == 2)
			wrong.token_endpoint = "https://evil.example.com/t";
		else if (i == 3)
			wrong.issuer = "https://id.example.com";
		else
			wrong.authorization_endpoint = "https://e.example.com/";
		assert_int_equal(
		    lanyard_flow_open(&opened, &wrong, key, text), E(PROTOCOL));
		assert_string_not_equal(lanyard_flow_message(opened), "");
		lanyard_flow_free(&opened);
	}
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, key, ""), E(PROTOCOL));
	lanyard_flow_free(&opened);
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, key, NULL), E(ARGUMENT));
	lanyard_flow_free(&opened);
	lanyard_text_free(&text);
	/* After the answer there is nothing to come back to. */
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	assert_int_equal(lanyard_flow_seal(flow, key, &text), E(ARGUMENT));
	assert_int_equal(lanyard_flow_seal(NULL, key, &text), E(ARGUMENT));
	lanyard_flow_free(&flow);
}

static void
saves_a_login(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    scratch_open(s, "# nothing is configured\n");
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct lanyard_credential *token = NULL;
	struct server server;

	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	options.client_secret = "hush";
	options.authorization_scheme = "OAuth";
	flow = make(&options);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	if (lanyard_flow_save(flow, session, "work", patterns) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	assert_value(s, "access_token", "at");
	assert_value(s, "refresh_token", "rt");
	assert_value(s, "client_id", "c1");
	assert_value(s, "client_secret", "hush");
	assert_value(s, "scope", "a");
	assert_value(s, "generation", "1");
	assert_value(s, "token_endpoint", options.token_endpoint);
	assert_value(s, "authorization_scheme", "OAuth");
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
	/* It answers, by name and by URL, and refreshes. */
	assert_int_equal(
	    lanyard_token(session, "https://api.example.com/v1/x", &token),
	    LANYARD_OK);
	assert_string_equal(lanyard_credential_get(token, "password"), "at");
	assert_string_equal(lanyard_credential_get(token, "authtype"), "OAuth");
	lanyard_credential_free(&token);
	session->refresh = lanyard_refresh_here;
	assert_int_equal(lanyard_refresh(session, "work", 0), LANYARD_OK);
	assert_value(s, "generation", "2");
	assert_int_equal(
	    lanyard_flow_save(flow, session, "work", patterns), E(ARGUMENT));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* Before the code is sent; it is good afterwards. */
static void
saves_nothing_in_vain(void **state)
{
	static const char *const none[] = {NULL};
	static const char *const plain[] = {"http://api.example.com", NULL};
	static const char *const taken[] = {"https://git.example.com", NULL};
	static const char *const seeded[] = {"https://seeded", NULL};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct server server;
	int fd = -1;

	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	scratch_seed(s, "seeded",
	    &(struct seed){"at", -10, 100, NULL, 1,
		"client_id=c\nurl[]=https://seeded\n"});
	flow = make(&options);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", patterns), E(ARGUMENT));
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	assert_int_equal(
	    lanyard_flow_save(flow, NULL, "new", patterns), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, NULL, patterns), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "a.b", patterns), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", NULL), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", none), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", plain), E(CONFIG));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", taken), E(CONFIG));
	assert_non_null(strstr(lanyard_flow_message(flow), "login work"));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", seeded), E(CONFIG));
	assert_non_null(strstr(lanyard_flow_message(flow), "login seeded"));
	/* "work" is configured with another token_endpoint. */
	assert_int_equal(
	    lanyard_flow_save(flow, session, "work", patterns), E(CONFIG));
	/* The disk is full, or so. */
	assert_int_equal(
	    mkdir(scratch_path(s, "store/logins/new.new"), 0700), 0);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", patterns), E(NO_ROOM));
	assert_int_equal(rmdir(scratch_path(s, "store/logins/new.new")), 0);
	assert_null(scratch_value(s, "new", "access_token"));
	/* With the lock free again, and the code unspent. */
	assert_int_equal(
	    session_try_lock(session, "new", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_int_not_equal(fd, -1);
	store_unlock(NULL, &fd);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", patterns), LANYARD_OK);
	assert_string_equal(scratch_value(s, "new", "access_token"), "at");
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* A failed exchange leaves what was stored as it was. */
static void
loses_nothing(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, "# nothing\n");
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct server server;
	char before[4096];

	server_start_one(
	    &server, SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"));
	options = good(server.url);
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_print(before, sizeof(before), "%s",
	    scratch_read(scratch_path(s, "store/logins/work")));
	flow = make(&options);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "work", patterns), E(GRANT));
	assert_string_equal(
	    scratch_read(scratch_path(s, "store/logins/work")), before);
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_the_url),
	    cmocka_unit_test(refuses_options),
	    cmocka_unit_test(takes_redirect_uris),
	    cmocka_unit_test(takes_the_right_callback_only),
	    cmocka_unit_test(checks_iss),
	    cmocka_unit_test(takes_what_was_pasted),
	    cmocka_unit_test(discovers),
	    cmocka_unit_test(exchanges_the_code),
	    cmocka_unit_test(fails_as_the_server_does),
	    cmocka_unit_test(goes_through_a_seal),
	    SCRATCH_TEST(saves_a_login),
	    SCRATCH_TEST(saves_nothing_in_vain),
	    SCRATCH_TEST(loses_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
