/*
 * t_account.c - which account a login is, as the server tells it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "login/account.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
claims_speak_for_a_name_or_against(void **state)
{
	static const struct {
		const char *sub, *preferred, *email, *nickname, *username;
		enum account_is is;
		const char *name;
	} cases[] = {
	    {NULL, NULL, NULL, NULL, "ada", ACCOUNT_UNKNOWN, NULL},
	    {"8f-7", NULL, NULL, NULL, "ada", ACCOUNT_UNKNOWN, NULL},
	    {"ada", NULL, NULL, NULL, "ada", ACCOUNT_SAME, NULL},
	    {"Ada", NULL, NULL, NULL, "ada", ACCOUNT_UNKNOWN, NULL},
	    {"1", "ada", NULL, NULL, "ada", ACCOUNT_SAME, "ada"},
	    {"1", "Ada", NULL, NULL, "ada", ACCOUNT_SAME, "Ada"},
	    {"1", "bob", NULL, NULL, "ada", ACCOUNT_OTHER, "bob"},
	    {"1", "bob", NULL, "ada", "ada", ACCOUNT_SAME, "bob"},
	    {"1", NULL, NULL, "Bobby", "ada", ACCOUNT_UNKNOWN, "Bobby"},
	    /* Addresses where a name is asked for, and the other way round. */
	    {"1", NULL, "ada@x.org", NULL, "ada", ACCOUNT_SAME, "ada@x.org"},
	    {"1", NULL, "a.love@x.org", NULL, "ada", ACCOUNT_UNKNOWN,
		"a.love@x.org"},
	    {"1", "ada@x.org", NULL, NULL, "ada", ACCOUNT_SAME, "ada@x.org"},
	    {"1", "bob@x.org", NULL, NULL, "ada", ACCOUNT_UNKNOWN, "bob@x.org"},
	    {"1", "adam@x.org", NULL, NULL, "ada", ACCOUNT_UNKNOWN,
		"adam@x.org"},
	    {"1", "bob", NULL, NULL, "ada@x.org", ACCOUNT_UNKNOWN, "bob"},
	    {"1", "bob", "ada@x.org", NULL, "ADA@x.org", ACCOUNT_SAME,
		"ada@x.org"},
	    {"1", "ada", "bob@x.org", NULL, "ada@x.org", ACCOUNT_OTHER,
		"bob@x.org"},
	    {"1", "ada@x.org", "a.love@x.org", NULL, "ada@x.org", ACCOUNT_SAME,
		"ada@x.org"},
	    {"1", "bob@x.org", NULL, NULL, "ada@x.org", ACCOUNT_OTHER,
		"bob@x.org"},
	    {"1", NULL, "ada@x.org", NULL, "ada@y.org", ACCOUNT_OTHER,
		"ada@x.org"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct account account = {.sub = (char *)cases[i].sub,
		    .preferred_username = (char *)cases[i].preferred,
		    .email = (char *)cases[i].email,
		    .nickname = (char *)cases[i].nickname};
		const char *name = account_name(&account, cases[i].username);

		print_message("# %zu\n", i);
		assert_int_equal(
		    account_compare(&account, cases[i].username), cases[i].is);
		if (cases[i].name == NULL)
			assert_null(name);
		else
			assert_string_equal(name, cases[i].name);
	}
}

static void
is_kept_in_a_record(void **state)
{
	struct record record;

	(void)state;
	record_init(&record);
	assert_null(account_of(&record));
	assert_int_equal(account_keep(&record, "ada"), LANYARD_OK);
	assert_string_equal(account_of(&record), "ada");
	assert_int_equal(account_keep(&record, NULL), LANYARD_OK);
	assert_null(account_of(&record));
	assert_true(account_has_key("account"));
	assert_false(account_has_key("username"));
	record_clear(&record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(claims_speak_for_a_name_or_against),
	    cmocka_unit_test(is_kept_in_a_record),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
