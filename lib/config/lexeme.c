/*
 * lexeme.c - what a configuration is made of, for messages about it
 */
#include "config/lexeme.h"

#include <string.h>

#include "base/text.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*"

size_t
lexeme_name(const char *at)
{
	if (*at == '\0' || strchr(LETTERS, *at) == NULL)
		return 0;
	return strspn(at, LETTERS "0123456789_-");
}

size_t
lexeme_string(const char *at)
{
	size_t size = 1;

	while (at[size] != '\0' && at[size] != '"')
		size += at[size] == '\\' && at[size + 1] != '\0' ? 2 : 1;
	return size + (at[size] == '"');
}

size_t
lexeme_comment(const char *at)
{
	const char *end;

	if (*at == '#' || strncmp(at, "//", 2) == 0)
		return strcspn(at, "\n");
	if (strncmp(at, "/*", 2) != 0)
		return 0;
	end = strstr(at + 2, "*/");
	return end == NULL ? strlen(at) : (size_t)(end + 2 - at);
}

size_t
lexeme_odd_blank(const char *at)
{
	/* U+00A0, U+2000 to U+200F, U+202F, U+2060, U+3000, U+FEFF */
	static const char *const blanks[] = {"\xc2\xa0", "\xe2\x80\xaf",
	    "\xe2\x81\xa0", "\xe3\x80\x80", "\xef\xbb\xbf"};

	if (strncmp(at, "\xe2\x80", 2) == 0 && (at[2] & 0xf0) == 0x80)
		return 3;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		if (strncmp(at, blanks[i], strlen(blanks[i])) == 0)
			return strlen(blanks[i]);
	return 0;
}

size_t
lexeme_scalar(const char *at)
{
	static const char *const words[] = {"true", "false"};
	size_t size = lexeme_name(at), i;

	if (strchr("+-.0123456789", *at) != NULL && *at != '\0')
		return strspn(at, "+-.0123456789abcdefABCDEFxXL");
	for (i = 0; i < 2; i++)
		if (size == strlen(words[i]) &&
		    text_compare_n(at, words[i], size) == 0)
			return size;
	return 0;
}

bool
lexeme_is_switch(const char *at)
{
	static const char *const words[] = {"yes", "no", "on", "off"};
	size_t size = lexeme_name(at);

	for (size_t i = 0; i < 4; i++)
		if (size == strlen(words[i]) &&
		    text_compare_n(at, words[i], size) == 0)
			return true;
	return false;
}

bool
lexeme_is_odd_quote(const char *at)
{
	return strncmp(at, "\xe2\x80", 2) == 0 || *at == '\'' || *at == '`';
}

bool
lexeme_stands_before(const char *at, const char *name, size_t size)
{
	size_t depth = 0, step;

	while (at < name) {
		step = lexeme_comment(at);
		if (step == 0 && *at == '"')
			step = lexeme_string(at);
		if (step == 0 && lexeme_name(at) > 0) {
			step = lexeme_name(at);
			if (depth == 0 && step == size &&
			    memcmp(at, name, size) == 0)
				return true;
		}
		if (step == 0) {
			depth += strchr("{[(", *at) != NULL;
			depth -= depth > 0 && strchr("}])", *at) != NULL;
			step = 1;
		}
		at += step;
	}
	return false;
}
