/*
 * scan.c - the members of a name in text that is not JSON, or not all of it
 */
#include "json/scan.h"

#include <string.h>

#include "json/syntax.h"

/* No more, or a text of nothing but their beginnings would take hours. */
#define COMMENT_MAX 1024

static bool
begins(const struct scan *s, size_t at, const char *text)
{
	size_t length = strlen(text);

	return s->size - at >= length &&
	       memcmp(s->text + at, text, length) == 0;
}

/* The end of the comment at AT; AT: there is none. */
static size_t
skip_comment(const struct scan *s, size_t at)
{
	const char *end = begins(s, at, "/*")	? "*/"
			  : begins(s, at, "//") ? "\n"
						: NULL;
	size_t i;

	if (end == NULL)
		return at;
	for (i = at + 2; i < s->size && i < at + COMMENT_MAX; i++) {
		if (begins(s, i, end))
			return i + strlen(end);
	}
	return at;
}

static size_t
skip_space(const struct scan *s, size_t at)
{
	size_t end;

	for (;;) {
		while (at < s->size && memchr(" \t\r\n", s->text[at], 4))
			at++;
		if ((end = skip_comment(s, at)) == at)
			return at;
		at = end;
	}
}

/* Behind the colon of a member called NAME at AT; 0: none begins there. */
static size_t
skip_name(const struct scan *s, size_t at, const char *name)
{
	size_t length;

	/* Asked of each byte of what may be megabytes. */
	if (s->text[at] != '"')
		return 0;
	length = strlen(name);
	if (s->size - at < length + 2 || s->text[at + length + 1] != '"' ||
	    !begins(s, at + 1, name))
		return 0;
	at = skip_space(s, at + length + 2);
	return at < s->size && s->text[at] == ':' ? at + 1 : 0;
}

static void
pass_byte(struct scan *s)
{
	unsigned char c = s->text[s->at++];

	if (c == '"')
		s->quoted = !s->quoted;
	else if (s->quoted)
		s->at += c == '\\' && s->at < s->size;
	else if (c == '{' || c == '[')
		s->depth++;
	else if ((c == '}' || c == ']') && s->depth > 0)
		s->depth--;
}

bool
scan_next(struct scan *s, const char *name, struct scan_member *member)
{
	size_t value;

	for (; s->at < s->size; pass_byte(s)) {
		if ((value = skip_name(s, s->at, name)) == 0)
			continue;
		member->start = skip_space(s, value);
		member->end = syntax_value(s->text, s->size, member->start);
		member->depth = s->depth;
		/* Whatever was wrong before: a value is not in quotes. */
		s->at = value;
		s->quoted = false;
		return true;
	}
	return false;
}
