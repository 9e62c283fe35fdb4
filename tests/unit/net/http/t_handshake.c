/*
 * t_handshake.c - what a server sends before TLS is there, read for people
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "net/http/handshake.h"

/* A message, and how many certificates it has. */
#define MESSAGE(text, n)                                                       \
	{                                                                      \
		text, sizeof(text) - 1, n                                      \
	}

static const struct {
	const char *bytes;
	size_t size;
	int wanted;
} cases[] = {
    /* TLS 1.2 */
    MESSAGE("\x0b\0\0\x07\0\0\x04\0\0\x01"
	    "a",
	1),
    MESSAGE("\x0b\0\0\x0c\0\0\x09\0\0\x01"
	    "a\0\0\x02"
	    "bc",
	2),
    MESSAGE("\x0b\0\0\x03\0\0\0", 0),
    /* TLS 1.3 */
    MESSAGE("\x0b\0\0\x0a\0\0\0\x06\0\0\x01"
	    "a\0\0",
	1),
    MESSAGE("\x0b\0\0\x0c\0\0\0\x08\0\0\x01"
	    "a\0\x02xy",
	1),
    MESSAGE("\x0b\0\0\x10\0\0\0\x0c\0\0\x01"
	    "a\0\0\0\0\x01"
	    "b\0\0",
	2),
    MESSAGE("\x0b\0\0\x04\0\0\0\0", 0),
    /* Neither */
    MESSAGE("", 0),
    MESSAGE("\x0b", 0),
    MESSAGE("\x02\0\0\x07\0\0\x04\0\0\x01"
	    "a",
	0),
    MESSAGE("\x0b\0\0\x08\0\0\x04\0\0\x01"
	    "a",
	0),
    MESSAGE("\x0b\0\0\x07\0\0\x04\0\0\x02"
	    "a",
	0),
    MESSAGE("\x0b\0\0\x07\0\0\x04\xff\xff\xff"
	    "a",
	0),
    MESSAGE("\x0b\0\0\x0a\0\0\0\x06\0\0\x01"
	    "a\xff\xff",
	0),
    MESSAGE("\x0b\0\0\x0a\x01\0\0\x06\0\0\x01"
	    "a\0\0",
	0),
    MESSAGE("\x16\x03\x03\0\x40", 0),
};

static void
counts_what_is_sent(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (handshake_certificates(cases[i].bytes, cases[i].size) !=
		    cases[i].wanted)
			fail_msg("case %zu", i);
}

/* Cut at each place, in a block of just that size, for the sanitizers. */
static void
reads_no_further(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t size = 0; size < cases[i].size; size++) {
			char *cut = malloc(size + (size == 0));

			assert_non_null(cut);
			memcpy(cut, cases[i].bytes, size);
			assert_int_equal(handshake_certificates(cut, size), 0);
			free(cut);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_what_is_sent),
	    cmocka_unit_test(reads_no_further),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
