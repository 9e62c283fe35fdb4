/*
 * fuzz.h - what the harnesses share
 *
 * A harness is one parser: LLVMFuzzerTestOneInput() (libFuzzer's
 * documentation) gives it the bytes of a stranger and looks at what must hold
 * of whatever comes out. A crash, a leak, a sanitizer's report and a hold()
 * that does not are faults.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be so, whatever the bytes are. */
#define hold(what)                                                             \
	do {                                                                   \
		if (!(what)) {                                                 \
			fprintf(stderr, "%s:%d: does not hold: %s\n",          \
			    __FILE__, __LINE__, #what);                        \
			abort();                                               \
		}                                                              \
	} while (0)

/* The SIZE bytes at DATA as a string, for free(); a NUL ends it early. */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text == NULL)
		exit(0);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* A buffer with these bytes, for buf_clear(). */
static inline void
fuzz_buf(struct buf *buf, const uint8_t *data, size_t size)
{
	buf_init(buf, size + 1);
	if (buf_add(buf, data, size) != LANYARD_OK)
		exit(0);
}

/* Is TEXT of UTF-8, all of it? */
static inline bool
fuzz_is_utf8(const char *text)
{
	size_t size = strlen(text), length;

	for (; size > 0; text += length, size -= length)
		if ((length = utf8_length(text, size)) == 0)
			return false;
	return true;
}

/* Is what a person is shown one line of UTF-8, without escape sequences? */
static inline void
fuzz_is_shown(const struct error *error)
{
	const char *texts[] = {error->message, error->hint};

	for (size_t i = 0; i < 2; i++) {
		hold(strlen(texts[i]) < ERROR_TEXT);
		hold(fuzz_is_utf8(texts[i]));
		for (const char *c = texts[i]; *c != '\0'; c++)
			hold((unsigned char)*c >= 0x20 && *c != 0x7f);
	}
}

#endif
