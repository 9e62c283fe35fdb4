/*
 * t_check_patterns.c - is each login the one that answers for its URLs
 */
#include "a_doctor.h"

#define LOGIN(name, rest)                                                      \
	name " = { token_endpoint = \"https://id.example.com/t\"; "            \
	     "client_id = \"c1\"; " rest " }; "

static const char *
look(struct scratch *s, const char *logins)
{
	char text[2048];

	scratch_print(text, sizeof(text), "logins = { %s};\n", logins);
	return a_doctor_check(scratch_open(s, text), NULL, LANYARD_OK);
}

static void
finds_two_for_one_place(void **state)
{
#define A LOGIN("a", "url = \"https://git.example.com\";")
	static const struct {
		const char *logins;
		const char *heard; /* NULL: nothing */
	} cases[] = {
	    {A LOGIN("b", "url = \"https://git.example.com\";"),
		"configuration b! it is for https://git.example.com, for which "
		"login a answers"},
	    {A LOGIN("b", "url = \"https://GIT.example.com:443/\";"),
		"configuration b! it is for https://GIT.example.com:443/"},
	    {A LOGIN("b", "url = [ \"https://x.example\", "
			  "\"https://git.example.com\" ];"),
		"configuration b!"},
	    {A LOGIN(
		 "b", "url = \"https://git.example.com\"; username = \"u\";"),
		NULL},
	    {A LOGIN("b", "url = \"https://git.example.com/team\";"), NULL},
	    {A LOGIN("b", "url = \"https://*.example.com\";"), NULL},
	    {A LOGIN("b", "url = \"https://git.example.com:8443\";"), NULL},
	    {LOGIN("a", "url = [ \"https://x.example/t\", "
			"\"https://x.example/t/\" ];"),
		NULL},
	    {LOGIN("a", "url = \"https://x.example/a%20b\";")
		    LOGIN("b", "url = \"https://x.example/a b\";"),
		"configuration b! it is for https://x.example/a%20b"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *heard = look(*state, cases[i].logins);
		bool is = strstr(heard, "! it is for ") != NULL;

		if (is != (cases[i].heard != NULL) ||
		    (is && strstr(heard, cases[i].heard) == NULL))
			fail_msg("%zu: %s", i, heard);
	}
}

static void
looks_at_what_only_the_store_knows(void **state)
{
	struct scratch *s = *state;
	struct seed seed = SEED_FRESH;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	seed.more = "url[]=https://git.example.com\nclient_id=c2\n"
		    "token_endpoint=https://id2.example.com/t\n";
	scratch_seed(s, "carried", &seed);
	a_doctor_has(a_doctor_check(session, NULL, LANYARD_OK),
	    "configuration carried! it is for https://git.example.com, for "
	    "which login work answers");
	a_doctor_has(a_doctor_check(session, NULL, LANYARD_OK),
	    "lanyard logout carried");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_two_for_one_place),
	    SCRATCH_TEST(looks_at_what_only_the_store_knows),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
