/*
 * t_working.c - working.h: what a program is told while a person is waited for
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <unistd.h>

#include "net/job/working.h"

struct told {
	int64_t times_ms[8];
	size_t count;
};

static void
tell(void *context, int64_t timeout_ms)
{
	struct told *told = context;

	assert_in_range(told->count, 0, 7);
	told->times_ms[told->count++] = timeout_ms;
	errno = EIO;
}

static void
a_poll_is_for_a_person(void **state)
{
	struct told told = {.count = 0};
	const struct lanyard_ui ui = {.context = &told, .working = tell};
	const struct lanyard_ui none = {.context = NULL};
	struct pollfd fd = {.events = POLLIN};
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fd.fd = ends[0];
	working_for(&ui, 7000);
	assert_int_equal(working_poll(&ui, 5000, &fd, 1, 0), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(working_poll(&ui, 4000, &fd, 1, 10000), 1);
	assert_int_equal(told.count, 5);
	assert_int_equal(told.times_ms[0], 7000);
	assert_int_equal(told.times_ms[1], 0);
	assert_int_equal(told.times_ms[2], 5000);
	assert_int_equal(told.times_ms[3], 0);
	assert_int_equal(told.times_ms[4], 4000);
	/* Whoever wants to know nothing. */
	working_for(NULL, 1);
	assert_int_equal(working_poll(&none, 1, &fd, 1, 0), 1);
	close(ends[0]);
	close(ends[1]);
}

static void
errno_is_of_the_poll(void **state)
{
	struct told told = {.count = 0};
	const struct lanyard_ui ui = {.context = &told, .working = tell};

	(void)state;
	errno = 0;
	assert_int_equal(working_poll(&ui, 1, NULL, SIZE_MAX / 2, 0), -1);
	assert_int_equal(errno, EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_poll_is_for_a_person),
	    cmocka_unit_test(errno_is_of_the_poll),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
