/*
 * t_app.c - a GitHub App: the JWT it signs, and where it is installed
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>

#include "../jose/keys.h"
#include "net/oauth/app.h"
#include "os/clock.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name
#define VARIANT	     sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void
says_who_it_is(void **state)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_rsa, strlen(key_rsa)};
	long long iat = 0, until = 0;
	struct signature_key *key;
	struct error error = {0};
	char claims[300], id[32];
	const char *dot;
	struct buf jwt;
	size_t size;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	buf_init(&jwt, 4096);
	assert_int_equal(app_add_jwt(&jwt, key, "Iv1.x", &error), LANYARD_OK);
	dot = strchr(buf_text(&jwt), '.') + 1;
	assert_int_equal(
	    sodium_base642bin((unsigned char *)claims, sizeof(claims) - 1, dot,
		strcspn(dot, "."), NULL, &size, NULL, VARIANT),
	    0);
	claims[size] = '\0';
	/* Whole numbers: GitHub takes no others. */
	assert_int_equal(
	    sscanf(claims, "{\"iat\":%lld,\"exp\":%lld,\"iss\":\"%31[^\"]\"}",
		&iat, &until, id),
	    3);
	assert_string_equal(id, "Iv1.x");
	assert_in_range(clock_now() - iat, 60, 70);
	assert_in_range(until - clock_now(), 500, 540);
	signature_key_free(&key);
	buf_clear(&jwt);
}

/* GitHub takes RS256 alone, and would say no more than 401. */
static void
refuses_other_keys(void **state)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ec, strlen(key_ec)};
	struct signature_key *key;
	struct error error = {0};
	struct buf jwt;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	buf_init(&jwt, 4096);
	assert_int_equal(
	    app_add_jwt(&jwt, key, "Iv1.x", &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "ES256"));
	assert_int_equal(jwt.size, 0);
	signature_key_free(&key);
	buf_clear(&jwt);
}

static void
finds_where_it_is_installed(void **state)
{
	static const char no[] = SERVER_SAYS("404", "{}");
	static const char yes[] = SERVER_OK("{\"id\":4711}");
	static const struct {
		const char *repo;
		struct server_answer answers[2];
		const char *places[2];
		enum lanyard_error r;
	} cases[] = {
	    {"site", {{yes, 0}, {no, 0}},
		{"GET /api/repos/ac%2Fme/site/installation "}, LANYARD_OK},
	    {NULL, {{yes, 0}, {no, 0}}, {"GET /api/orgs/ac%2Fme/installation "},
		LANYARD_OK},
	    {NULL, {{no, 0}, {yes, 0}},
		{"GET /api/orgs/", "GET /api/users/ac%2Fme/installation "},
		LANYARD_OK},
	    {NULL, {{no, 0}, {no, 0}}, {"GET /api/orgs/", "GET /api/users/"},
		E(REFUSED)},
	    {"site", {{SERVER_SAYS("401", "{}"), 0}, {yes, 0}},
		{"GET /api/repos/"}, E(REFUSED)},
	    {"site", {{SERVER_SAYS("503", "{}"), 0}, {yes, 0}},
		{"GET /api/repos/"}, E(SERVER)},
	    {"site", {{SERVER_OK("{\"id\":\"x\"}"), 0}, {yes, 0}},
		{"GET /api/repos/"}, E(REFUSED)},
	};
	static char text[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http *http = server_http();
		struct error error = {0};
		struct a_server server;
		char api[128], *id;
		enum lanyard_error r;

		server_start(&server, cases[i].answers, 2);
		snprintf(api, sizeof(api), "%s/api", server.url);
		r = app_find_installation(
		    &id, http, api, "ac/me", cases[i].repo, "j.w.t", &error);
		if (r != cases[i].r)
			fail_msg("%zu: %d %s", i, r, error.message);
		for (size_t j = 0; j < 2 && cases[i].places[j] != NULL; j++) {
			server_request(&server, text, sizeof(text));
			if (strstr(text, cases[i].places[j]) == NULL)
				fail_msg("%zu: %s", i, text);
			assert_non_null(strstr(
			    text, "\r\nAuthorization: Bearer j.w.t\r\n"));
		}
		assert_int_equal(id != NULL, r == LANYARD_OK);
		if (id != NULL)
			assert_string_equal(id, "4711");
		assert_null(strstr(error.message, "j.w.t"));
		free(id);
		server_stop(&server);
		http_free(&http);
	}
}

static void
writes_its_wishes(void **state)
{
	char *names[] = {(char *)"a", (char *)"b\"c", NULL};
	const struct login_parameter list[] = {
	    {(char *)"contents", (char *)"read"},
	    {(char *)"issues", (char *)"write"}, {NULL, NULL}};
	struct buf json;

	(void)state;
	buf_init(&json, 200);
	assert_int_equal(app_add_names(&json, NULL), LANYARD_OK);
	assert_int_equal(app_add_permissions(&json, NULL), LANYARD_OK);
	assert_int_equal(json.size, 0);
	assert_int_equal(app_add_names(&json, names), LANYARD_OK);
	assert_string_equal(buf_text(&json), "[\"a\",\"b\\\"c\"]");
	buf_reset(&json);
	assert_int_equal(app_add_permissions(&json, list), LANYARD_OK);
	assert_string_equal(
	    buf_text(&json), "{\"contents\":\"read\",\"issues\":\"write\"}");
	buf_clear(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_who_it_is),
	    cmocka_unit_test(refuses_other_keys),
	    cmocka_unit_test(finds_where_it_is_installed),
	    cmocka_unit_test(writes_its_wishes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
