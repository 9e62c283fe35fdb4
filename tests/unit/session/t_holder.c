/*
 * t_holder.c - who is logging in, for those who wait for it
 */
#include "scratch.h"

#include "session/holder.h"

#define LONG_MS (299 * 1000 + 900)

struct heard {
	int count;
	char text[256];
	int redrawn;
	char line[256];
};

static void
hear(void *context, const char *text)
{
	struct heard *heard = context;

	heard->count++;
	scratch_print(heard->text, sizeof(heard->text), "%s", text);
}

static void
see(void *context, const char *text)
{
	struct heard *heard = context;

	heard->redrawn++;
	scratch_print(heard->line, sizeof(heard->line), "%s", text);
}

static void
tells_whom_it_waits_for(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct heard heard = {0};
	const struct lanyard_ui ui = {
	    .context = &heard, .notice = hear, .progress = see};
	int64_t deadline_ms = clock_monotonic_ms() + LONG_MS, next_ms = 0;
	char own[128];
	int fd = -1;

	/* Nobody to tell. */
	holder_tell(session, "work", deadline_ms, &next_ms);
	session->ui = &ui;
	next_ms = 0;
	holder_tell(session, "work", deadline_ms, &next_ms);
	assert_int_equal(heard.count, 1);
	assert_non_null(strstr(heard.text,
	    "login work: waiting for the login at another terminal, for 4:5"));
	/* Not again at once; then in one line, which goes at the end. */
	holder_tell(session, "work", deadline_ms, &next_ms);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.redrawn, 0);
	next_ms = 1;
	holder_tell(session, "work", deadline_ms, &next_ms);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.redrawn, 1);
	assert_string_equal(heard.line, heard.text);
	holder_end(session);
	assert_string_equal(heard.line, "");

	assert_int_equal(store_try_lock(session->store, STORE_LOGIN, "work",
			     STORE_LOCK_PROMPT, &fd, NULL),
	    LANYARD_OK);
	store_note_lock(session->store, fd, "/dev/pts/9 (process 12)\033[2J");
	next_ms = 0;
	holder_tell(session, "work", deadline_ms, &next_ms);
	assert_int_equal(heard.count, 2);
	assert_non_null(strstr(heard.text, "at /dev/pts/9 (process 12)?[2J, "));
	/* The same terminal: its person sees the prompt. */
	holder_note(session, fd);
	next_ms = 0;
	holder_tell(session, "work", deadline_ms, &next_ms);
	assert_int_equal(heard.count, 2);
	assert_true(store_lock_noted(session->store, STORE_LOGIN, "work",
	    STORE_LOCK_PROMPT, own, sizeof(own)));
	assert_non_null(strstr(own, " (process "));
	store_unlock(session->store, &fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_whom_it_waits_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
