/*
 * t_shortfall.c - what a grant lacks of what was asked for
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "login/shortfall.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
a_scope_is_a_set_of_words(void **state)
{
	/* The words of ASKED, one more after "|". */
	static const struct {
		const char *asked, *more, *granted, *lacks;
	} cases[] = {
	    {"a b", NULL, "a b", NULL},
	    {"a b", NULL, "b a", NULL},
	    {"a b", NULL, "c b a", NULL},
	    {"a b", NULL, " b  a a ", NULL},
	    {"a b", NULL, NULL, NULL},
	    {"a b", NULL, "a", "b"},
	    {"a b c", NULL, "b", "a c"},
	    {"a b", NULL, "", "a b"},
	    {"a b", NULL, "A b", "a"},
	    {"a b", NULL, "ab", "a b"},
	    {"", NULL, "a", NULL},
	    /* parted by commas, in the reply, or by who asks */
	    {"a b", NULL, "b,a", NULL},
	    {"a b", NULL, "b, a", NULL},
	    {"a b", NULL, "a,c", "b"},
	    {"a,b", NULL, "a b", NULL},
	    {"a,b", NULL, "a,b", NULL},
	    {"a,b", NULL, "b", "a"},
	    {"a,b", NULL, "a,b,c", NULL},
	    {"a", "b c", "c a", "b"},
	    /* a refresh token is no word of it */
	    {"a offline_access", NULL, "a", NULL},
	    {"offline a", NULL, "a", NULL},
	    /* the same word in another form */
	    {"Mail.Read", NULL, "https://graph.example/Mail.Read", NULL},
	    {"https://graph.example/Mail.Read", NULL, "Mail.Read", NULL},
	    {"Mail.Read", NULL, "https://graph.example/Other.Mail.Read",
		"Mail.Read"},
	    {"499b84ac/.default", NULL, "499b84ac/user_impersonation", NULL},
	    {"email profile", NULL,
		"https://g.example/auth/userinfo.profile "
		"https://g.example/auth/userinfo.email",
		NULL},
	    {"user user:email repo", NULL, "user,repo", NULL},
	    {"user:email user", NULL, "user:email", "user"},
	    {"read:org", NULL, "read:repo", "read:org"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char **asked = NULL, *lacks;

		strings_add_words(&asked, cases[i].asked);
		if (cases[i].more != NULL)
			strings_add(&asked, cases[i].more);
		assert_int_equal(
		    shortfall_of_scope(asked, cases[i].granted, &lacks),
		    LANYARD_OK);
		if ((lacks == NULL) != (cases[i].lacks == NULL) ||
		    (lacks != NULL && strcmp(lacks, cases[i].lacks) != 0))
			fail_msg("%s, granted %s: %s", cases[i].asked,
			    cases[i].granted, lacks != NULL ? lacks : "none");
		free(lacks);
		strings_free(&asked);
	}
}

static void
a_refresh_token_is_expected(void **state)
{
	static const struct {
		const char *scope, *record;
		bool lacks, asks;
	} cases[] = {
	    {"", "", false, false},
	    {"offline_access", "", false, true},
	    /* good until rejected: nothing was to be expected */
	    {"a", "access_token=a\n", false, false},
	    {"a", "access_token=a\nexpires_at=5\n", true, false},
	    {"a", "access_token=a\nrefresh_token_before=true\n", true, false},
	    {"a offline_access", "access_token=a\n", true, true},
	    {"offline", "access_token=a\n", true, true},
	    {"a,offline_access", "access_token=a\n", true, true},
	    {"my_offline_access", "access_token=a\n", false, false},
	    {"offline_access", "access_token=a\nrefresh_token=r\n", false,
		true},
	    {"offline_access",
		"access_token=a\nexpires_at=5\nrefresh_token=r\n"
		"refresh_token_error=x\n",
		false, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct login login;

		login_init(&login);
		record_init(&record);
		strings_add_words(&login.scope, cases[i].scope);
		attributes_parse(&record.attributes,
		    (const unsigned char *)cases[i].record,
		    strlen(cases[i].record), false, NULL, NULL);
		if (shortfall_of_refresh_token(&record, &login) !=
			cases[i].lacks ||
		    shortfall_asks_refresh_token(&login) != cases[i].asks)
			fail_msg("%s: %s", cases[i].scope, cases[i].record);
		record_clear(&record);
		login_clear(&login);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_scope_is_a_set_of_words),
	    cmocka_unit_test(a_refresh_token_is_expected),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
