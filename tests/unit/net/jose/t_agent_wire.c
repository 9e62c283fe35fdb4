/*
 * t_agent_wire.c - agent_wire.h: numbers and strings as ssh writes them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/jose/agent_wire.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
is_written_with_its_length(void **state)
{
	static const char wanted[] = "\1\2\3\4\0\0\0\3a\0b\0\0\0\0";
	struct buf buf;

	(void)state;
	buf_init(&buf, sizeof(wanted) - 1);
	assert_int_equal(agent_wire_add_number(&buf, 0x01020304), LANYARD_OK);
	assert_int_equal(agent_wire_add(&buf, "a\0b", 3), LANYARD_OK);
	assert_int_equal(agent_wire_add(&buf, "", 0), LANYARD_OK);
	assert_int_equal(buf.size, sizeof(wanted) - 1);
	assert_memory_equal(buf.data, wanted, buf.size);
	assert_int_not_equal(agent_wire_add(&buf, "c", 1), LANYARD_OK);
	buf_clear(&buf);
}

static void
is_taken_only_whole(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		bool whole;
		const char *string; /* that is taken */
		size_t left;
	} cases[] = {
	    {"\0\0\0\2abc", 7, true, "ab", 1},
	    {"\0\0\0\3abc", 7, true, "abc", 0},
	    {"\0\0\0\0", 4, true, "", 0},
	    {"\0\0\0\4abc", 7, false, NULL, 0},
	    {"\377\377\377\377abc", 7, false, NULL, 0},
	    {"\0\0\0", 3, false, NULL, 0},
	    {"", 0, false, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct agent_rest rest = {
		    (const unsigned char *)cases[i].bytes, cases[i].size};
		struct agent_rest string = {NULL, 0};

		if (agent_wire_take(&rest, &string) != cases[i].whole)
			fail_msg("%zu", i);
		if (!cases[i].whole)
			continue;
		assert_true(agent_wire_is(&string, cases[i].string));
		assert_int_equal(rest.size, cases[i].left);
	}
}

static void
is_compared_whole(void **state)
{
	static const struct agent_rest string = {
	    (const unsigned char *)"ssh-rsa", 7};

	(void)state;
	assert_true(agent_wire_is(&string, "ssh-rsa"));
	assert_false(agent_wire_is(&string, "ssh-rs"));
	assert_false(agent_wire_is(&string, "ssh-rsa2"));
	assert_false(agent_wire_is(&string, "ssh-dss"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_written_with_its_length),
	    cmocka_unit_test(is_taken_only_whole),
	    cmocka_unit_test(is_compared_whole),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
