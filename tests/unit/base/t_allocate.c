/*
 * t_allocate.c - allocate.h: memory that is asked for once more
 */
#include "scratch.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include "base/allocate.h"
#include "os/clock.h"

static void
gives_what_libc_gives(void **state)
{
	char *text = allocate_text("text"), *more;
	int *numbers = allocate_zeroed(3, sizeof(*numbers));
	char *bytes = allocate(5);

	(void)state;
	assert_string_equal(text, "text");
	assert_int_equal(numbers[0] + numbers[1] + numbers[2], 0);
	memcpy(bytes, "four", 5);
	more = allocate_anew(bytes, 5000);
	assert_string_equal(more, "four");
	free(text);
	free(numbers);
	free(more);
}

/* In another process, since it may stay short of memory. */
static void
gives_up_in_the_end(void **state)
{
	struct rlimit none = {0, 0};
	char *bytes = allocate(5);
	bool refused;
	int status;
	pid_t pid;

	(void)state;
	memcpy(bytes, "four", 5);
	if ((pid = fork()) == 0) {
		setrlimit(RLIMIT_AS, &none);
		refused = allocate(100U << 20) == NULL &&
			  allocate_zeroed(100, 1U << 20) == NULL &&
			  allocate_anew(bytes, 100U << 20) == NULL &&
			  memcmp(bytes, "four", 5) == 0;
		_exit(refused ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	free(bytes);
}

/* What comes back in a moment is waited for. */
static void
waits_for_a_moment(void **state)
{
	struct rlimit none = {0, RLIM_INFINITY}, all = none;
	int64_t began = clock_monotonic_ms();
	void *memory;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_AS, &all), 0);
	none.rlim_max = all.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_AS, &none), 0);
	memory = allocate(100U << 20);
	assert_int_equal(setrlimit(RLIMIT_AS, &all), 0);
	assert_null(memory);
	assert_true(clock_monotonic_ms() - began >= 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_what_libc_gives),
	    cmocka_unit_test(gives_up_in_the_end),
	    cmocka_unit_test(waits_for_a_moment),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
