/*
 * t_unpack.c - bodies that are compressed, whole, cut, damaged, too long
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "net/http/unpack.h"

/* printf '{"a":"bbbbbbbbbbbbbbbb"}' | gzip -n, and as zlib */
static const unsigned char gzip[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x52\x4a\x42"
    "\x03\x4a\xb5\x00\xac\x86\xac\xba\x18\x00\x00\x00";
static const unsigned char zlib[] =
    "\x78\x9c\xab\x56\x4a\x54\xb2\x52\x4a\x42\x03\x4a\xb5\x00\x61\xed\x08\x3c"
    "";
static const unsigned char joined[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x52\x4a\x4a"
    "\x02\x00\x9b\x59\xbb\xe4\x08\x00\x00\x00\x1f\x8b\x08\x00\x00\x00\x00\x00"
    "\x02\x03\x4b\x4a\x42\x06\x4a\xb5\x00\x42\x88\xfb\xab\x10\x00\x00\x00";
static const unsigned char twice[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x93\xef\xe6\x60\x00\x01\x26\xe6"
    "\xd5\x61\x5e\x21\x9b\x82\xbc\x9c\x98\xbd\xb6\x32\xac\x69\x5b\xb3\x4b\x02"
    "\x28\x0a\x00\x42\x6d\x96\x8c\x1e\x00\x00\x00";
static const unsigned char bare[] =
    "\xab\x56\x4a\x54\xb2\x52\x4a\x42\x03\x4a\xb5\x00";
#define TEXT "{\"a\":\"bbbbbbbbbbbbbbbb\"}"

static void
check(const void *bytes, size_t size, const char *wanted, size_t wanted_size)
{
	struct buf body;

	buf_init(&body, LIMIT_REPLY);
	buf_add(&body, bytes, size);
	assert_int_equal(unpack_body(&body), LANYARD_OK);
	assert_int_equal(body.size, wanted_size);
	assert_memory_equal(body.data, wanted, wanted_size);
	buf_clear(&body);
}

static void
test_unpacks(void **state)
{
	(void)state;
	check(gzip, sizeof(gzip) - 1, TEXT, strlen(TEXT));
	check(zlib, sizeof(zlib) - 1, TEXT, strlen(TEXT));
	/* The sum at the end is wrong or absent: the text is there. */
	check(gzip, sizeof(gzip) - 6, TEXT, strlen(TEXT));
	/* Joined of two, packed twice, and deflate alone (RFC 1951). */
	check(joined, sizeof(joined) - 1, TEXT, strlen(TEXT));
	check(twice, sizeof(twice) - 1, TEXT, strlen(TEXT));
	check(bare, sizeof(bare) - 1, TEXT, strlen(TEXT));
	/* Cut within. */
	check(gzip, 14, "{\"a", 3);
}

static void
test_leaves(void **state)
{
	static const char *const texts[] = {
	    "", "{}", "x", "x^y=1&z", "\x1f\x8b", "\x1f\x8bnothing at all"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check(texts[i], strlen(texts[i]), texts[i], strlen(texts[i]));
	/* Not all of it is deflate. */
	check(bare, sizeof(bare) - 2, (const char *)bare, sizeof(bare) - 2);
	check("\xab\x56\x4a\x54\xb2\x52\x4a\x42\x03\x4a\xb5\x00x", 13,
	    "\xab\x56\x4a\x54\xb2\x52\x4a\x42\x03\x4a\xb5\x00x", 13);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_unpacks),
	    cmocka_unit_test(test_leaves),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
