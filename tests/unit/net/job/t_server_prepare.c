/*
 * t_server_prepare.c - what is prepared before a server gets a request: the
 * endpoints, from the metadata and what the configuration has already
 */
#include "scratch.h"

#include "net/job/server_prepare.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(needs_no_metadata_for_what_is_given),
	    SCRATCH_TEST(does_without_metadata),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
