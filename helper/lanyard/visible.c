/*
 * visible.c - text of others, shown so that it moves no cursor
 */
#include "visible.h"

#include <stdbool.h>
#include <stdio.h>

#define CUT "..."

/* Not the first byte of a character in UTF-8. */
static bool
is_inner(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t
visible_width(const char *text)
{
	size_t width = 0;

	for (; *text != '\0'; text++)
		width += !is_inner(*text);
	return width;
}

/* One character of TEXT; returns what is behind it. */
static const char *
print_character(const char *text)
{
	bool c1 = text[0] == '\xc2' && ((unsigned char)text[1] & 0xe0) == 0x80;

	if ((unsigned char)*text < ' ' || *text == 0x7f || c1) {
		putchar('?');
		return text + (c1 ? 2 : 1);
	}
	do
		putchar(*text++);
	while (is_inner(*text));
	return text;
}

size_t
visible_print(const char *text, size_t limit)
{
	size_t width = visible_width(text), cut = sizeof(CUT) - 1;

	if (width <= limit) {
		while (*text != '\0')
			text = print_character(text);
		return width;
	}
	if (cut > limit)
		cut = limit;
	for (size_t i = 0; i < limit - cut && *text != '\0'; i++)
		text = print_character(text);
	printf("%.*s", (int)cut, CUT);
	return limit;
}
