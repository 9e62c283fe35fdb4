/*
 * json_write.c - the members of a JSON object, written
 */
#include "json/json_write.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

static enum lanyard_error
add_name(struct buf *buf, const char *name)
{
	bool first = buf->size == 0 || buf->data[buf->size - 1] == '{';

	return buf_printf(buf, "%s\"%s\":", first ? "" : ",", name);
}

/* U+0080 to U+009F: to many terminals they begin a sequence, as ESC does. */
static bool
is_c1(const char *text, size_t length)
{
	return length == 2 && text[0] == '\xc2' &&
	       (unsigned char)text[1] < 0xa0;
}

/*
 * The first of TEXT, which has some: *LENGTH is how many bytes. Quote,
 * backslash and controls must be escaped, and a byte that is no UTF-8 becomes
 * U+FFFD, since JSON is UTF-8 (RFC 8259 8.1). The rest stands as it is.
 */
static enum lanyard_error
add_character(struct buf *buf, const char *text, size_t *length)
{
	*length = utf8_length(text, strnlen(text, 4));
	if (*length == 0) {
		*length = 1;
		return buf_add_text(buf, "\\ufffd");
	}
	if (*text == '"' || *text == '\\')
		return buf_printf(buf, "\\%c", *text);
	if (text_is_control(*text) || is_c1(text, *length))
		return buf_printf(
		    buf, "\\u%04x", (unsigned)(unsigned char)text[*length - 1]);
	return buf_add(buf, text, *length);
}

enum lanyard_error
json_write_text(struct buf *buf, const char *name, const char *text)
{
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_OK;
	r = add_name(buf, name);
	return r == LANYARD_OK ? json_write_string(buf, text) : r;
}

enum lanyard_error
json_write_string(struct buf *buf, const char *text)
{
	enum lanyard_error r = buf_add(buf, "\"", 1);
	size_t length;

	for (; r == LANYARD_OK && *text != '\0'; text += length)
		r = add_character(buf, text, &length);
	return r == LANYARD_OK ? buf_add(buf, "\"", 1) : r;
}

enum lanyard_error
json_write_array(struct buf *buf, const char *name, const char *const *texts)
{
	enum lanyard_error r = add_name(buf, name);
	const char *before = "[";

	for (; r == LANYARD_OK && *texts != NULL; texts++, before = ",")
		if ((r = buf_add_text(buf, before)) == LANYARD_OK)
			r = json_write_string(buf, *texts);
	if (r == LANYARD_OK && *before == '[')
		r = buf_add_text(buf, before);
	return r == LANYARD_OK ? buf_add_text(buf, "]") : r;
}

enum lanyard_error
json_write_number(struct buf *buf, const char *name, int64_t number)
{
	enum lanyard_error r = add_name(buf, name);

	return r == LANYARD_OK ? buf_printf(buf, "%lld", (long long)number) : r;
}

enum lanyard_error
json_write_boolean(struct buf *buf, const char *name, bool value)
{
	enum lanyard_error r = add_name(buf, name);

	return r == LANYARD_OK ? buf_add_text(buf, value ? "true" : "false")
			       : r;
}
