/*
 * paste_clean.c - what was pasted, without what terminals, pages and shells add
 */
#include "net/oauth/paste_clean.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define ESCAPE	      '\x1b'
#define REFERENCE_MAX 6 /* digits, leading zeros with them */

/* What stands for something else; "" for nothing at all. */
static const struct {
	const char *from, *to;
} words[] = {
    /* HTML's source, JSON, and what is HTML's source twice */
    {"&amp;", "&"},
    {"&equals;", "="},
    {"&quot;", "\""},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"\\u0026", "&"},
    {"\\u003d", "="},
    /* a bracketed paste's marks as a terminal may show them */
    {"^[[200~", ""},
    {"^[[201~", ""},
    {"[200~", ""},
    {"[201~", ""},
    /* cmd.exe's escapes, and UTF-16's mark, of which the NULs are gone */
    {"^\"", "\""},
    {"^%^", "%"},
    {"^%", "%"},
    {"^&", "&"},
    {"\xff\xfe", ""},
    {"\xfe\xff", ""},
    /* UTF-8: typographic quotes, blanks, and what has no width */
    {"\xe2\x80\x98", "'"},
    {"\xe2\x80\x99", "'"},
    {"\xe2\x80\x9a", "'"},
    {"\xe2\x80\x9b", "'"},
    {"\xe2\x80\x9c", "\""},
    {"\xe2\x80\x9d", "\""},
    {"\xe2\x80\x9e", "\""},
    {"\xe2\x80\xb9", "<"},
    {"\xe2\x80\xba", ">"},
    {"\xc2\xab", "<"},
    {"\xc2\xbb", ">"},
    {"\xc2\xa0", " "},
    {"\xc2\xad", ""},
    {"\xe1\xa0\x8e", ""},
    {"\xe3\x80\x80", " "},
    {"\xef\xbb\xbf", ""},
};

/*
 * The escape sequence at TEXT: how long it is. CSI ends in 0x40 to 0x7e, SS3
 * is three bytes, any other two (ECMA-48 5.4, 5.5).
 */
static size_t
sequence_length(const char *text)
{
	size_t size = 2;

	if (text[1] == '\0')
		return 1;
	if (text[1] == 'O')
		return text[2] == '\0' ? 2 : 3;
	if (text[1] != '[')
		return 2;
	while (text[size] >= ' ' && text[size] < '@')
		size++;
	return text[size] >= '@' && text[size] <= '~' ? size + 1 : size;
}

/*
 * "&#47;" or "&#x2F;" at TEXT: how long it is, and which visible character,
 * BYTE, it stands for; 0: none.
 */
static size_t
reference_length(const char *text, char *byte)
{
	bool hex = text[0] == '&' && text[1] == '#' && (text[2] | ' ') == 'x';
	const char *digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
	size_t begin = hex ? 3 : 2, size;
	unsigned long value;

	if (text[0] != '&' || text[1] != '#')
		return 0;
	size = strspn(text + begin, digits);
	if (size == 0 || size > REFERENCE_MAX || text[begin + size] != ';')
		return 0;
	value = strtoul(text + begin, NULL, hex ? 16 : 10);
	if (value <= ' ' || value > '~')
		return 0;
	*byte = (char)value;
	return begin + size + 1;
}

/*
 * Unicode's general punctuation (U+2000 to U+206F) has blanks, line ends, and
 * marks of no width that messengers put around what is copied; NULL: none such.
 */
static const char *
punctuation(const char *text)
{
	unsigned char last;

	if (strncmp(text, "\xe2\x80", 2) == 0) {
		last = (unsigned char)text[2];
		if ((last >= 0x80 && last <= 0x8a) || last == 0xaf)
			return " ";
		if (last == 0xa8 || last == 0xa9)
			return "\n";
		if ((last >= 0x8b && last <= 0x8f) ||
		    (last >= 0xaa && last <= 0xae))
			return "";
	} else if (strncmp(text, "\xe2\x81", 2) == 0) {
		last = (unsigned char)text[2];
		if (last == 0x9f)
			return " ";
		if (last >= 0xa0 && last <= 0xaf)
			return "";
	}
	return NULL;
}

/* What TEXT begins with becomes *TO; the result is how long that is. */
static size_t
translate(const char *text, const char **to)
{
	*to = "";
	if (*text == ESCAPE)
		return sequence_length(text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t size = strlen(words[i].from);

		if (text_compare_n(text, words[i].from, size) == 0) {
			*to = words[i].to;
			return size;
		}
	}
	if ((*to = punctuation(text)) != NULL)
		return 3;
	*to = "";
	if (*text == '\r' || *text == '\n') {
		*to = "\n";
		return 1;
	}
	if (*text == '\t')
		*to = " ";
	else if (!text_is_control(*text) && *text != '\\')
		*to = NULL;
	return 1;
}

/* Append a line without the blanks around it, if anything is left. */
static enum lanyard_error
add_line(struct buf *buf, const char *line, size_t size)
{
	enum lanyard_error r = LANYARD_OK;

	while (size > 0 && *line == ' ')
		line++, size--;
	while (size > 0 && line[size - 1] == ' ')
		size--;
	/* A fence of Markdown's is a line, too. */
	if (strspn(line, "`~") >= size)
		return LANYARD_OK;
	if (buf->size > 0)
		r = buf_add(buf, "\n", 1);
	return r == LANYARD_OK ? buf_add(buf, line, size) : r;
}

enum lanyard_error
paste_clean(struct buf *buf, const char *text)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf all;
	const char *to, *line;
	size_t size;
	char byte;

	buf_init(&all, buf->limit);
	for (; r == LANYARD_OK && *text != '\0'; text += size) {
		if ((size = reference_length(text, &byte)) > 0) {
			r = buf_add(&all, &byte, 1);
			continue;
		}
		size = translate(text, &to);
		r = to == NULL ? buf_add(&all, text, size)
			       : buf_add_text(&all, to);
	}
	for (line = buf_text(&all); r == LANYARD_OK && *line != '\0';
	     line += size + (line[size] == '\n')) {
		size = strcspn(line, "\n");
		r = add_line(buf, line, size);
	}
	buf_clear(&all);
	return r;
}

enum lanyard_error
paste_clean_join(struct buf *buf, const char *text, size_t count)
{
	enum lanyard_error r = LANYARD_OK;
	size_t size;

	for (; r == LANYARD_OK && count > 0 && *text != '\0'; count--) {
		size = strcspn(text, "\n");
		r = buf_add(buf, text, size);
		text += size + (text[size] == '\n');
	}
	return r;
}

size_t
paste_clean_lines(const char *text)
{
	size_t count = *text != '\0';

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

enum lanyard_error
paste_clean_squeeze(struct buf *buf, const char *text)
{
	enum lanyard_error r = LANYARD_OK;

	for (; r == LANYARD_OK && *text != '\0'; text++) {
		if (*text != ' ' && *text != '\n')
			r = buf_add(buf, text, 1);
	}
	return r;
}
