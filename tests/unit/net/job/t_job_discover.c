/*
 * t_job_discover.c - what a host says of its way to a token
 */
#include "a_job.h"

#include "net/job/job_discover.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

#define KEEP "Connection: close\r\n"
#define ASKS(fields)                                                           \
	"HTTP/1.1 401 No\r\n" KEEP "WWW-Authenticate: " fields "\r\n\r\n"
#define NONE SERVER_SAYS("404", "no")
#define DOCUMENT(more)                                                         \
	SERVER_OK("{\"issuer\":\"@\",\"token_endpoint\":\"@/t\"" more "}")
#define RESOURCE(issuer)                                                       \
	SERVER_OK("{\"resource\":\"@\",\"authorization_servers\":[\"" issuer   \
		  "\"],\"scopes_supported\":[\"r\",\"w\"]}")

/* "@" is the server's URL. */
static void
expand(char *to, size_t size, const char *text, const char *url)
{
	size_t used = 0;

	for (; *text != '\0'; text++)
		used += (size_t)snprintf(to + used, size - used,
		    *text == '@' ? "%s" : "%.1s", *text == '@' ? url : text);
	assert_true(used < size);
}

/* What the host answers, in order, and what comes of it. */
struct a_host {
	const char *answers[6];
	const char *extra[2]; /* a parameter */
	enum lanyard_error code;
	const char *has[4]; /* among the results, or the message */
	const char * not ;
};

static const struct a_host hosts[] = {
    /* RFC 9728: 401, the resource, the issuer it names */
    {{ASKS("Bearer realm=\"x\", resource_metadata=\"@/m\""), RESOURCE("@"),
	 DOCUMENT(",\"registration_endpoint\":\"@/r\",\"scopes_supported\":"
		  "[\"a\",\"b\"],\"client_id_metadata_document_supported\":"
		  "true")},
	{NULL}, LANYARD_OK,
	{"\nresource=@\nissuer=@\ntoken_endpoint=@/t\n"
	 "registration_endpoint=@/r\nscopes_supported=a b\n"
	 "client_id_metadata_document_supported=true\nscope=r w\n",
	    "step=@: asks for a Bearer token, realm \"x\", and names its "
	    "metadata\n",
	    "step=@: names its authorization server, @\n",
	    "step=@: has metadata, token endpoint @/t\n"},
	"preset"},
    /* the scope of the challenge goes before the resource's */
    {{ASKS("Bearer scope=\"c\""), RESOURCE("@"), DOCUMENT("")}, {NULL},
	LANYARD_OK, {"\nscope=c\n"}, NULL},
    /* nobody asks; metadata of the host itself, for OpenID */
    {{NONE, NONE, NONE, NONE, DOCUMENT("")}, {NULL}, LANYARD_OK,
	{"step=@: asks for no password (404)\n", "\nissuer=@\n"}, "scope="},
    /* an issuer that ends in a slash */
    {{NONE, NONE, NONE,
	 SERVER_OK("{\"issuer\":\"@/\",\"token_endpoint\":\"@/t\"}")},
	{NULL}, LANYARD_OK, {"\nissuer=@/\ntoken_endpoint=@/t\n"}, NULL},
    /* told by its realm; no metadata at all */
    {{ASKS("Basic realm=\"Gitea\""), NONE}, {NULL}, LANYARD_OK,
	{"\nrealm=Gitea\n", "\npreset=gitea\n",
	    "\nbuilt_in=a4792ccc-144e-407e-86c9-5e7d8d9c3269\n"
	    "built_in_name=git-credential-oauth\n"
	    "built_in_redirect_uri=http://127.0.0.1\n",
	    "\npage=@/user/settings/applications\n"},
	"issuer="},
    /* both: GitLab */
    {{ASKS("Basic realm=\"GitLab\""), NONE, DOCUMENT("")}, {NULL}, LANYARD_OK,
	{"\nissuer=@\n", "\npreset=gitlab\n",
	    "\nscope=read_repository write_repository\n", "\nclient=public\n"},
	"\nurl="},
    /* a resource that names another server is no Gitea to us */
    {{ASKS("Basic realm=\"Gitea\""), RESOURCE("http://127.0.0.1:1")}, {NULL},
	E(NETWORK), {"127.0.0.1:1"}, NULL},
    /* by parameter */
    {{DOCUMENT("")}, {"issuer", "@"}, LANYARD_OK, {"\nissuer=@\n"}, NULL},
    {{NONE}, {"issuer", "@"}, E(SERVER), {"has no metadata"}, NULL},
    {{NONE}, {"preset", "github"}, LANYARD_OK,
	{"preset=github\n", "\nclient=browser\n"}, "\nurl="},
    {{NONE}, {"preset", "git"}, E(ARGUMENT), {"no preset git"}, NULL},
    /* and what is none of it */
    {{NONE}, {NULL}, E(CONFIG), {"says nothing of an authorization server"},
	NULL},
    {{SERVER_OK("<html>")}, {NULL}, E(CONFIG),
	{"says nothing of an authorization server"}, NULL},
    {{NONE, NONE, NONE,
	 SERVER_OK("{\"issuer\":\"https://other\","
		   "\"token_endpoint\":\"https://other/t\"}")},
	{NULL}, E(SERVER), {"is that of issuer https://other"}, NULL},
    {{ASKS("Bearer resource_metadata=\"@/m\""),
	 SERVER_OK("{\"resource\":\"https://other\"}")},
	{NULL}, E(SERVER), {"of another resource"}, NULL},
};

static void
goes_step_by_step(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	static char bodies[6][1024], extra[128], wanted[1024];

	for (size_t i = 0; i < COUNT(hosts); i++) {
		const struct a_host *h = &hosts[i];
		struct server_answer answers[6];
		const char *parameters[] = {
		    "url", NULL, h->extra[0], extra, NULL};
		struct a_server server;
		enum lanyard_error r;
		const char *results;
		size_t count = 0;

		server_open(&server);
		for (; count < 6 && h->answers[count] != NULL; count++) {
			expand(bodies[count], sizeof(bodies[0]),
			    h->answers[count], server.url);
			answers[count] =
			    (struct server_answer){bodies[count], 0};
		}
		server_serve(&server, answers, count);
		if (h->extra[1] != NULL)
			expand(extra, sizeof(extra), h->extra[1], server.url);
		parameters[1] = server.url;
		r = a_job_run(
		    session, LANYARD_JOB_DISCOVER, parameters, &results);
		server_stop(&server);
		if (r != h->code)
			fail_msg("%zu: %d %s", i, r, session->error.message);
		for (size_t k = 0; k < 4 && h->has[k] != NULL; k++) {
			expand(wanted, sizeof(wanted), h->has[k], server.url);
			if (strstr(r == LANYARD_OK ? results
						   : session->error.message,
				wanted) == NULL)
				fail_msg("%zu: no %s in %s %s", i, wanted,
				    results, session->error.message);
		}
		if (h->not != NULL && strstr(results, h->not ) != NULL)
			fail_msg("%zu: %s", i, results);
	}
}

/* A mail server says nothing over HTTP: its host is known or it is not. */
static void
knows_hosts_without_asking(void **state)
{
	static const char *const parameters[] = {
	    "url", "imaps://imap.gmail.com", NULL};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *results;

	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_DISCOVER, parameters, &results),
	    LANYARD_OK);
	assert_non_null(strstr(results, "url=imaps://imap.gmail.com\n"
					"url=smtp://smtp.gmail.com:587\n"));
	assert_non_null(strstr(results, "preset=google-mail\n"));
	assert_non_null(strstr(results, "scope=https://mail.google.com/\n"));
}

/* By the name under which it is known, if it is; and which presets there are.
 */
static void
names_what_it_could_be(void **state)
{
	static const struct {
		const char *url, *preset, *hint;
	} cases[] = {
	    {"smtp://smtp.gmail.com", NULL,
		"lanyard setup smtp://smtp.gmail.com:587"},
	    {"smtps://smtp.gmail.com:465", NULL,
		"lanyard setup smtps://smtp.gmail.com"},
	    {"imaps://imap.gmail.com:993", NULL,
		"lanyard setup imaps://imap.gmail.com"},
	    {"git://github.com", NULL, "lanyard setup https://github.com"},
	    {"ftp://git.example.com", NULL, ""},
	    {"https://git.example.com", "gitub", "the presets: github, gitlab"},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *results;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const parameters[] = {"url", cases[i].url,
		    cases[i].preset != NULL ? "preset" : NULL, cases[i].preset,
		    NULL};

		assert_int_equal(a_job_run(session, LANYARD_JOB_DISCOVER,
				     parameters, &results),
		    E(ARGUMENT));
		if (strncmp(session->error.hint, cases[i].hint,
			strlen(cases[i].hint)) != 0 ||
		    (cases[i].hint[0] == '\0' &&
			session->error.hint[0] != '\0'))
			fail_msg("%zu: %s", i, session->error.hint);
	}
}

static void
says_what_is_wrong(void **state)
{
	static const struct {
		const char *url;
		enum lanyard_error code;
	} cases[] = {
	    {NULL, E(ARGUMENT)},
	    {"git.example.com", E(ARGUMENT)},
	    {"ssh://git@git.example.com/x", E(ARGUMENT)},
	    {"http://127.0.0.1:1", E(NETWORK)},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *results;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const parameters[] = {
		    cases[i].url != NULL ? "url" : NULL, cases[i].url, NULL};

		assert_int_equal(a_job_run(session, LANYARD_JOB_DISCOVER,
				     parameters, &results),
		    cases[i].code);
		assert_string_equal(results, "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(goes_step_by_step),
	    SCRATCH_TEST(knows_hosts_without_asking),
	    SCRATCH_TEST(names_what_it_could_be),
	    SCRATCH_TEST(says_what_is_wrong),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
