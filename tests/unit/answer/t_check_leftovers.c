/*
 * t_check_leftovers.c - what lies in the store beside its records
 */
#include "a_doctor.h"

#include <sys/file.h>

static void
names_what_lies_there(void **state)
{
	static const struct {
		const char *file, *text, *heard; /* NULL: nothing of it */
	} cases[] = {
	    {"work.new", "",
		"store -! logins/work.new: a save that did not "
		"come to its end; the next refresh looks there "
		"first; lanyard refresh work\n"},
	    {"work.reply", "reply=1\n\n",
		"store -! logins/work.reply: a "
		"server's answer that could not be "
		"saved"},
	    {"work.lock", "", NULL},
	    {"work.prompt-lock", "", NULL},
	    {"work.aside-1795923162", "x",
		"store -: logins/work.aside-1795923162 was set aside"},
	    {"work.claim", "host=elsewhere.example\nprocesses=x\nboot=y\n",
		"store -: logins/work.claim is a lock of host "
		"elsewhere.example"},
	    {"work.prompt-claim", "host=elsewhere.example\n", "is a lock of"},
	    {"work.claim", "rubbish", NULL},
	    {"notes.txt", "x", "store -: logins/notes.txt is none of"},
	    {".work.swp", "x", "store -: logins/.work.swp is none of"},
	    {"https%3A%2F%2Fgit%2Eexample%2Ecom.new", "",
		"lanyard refresh https://git.example.com\n"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char path[SCRATCH_PATH];
		const char *heard;

		scratch_print(path, sizeof(path), "%s/logins/%s", s->store,
		    cases[i].file);
		scratch_write(path, cases[i].text, 0, 0600);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		if (cases[i].heard != NULL)
			a_doctor_has(heard, cases[i].heard);
		else if (strstr(heard, cases[i].file) != NULL)
			fail_msg("%s: %s", cases[i].file, heard);
		assert_int_equal(unlink(path), 0);
	}
}

static void
leaves_out_what_is_being_written(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int fd;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	fd = open(scratch_path(s, "store/logins/work.new"),
	    O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_null(
	    strstr(a_doctor_check(session, NULL, LANYARD_OK), "work.new"));
	close(fd);
	a_doctor_has(a_doctor_check(session, NULL, LANYARD_OK), "work.new");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(names_what_lies_there),
	    SCRATCH_TEST(leaves_out_what_is_being_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
