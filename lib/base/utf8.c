/*
 * utf8.c - what is a character of UTF-8
 */
#include "base/utf8.h"

#include <string.h>

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

/* Bytes two and three of U+200E, 200F, 2028 to 202E, and 2066 to 2069. */
static bool
is_direction(unsigned char second, unsigned char third)
{
	if (second == 0x80)
		return third == 0x8e || third == 0x8f ||
		       (third >= 0xa8 && third <= 0xae);
	return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

bool
utf8_is_text(const char *text)
{
	size_t length;

	for (; *text != '\0'; text += length)
		if ((length = utf8_length(text, strnlen(text, 4))) == 0)
			return false;
	return true;
}

bool
utf8_is_control(const void *character)
{
	const unsigned char *s = character;

	return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0) ||
	       (s[0] == 0xd8 && s[1] == 0x9c) || /* U+061C */
	       (s[0] == 0xe2 && is_direction(s[1], s[2]));
}
