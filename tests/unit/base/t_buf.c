/*
 * t_buf.c - buf.h: growth, limits, and what is wiped
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buf.h"

static void
starts_empty(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 10);
	assert_null(b.data);
	assert_int_equal(b.size, 0);
	assert_int_equal(b.limit, 10);
	assert_string_equal(buf_text(&b), "");
	buf_reset(&b);
	buf_cut(&b, 0);
	buf_clear(&b);
	buf_clear(NULL);
}

static void
adds_bytes_text_and_formats(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	assert_int_equal(buf_add(&b, "a\0b", 3), LANYARD_OK);
	assert_int_equal(buf_add_text(&b, "cd"), LANYARD_OK);
	assert_int_equal(buf_printf(&b, "%d-%s", 42, "x"), LANYARD_OK);
	assert_int_equal(buf_add(&b, NULL, 0), LANYARD_OK);
	assert_int_equal(buf_reserve(&b, 100), LANYARD_OK);
	assert_true(b.capacity > 100);
	assert_int_equal(buf_reserve(&b, b.limit), LANYARD_ERR_PROTOCOL);
	assert_int_equal(buf_add_text(&b, ""), LANYARD_OK);
	assert_int_equal(b.size, 9);
	assert_memory_equal(b.data, "a\0bcd42-x", 10);
	buf_clear(&b);
	assert_null(b.data);
	assert_int_equal(b.limit, 1000);
	assert_int_equal(buf_add_text(&b, "again"), LANYARD_OK);
	assert_string_equal(buf_text(&b), "again");
	buf_clear(&b);
}

/* Each way of adding may fill it, and one byte more changes nothing. */
static void
keeps_its_limit(void **state)
{
	struct buf b;

	(void)state;
	for (size_t limit = 0; limit < 200; limit++) {
		buf_init(&b, limit);
		for (size_t i = 0; i < limit; i++)
			assert_int_equal(buf_add(&b, "x", 1), LANYARD_OK);
		assert_int_equal(buf_add(&b, "y", 1), LANYARD_ERR_PROTOCOL);
		assert_int_equal(buf_add_text(&b, "yz"), LANYARD_ERR_PROTOCOL);
		assert_int_equal(buf_printf(&b, "%d", 7), LANYARD_ERR_PROTOCOL);
		assert_int_equal(
		    buf_add(&b, "y", SIZE_MAX), LANYARD_ERR_PROTOCOL);
		assert_int_equal(buf_add_text(&b, ""), LANYARD_OK);
		assert_int_equal(b.size, limit);
		assert_int_equal(strlen(buf_text(&b)), limit);
		assert_null(strchr(buf_text(&b), 'y'));
		assert_null(strchr(buf_text(&b), '7'));
		buf_clear(&b);
	}
}

static void
fills_to_the_limit_by_format(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	assert_int_equal(buf_printf(&b, "%s", "123456"), LANYARD_ERR_PROTOCOL);
	assert_int_equal(b.size, 0);
	assert_int_equal(buf_printf(&b, "%s", "12345"), LANYARD_OK);
	assert_string_equal(buf_text(&b), "12345");
	buf_clear(&b);
}

static void
sizes_do_not_overflow(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, SIZE_MAX);
	assert_int_equal(buf_add(&b, "ab", 2), LANYARD_OK);
	assert_int_equal(buf_add(&b, "x", SIZE_MAX - 1), LANYARD_ERR_PROTOCOL);
	assert_int_equal(buf_add(&b, "x", SIZE_MAX - 2), LANYARD_ERR_MEMORY);
	assert_int_equal(buf_add(&b, "x", SIZE_MAX - 3), LANYARD_ERR_MEMORY);
	assert_string_equal(buf_text(&b), "ab");
	/* A limit that was lowered under what is there. */
	b.limit = 1;
	assert_int_equal(buf_add(&b, "x", 1), LANYARD_ERR_PROTOCOL);
	buf_clear(&b);
}

static void
growth_is_geometric(void **state)
{
	struct buf b;
	size_t moves = 0, capacity = 0;

	(void)state;
	buf_init(&b, 1U << 20);
	for (size_t i = 0; i < 1U << 20; i++) {
		assert_int_equal(buf_add(&b, "x", 1), LANYARD_OK);
		moves += b.capacity != capacity;
		capacity = b.capacity;
	}
	assert_true(moves < 20);
	buf_clear(&b);
}

static void
reset_and_cut_wipe(void **state)
{
	struct buf b;
	unsigned char *data;

	(void)state;
	buf_init(&b, 100);
	buf_add_text(&b, "abcdef");
	data = b.data;
	buf_cut(&b, 9);
	assert_string_equal(buf_text(&b), "abcdef");
	buf_cut(&b, 2);
	assert_int_equal(b.size, 2);
	assert_memory_equal(b.data, "ab\0\0\0\0", 7);
	buf_reset(&b);
	assert_int_equal(b.size, 0);
	assert_ptr_equal(b.data, data);
	assert_memory_equal(b.data, "\0\0\0\0\0\0", 7);
	assert_string_equal(buf_text(&b), "");
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(starts_empty),
	    cmocka_unit_test(adds_bytes_text_and_formats),
	    cmocka_unit_test(keeps_its_limit),
	    cmocka_unit_test(fills_to_the_limit_by_format),
	    cmocka_unit_test(sizes_do_not_overflow),
	    cmocka_unit_test(growth_is_geometric),
	    cmocka_unit_test(reset_and_cut_wipe),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
