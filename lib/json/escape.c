/*
 * escape.c - the escapes in JSON's strings (RFC 8259 7)
 */
#include "json/escape.h"

#include <string.h>

/* What TEXT may be long here: a name that is asked for, and no token. */
#define EQUALS_MAX 64

static unsigned
hex_value(const unsigned char *digits)
{
	unsigned value = 0;
	int i;

	for (i = 0; i < 4; i++) {
		unsigned c = digits[i];

		if (c >= '0' && c <= '9')
			c -= '0';
		else
			c = (c | 0x20) - 'a' + 10;
		value = value << 4 | c;
	}
	return value;
}

/*
 * Write CODE as UTF-8. A lone surrogate gets the three bytes its number would
 * have, which checked text cannot hold otherwise: escape_is_text() knows it by
 * them.
 */
static size_t
put_utf8(unsigned char *to, unsigned code)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : 3, i;

	if (code >= 0x10000)
		length = 4;
	for (i = length; i-- > 1; code >>= 6)
		to[i] = (unsigned char)(0x80 | (code & 0x3f));
	to[0] = (unsigned char)(lead[length] | code);
	return length;
}

/* Take the \u escape at FROM, or a pair of them; returns its length. */
static size_t
take_unicode(const unsigned char *from, size_t size, unsigned *code)
{
	unsigned low;

	*code = hex_value(from + 2);
	if (*code < 0xd800 || *code > 0xdbff || size < 12 || from[6] != '\\' ||
	    from[7] != 'u')
		return 6;
	low = hex_value(from + 8);
	if (low < 0xdc00 || low > 0xdfff)
		return 6;
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

static unsigned char
escaped_byte(unsigned char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c;
	}
}

size_t
escape_undo(unsigned char *bytes, size_t size)
{
	size_t from = 0, to = 0;
	unsigned code;

	while (from < size) {
		if (bytes[from] != '\\') {
			bytes[to++] = bytes[from++];
		} else if (bytes[from + 1] != 'u') {
			bytes[to++] = escaped_byte(bytes[from + 1]);
			from += 2;
		} else {
			from += take_unicode(bytes + from, size - from, &code);
			to += put_utf8(bytes + to, code);
		}
	}
	return to;
}

bool
escape_equals(const unsigned char *bytes, size_t size, const char *text)
{
	unsigned char copy[6 * EQUALS_MAX]; /* each as \u0000 */
	size_t length = strlen(text);

	if (memchr(bytes, '\\', size) != NULL) {
		if (size > sizeof(copy))
			return false;
		memcpy(copy, bytes, size);
		size = escape_undo(copy, size);
		bytes = copy;
	}
	return size == length && memcmp(bytes, text, length) == 0;
}

bool
escape_is_text(const unsigned char *bytes, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (bytes[i] == '\0')
			return false;
		if (bytes[i] == 0xed && i + 1 < size && bytes[i + 1] >= 0xa0)
			return false;
	}
	return true;
}
