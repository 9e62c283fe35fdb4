/*
 * t_der.c - the little DER (X.690) that a public key or signature is made of
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/jose/der.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* X.690 8.1.3: one byte of length, or as many as it takes. */
static void
writes_lengths(void **state)
{
	static const struct {
		size_t size;
		const char *head;
		size_t length;
	} cases[] = {
	    {0, "\x30\x00", 2},
	    {127, "\x30\x7f", 2},
	    {128, "\x30\x81\x80", 3},
	    {255, "\x30\x81\xff", 3},
	    {256, "\x30\x82\x01\x00", 4},
	    {65535, "\x30\x82\xff\xff", 4},
	};
	static unsigned char content[65536];
	struct buf buf;

	(void)state;
	buf_init(&buf, 1 << 20);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&buf);
		assert_int_equal(
		    der_add(&buf, DER_SEQUENCE, content, cases[i].size),
		    LANYARD_OK);
		assert_int_equal(buf.size, cases[i].length + cases[i].size);
		assert_memory_equal(buf.data, cases[i].head, cases[i].length);
	}
	assert_int_equal(
	    der_add(&buf, DER_SEQUENCE, content, 65536), LANYARD_ERR_PROTOCOL);
	buf_clear(&buf);
	/* Nothing is left of what has no room. */
	buf_init(&buf, 8);
	assert_int_equal(
	    der_add(&buf, DER_SEQUENCE, content, 7), LANYARD_ERR_PROTOCOL);
	assert_int_equal(buf.size, 0);
	buf_clear(&buf);
}

/* X.690 8.3: as short as can be, and never negative. */
static void
writes_numbers(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *der;
		size_t length;
	} cases[] = {
	    {"\x01\x00\x01", 3, "\x02\x03\x01\x00\x01", 5},
	    {"\x00\x00\x05", 3, "\x02\x01\x05", 3},
	    {"\x80", 1, "\x02\x02\x00\x80", 4},
	    {"\x00\x80", 2, "\x02\x02\x00\x80", 4},
	    {"\x00", 1, "\x02\x01\x00", 3},
	    {"", 0, "\x02\x01\x00", 3},
	};
	struct buf buf;

	(void)state;
	buf_init(&buf, 64);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&buf);
		assert_int_equal(
		    der_add_integer(&buf, (const unsigned char *)cases[i].bytes,
			cases[i].size),
		    LANYARD_OK);
		assert_int_equal(buf.size, cases[i].length);
		assert_memory_equal(buf.data, cases[i].der, cases[i].length);
	}
	buf_clear(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_lengths),
	    cmocka_unit_test(writes_numbers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
