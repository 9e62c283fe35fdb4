/*
 * text.c - what ASCII letters and texts are, whatever locale the program has
 * set
 */
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum lanyard_error
text_set(char **to, const char *text)
{
	char *copy = NULL;

	if (text != NULL && (copy = strdup(text)) == NULL)
		return LANYARD_ERR_MEMORY;
	free(*to);
	*to = copy;
	return LANYARD_OK;
}

char
text_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

char *
text_lower_copy(const char *text, size_t size)
{
	char *copy = strndup(text, size);

	for (char *at = copy; at != NULL && *at != '\0'; at++)
		*at = text_lower(*at);
	return copy;
}

bool
text_is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

bool
text_is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text > 0x7f)
			return false;
	return true;
}

bool
text_has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if (text_is_control(*text))
			return true;
	return false;
}

int
text_compare_n(const char *a, const char *b, size_t size)
{
	for (; size > 0; a++, b++, size--) {
		int x = (unsigned char)text_lower(*a);
		int y = (unsigned char)text_lower(*b);

		if (x != y || x == '\0')
			return x - y;
	}
	return 0;
}

int
text_compare(const char *a, const char *b)
{
	return text_compare_n(a, b, SIZE_MAX);
}

bool
text_is_visible_n(const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i++)
		if (byte[i] < ' ' || byte[i] > '~')
			return false;
	return size > 0;
}

bool
text_is_visible(const char *text)
{
	return text_is_visible_n(text, strlen(text));
}

bool
text_is_token(const char *text)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "!#$%&'*+-.^_`|~";

	return *text != '\0' && text[strspn(text, token)] == '\0';
}

bool
text_is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}
