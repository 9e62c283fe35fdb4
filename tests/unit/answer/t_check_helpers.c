/*
 * t_check_helpers.c - does git ask Lanyard, and whom else; with the real git
 */
#include "a_doctor.h"

static void
judges_the_chain(void **state)
{
	static const struct {
		const char *config;
		const char *heard; /* NULL: no fault but a program's */
	} cases[] = {
	    {"", "git work! git does not ask lanyard for "
		 "https://git.example.com; git config --global "
		 "credential.helper lanyard\n"},
	    {"[credential]\nhelper = lanyard\n", NULL},
	    {"[credential]\nhelper = !lanyard\n", NULL},
	    {"[credential \"https://git.example.com\"]\nhelper = lanyard\n",
		NULL},
	    {"[credential \"https://other.example\"]\nhelper = lanyard\n",
		"does not ask lanyard"},
	    {"[credential]\nhelper = store\nhelper = lanyard\n",
		"asks the helper store before lanyard"},
	    {"[credential]\nhelper = store\nhelper = \nhelper = lanyard\n",
		NULL},
	    {"[credential]\nhelper = lanyard\nhelper = cache\n",
		"tells lanyard's tokens to the helper cache, too"},
	    {"[credential]\nhelper = other\nhelper = lanyard\n",
		"other before lanyard, and does not find its program"},
	    {"[credential]\nhelper = \"!f() { echo password=1; }; f\"\nhelper "
	     "= lanyard\n",
		"asks the helper !f before lanyard, and lanyard only where"},
	    {"[credential]\nhelper = /bin/true\nhelper = lanyard\n",
		"asks the helper /bin/true before lanyard, and lanyard only"},
	    {"[credential]\nhelper = \"!f() { lanyard get; }; f\"\n", NULL},
	    {"[credential]\nhelper = lanyard\nhelper =\n",
		"an empty credential.helper behind it has git forget it"},
	    {"[credential]\nhelper = lanyard\n[credential "
	     "\"https://git.example.com\"]\nhelper =\nhelper = store\n",
		"an empty credential.helper behind it has git forget it"},
	    {"[credential]\nhelper = store\n",
		"credential.https://git.example.com.helper"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		const char *heard;

		a_doctor_git(s, cases[i].config);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		if (cases[i].heard != NULL)
			a_doctor_has(heard, cases[i].heard);
		else if (strstr(heard, " ask") != NULL &&
			 strstr(heard, "git work!") != NULL &&
			 strstr(heard, "does not find") == NULL)
			fail_msg("%s: %s", cases[i].config, heard);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(judges_the_chain),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
