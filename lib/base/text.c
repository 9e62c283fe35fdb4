/*
 * text.c - letters without case, whatever locale the program has set
 */
#include "base/text.h"

#include <stdint.h>

char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int
ascii_compare_n(const char *a, const char *b, size_t size)
{
	for (; size > 0; a++, b++, size--) {
		int x = (unsigned char)ascii_lower(*a);
		int y = (unsigned char)ascii_lower(*b);

		if (x != y || x == '\0')
			return x - y;
	}
	return 0;
}

int
ascii_compare(const char *a, const char *b)
{
	return ascii_compare_n(a, b, SIZE_MAX);
}
