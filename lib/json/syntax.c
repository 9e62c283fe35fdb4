/*
 * syntax.c - the grammar of RFC 8259 by recursive descent
 *
 * The recursion is no deeper than LIMIT_JSON_DEPTH. AT never passes SIZE.
 */
#include "json/syntax.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "json/number.h"

struct scanner {
	const unsigned char *text;
	size_t size;
	size_t at;
	size_t tokens;
	unsigned depth;
	const char *problem;
};

static bool scan_value(struct scanner *s);

static bool
fail(struct scanner *s, const char *problem)
{
	s->problem = problem;
	return false;
}

/* The next byte, or -1 at the end. */
static int
peek(const struct scanner *s)
{
	return s->at < s->size ? s->text[s->at] : -1;
}

static void
skip_space(struct scanner *s)
{
	int c;

	while ((c = peek(s)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		s->at++;
}

static bool
count_token(struct scanner *s)
{
	if (s->tokens >= LIMIT_JSON_TOKENS)
		return fail(s, "too many values");
	s->tokens++;
	return true;
}

static bool
is_hex(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

static bool
scan_escape(struct scanner *s)
{
	int c, i;

	s->at++;
	c = peek(s);
	if (c <= 0 || strchr("\"\\/bfnrtu", c) == NULL)
		return fail(s, "an unknown escape");
	s->at++;
	for (i = 0; c == 'u' && i < 4; i++) {
		if (!is_hex(peek(s)))
			return fail(s, "an escape without four digits");
		s->at++;
	}
	return true;
}

static bool
scan_string(struct scanner *s)
{
	size_t length;
	int c;

	s->at++;
	while ((c = peek(s)) != '"') {
		if (c == -1)
			return fail(s, "the end within a string");
		if (c < 0x20)
			return fail(s, "a control character in a string");
		if (c == '\\') {
			if (!scan_escape(s))
				return false;
			continue;
		}
		length = utf8_length(s->text + s->at, s->size - s->at);
		if (length == 0)
			return fail(s, "a byte that is not UTF-8");
		s->at += length;
	}
	s->at++;
	return true;
}

static bool
scan_word(struct scanner *s, const char *word)
{
	size_t length = strlen(word);

	if (s->size - s->at < length ||
	    memcmp(s->text + s->at, word, length) != 0)
		return fail(s, "an unknown word");
	s->at += length;
	return true;
}

static bool
scan_number(struct scanner *s)
{
	size_t length = number_length(s->text + s->at, s->size - s->at);

	if (length == 0)
		return fail(s, "no value where one is expected");
	s->at += length;
	return true;
}

static bool
enter(struct scanner *s)
{
	if (s->depth >= LIMIT_JSON_DEPTH)
		return fail(s, "too many levels");
	s->depth++;
	s->at++;
	skip_space(s);
	return true;
}

static bool
leave(struct scanner *s, int bracket)
{
	if (peek(s) != bracket)
		return fail(s, bracket == '}' ? "neither ',' nor '}'"
					      : "neither ',' nor ']'");
	s->depth--;
	s->at++;
	return true;
}

static bool
scan_member(struct scanner *s)
{
	skip_space(s);
	if (peek(s) != '"')
		return fail(s, "no name where a member's is expected");
	if (!count_token(s) || !scan_string(s))
		return false;
	skip_space(s);
	if (peek(s) != ':')
		return fail(s, "no ':' after a member's name");
	s->at++;
	return scan_value(s);
}

/* An object or array: members or values with commas between them. */
static bool
scan_list(struct scanner *s, int bracket, bool (*scan)(struct scanner *))
{
	if (!enter(s))
		return false;
	if (peek(s) == bracket)
		return leave(s, bracket);
	for (;;) {
		if (!scan(s))
			return false;
		skip_space(s);
		if (peek(s) != ',')
			return leave(s, bracket);
		s->at++;
	}
}

static bool
scan_value(struct scanner *s)
{
	skip_space(s);
	if (!count_token(s))
		return false;
	switch (peek(s)) {
	case '{':
		return scan_list(s, '}', scan_member);
	case '[':
		return scan_list(s, ']', scan_value);
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		return scan_number(s);
	}
}

static bool
scan_text(struct scanner *s)
{
	skip_space(s);
	if (peek(s) != '{')
		return fail(s, "no object");
	if (!scan_value(s))
		return false;
	skip_space(s);
	return s->at == s->size || fail(s, "more after the object");
}

bool
syntax_check(struct syntax *syntax, const unsigned char *text, size_t size)
{
	struct scanner s = {.text = text, .size = size};
	bool good = scan_text(&s);

	syntax->tokens = s.tokens;
	syntax->offset = s.at;
	syntax->problem = s.problem;
	return good;
}

size_t
syntax_value(const unsigned char *text, size_t size, size_t at)
{
	struct scanner s = {.text = text, .size = size, .at = at};
	bool closed;

	if (at >= size || !scan_value(&s))
		return 0;
	closed = memchr("\"}]", text[s.at - 1], 3) != NULL;
	if (!closed &&
	    (peek(&s) <= 0 || strchr(",}] \t\r\n/", peek(&s)) == NULL))
		return 0;
	return s.at;
}
