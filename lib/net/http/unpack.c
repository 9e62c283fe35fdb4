/*
 * unpack.c - a reply's body that is compressed though nobody asked for it
 *
 * libcurl would unpack it, but gives nothing of a body whose Content-Encoding
 * is wrong or unknown, and a token may be in it.
 */
#include "net/http/unpack.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "base/limits.h"
#include "os/library.h"

#define PIECE 4096U

#define FUNCTIONS(APPLY)                                                       \
	APPLY(inflateInit2_)                                                   \
	APPLY(inflate)                                                         \
	APPLY(inflateEnd)

struct functions {
#define MEMBER(name) __typeof__(name) *(name);
	FUNCTIONS(MEMBER)
};

static const char *const names[] = {
#define NAME(name) #name,
    FUNCTIONS(NAME)};

/* libcurl needs it, too, so that it is there already. */
static const struct library zlib = {
    "zlib", LIBZ, names, sizeof(names) / sizeof(names[0])};

LIBRARY_NOTE(note, "gzip", "replies that are compressed though unasked",
    "recommended", LIBZ);

static bool
is_packed(const struct buf *body)
{
	const unsigned char *b = body->data;

	if (body->size < 3)
		return false;
	if (b[0] == 0x1f && b[1] == 0x8b)
		return true;
	return b[0] == 0x78 && (b[0] * 256 + b[1]) % 31 == 0;
}

/* Into WHOLE, as far as it goes. */
static enum lanyard_error
inflate_all(
    const struct functions *z, const struct buf *body, struct buf *whole)
{
	unsigned char piece[PIECE];
	enum lanyard_error r = LANYARD_OK;
	z_stream stream;
	int state;

	memset(&stream, 0, sizeof(stream));
	stream.next_in = body->data;
	stream.avail_in = (uInt)body->size;
	/* 15 bits of window, and 32: gzip or zlib, as the beginning says. */
	if (z->inflateInit2_(
		&stream, 15 + 32, ZLIB_VERSION, (int)sizeof(stream)) != Z_OK)
		return LANYARD_ERR_MEMORY;
	do {
		stream.next_out = piece;
		stream.avail_out = PIECE;
		state = z->inflate(&stream, Z_NO_FLUSH);
		r = buf_add(whole, piece, PIECE - stream.avail_out);
	} while (r == LANYARD_OK && state == Z_OK);
	z->inflateEnd(&stream);
	sodium_memzero(piece, sizeof(piece));
	return r;
}

enum lanyard_error
unpack_body(struct buf *body)
{
	struct functions z;
	enum lanyard_error r;
	struct buf whole;

	if (!is_packed(body) || library_load(&zlib, &z, NULL) != LANYARD_OK)
		return LANYARD_OK;
	buf_init(&whole, LIMIT_REPLY);
	r = inflate_all(&z, body, &whole);
	if (whole.size > 0) {
		buf_reset(body);
		if (buf_add(body, whole.data, whole.size) != LANYARD_OK)
			r = LANYARD_ERR_MEMORY;
	}
	buf_clear(&whole);
	return r;
}
