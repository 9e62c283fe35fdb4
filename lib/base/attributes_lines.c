/*
 * attributes_lines.c - the key=value list read from lines, and written
 */
#include <string.h>

#include "base/attributes.h"
#include "base/limits.h"

/* The length of the line at TEXT without its end; *READ includes that. */
static size_t
line_length(const unsigned char *text, size_t size, size_t *read)
{
	const unsigned char *end = memchr(text, '\n', size);
	size_t length = end == NULL ? size : (size_t)(end - text);

	*read = length + (end != NULL);
	if (end != NULL && length > 0 && text[length - 1] == '\r')
		length--;
	return length;
}

/* What is wrong with a line, or NULL and KEY_SIZE. */
static const char *
line_fault(const unsigned char *line, size_t size, size_t *key_size)
{
	const unsigned char *equals = memchr(line, '=', size);

	if (memchr(line, '\0', size) != NULL)
		return "a NUL byte";
	if (memchr(line, '\r', size) != NULL)
		return "a carriage return within";
	if (equals == NULL)
		return "no \"=\"";
	*key_size = (size_t)(equals - line);
	return *key_size == 0 ? "no key before \"=\"" : NULL;
}

/*
 * A line of SIZE bytes whose key has KEY_SIZE is longer than the protocol has.
 * LANYARD_OK: its key is none of LIMITED.
 */
static enum lanyard_error
too_long(const unsigned char *line, size_t key_size, const char *const *limited,
    size_t number, struct error *error)
{
	for (; *limited != NULL; limited++)
		if (strlen(*limited) == key_size &&
		    memcmp(line, *limited, key_size) == 0)
			return error_set(error, LANYARD_ERR_PROTOCOL,
			    "line %zu, %s=: longer than %d bytes", number,
			    *limited, LIMIT_LINE);
	return LANYARD_OK;
}

/* LIMITED is NULL where the line is not too long. */
static enum lanyard_error
parse_line(struct attributes *attributes, const unsigned char *line,
    size_t size, const char *const *limited, size_t number, struct error *error)
{
	size_t key_size = 0;
	const char *fault = line_fault(line, size, &key_size);

	if (fault != NULL)
		return error_set(
		    error, LANYARD_ERR_PROTOCOL, "line %zu: %s", number, fault);
	if (limited != NULL)
		return too_long(line, key_size, limited, number, error);
	if (attributes_append(attributes, (const char *)line, key_size,
		line + key_size + 1, size - key_size - 1) != LANYARD_OK)
		return error_memory(error);
	return LANYARD_OK;
}

enum lanyard_error
attributes_parse(struct attributes *attributes, const unsigned char *text,
    size_t size, const char *const *limited, size_t *used, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	size_t done = 0, length = 1, read, number = 1;

	if (used != NULL)
		*used = 0;
	for (; done < size && length > 0; done += read, number++) {
		length = line_length(text + done, size - done, &read);
		if (length > 0)
			r = parse_line(attributes, text + done, length,
			    read > LIMIT_LINE ? limited : NULL, number, error);
		if (r != LANYARD_OK)
			goto out;
	}
	if ((r = attributes_settle(attributes)) != LANYARD_OK)
		error_memory(error);
out:
	if (r != LANYARD_OK)
		attributes_clear(attributes);
	else if (used != NULL)
		*used = done;
	return r;
}

enum lanyard_error
attributes_write(const struct attributes *attributes, struct buf *buf)
{
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;

	/* Not by printf, which takes a long value byte by byte. */
	for (size_t i = 0; i < attributes->count && r == LANYARD_OK; i++) {
		const struct attribute *item = &attributes->items[i];

		if ((r = buf_printf(buf, "%s=", item->key)) == LANYARD_OK &&
		    (r = buf_add(buf, item->value.bytes, item->value.size)) ==
			LANYARD_OK)
			r = buf_add(buf, "\n", 1);
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}
