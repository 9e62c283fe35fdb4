/*
 * t_pause.c - a login that waits before it goes on, and can be given up
 */
#include "an_attempt.h"

#include "net/job/pause.h"

static bool
types(void *context, char *line, unsigned size)
{
	struct an_attempt *t = context;
	char byte = '\0';

	if (read(t->typed, &byte, 1) != 1)
		return false;
	scratch_print(line, size, "%s",
	    byte == 'q'	  ? "q"
	    : byte == 'n' ? ""
			  : "another-code-1");
	return true;
}

static int
types_at(void *context)
{
	const struct an_attempt *t = context;

	return t->typed;
}

/* TYPED, a key a line, in a pause of TIME_MS; "." ends the input. */
static void
row(const char *typed, int64_t time_ms, enum lanyard_error result, int notices)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	int64_t start_ms = clock_monotonic_ms(), took_ms;
	struct an_attempt t;
	int ends[2];

	an_attempt_begin(&t, &answer, 1);
	assert_int_equal(pipe(ends), 0);
	t.typed = ends[0];
	t.ui.input_fd = types_at;
	t.ui.read_line = types;
	assert_int_equal(write(ends[1], typed, strcspn(typed, ".")),
	    (ssize_t)strcspn(typed, "."));
	if (strchr(typed, '.') != NULL)
		close(ends[1]);
	assert_int_equal(pause_wait(&t.attempt, time_ms), result);
	took_ms = clock_monotonic_ms() - start_ms;
	assert_true(
	    result == LANYARD_OK ? took_ms >= time_ms : took_ms < time_ms);
	assert_int_equal(t.notices, notices);
	if (notices > 0)
		assert_string_equal(t.notice,
		    "a code has come and is sent to the server; q gives up");
	close(ends[0]);
	if (strchr(typed, '.') == NULL)
		close(ends[1]);
	an_attempt_end(&t);
}

static void
waits(void **state)
{
	(void)state;
	row("", 200, LANYARD_OK, 0);
	row("n", 200, LANYARD_OK, 0);
	row("cc", 200, LANYARD_OK, 2);
	row(".", 200, LANYARD_OK, 0);
	row("q", 20000, LANYARD_ERR_CANCELLED, 0);
	row("ncq", 20000, LANYARD_ERR_CANCELLED, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(waits)};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
