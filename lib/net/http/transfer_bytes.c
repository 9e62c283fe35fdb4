/*
 * transfer_bytes.c - the bytes of one exchange, and how many are too many
 */
#include "net/http/transfer_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

bool
transfer_bytes_take(struct transfer_bytes *bytes, const char *data, size_t size)
{
	bytes->count += size;
	/* Decoded bytes: a small reply that unpacks to gigabytes ends here. */
	if (bytes->write == NULL)
		bytes->full = buf_add(bytes->body, data, size);
	else
		bytes->failed =
		    bytes->write(bytes->context, bytes->status, data, size);
	return bytes->full == LANYARD_OK && bytes->failed == LANYARD_OK;
}

/* "HTTP/2 200": a reply begins, perhaps after one of status 1xx. */
static int
read_status(const char *line)
{
	const char *space = strchr(line, ' ');

	return space != NULL ? (int)strtol(space, NULL, 10) : 0;
}

static enum lanyard_error
take_line(struct transfer_bytes *bytes, const char *line)
{
	if (strncmp(line, "HTTP/", 5) == 0)
		bytes->status = read_status(line);
	else if (*line != '\0' && bytes->field != NULL)
		return bytes->field(bytes->context, bytes->status, line);
	return LANYARD_OK;
}

bool
transfer_bytes_take_field(
    struct transfer_bytes *bytes, const char *data, size_t size)
{
	enum lanyard_error r;
	struct buf line;

	bytes->count += size;
	bytes->header_size += size;
	while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r'))
		size--;
	buf_init(&line, LIMIT_HEADERS);
	if (bytes->header_size > LIMIT_HEADERS)
		bytes->full = LANYARD_ERR_PROTOCOL;
	else if ((r = buf_add(&line, data, size)) != LANYARD_OK)
		bytes->full = r;
	else
		bytes->failed = take_line(bytes, buf_text(&line));
	buf_clear(&line);
	return bytes->full == LANYARD_OK && bytes->failed == LANYARD_OK;
}

bool
transfer_bytes_give(
    struct transfer_bytes *bytes, char *buffer, size_t size, size_t *filled)
{
	*filled = 0;
	bytes->failed = bytes->read(bytes->context, buffer, size, filled);
	if (bytes->failed == LANYARD_OK && *filled > size)
		bytes->failed = LANYARD_ERR_ARGUMENT;
	return bytes->failed == LANYARD_OK;
}

size_t
transfer_bytes_write(char *data, size_t size, size_t count, void *bytes)
{
	size *= count;
	return transfer_bytes_take(bytes, data, size) ? size : 0;
}

size_t
transfer_bytes_header(char *data, size_t size, size_t count, void *bytes)
{
	size *= count;
	return transfer_bytes_take_field(bytes, data, size) ? size : 0;
}

size_t
transfer_bytes_read(char *buffer, size_t size, size_t count, void *bytes)
{
	size_t filled;

	if (!transfer_bytes_give(bytes, buffer, size * count, &filled))
		return TRANSFER_BYTES_ABORT;
	return filled;
}
