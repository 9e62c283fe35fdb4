/*
 * t_seed_given.c - a refresh token that was handed in, and what came with it
 */
#include "scratch.h"

#include "answer/seed_given.h"

static enum lanyard_error
set(struct seed_given *given, const char *key, const char *value,
    struct error *error)
{
	const struct seed_key *known = seed_key_find(key, strlen(key));

	assert_non_null(known);
	return seed_given_set(given, known, value, strlen(value), error);
}

static void
knows_its_keys(void **state)
{
	size_t count = 0;

	(void)state;
	for (; seed_key(count) != NULL; count++) {
		const struct seed_key *key = seed_key(count);

		assert_ptr_equal(
		    seed_key_find(key->name, strlen(key->name)), key);
	}
	assert_true(count > 10);
	assert_non_null(seed_key_find("Refresh_Token", 13));
	assert_null(seed_key_find("refresh_token", 12));
	assert_null(seed_key_find("refesh_token", 12));
	assert_true(seed_key_is_number(seed_key_find("expires_in", 10)));
	assert_false(seed_key_is_number(seed_key_find("scope", 5)));
}

static void
takes_each_value(void **state)
{
	struct seed_given given;
	struct error error = {0};

	(void)state;
	seed_given_init(&given);
	assert_int_equal(
	    set(&given, "refresh_token", "rt", &error), LANYARD_OK);
	assert_int_equal(
	    set(&given, "oauth_refresh_token", "rt", &error), LANYARD_OK);
	assert_int_equal(set(&given, "password", "at", &error), LANYARD_OK);
	assert_int_equal(
	    set(&given, "password_expiry_utc", "12", &error), LANYARD_OK);
	assert_int_equal(set(&given, "expires_in", "0", &error), LANYARD_OK);
	assert_int_equal(set(&given, "scope", "a b", &error), LANYARD_OK);
	assert_int_equal(set(&given, "scope", "a\nb", &error), LANYARD_OK);
	assert_int_equal(
	    set(&given, "token_type", "bearer", &error), LANYARD_OK);
	assert_int_equal(
	    set(&given, "url", "https://u:p@h:8/x", &error), LANYARD_OK);
	assert_int_equal(set(&given, "client_id", "c", &error), LANYARD_OK);
	assert_memory_equal(given.token.refresh_token.bytes, "rt", 3);
	assert_memory_equal(given.token.access_token.bytes, "at", 3);
	assert_int_equal(given.expires_at, 12);
	assert_string_equal(given.token.scope, "a b");
	assert_string_equal(given.token.token_type, "bearer");
	assert_string_equal(attributes_text(&given.about, "host"), "h:8");
	assert_string_equal(attributes_text(&given.about, "username"), "u");
	assert_string_equal(attributes_text(&given.about, "client_id"), "c");
	assert_null(attributes_text(&given.about, "password"));
	/* What cannot be an access token is none. */
	assert_int_equal(
	    set(&given, "access_token", "a\tb", &error), LANYARD_OK);
	assert_false(secret_is_set(&given.token.access_token));
	seed_given_clear(&given);
}

static void
refuses_what_is_no_value(void **state)
{
	static const char *const cases[][3] = {
	    {"refresh_token", "", "empty"},
	    {"refresh_token", "rt ", "blanks"},
	    {"refresh_token", " rt", "blanks"},
	    {"refresh_token", "\"rt\"", "quotes"},
	    {"refresh_token", "rt'", "quotes"},
	    {"refresh_token", "r\xc3\xa4", "characters"},
	    {"refresh_token", "r\x7f", "characters"},
	    {"refresh_token", "other", "two"},
	    {"expires_at", "soon", "expires_at is no number"},
	    {"expires_in", "-1", "expires_in is no number"},
	    {"password_expiry_utc", "", "password_expiry_utc is no number"},
	    {"password_expiry_utc", "1.5", "is no number"},
	    {"password_expiry_utc", "1 ", "is no number"},
	    {"url", "nonsense", "url is malformed"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed_given given;
		struct error error = {0};

		seed_given_init(&given);
		assert_int_equal(
		    set(&given, "refresh_token", "rt", &error), LANYARD_OK);
		assert_int_equal(set(&given, cases[i][0], cases[i][1], &error),
		    LANYARD_ERR_PROTOCOL);
		print_message("# %s\n", error.message);
		assert_non_null(strstr(error.message, cases[i][2]));
		seed_given_clear(&given);
	}
}

static void
holds_a_number_that_is_too_large(void **state)
{
	struct seed_given given;
	struct error error = {0};

	(void)state;
	seed_given_init(&given);
	assert_int_equal(
	    set(&given, "expires_at", "99999999999999999999999", &error),
	    LANYARD_OK);
	assert_true(given.expires_at == INT64_MAX);
	seed_given_clear(&given);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_its_keys),
	    cmocka_unit_test(takes_each_value),
	    cmocka_unit_test(refuses_what_is_no_value),
	    cmocka_unit_test(holds_a_number_that_is_too_large),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
