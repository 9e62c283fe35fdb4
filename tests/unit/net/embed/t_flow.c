/*
 * t_flow.c - the authorization code grant step by step: options and URL
 *
 * Metadata and tokens are from a server of ours on loopback.
 */
#include "a_flow.h"
#include "server.h"

static const unsigned char key[LANYARD_FLOW_KEY_SIZE] = {1, 2, 3};

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
	assert_non_null(strstr(url, "&scope=a%20b&"));
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
	cases[n++].token_endpoint_auth_method = "by_heart";
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

static void
discovers(void **state)
{
	struct lanyard_flow_options options = {.client_id = "c1",
	    .client_secret = "s",
	    .redirect_uri = "urn:ietf:wg:oauth:2.0:oob",
	    .timeout_ms = 5000};
	struct a_server server;
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

/* RFC 9126, where the metadata require it: once, before the URL is given. */
static void
pushes_where_that_is_required(void **state)
{
	struct lanyard_flow_options options = {.client_id = "c1",
	    .redirect_uri = "https://web.example.com/back",
	    .timeout_ms = 5000};
	struct a_server server;
	char document[1024];
	struct server_answer answers[] = {{document, 0},
	    {SERVER_SAYS("400", "{\"error\":\"invalid_request\"}"), 0},
	    {SERVER_SAYS("201", "{\"request_uri\":\"urn:x\"}"), 0},
	    {SERVER_OK(REPLY), 0}};
	struct lanyard_credential *token = NULL;
	struct lanyard_flow *flow;
	char text[4096];
	const char *url;

	(void)state;
	server_open(&server);
	scratch_print(document, sizeof(document),
	    SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","
		      "\"authorization_endpoint\":\"%s/a\","
		      "\"pushed_authorization_request_endpoint\":\"%s/p\","
		      "\"require_pushed_authorization_requests\":true}"),
	    server.url, server.url, server.url, server.url);
	server_serve(&server, answers, 4);
	options.issuer = server.url;
	flow = make(&options);
	assert_int_equal(lanyard_flow_url(flow, &url), E(REFUSED));
	assert_null(url);
	assert_non_null(strstr(lanyard_flow_message(flow),
	    "the authorization request was not taken"));
	for (int n = 0; n < 2; n++) {
		assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
		assert_non_null(
		    strstr(url, "/a?client_id=c1&request_uri=urn%3Ax"));
	}
	scratch_print(text, sizeof(text), "code=x&state=%s",
	    (const char *)flow->authorization.state.bytes);
	assert_int_equal(lanyard_flow_callback(flow, text), LANYARD_OK);
	assert_int_equal(lanyard_flow_token(flow, &token), LANYARD_OK);
	lanyard_credential_free(&token);
	for (int n = 0; n < 3; n++)
		server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "POST /p "));
	assert_non_null(strstr(text, "&code_challenge="));
	server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "POST /t "));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* Nothing is allocated: FLOW has what a test gives it. */
static void
is_what_the_program_says_or_the_server_takes(void **state)
{
	static const struct {
		const char *secret, *said, *offered, *method;
	} cases[] = {
	    {NULL, NULL, NULL, NULL},
	    {NULL, "none", "client_secret_post", "none"},
	    {"s", "client_secret_post", NULL, "client_secret_post"},
	    {"s", "client_secret_post", "client_secret_basic",
		"client_secret_post"},
	    {"s", NULL, "client_secret_post", "client_secret_post"},
	    {"s", NULL, "private_key_jwt", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lanyard_flow flow = {
		    .login.client_id = (char *)(uintptr_t) "id",
		    .login.token_endpoint_auth_method =
			(char *)(uintptr_t)cases[i].said,
		    .metadata.auth_methods =
			(char *)(uintptr_t)cases[i].offered,
		};
		struct client client;

		if (cases[i].secret != NULL)
			assert_int_equal(
			    secret_set_text(
				&flow.login.client_secret, cases[i].secret),
			    LANYARD_OK);
		client = flow_client(&flow);
		assert_string_equal(client.client_id, "id");
		assert_ptr_equal(
		    client.client_secret, &flow.login.client_secret);
		if (cases[i].method == NULL)
			assert_null(client.token_endpoint_auth_method);
		else
			assert_string_equal(
			    client.token_endpoint_auth_method, cases[i].method);
		secret_clear(&flow.login.client_secret);
	}
}

/* Which the metadata do not require; without them where all is given. */
static void
pushes_as_the_options_say(void **state)
{
	static const struct {
		bool endpoint, require, others, nowhere;
		const char *asks; /* after the metadata, if those are */
	} cases[] = {
	    {true, false, true, false, "POST /given "},
	    {true, true, true, false, "POST /given "},
	    {true, false, false, false, "POST /given "},
	    {false, true, false, false, "POST /p "},
	    {false, true, true, false, "POST /p "},
	    {false, true, true, true, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_flow_options options = {.client_id = "c1",
		    .redirect_uri = "http://127.0.0.1/cb",
		    .require_pushed_authorization_requests = cases[i].require,
		    .timeout_ms = 5000};
		bool asks = !cases[i].others ||
			    (!cases[i].endpoint && !cases[i].nowhere);
		char document[1024], given[128], a[128], t[128], text[4096];
		struct server_answer answers[] = {{document, 0},
		    {SERVER_SAYS("201", "{\"request_uri\":\"urn:x\"}"), 0}};
		struct lanyard_flow *flow;
		struct a_server server;
		const char *url;

		server_open(&server);
		scratch_print(given, sizeof(given), "%s/given", server.url);
		scratch_print(a, sizeof(a), "%s/a", server.url);
		scratch_print(t, sizeof(t), "%s/t", server.url);
		scratch_print(document, sizeof(document),
		    SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","
			      "\"authorization_endpoint\":\"%s/a\","
			      "\"pushed_authorization_request_endpoint\":"
			      "\"%s/p\"}"),
		    server.url, server.url, server.url, server.url);
		server_serve(&server, asks ? answers : answers + 1,
		    cases[i].nowhere ? 0
		    : asks	     ? 2
				     : 1);
		if (!cases[i].nowhere)
			options.issuer = server.url;
		if (cases[i].endpoint)
			options.pushed_authorization_request_endpoint = given;
		if (cases[i].others) {
			options.authorization_endpoint = a;
			options.token_endpoint = t;
		}
		flow = make(&options);
		if (cases[i].nowhere) {
			assert_int_equal(
			    lanyard_flow_url(flow, &url), E(SERVER));
			assert_non_null(strstr(
			    lanyard_flow_message(flow), "no endpoint for"));
		} else {
			if (lanyard_flow_url(flow, &url) != LANYARD_OK)
				fail_msg(
				    "%zu: %s", i, lanyard_flow_message(flow));
			assert_non_null(
			    strstr(url, "/a?client_id=c1&request_uri="));
			for (int n = 0; n < (asks ? 2 : 1); n++)
				server_request(&server, text, sizeof(text));
			assert_non_null(strstr(text, cases[i].asks));
		}
		lanyard_flow_free(&flow);
		server_stop(&server);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_the_url),
	    cmocka_unit_test(refuses_options),
	    cmocka_unit_test(takes_redirect_uris),
	    cmocka_unit_test(discovers),
	    cmocka_unit_test(pushes_where_that_is_required),
	    cmocka_unit_test(is_what_the_program_says_or_the_server_takes),
	    cmocka_unit_test(pushes_as_the_options_say),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
