/*
 * t_login.c - the description of a login
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/strings.h"
#include "login/login.h"

static void
test_defaults(void **state)
{
	struct login login;

	(void)state;
	login_init(&login);
	assert_int_equal(login.refresh_margin_s, REFRESH_MARGIN_S);
	assert_int_equal(login.timeout_ms, TIMEOUT_OPERATION_MS);
	assert_null(login.name);
	assert_false(login.bearer);
	assert_int_equal(
	    login_add_parameter(&login.token_parameters, "a", "1"), LANYARD_OK);
	assert_int_equal(
	    login_add_parameter(&login.token_parameters, "b", ""), LANYARD_OK);
	assert_string_equal(login.token_parameters[0].name, "a");
	assert_string_equal(login.token_parameters[0].value, "1");
	assert_string_equal(login.token_parameters[1].value, "");
	assert_null(login.token_parameters[2].name);
	login.timeout_ms = 5;
	login_clear(&login);
	assert_null(login.token_parameters);
	assert_int_equal(login.timeout_ms, TIMEOUT_OPERATION_MS);
	login_clear(&login);
}

static void
test_scope_text(void **state)
{
	struct login login;
	char *text = NULL;

	(void)state;
	login_init(&login);
	assert_int_equal(login_scope_text(&login, &text), LANYARD_OK);
	assert_null(text);
	strings_add_words(&login.scope, "read");
	assert_int_equal(login_scope_text(&login, &text), LANYARD_OK);
	assert_string_equal(text, "read");
	free(text);
	strings_add_words(&login.scope, "write:all x");
	assert_int_equal(login_scope_text(&login, &text), LANYARD_OK);
	assert_string_equal(text, "read write:all x");
	free(text);
	login_clear(&login);
}

#define SIXTY_FOUR                                                             \
	"a234567890123456789012345678901234567890123456789012345678901234"

static void
test_names(void **state)
{
	static const char *const good[] = {
	    "a", "Z", "work", "w-1_x", "A0", SIXTY_FOUR};
	static const char *const bad[] = {"", "1", "-a", "_a", "a.b", "a/b",
	    "a b", "..", "a\n", "\xc3\xa4", "a*", "host:80", SIXTY_FOUR "5"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!login_name_is_valid(good[i]))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (login_name_is_valid(bad[i]))
			fail_msg("accepted: %s", bad[i]);
}

struct check {
	const char *client_id, *issuer, *token_endpoint, *revocation_endpoint;
	bool allow_http;
	const char *message; /* NULL: all is well */
};

static const struct check checks[] = {
    {"id", "https://id.example.com", NULL, NULL, false, NULL},
    {"id", NULL, "https://id.example.com/token", NULL, false, NULL},
    {"id", "http://127.0.0.1:8080", NULL, NULL, false, NULL},
    {"id", "http://[::1]:8080/", NULL, NULL, false, NULL},
    {"id", "http://id.example.com", NULL, NULL, true, NULL},
    {NULL, "https://id.example.com", NULL, NULL, false,
	"login \"work\" has no client_id"},
    {"id", NULL, NULL, NULL, false,
	"login \"work\" has neither issuer nor token_endpoint"},
    {"id", "http://id.example.com", NULL, NULL, false,
	"\"issuer\" in login \"work\" is not https"},
    {"id", "https://x.org", "http://localhost.example.com/t", NULL, false,
	"\"token_endpoint\" in login \"work\" is not https"},
    {"id", "https://x.org", NULL, "ftp://x.org", true,
	"\"revocation_endpoint\" in login \"work\" is not https"},
    {"id", "https://bank.example@x.org", NULL, NULL, false,
	"\"issuer\" in login \"work\" has a user name in it"},
    {"id", NULL, "http://@127.0.0.1/t", NULL, true,
	"\"token_endpoint\" in login \"work\" has a user name in it"},
    {"id", "x.org", NULL, NULL, false,
	"\"issuer\" in login \"work\" is not an absolute URL"},
};

static void *
lend(const void *pointer)
{
	union {
		const void *lent;
		void *writable;
	} u = {pointer};

	return u.writable;
}

static void
test_check(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		const struct check *c = &checks[i];
		struct error error = {0};
		struct login login;
		enum lanyard_error r;

		login_init(&login);
		login.name = lend("work");
		login.client_id = lend(c->client_id);
		login.issuer = lend(c->issuer);
		login.token_endpoint = lend(c->token_endpoint);
		login.revocation_endpoint = lend(c->revocation_endpoint);
		login.allow_http = c->allow_http;
		r = login_check(&login, &error);
		if (c->message == NULL) {
			assert_int_equal(r, LANYARD_OK);
			continue;
		}
		assert_int_equal(r, LANYARD_ERR_CONFIG);
		assert_string_equal(error.message, c->message);
		assert_true(error.hint[0] != '\0');
	}
}

/* No http of an https issuer; all else is for others to judge. */
static void
an_endpoint_fits_its_issuer(void **state)
{
	static const struct {
		const char *issuer, *endpoint;
		bool fits;
	} cases[] = {
	    {"https://a.org", "https://b.org/t", true},
	    {"https://a.org", "http://127.0.0.1/t", false},
	    {"HTTPS://a.org", "HTTP://localhost/t", false},
	    {"http://127.0.0.1", "http://127.0.0.1/t", true},
	    {"http://127.0.0.1", "https://b.org/t", true},
	    {NULL, "http://127.0.0.1/t", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(
		    login_endpoint_fits(cases[i].issuer, cases[i].endpoint),
		    cases[i].fits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_endpoint_fits_its_issuer),
	    cmocka_unit_test(test_defaults),
	    cmocka_unit_test(test_scope_text),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_check),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
