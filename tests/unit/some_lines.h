/*
 * some_lines.h - a list that is read from lines, and must write these
 */
#ifndef SOME_LINES_H
#define SOME_LINES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const limited[] = {"x", "read", NULL};

static inline enum lanyard_error
parse(struct attributes *a, const char *text)
{
	return attributes_parse(
	    a, (const unsigned char *)text, strlen(text), limited, NULL, NULL);
}

/* Fail unless writing A gives WANTED. */
static inline void
assert_written(const struct attributes *a, const char *wanted)
{
	struct buf b;

	buf_init(&b, 1U << 20);
	assert_int_equal(attributes_write(a, &b), LANYARD_OK);
	assert_string_equal(buf_text(&b), wanted);
	buf_clear(&b);
}

#endif
