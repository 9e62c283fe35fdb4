/*
 * buf.c - the growable buffer: limited, wiped, always NUL-terminated
 */
#include "base/buf.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"

#define FIRST_CAPACITY 64

void
buf_init(struct buf *buf, size_t limit)
{
	memset(buf, 0, sizeof(*buf));
	buf->limit = limit;
}

static void
release(unsigned char *data, size_t capacity)
{
	if (data != NULL)
		sodium_memzero(data, capacity);
	free(data);
}

void
buf_clear(struct buf *buf)
{
	if (buf == NULL)
		return;
	release(buf->data, buf->capacity);
	buf_init(buf, buf->limit);
}

void
buf_reset(struct buf *buf)
{
	buf_cut(buf, 0);
}

void
buf_cut(struct buf *buf, size_t size)
{
	if (size >= buf->size)
		return;
	sodium_memzero(buf->data + size, buf->size - size);
	buf->size = size;
}

/* Make room for SIZE more bytes and the NUL. */
enum lanyard_error
buf_reserve(struct buf *buf, size_t size)
{
	size_t needed, capacity;
	unsigned char *data;

	if (buf->size > buf->limit || size > buf->limit - buf->size)
		return LANYARD_ERR_PROTOCOL;
	needed = buf->size + size;
	/* No object is larger; and what follows cannot overflow. */
	if (needed >= PTRDIFF_MAX)
		return LANYARD_ERR_MEMORY;
	needed++;
	if (needed <= buf->capacity)
		return LANYARD_OK;
	/* Doubling, or else adding byte by byte would be quadratic. */
	capacity = buf->capacity * 2;
	if (capacity < FIRST_CAPACITY)
		capacity = FIRST_CAPACITY;
	if (capacity < needed)
		capacity = needed;
	if ((data = allocate(capacity)) == NULL)
		return LANYARD_ERR_MEMORY;
	if (buf->size > 0)
		memcpy(data, buf->data, buf->size);
	data[buf->size] = '\0';
	release(buf->data, buf->capacity);
	buf->data = data;
	buf->capacity = capacity;
	return LANYARD_OK;
}

enum lanyard_error
buf_add(struct buf *buf, const void *bytes, size_t size)
{
	enum lanyard_error r;

	if ((r = buf_reserve(buf, size)) != LANYARD_OK)
		return r;
	if (size > 0)
		memcpy(buf->data + buf->size, bytes, size);
	buf->size += size;
	buf->data[buf->size] = '\0';
	return LANYARD_OK;
}

enum lanyard_error
buf_add_text(struct buf *buf, const char *text)
{
	return buf_add(buf, text, strlen(text));
}

enum lanyard_error
buf_vprintf(struct buf *buf, const char *format, va_list arguments)
{
	enum lanyard_error r;
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	/* Longer than INT_MAX: no limit of ours is that high. */
	if (length < 0)
		return LANYARD_ERR_PROTOCOL;
	if ((r = buf_reserve(buf, (size_t)length)) != LANYARD_OK)
		return r;
	(void)vsnprintf((char *)buf->data + buf->size, (size_t)length + 1,
	    format, arguments);
	buf->size += (size_t)length;
	return LANYARD_OK;
}

enum lanyard_error
buf_printf(struct buf *buf, const char *format, ...)
{
	enum lanyard_error r;
	va_list arguments;

	va_start(arguments, format);
	r = buf_vprintf(buf, format, arguments);
	va_end(arguments);
	return r;
}

const char *
buf_text(const struct buf *buf)
{
	return buf->data == NULL ? "" : (const char *)buf->data;
}
