/*
 * visible.c - text of others, shown so that it moves no cursor
 */
#include "visible.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define CUT "..."

/* Not the first byte of a character in UTF-8. */
static bool
is_inner(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The first character of TEXT; what is no UTF-8 is its bytes. */
static uint32_t
decode(const char *text)
{
	unsigned char first = (unsigned char)*text;
	uint32_t c = first < 0x80   ? first
		     : first < 0xe0 ? first & 0x1fU
		     : first < 0xf0 ? first & 0x0fU
				    : first & 0x07U;

	for (text++; is_inner(*text); text++)
		c = c << 6 | ((unsigned char)*text & 0x3fU);
	return c;
}

/*
 * The columns that a terminal has for C: none for a mark on the character
 * before it, two for what is wide (Unicode Standard Annex 11, W and F).
 * wcwidth(3) knows that in some locales, and a static program has none.
 */
static size_t
width_of(uint32_t c)
{
	static const struct {
		uint32_t first, last;
		size_t width;
	} table[] = {
	    {0x300, 0x36f, 0},
	    {0x1100, 0x115f, 2},
	    {0x1ab0, 0x1aff, 0},
	    {0x1dc0, 0x1dff, 0},
	    {0x200b, 0x200f, 0},
	    {0x20d0, 0x20ff, 0},
	    {0x2e80, 0x303e, 2},
	    {0x3041, 0x3098, 2},
	    {0x3099, 0x309a, 0},
	    {0x309b, 0xa4cf, 2},
	    {0xa960, 0xa97f, 2},
	    {0xac00, 0xd7a3, 2},
	    {0xf900, 0xfaff, 2},
	    {0xfe00, 0xfe0f, 0},
	    {0xfe20, 0xfe2f, 0},
	    {0xfe30, 0xfe6f, 2},
	    {0xff01, 0xff60, 2},
	    {0xffe0, 0xffe6, 2},
	    {0x1f300, 0x1f64f, 2},
	    {0x1f900, 0x1f9ff, 2},
	    {0x20000, 0x3fffd, 2},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (c >= table[i].first && c <= table[i].last)
			return table[i].width;
	return 1;
}

size_t
visible_width(const char *text)
{
	size_t width = 0;

	for (; *text != '\0'; text++)
		if (!is_inner(*text))
			width += width_of(decode(text));
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
	size_t width = visible_width(text), cut = sizeof(CUT) - 1, used = 0;

	if (width <= limit) {
		while (*text != '\0')
			text = print_character(text);
		return width;
	}
	if (cut > limit)
		cut = limit;
	while (*text != '\0' &&
	       used + (width = width_of(decode(text))) <= limit - cut) {
		text = print_character(text);
		used += width;
	}
	printf("%.*s", (int)cut, CUT);
	return used + cut;
}
