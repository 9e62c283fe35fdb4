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

#define PIECE	   4096U
#define LAYERS_MAX 3

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
is_packed(const struct buf *body, size_t at)
{
	const unsigned char *b = body->data + at;

	if (body->size < at + 3)
		return false;
	if (b[0] == 0x1f && b[1] == 0x8b)
		return true;
	return b[0] == 0x78 && (b[0] * 256 + b[1]) % 31 == 0;
}

/* Are there bytes that no text has, whatever it is written in but UTF-16? */
static bool
is_no_text(const struct buf *body)
{
	for (size_t i = 0; i < body->size; i++)
		if (body->data[i] > 0 && body->data[i] < '\t')
			return true;
	return false;
}

/* What begins at *AT into WHOLE, as far as it goes; *AT is behind it then. */
static enum lanyard_error
inflate_one(const struct functions *z, int bits, const struct buf *body,
    size_t *at, struct buf *whole, bool *ended)
{
	unsigned char piece[PIECE];
	enum lanyard_error r = LANYARD_OK;
	z_stream stream;
	int state;

	*ended = false;
	memset(&stream, 0, sizeof(stream));
	stream.next_in = body->data + *at;
	stream.avail_in = (uInt)(body->size - *at);
	if (z->inflateInit2_(
		&stream, bits, ZLIB_VERSION, (int)sizeof(stream)) != Z_OK)
		return LANYARD_ERR_MEMORY;
	do {
		stream.next_out = piece;
		stream.avail_out = PIECE;
		state = z->inflate(&stream, Z_NO_FLUSH);
		r = buf_add(whole, piece, PIECE - stream.avail_out);
	} while (r == LANYARD_OK && state == Z_OK);
	z->inflateEnd(&stream);
	sodium_memzero(piece, sizeof(piece));
	*at = body->size - stream.avail_in;
	*ended = state == Z_STREAM_END;
	return r;
}

/*
 * gzip or zlib, as the beginning says, and what is joined to it (RFC 1952 2.2);
 * or neither, but deflate alone (RFC 1951), which says nothing of itself: that
 * counts only if all of it is.
 */
static enum lanyard_error
inflate_all(
    const struct functions *z, const struct buf *body, struct buf *whole)
{
	bool told = is_packed(body, 0), ended;
	enum lanyard_error r;
	size_t at = 0;

	do
		r = inflate_one(
		    z, told ? 15 + 32 : -15, body, &at, whole, &ended);
	while (r == LANYARD_OK && ended && is_packed(body, at));
	if (!told && (!ended || at < body->size))
		buf_reset(whole);
	return r;
}

static enum lanyard_error
unpack_once(const struct functions *z, struct buf *body, bool *done)
{
	enum lanyard_error r;
	struct buf whole;

	buf_init(&whole, LIMIT_REPLY);
	r = inflate_all(z, body, &whole);
	*done = whole.size > 0;
	if (whole.size > 0) {
		buf_reset(body);
		if (buf_add(body, whole.data, whole.size) != LANYARD_OK)
			r = LANYARD_ERR_MEMORY;
	}
	buf_clear(&whole);
	return r;
}

enum lanyard_error
unpack_body(struct buf *body)
{
	enum lanyard_error r = LANYARD_OK;
	struct functions z;
	bool done = true;

	if (!is_packed(body, 0) && !is_no_text(body))
		return LANYARD_OK;
	if (library_load(&zlib, &z, NULL) != LANYARD_OK)
		return LANYARD_OK;
	/* A gateway may have packed what was packed. */
	for (int n = 0; r == LANYARD_OK && done && n < LAYERS_MAX; n++) {
		if (n > 0 && !is_packed(body, 0))
			break;
		r = unpack_once(&z, body, &done);
	}
	return r;
}
