/*
 * plain.c - a reply that was encoded once more on its way
 */
#include "net/oauth/plain.h"

#include <stdbool.h>
#include <string.h>

/* The byte order of UTF-16, by its mark or by the NUL beside an ASCII byte. */
enum order {
	NONE,
	LITTLE,
	BIG,
};

static enum order
order_of(const struct buf *text)
{
	const unsigned char *c = text->data;

	if (text->size < 2)
		return NONE;
	if ((c[0] == 0xff && c[1] == 0xfe) || (c[0] != 0 && c[1] == 0))
		return LITTLE;
	if ((c[0] == 0xfe && c[1] == 0xff) || (c[0] == 0 && c[1] != 0))
		return BIG;
	return NONE;
}

/* What a reply is asked for is ASCII; anything else becomes '?'. */
static enum lanyard_error
take_utf16(const struct buf *text, enum order order, struct buf *plain)
{
	const unsigned char *c = text->data;
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i + 1 < text->size; i += 2) {
		unsigned char high = c[order == LITTLE ? i + 1 : i];
		unsigned char low = c[order == LITTLE ? i : i + 1];

		if (i == 0 && high == 0xfe && low == 0xff)
			continue;
		if (high != 0 || low > 0x7f)
			low = '?';
		r = buf_add(plain, &low, 1);
	}
	return r;
}

/* Quotes within a string, as a string that has JSON in it has them. */
static bool
has_quoted_quotes(const struct buf *text)
{
	for (size_t i = 0; i + 1 < text->size; i++)
		if (text->data[i] == '\\' && text->data[i + 1] == '"')
			return true;
	return false;
}

static enum lanyard_error
take_quoted(const struct buf *text, struct buf *plain)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < text->size; i++) {
		/* Others, such as \n, are as good between members. */
		if (text->data[i] == '\\' && i + 1 < text->size &&
		    memchr("\"\\/", text->data[i + 1], 3) != NULL)
			i++;
		r = buf_add(plain, text->data + i, 1);
	}
	return r;
}

enum lanyard_error
plain_take(const struct buf *text, struct buf *plain)
{
	enum order order = order_of(text);

	if (order != NONE)
		return take_utf16(text, order, plain);
	return has_quoted_quotes(text) ? take_quoted(text, plain) : LANYARD_OK;
}
