/*
 * t_resource_metadata.c - what a resource says of itself (RFC 9728)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/resource_metadata.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name

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

#define OWN                                                                    \
	SERVER_OK("{\"resource\":\"@\",\"authorization_servers\":"             \
		  "[\"https://id\",\"https://other\"],"                        \
		  "\"scopes_supported\":[\"a\",\"b\"]}")
#define NONE SERVER_SAYS("404", "no")

static void
finds_the_server(void **state)
{
	static const struct {
		const char *path, *location;
		const char *answers[2], *lines[2];
		enum lanyard_error code;
		bool found;
		const char *said;
	} cases[] = {
	    {"", NULL, {OWN}, {"GET /.well-known/oauth-protected-resource "},
		LANYARD_OK, true, NULL},
	    {"/a/b/", NULL, {NONE, OWN},
		{"GET /.well-known/oauth-protected-resource/a/b ",
		    "GET /.well-known/oauth-protected-resource "},
		LANYARD_OK, true, NULL},
	    {"/a?q", "@/m", {OWN}, {"GET /m "}, LANYARD_OK, true, NULL},
	    {"/a", "@/m", {NONE}, {"GET /m "}, LANYARD_OK, false, NULL},
	    {"", NULL, {SERVER_OK("<html>")}, {"GET "}, LANYARD_OK, false,
		NULL},
	    {"", NULL, {SERVER_OK("{\"resource\":\"@/x\"}")}, {"GET "},
		E(SERVER), true, "of another resource"},
	    {"/xy", NULL, {SERVER_OK("{\"resource\":\"@/x\"}")}, {"GET "},
		E(SERVER), true, "of another resource"},
	    {"/y", NULL, {SERVER_OK("{\"resource\":\"@/x\"}")}, {"GET "},
		E(SERVER), true, "of another resource"},
	    /* another host */
	    {"!/x", NULL, {SERVER_OK("{\"resource\":\"@/x\"}")}, {"GET "},
		E(SERVER), true, "of another resource"},
	    {"", NULL, {SERVER_OK("{\"resource\":\"https://h\"}")}, {"GET "},
		E(SERVER), true, "of another resource"},
	    {"", NULL, {SERVER_OK("{}")}, {"GET "}, E(SERVER), true,
		"do not name"},
	    {"/x/y", NULL, {SERVER_OK("{\"resource\":\"@/x/\"}")}, {"GET "},
		E(SERVER), true, "no authorization server"},
	};
	char url[128], location[128], text[SERVER_REQUEST], bodies[2][512];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct server_answer answers[2] = {
		    {bodies[0], 0}, {bodies[cases[i].answers[1] != NULL], 0}};
		struct http *http = server_http();
		struct resource_metadata m;
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;
		bool found;

		server_open(&server);
		for (size_t k = 0; k < 2; k++)
			expand(bodies[k], sizeof(bodies[k]),
			    cases[i].answers[k] != NULL ? cases[i].answers[k]
							: "",
			    server.url);
		server_serve(&server, answers, 2);
		if (cases[i].path[0] == '!')
			snprintf(url, sizeof(url), "http://localhost%s%s",
			    strrchr(server.url, ':'), cases[i].path + 1);
		else
			snprintf(url, sizeof(url), "%s%s", server.url,
			    cases[i].path);
		if (cases[i].location != NULL)
			expand(location, sizeof(location), cases[i].location,
			    server.url);
		r = resource_metadata_fetch(&m, http,
		    cases[i].location != NULL ? location : NULL, url, &found,
		    &error);
		if (r != cases[i].code || found != cases[i].found)
			fail_msg("%zu: %d %s", i, r, error.message);
		for (size_t k = 0; k < 2 && cases[i].lines[k] != NULL; k++)
			assert_non_null(
			    strstr(server_request(&server, text, sizeof(text)),
				cases[i].lines[k]));
		if (cases[i].said != NULL)
			assert_non_null(strstr(error.message, cases[i].said));
		if (r == LANYARD_OK && found) {
			assert_string_equal(m.issuer, "https://id");
			assert_string_equal(m.scopes_supported, "a b");
		} else {
			assert_null(m.issuer);
		}
		resource_metadata_clear(&m);
		server_stop(&server);
		http_free(&http);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_server),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
