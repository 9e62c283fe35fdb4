/*
 * t_words.c - the words that a login's keys may be, and what none means
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "login/words.h"

static void
algorithms_mean_themselves(void **state)
{
	(void)state;
	for (const struct word *w = words_signing_algs; w->text != NULL; w++)
		assert_string_equal(w->text, w->means);
	assert_string_equal(words_signing_algs[0].text, "RS256");
}

static void
methods_are_found(void **state)
{
	static const struct {
		const char *name;
		enum auth_method method;
		bool is_public;
	} built[] = {
	    {"none", AUTH_METHOD_NONE, true},
	    {"client_secret_basic", AUTH_METHOD_BASIC, false},
	    {"client_secret_post", AUTH_METHOD_POST, false},
	    {"private_key_jwt", AUTH_METHOD_PRIVATE_KEY_JWT, false},
	    {"tls_client_auth", AUTH_METHOD_TLS, false},
	    {"self_signed_tls_client_auth", AUTH_METHOD_SELF_SIGNED_TLS, false},
	    {"client_secret_jwt", AUTH_METHOD_SECRET_JWT, false},
	};
	static const char *const others[] = {
	    "tls_auth", "None", "client_secret", ""};
	enum auth_method method = AUTH_METHOD_POST;

	(void)state;
	for (size_t i = 0; i < sizeof(built) / sizeof(built[0]); i++) {
		assert_true(words_find_auth_method(built[i].name, &method));
		assert_int_equal(method, built[i].method);
		assert_string_equal(words_auth_method(method), built[i].name);
		assert_int_equal(
		    words_is_public(built[i].name), built[i].is_public);
		assert_int_equal(words_is_tls(built[i].name),
		    strstr(built[i].name, "tls") != NULL);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(words_find_auth_method(others[i], &method));
		assert_false(words_is_public(others[i]));
		assert_false(words_is_tls(others[i]));
	}
	assert_false(words_is_tls(NULL));
	assert_int_equal(method, AUTH_METHOD_SECRET_JWT);
}

/* All are built, or the search would end before its end. */
static void
all_are_built(void **state)
{
	(void)state;
	for (const struct word *word = words_auth_methods; word->text != NULL;
	     word++)
		assert_non_null(word->means);
}

static void
absent_ones_mean_something(void **state)
{
	struct login login;
	char scheme[] = "OAuth", user[] = "x-access-token";

	(void)state;
	login_init(&login);
	assert_string_equal(words_scheme(&login), "Bearer");
	assert_string_equal(words_basic_username(&login), "oauth2");
	login.authorization_scheme = scheme;
	login.basic_username = user;
	assert_string_equal(words_scheme(&login), "OAuth");
	assert_string_equal(words_basic_username(&login), "x-access-token");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(methods_are_found),
	    cmocka_unit_test(algorithms_mean_themselves),
	    cmocka_unit_test(all_are_built),
	    cmocka_unit_test(absent_ones_mean_something),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
