/*
 * t_state.c - state.h: what git brings back of what we gave out
 */
#include "scratch.h"

#include "git/state.h"

#define CAN	"capability[]=state\nprotocol=https\nhost=git.example.com\n"
#define WORK(n) "state[]=lanyard:work:" n "\n"

/* The generation of NAME that LINES are about. */
static uint64_t
generation_of(const char *lines, const char *name)
{
	struct lanyard_credential *request = scratch_request(lines);
	uint64_t generation = state_generation(request, name);

	lanyard_credential_free(&request);
	return generation;
}

static bool
is_given(const char *lines)
{
	struct lanyard_credential *request = scratch_request(lines);
	bool given = state_is_given(request);

	lanyard_credential_free(&request);
	return given;
}

struct one {
	const char *lines;
	bool given;
	uint64_t generation; /* of the login "work" */
};

static void
check(const struct one *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(is_given(cases[i].lines), cases[i].given);
		assert_int_equal(
		    generation_of(cases[i].lines, "work"), cases[i].generation);
	}
}

static void
reads_a_generation(void **state)
{
	static const struct one cases[] = {
	    {CAN WORK("1"), true, 1},
	    {CAN WORK("0042"), true, 42},
	    {CAN WORK("9223372036854775807"), true, INT64_MAX},
	    {CAN, false, 0},
	    {CAN "state[]=\n" WORK("3"), true, 3},
	    /* An empty one empties the list (git-credential.txt). */
	    {CAN WORK("3") "state[]=\n", false, 0},
	    {WORK("5") CAN, true, 5},
	};

	(void)state;
	check(cases, COUNT(cases));
}

static void
ignores_what_is_malformed(void **state)
{
	/* Ours by its prefix, but about no generation. */
	static const char *const malformed[] = {"lanyard:", "lanyard::",
	    "lanyard::7", "lanyard:work", "lanyard:work:", "lanyard:work7",
	    "lanyard:work77", "lanyard:work-7", "lanyard:work: 7",
	    "lanyard:work:7 ", "lanyard:work:+7", "lanyard:work:-7",
	    "lanyard:work:7.0", "lanyard:work:7e1", "lanyard:work:0x7",
	    "lanyard:work:seven", "lanyard:work:7:8", "lanyard:work::7",
	    "lanyard:work:7lanyard:work:7", "lanyard:work:\xd9\xa7",
	    "lanyard: work:7", "lanyard:Work:7", "lanyard:wor:7",
	    "lanyard:works:7", "lanyard:other:7", "lanyard:work/:7",
	    "lanyard:work%3A7", "lanyard:work:0",
	    "lanyard:work:9223372036854775808",
	    "lanyard:work:18446744073709551615",
	    "lanyard:work:18446744073709551617",
	    "lanyard:work:99999999999999999999999999999999999999999999"};
	char lines[512];

	(void)state;
	for (size_t i = 0; i < COUNT(malformed); i++) {
		scratch_print(
		    lines, sizeof(lines), CAN "state[]=%s\n", malformed[i]);
		assert_true(is_given(lines));
		assert_int_equal(generation_of(lines, "work"), 0);
		/* It hides no good one, before it or behind. */
		if (strcmp(malformed[i], "lanyard:work:0") == 0)
			continue;
		scratch_print(lines, sizeof(lines),
		    CAN WORK("4") "state[]=%s\n", malformed[i]);
		assert_int_equal(generation_of(lines, "work"), 4);
		scratch_print(lines, sizeof(lines),
		    CAN "state[]=%s\n" WORK("4"), malformed[i]);
		assert_int_equal(generation_of(lines, "work"), 4);
	}
}

static void
leaves_the_state_of_others_alone(void **state)
{
	static const struct one cases[] = {
	    {CAN "state[]=work:7\n", false, 0},
	    {CAN "state[]=7\n", false, 0},
	    {CAN "state[]=oauth:work:7\n", false, 0},
	    {CAN "state[]=Lanyard:work:7\n", false, 0},
	    {CAN "state[]=lanyardx:work:7\n", false, 0},
	    {CAN "state[]=lanyard\n", false, 0},
	    {CAN "state[]= lanyard:work:7\n", false, 0},
	    {CAN "state[]=x:lanyard:work:7\n", false, 0},
	    {CAN "state[]=cache:lanyard:work:7\n" WORK("2"), true, 2},
	    {CAN WORK("2") "state[]=cache:work:9\n", true, 2},
	};

	(void)state;
	check(cases, COUNT(cases));
}

static void
takes_the_last_of_several(void **state)
{
	static const struct one cases[] = {
	    {CAN WORK("3") WORK("4"), true, 4},
	    {CAN WORK("4") WORK("3"), true, 3},
	    {CAN WORK("4") WORK("0"), true, 0},
	    {CAN WORK("0") WORK("4"), true, 4},
	    {CAN WORK("4") "state[]=lanyard:other:9\n", true, 4},
	};

	(void)state;
	check(cases, COUNT(cases));
	assert_int_equal(
	    generation_of(CAN WORK("4") "state[]=lanyard:other:9\n", "other"),
	    9);
}

static void
needs_a_git_that_brings_it_back(void **state)
{
	static const struct one cases[] = {
	    {"protocol=https\n" WORK("7"), false, 0},
	    {"capability[]=authtype\nprotocol=https\n" WORK("7"), false, 0},
	    {"capability[]=State\nprotocol=https\n" WORK("7"), false, 0},
	    {"capability[]=state\n" WORK("7"), false, 0},
	    {"capability[]=state\nprotocol=imaps\n" WORK("7"), false, 0},
	    {"capability[]=state\nprotocol=http\n" WORK("7"), true, 7},
	    {"capability[]=state\nprotocol=HTTPS\n" WORK("7"), true, 7},
	    {"capability[]=authtype\ncapability[]=state\nprotocol=https\n" WORK(
		 "7"),
		true, 7},
	    {"capability[]=state\nprotocol=https\nstate=lanyard:work:7\n",
		false, 0},
	};

	(void)state;
	check(cases, COUNT(cases));
}

static void
knows_names_with_colons(void **state)
{
	/* Logins of git's configuration are named by a URL. */
	static const char lines[] =
	    CAN "state[]=lanyard:https://h:8443/group:7\n";

	(void)state;
	assert_int_equal(generation_of(lines, "https://h:8443/group"), 7);
	assert_int_equal(generation_of(lines, "https://h:8443"), 0);
	assert_int_equal(generation_of(lines, "https://h"), 0);
	assert_int_equal(generation_of(lines, "https"), 0);
	assert_int_equal(generation_of(lines, ""), 0);
}

static void
adds_what_it_reads(void **state)
{
	static const struct {
		const char *name;
		uint64_t generation;
		const char *lines;
	} cases[] = {
	    {"work", 1, "state[]=lanyard:work:1\ncontinue=1\n"},
	    {"https://h:8443/g", 7,
		"state[]=lanyard:https://h:8443/g:7\ncontinue=1\n"},
	    {"work", INT64_MAX,
		"state[]=lanyard:work:9223372036854775807\ncontinue=1\n"},
	    {"work", UINT64_MAX,
		"state[]=lanyard:work:18446744073709551615\ncontinue=1\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential *answer = NULL;
		char back[512];

		assert_int_equal(lanyard_credential_new(&answer), LANYARD_OK);
		assert_int_equal(state_add(&answer->attributes, cases[i].name,
				     cases[i].generation),
		    LANYARD_OK);
		assert_string_equal(scratch_answer(&answer), cases[i].lines);
		scratch_print(back, sizeof(back), CAN "%s", cases[i].lines);
		if (cases[i].generation <= INT64_MAX)
			assert_int_equal(generation_of(back, cases[i].name),
			    cases[i].generation);
	}
}

static void
adds_nothing_that_is_no_line(void **state)
{
	struct attributes answer = {0};

	(void)state;
	assert_int_equal(state_add(&answer, "a\nb", 1), LANYARD_ERR_PROTOCOL);
	assert_int_equal(answer.count, 0);
	attributes_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_generation),
	    cmocka_unit_test(ignores_what_is_malformed),
	    cmocka_unit_test(leaves_the_state_of_others_alone),
	    cmocka_unit_test(takes_the_last_of_several),
	    cmocka_unit_test(needs_a_git_that_brings_it_back),
	    cmocka_unit_test(knows_names_with_colons),
	    cmocka_unit_test(adds_what_it_reads),
	    cmocka_unit_test(adds_nothing_that_is_no_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
