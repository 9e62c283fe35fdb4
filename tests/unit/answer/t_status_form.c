/*
 * t_status_form.c - what is known of a login, in a word and as JSON
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lanyard.h"

static void
says_it_in_a_word(void **state)
{
	struct lanyard_state known = {.name = "work"};

	(void)state;
	assert_string_equal(lanyard_state_word(&known), "login-needed");
	known.renewable = known.has_refresh_token = true;
	assert_string_equal(lanyard_state_word(&known), "due");
	known.needs_login = LANYARD_ERR_GRANT;
	assert_string_equal(lanyard_state_word(&known), "login-needed");
	known.needs_login = LANYARD_OK;
	known.fresh = true;
	assert_string_equal(lanyard_state_word(&known), "fresh");
	known.renewable = known.has_refresh_token = false;
	assert_string_equal(lanyard_state_word(&known), "fresh");
}

#define NOTHING                                                                \
	"\"configured\":false,\"access_token\":false,\"refresh_token\":false," \
	"\"generation\":0"

static void
writes_what_is_known(void **state)
{
	static const struct {
		struct lanyard_state known;
		const char *json;
	} cases[] = {
	    {{.name = "n"},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING "}"},
	    /* times of a token that is gone are nobody's */
	    {{.name = "n", .expires_at = 5, .obtained_at = 4},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING "}"},
	    {{.name = "n", .last_error = "a \"b\"\n\\", .retry_at = 7},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"last_error\":\"a \\\"b\\\"\\u000a\\\\\",\"retry_at\":7}"},
	    {{.name = "n", .has_refused = true, .refused_at = 9},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"refresh_token_refused\":true,\"refused_at\":9}"},
	    {{.name = "n", .lacks_refresh_token = true, .lacks_scope = "a b"},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"lacks_refresh_token\":true,\"lacks_scope\":\"a b\"}"},
	    {{.name = "n", .file_error = "ca_file: x", .file_hint = "y"},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"file_error\":\"ca_file: x\"}"},
	    {{.name = "n", .has_claims = true, .file_system = "nfs"},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"lock\":\"claim\",\"file_system\":\"nfs\"}"},
	    {{.name = "n", .has_claims = true},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"lock\":\"claim\"}"},
	    {{.name = "n", .in_use = true},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING
		",\"in_use\":true}"},
	    {{.name = "n", .file_system = "nfs"},
		"{\"name\":\"n\",\"state\":\"login-needed\"," NOTHING "}"},
	    {{.name = "n", .moved_at = 7},
		"{\"name\":\"n\",\"state\":\"moved\",\"moved_at\":7," NOTHING
		"}"},
	    {{.name = "n",
		 .has_refresh_token = true,
		 .renewable = true,
		 .refresh_token_expires_at = 8,
		 .refresh_token_expiry_assumed = true,
		 .login_needed_at = 8},
		"{\"name\":\"n\",\"state\":\"due\",\"configured\":false,"
		"\"access_token\":false,\"refresh_token\":true,"
		"\"generation\":0,\"refresh_token_expires_at\":8,"
		"\"refresh_token_expiry_assumed\":true,"
		"\"login_needed_at\":8}"},
	    {{"n", "https://h", "https://id", "c", "me", "a b", true, true,
		 true, true, false, 20, 10, 3, NULL, 0, LANYARD_OK, LANYARD_OK,
		 true, false, false, 0, "/ca", false, NULL, NULL, NULL, false,
		 NULL, true, NULL, 0, 0, false, 0, false, false, NULL, NULL},
		"{\"name\":\"n\",\"state\":\"fresh\",\"url\":\"https://h\","
		"\"issuer\":\"https://id\",\"client_id\":\"c\","
		"\"username\":\"me\",\"scope\":\"a b\",\"configured\":true,"
		"\"access_token\":true,\"refresh_token\":true,"
		"\"generation\":3,\"obtained_at\":10,\"expires_at\":20}"},
	};
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    lanyard_state_json(&cases[i].known, &text), LANYARD_OK);
		assert_string_equal(text, cases[i].json);
		lanyard_text_free(&text);
		assert_null(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_it_in_a_word),
	    cmocka_unit_test(writes_what_is_known),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
