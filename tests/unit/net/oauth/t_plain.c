/*
 * t_plain.c - a reply that was encoded once more on its way
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/plain.h"

/* PLAIN "": nothing was encoded. */
static void
test_encodings(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *plain;
	} table[] = {
	    {"", 0, ""},
	    {"{", 1, ""},
	    {"{\"a\":1}", 7, ""},
	    {"{\"a\":\"b\\n\"}", 11, ""},
	    {"\"{\\\"a\\\":1}\"", 11, "\"{\"a\":1}\""},
	    {"\\\"\\/\\\\\\n\\", 9, "\"/\\\\n\\"},
	    {"{\0a\0", 4, "{a"},
	    {"\0{\0a", 4, "{a"},
	    {"\xff\xfe{\0a\0", 6, "{a"},
	    {"\xfe\xff\0{\0a", 6, "{a"},
	    {"{\0\x3d\xd8\xe9\0}", 7, "{??"},
	    {"\xff\xfe", 2, ""},
	    {"\0\0\0\0", 4, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct buf text, plain;

		buf_init(&text, 100);
		buf_init(&plain, 100);
		buf_add(&text, table[i].text, table[i].size);
		assert_int_equal(plain_take(&text, &plain), LANYARD_OK);
		assert_string_equal(buf_text(&plain), table[i].plain);
		buf_clear(&text);
		buf_clear(&plain);
	}
}

static void
test_limit(void **state)
{
	struct buf text, plain;

	(void)state;
	buf_init(&text, 100);
	buf_init(&plain, 3);
	buf_add(&text, "{\0a\0b\0c\0", 8);
	assert_int_equal(plain_take(&text, &plain), LANYARD_ERR_PROTOCOL);
	buf_clear(&text);
	buf_clear(&plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_encodings),
	    cmocka_unit_test(test_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
