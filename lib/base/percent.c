/*
 * percent.c - the %XX encodings of URLs, forms and file names
 */
#include "base/percent.h"

#include <string.h>

/* Not isalnum(), which asks the locale. */
static bool
is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Append BYTES with all but letters, digits and those in KEPT as %XX. */
static enum lanyard_error
add_escaped(struct buf *buf, const unsigned char *bytes, size_t size,
    const char *kept, bool space_is_plus)
{
	const char *hex = "0123456789ABCDEF";
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	for (size_t i = 0; i < size && r == LANYARD_OK; i++) {
		unsigned char c = bytes[i];
		char escape[3] = {'%', hex[c >> 4], hex[c & 15]};

		if (is_alnum(c) || (c != '\0' && strchr(kept, c) != NULL))
			r = buf_add(buf, &c, 1);
		else if (c == ' ' && space_is_plus)
			r = buf_add(buf, "+", 1);
		else
			r = buf_add(buf, escape, sizeof(escape));
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
percent_add_file_name(struct buf *buf, const char *text)
{
	return add_escaped(
	    buf, (const unsigned char *)text, strlen(text), "-_", false);
}

enum lanyard_error
percent_add_escaped(struct buf *buf, const void *bytes, size_t size)
{
	return add_escaped(buf, bytes, size, "-._~", false);
}

enum lanyard_error
percent_add_form_encoded(struct buf *buf, const void *bytes, size_t size)
{
	/* What the URL Standard keeps; RFC 6749 B leaves the choice. */
	return add_escaped(buf, bytes, size, "*-._", true);
}

enum lanyard_error
percent_add_shown(struct buf *buf, const char *text)
{
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	for (; *text != '\0' && r == LANYARD_OK; text++) {
		bool escape = *text == '%' && hex_value(text[1]) >= 0 &&
			      hex_value(text[2]) >= 0;

		r = escape ? buf_add(buf, text, 1)
			   : add_escaped(buf, (const unsigned char *)text, 1,
				 "-._~:/?#[]@!$&'()*+,;=", false);
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
percent_add_query(struct buf *buf, const char *form)
{
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	while (*form != '\0' && r == LANYARD_OK) {
		size_t size = strcspn(form, "+");

		r = buf_add(buf, form, size);
		form += size;
		if (*form == '+' && r == LANYARD_OK) {
			r = buf_add_text(buf, "%20");
			form++;
		}
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
percent_add_basic(struct buf *buf, const void *bytes, size_t size, bool colon)
{
	/* What ASCII prints beside letters and digits, but % and +. */
	static const char kept[] = ":"
				   " !\"#$&'()*,-./;<=>?@[\\]^_`{|}~";

	return add_escaped(buf, bytes, size, colon ? kept + 1 : kept, false);
}

enum lanyard_error
percent_add_parameter(
    struct buf *buf, const char *name, const void *value, size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	if (before > 0 && buf->data[before - 1] != '?' &&
	    buf->data[before - 1] != '&')
		r = buf_add_text(buf, "&");
	if (r == LANYARD_OK)
		r = percent_add_form_encoded(buf, name, strlen(name));
	if (r == LANYARD_OK)
		r = buf_add_text(buf, "=");
	if (r == LANYARD_OK)
		r = percent_add_form_encoded(buf, value, size);
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

/*
 * The byte that *TEXT, which ends at END, begins with, decoded; *TEXT is then
 * behind it. -1: malformed, or NUL, which no string of ours may hold.
 */
static int
next_decoded(const char **text, const char *end, bool plus_is_space)
{
	const char *s = *text;
	int high, low;

	if (*s != '%') {
		*text = s + 1;
		return *s == '+' && plus_is_space ? ' ' : (unsigned char)*s;
	}
	if (end - s < 3 || (high = hex_value(s[1])) < 0 ||
	    (low = hex_value(s[2])) < 0 || high + low == 0)
		return -1;
	*text = s + 3;
	return high * 16 + low;
}

static enum lanyard_error
add_decoded(
    struct buf *buf, const char *text, const char *end, bool plus_is_space)
{
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	while (text < end && r == LANYARD_OK) {
		int c = next_decoded(&text, end, plus_is_space);
		unsigned char byte = (unsigned char)c;

		r = c < 0 ? LANYARD_ERR_ARGUMENT : buf_add(buf, &byte, 1);
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
percent_add_loosely(struct buf *buf, const char *text, size_t size)
{
	const char *end = text + size;
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	while (text < end && r == LANYARD_OK) {
		int c = next_decoded(&text, end, false);
		unsigned char byte = (unsigned char)(c < 0 ? *text++ : c);

		r = buf_add(buf, &byte, 1);
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
percent_add_decoded(struct buf *buf, const char *text)
{
	return add_decoded(buf, text, text + strlen(text), false);
}

/* True if the text from TEXT to END decodes to NAME. */
static bool
decodes_to(const char *text, const char *end, const char *name)
{
	for (; text < end && *name != '\0'; name++)
		if (next_decoded(&text, end, true) != (unsigned char)*name)
			return false;
	return text == end && *name == '\0';
}

bool
percent_query_parameter(
    const char *query, const char *name, struct buf *value, size_t *count)
{
	const char *first = NULL, *first_end = NULL, *end, *equals;
	size_t found = 0;

	for (; query != NULL; query = *end == '&' ? end + 1 : NULL) {
		end = query + strcspn(query, "&");
		equals = memchr(query, '=', (size_t)(end - query));
		if (equals == NULL)
			equals = end;
		if (!decodes_to(query, equals, name))
			continue;
		if (found++ == 0) {
			first = equals == end ? end : equals + 1;
			first_end = end;
		}
	}
	if (count != NULL)
		*count = found;
	if (found == 0)
		return false;
	return add_decoded(value, first, first_end, true) == LANYARD_OK;
}
