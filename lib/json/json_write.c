/*
 * json_write.c - the members of a JSON object, written
 */
#include "json/json_write.h"

#include "base/text.h"

static enum lanyard_error
add_name(struct buf *buf, const char *name)
{
	bool first = buf->size == 0 || buf->data[buf->size - 1] == '{';

	return buf_printf(buf, "%s\"%s\":", first ? "" : ",", name);
}

/* Quote, backslash and controls must be escaped; the rest stands as it is. */
static enum lanyard_error
add_character(struct buf *buf, char c)
{
	if (c == '"' || c == '\\')
		return buf_printf(buf, "\\%c", c);
	if (text_is_control(c))
		return buf_printf(buf, "\\u%04x", (unsigned)c);
	return buf_add(buf, &c, 1);
}

enum lanyard_error
json_write_text(struct buf *buf, const char *name, const char *text)
{
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_OK;
	if ((r = add_name(buf, name)) == LANYARD_OK)
		r = buf_add(buf, "\"", 1);
	for (; r == LANYARD_OK && *text != '\0'; text++)
		r = add_character(buf, *text);
	return r == LANYARD_OK ? buf_add(buf, "\"", 1) : r;
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
