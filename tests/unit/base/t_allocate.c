/*
 * t_allocate.c - allocate.h: memory that is asked for once more
 */
#include "scratch.h"

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

/* What nobody has, but may be asked for. */
#define TOO_MUCH ((size_t)PTRDIFF_MAX / 4)

/* The address sanitizer's malloc() ends the program instead, if it may. */
const char *__asan_default_options(void);

__attribute__((visibility("default"))) const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void
gives_up_in_the_end(void **state)
{
	char *bytes = allocate(5);

	(void)state;
	memcpy(bytes, "four", 5);
	assert_null(allocate(TOO_MUCH));
	assert_null(allocate_zeroed(4, TOO_MUCH / 4));
	assert_null(allocate_anew(bytes, TOO_MUCH));
	assert_string_equal(bytes, "four");
	free(bytes);
}

/* What comes back in a moment is waited for. */
static void
waits_for_a_moment(void **state)
{
	int64_t began = clock_monotonic_ms();

	(void)state;
	assert_null(allocate(TOO_MUCH));
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
