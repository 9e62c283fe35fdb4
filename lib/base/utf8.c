/*
 * utf8.c - what is a character of UTF-8
 */
#include "base/utf8.h"

/*
 * The second byte's range excludes overlong forms, surrogates, and what is
 * beyond U+10FFFF (RFC 3629 4).
 */
size_t
utf8_length(const void *text, size_t size)
{
	const unsigned char *p = text;
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (size == 0 || p[0] < 0x80)
		return size == 0 ? 0 : 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (size < length || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return length;
}
