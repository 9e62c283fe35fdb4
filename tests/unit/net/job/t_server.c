/*
 * t_server.c - the authorization server of a login, as a job talks to it:
 * where it is, and how the client proves itself
 */
#include "scratch.h"

#include <stdio.h>

#include "net/job/server.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

#define BY_ENDPOINT "token_endpoint = \"@/token\";"
#define REPLY                                                                  \
	"{\"access_token\":\"at2\",\"token_type\":\"bearer\","                 \
	"\"expires_in\":3600,\"refresh_token\":\"rt2\"}"

/* What was discovered at the login is not lost by a refresh. */
static void
keeps_what_was_discovered(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct seed seed = SEED_OVER;
	struct a_server server;
	char more[512], text[4096];

	server_start_one(&server, SERVER_OK(REPLY));
	session = scratch_open_at(
	    s, server.url, "issuer = \"@\"; client_secret = \"s3\";");
	session->refresh = lanyard_refresh_here;
	scratch_print(more, sizeof(more),
	    "issuer=%s\ntoken_endpoint=%s/t\nrevocation_endpoint=%s/r\n"
	    "token_endpoint_auth_method=client_secret_post\nclient_id=c1\n",
	    server.url, server.url, server.url);
	seed.more = more;
	scratch_seed(s, "work", &seed);
	/* The second one, too: no discovery, the same method. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), LANYARD_OK);
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "POST /t "));
		assert_non_null(strstr(text, "client_secret=s3"));
		assert_null(strstr(text, "Authorization:"));
		assert_value(
		    s, "token_endpoint_auth_method", "client_secret_post");
		scratch_print(text, sizeof(text), "%s/t", server.url);
		assert_value(s, "token_endpoint", text);
		scratch_print(text, sizeof(text), "%s/r", server.url);
		assert_value(s, "revocation_endpoint", text);
	}
	server_stop(&server);
}

#define SECRET	    "client_secret = \"s3\";"
#define STORED(how) "token_endpoint_auth_method=" how "\n"
#define OFFER                                                                  \
	SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","            \
		  "\"token_endpoint_auth_methods_supported\":[%s]}")

/* The record's method: not where discovered now, not where it cannot be. */
static void
proves_itself_as_things_stand(void **state)
{
	static const struct {
		const char *settings, *stored, *offers; /* NULL: no discovery */
		const char *sends, *keeps;		/* NULL: public */
	} cases[] = {
	    {SECRET BY_ENDPOINT, STORED("none"), NULL, "Basic", NULL},
	    {BY_ENDPOINT, STORED("client_secret_post"), NULL, NULL, NULL},
	    {BY_ENDPOINT, STORED("client_secret_basic"), NULL, NULL, NULL},
	    {BY_ENDPOINT, STORED("none"), NULL, NULL, "none"},
	    {SECRET BY_ENDPOINT, STORED("client_secret_post"), NULL,
		"client_secret=s3", "client_secret_post"},
	    {SECRET "token_endpoint_auth_method = \"client_secret_basic\";"
		    "issuer = \"@\";",
		"", "\"client_secret_post\"", "Basic", "client_secret_basic"},
	    {SECRET "issuer = \"@\";", STORED("client_secret_post"),
		"\"client_secret_post\",\"client_secret_basic\"", "Basic",
		NULL},
	    {SECRET "issuer = \"@\";", STORED("none"), "\"client_secret_post\"",
		"client_secret=s3", "client_secret_post"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		char document[1024] = SERVER_OK(REPLY), text[4096];
		const struct server_answer answers[] = {
		    {document, 0}, {SERVER_OK(REPLY), 0}};
		struct lanyard_session *session;
		struct a_server server;

		server_open(&server);
		if (cases[i].offers != NULL)
			scratch_print(document, sizeof(document), OFFER,
			    server.url, server.url, cases[i].offers);
		server_serve(&server, answers, 2);
		session = scratch_open_at(s, server.url, cases[i].settings);
		session->refresh = lanyard_refresh_here;
		seed.more = cases[i].stored;
		scratch_seed(s, "work", &seed);
		if (lanyard_refresh(session, "work", 0) != LANYARD_OK)
			fail_msg("%zu: %s", i, session->error.message);
		if (cases[i].offers != NULL)
			server_request(&server, text, sizeof(text));
		server_request(&server, text, sizeof(text));
		if (cases[i].sends != NULL)
			assert_non_null(strstr(text, cases[i].sends));
		else
			assert_null(strstr(text, "Basic"));
		assert_value(s, "token_endpoint_auth_method", cases[i].keeps);
		server_stop(&server);
	}
}

/* ---- discovery, and what the configuration has already ---- */

static struct person person;
static const struct lanyard_ui ui = {
    .context = &person, .may_ask = person_may_ask, .notice = person_notice};

#define ENDPOINTS 4

static const char *const endpoints[ENDPOINTS] = {"token_endpoint",
    "authorization_endpoint", "device_authorization_endpoint",
    "revocation_endpoint"};

static const char *
endpoint(const struct metadata *m, size_t i)
{
	return i == 0	? m->token_endpoint
	       : i == 1 ? m->authorization_endpoint
	       : i == 2 ? m->device_authorization_endpoint
			: m->revocation_endpoint;
}

/*
 * Prepare the login "work" with GIVEN (a bit for each endpoint) and the issuer,
 * which answers with ANSWER, "%s" standing for itself where it is a document.
 * TOLD gets the endpoints by a letter each: G given, D discovered, - none.
 */
static enum lanyard_error
prepare_with(struct scratch *s, unsigned given, const char *answer,
    char told[ENDPOINTS + 1])
{
	char document[2048], settings[1024] = "issuer = \"@\"; ";
	const struct server_answer answers[] = {{document, 0}};
	struct lanyard_session *session;
	struct a_server there;
	struct server server;
	struct entry entry;
	enum lanyard_error r;

	for (size_t i = 0; i < ENDPOINTS; i++)
		if ((given & 1U << i) != 0)
			scratch_print(settings + strlen(settings),
			    sizeof(settings) - strlen(settings),
			    "%s = \"https://given.example/x\"; ", endpoints[i]);
	server_open(&there);
	scratch_print(document, sizeof(document), "%s", answer);
	if (strchr(answer, '{') != NULL)
		scratch_print(document, sizeof(document),
		    SERVER_OK("{\"issuer\":\"%s\",%s"), there.url,
		    strchr(answer, '{') + 1);
	server_serve(&there, answers, 1);
	session = scratch_open_at(s, there.url, settings);
	session->refresh = lanyard_refresh_here;
	memset(&person, 0, sizeof(person));
	session->ui = &ui;
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	server_init(&server, session, entry.login);
	r = server_prepare(&server, NULL, 30000);
	for (size_t i = 0; i < ENDPOINTS; i++) {
		const char *url = endpoint(&server.metadata, i);

		told[i] = url == NULL			 ? '-'
			  : strstr(url, "given") != NULL ? 'G'
							 : 'D';
	}
	told[ENDPOINTS] = '\0';
	server_clear(&server);
	entry_clear(&entry);
	server_stop(&there);
	return r;
}

/* Each is of no use in turn: what the configuration has is not missed. */
static void
needs_no_metadata_for_what_is_given(void **state)
{
	static const char *const values[] = {"\"\"", "\"/x\"",
	    "\"http://id.example.org/x\"", "7", "null",
	    "\"https://me@id.example.org/x\"",
	    "\"https://a.example/\",\"%s\":\"https://b.example/\""};
	struct scratch *s = *state;
	char text[2048], told[ENDPOINTS + 1], wanted[ENDPOINTS + 1];

	for (size_t i = 0; i < ENDPOINTS; i++) {
		for (size_t k = 0; k < 2 * COUNT(values); k++) {
			const char *value = values[k / 2];
			const char *again = strstr(value, "%s");
			bool given = k % 2 == 1;
			enum lanyard_error r;

			scratch_print(text, sizeof(text), "{\"%s\":%.*s%s%s",
			    endpoints[i],
			    (int)(again != NULL ? again - value
						: (long)strlen(value)),
			    value, again != NULL ? endpoints[i] : "",
			    again != NULL ? again + 2 : "");
			for (size_t n = 0; n < ENDPOINTS; n++)
				if (n != i)
					scratch_print(text + strlen(text),
					    sizeof(text) - strlen(text),
					    ",\"%s\":\"https://id.example/"
					    "%zu\"",
					    endpoints[n], n);
			scratch_print(text + strlen(text),
			    sizeof(text) - strlen(text), "}");
			r = prepare_with(s, given ? 1U << i : 0, text, told);
			scratch_print(wanted, sizeof(wanted), "DDDD");
			wanted[i] = given ? 'G' : '-';
			if (i == 0 && !given) {
				if (r != E(SERVER) ||
				    strstr(s->session->error.message,
					"token_endpoint") == NULL)
					fail_msg("%s: %d %s", value, r,
					    s->session->error.message);
			} else if (r != LANYARD_OK || person.notices != 0 ||
				   strcmp(told, wanted) != 0)
				fail_msg("%s %s: %d %s, %s", endpoints[i],
				    value, r, s->session->error.message, told);
		}
	}
}

#define IS_IT "is issuer right?"
#define LATER "that server is out of order"

/* With all that a login needs configured a failed discovery is a notice. */
static void
does_without_metadata(void **state)
{
	static const struct {
		unsigned given;
		bool enough;
		const char *told;
	} cases[] = {{15, true, "GGGG"}, {3, true, "GG--"}, {5, true, "G-G-"},
	    {7, true, "GGG-"}, {1, false, NULL}, {2, false, NULL},
	    {6, false, NULL}, {14, false, NULL}, {0, false, NULL}};
	static const struct {
		const char *answer, *message, *hint; /* NULL: any */
	} faults[] = {
	    {SERVER_SAYS("404", "<html>"), "has no metadata:", IS_IT},
	    {SERVER_SAYS("500", ""), "has no metadata now:", LATER},
	    {SERVER_SAYS("503", ""), "has no metadata now:", LATER},
	    {SERVER_SAYS("429", ""), "has no metadata now:", LATER},
	    {SERVER_SAYS("302", ""), "has no metadata:", IS_IT},
	    {SERVER_OK("<html>"), "the metadata of issuer", IS_IT},
	    {SERVER_OK("[]"), "the metadata of issuer", IS_IT},
	    {SERVER_OK("(\"issuer\":\"https://evil.example\")"), "issuer",
		IS_IT},
	    {"", "127.0.0.1", NULL},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n.", "127.0.0.1",
		NULL},
	};
	struct scratch *s = *state;
	char told[ENDPOINTS + 1];

	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t k = 0; k < COUNT(faults); k++) {
			enum lanyard_error r = prepare_with(
			    s, cases[i].given, faults[k].answer, told);
			const char *message = cases[i].enough
						  ? person.notice
						  : s->session->error.message;

			if ((r == LANYARD_OK) != cases[i].enough ||
			    person.notices != cases[i].enough ||
			    strstr(message, faults[k].message) == NULL ||
			    (!cases[i].enough && faults[k].hint != NULL &&
				strstr(s->session->error.hint,
				    faults[k].hint) == NULL) ||
			    (cases[i].enough &&
				strcmp(told, cases[i].told) != 0))
				fail_msg("%u, %s: %d %s, %d: %s",
				    cases[i].given, faults[k].answer, r,
				    s->session->error.message, person.notices,
				    person.notice);
		}
	}
}

/* A record, which may be made by hand, names none for this machine's secret. */
static void
takes_no_stranger_for_revocation(void **state)
{
	static const struct {
		const char *settings, *revocation;
		bool taken;
	} cases[] = {
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\";",
		"https://id.example/r", true},
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\";",
		"https://evil.example/r", false},
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\";",
		"https://id.example:444/r", false},
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\"; "
	     "issuer = \"https://as.example\";",
		"https://as.example/r", true},
	    {"client_secret = \"s\"; issuer = \"https://id.example\";",
		"https://evil.example/r", false},
	    /* Without a secret there is nothing but the record's own token. */
	    {"token_endpoint = \"https://id.example/t\";",
		"https://other.example/r", true},
	};
	struct scratch *s = *state;
	char more[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open_at(s, "", cases[i].settings);
		struct server server;
		struct entry entry;

		scratch_print(more, sizeof(more),
		    "client_id=c1\ntoken_endpoint=https://id.example/t\n"
		    "revocation_endpoint=%s\n",
		    cases[i].revocation);
		scratch_seed(
		    s, "work", &(struct seed){"at", -1, 9, "rt", 1, more});
		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		server_init(&server, session, entry.login);
		if (server_prepare(&server, &entry.record, 30000) != LANYARD_OK)
			fail_msg("%s", session->error.message);
		if (cases[i].taken)
			assert_string_equal(server.metadata.revocation_endpoint,
			    cases[i].revocation);
		else
			assert_null(server.metadata.revocation_endpoint);
		server_clear(&server);
		entry_clear(&entry);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_what_was_discovered),
	    SCRATCH_TEST(proves_itself_as_things_stand),
	    SCRATCH_TEST(needs_no_metadata_for_what_is_given),
	    SCRATCH_TEST(does_without_metadata),
	    SCRATCH_TEST(takes_no_stranger_for_revocation),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
