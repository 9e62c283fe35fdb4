/*
 * transfer_bytes.c - the bytes of one exchange, and how many are too many
 */
#include "net/http/transfer_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

bool
intake_body(struct intake *intake, const char *data, size_t size)
{
	const struct transfer_request *request = intake->request;

	/* Decoded bytes: a small reply that unpacks to gigabytes ends here. */
	if (request->write == NULL)
		intake->full = buf_add(intake->body, data, size);
	else
		intake->failed = request->write(
		    request->context, intake->status, data, size);
	return intake->full == LANYARD_OK && intake->failed == LANYARD_OK;
}

/* "HTTP/2 200": a reply begins, perhaps after one of status 1xx. */
static int
read_status(const char *line)
{
	const char *space = strchr(line, ' ');

	return space != NULL ? (int)strtol(space, NULL, 10) : 0;
}

static enum lanyard_error
take_line(struct intake *intake, const char *line)
{
	const struct transfer_request *request = intake->request;

	if (strncmp(line, "HTTP/", 5) == 0)
		intake->status = read_status(line);
	else if (*line != '\0' && request->field != NULL)
		return request->field(request->context, intake->status, line);
	return LANYARD_OK;
}

bool
intake_field(struct intake *intake, const char *data, size_t size)
{
	enum lanyard_error r;
	struct buf line;

	intake->header_size += size;
	while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r'))
		size--;
	buf_init(&line, LIMIT_HEADERS);
	if (intake->header_size > LIMIT_HEADERS)
		intake->full = LANYARD_ERR_PROTOCOL;
	else if ((r = buf_add(&line, data, size)) != LANYARD_OK)
		intake->full = r;
	else
		intake->failed = take_line(intake, buf_text(&line));
	buf_clear(&line);
	return intake->full == LANYARD_OK && intake->failed == LANYARD_OK;
}

bool
intake_ask(struct intake *intake, char *buffer, size_t size, size_t *filled)
{
	const struct transfer_request *request = intake->request;

	*filled = 0;
	intake->failed = request->read(request->context, buffer, size, filled);
	if (intake->failed == LANYARD_OK && *filled > size)
		intake->failed = LANYARD_ERR_ARGUMENT;
	return intake->failed == LANYARD_OK;
}
