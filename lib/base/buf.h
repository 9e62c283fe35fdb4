/*
 * buf.h - one growable buffer, born with a limit, wiped when cleared
 *
 * Grows by allocate, copy, wipe, free, so no stale copy of a secret is left.
 * DATA is always followed by a NUL that SIZE does not count (once anything was
 * added). After an error the buffer is as it was before the call.
 */
#ifndef BUF_H
#define BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/error.h"

struct buf {
	unsigned char *data;
	size_t size;
	size_t capacity;
	size_t limit; /* bytes SIZE may reach */
};

/* No allocation yet. */
void buf_init(struct buf *buf, size_t limit);

/* Wipe and free; may be used again, with the same limit. */
void buf_clear(struct buf *buf);

/* Forget the content (wiped), keep the memory. */
void buf_reset(struct buf *buf);

/* Keep the first SIZE bytes, wipe the rest: undoes what was added. */
void buf_cut(struct buf *buf, size_t size);

/*
 * LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL when the limit would be passed.
 * What is added must not lie in BUF itself.
 */
enum lanyard_error buf_add(struct buf *buf, const void *bytes, size_t size);
enum lanyard_error buf_add_text(struct buf *buf, const char *text);
/* Have the memory for SIZE bytes more, so that adding them cannot fail. */
enum lanyard_error buf_reserve(struct buf *buf, size_t size);
enum lanyard_error buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum lanyard_error buf_vprintf(struct buf *buf, const char *format,
    va_list arguments) __attribute__((format(printf, 2, 0)));

/* The content as a string, "" when empty; lent. */
const char *buf_text(const struct buf *buf);

#endif
