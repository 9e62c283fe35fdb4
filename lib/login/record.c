/*
 * record.c - what is stored of a login, as a file has it
 */
#include "login/record.h"

#include <stdlib.h>
#include <string.h>

void
record_init(struct record *record)
{
	memset(record, 0, sizeof(*record));
}

void
record_clear(struct record *record)
{
	free(record->name);
	attributes_clear(&record->attributes);
	record_init(record);
}

enum lanyard_error
record_parse(struct record *record, const struct buf *buf, struct error *error)
{
	enum lanyard_error r;
	size_t used;

	r = attributes_parse(
	    &record->attributes, buf->data, buf->size, NULL, &used, error);
	if (r == LANYARD_ERR_MEMORY)
		return r;
	/*
	 * An empty line ends a record, so that one that was cut short, even
	 * between two lines, is not taken for a whole one.
	 */
	if (r != LANYARD_OK || used != buf->size || buf->size < 2 ||
	    memcmp(buf->data + buf->size - 2, "\n\n", 2) != 0 ||
	    attributes_text(&record->attributes, "name") == NULL ||
	    strcmp(attributes_text(&record->attributes, "name"),
		record->name) != 0) {
		attributes_clear(&record->attributes);
		return error_set(error, LANYARD_ERR_STORE,
		    "the stored record of login %s is damaged", record->name);
	}
	record->found = true;
	return LANYARD_OK;
}

enum lanyard_error
record_write(struct record *record, struct buf *buf, struct error *error)
{
	enum lanyard_error r;

	if ((r = attributes_set_text(
		 &record->attributes, "name", record->name)) != LANYARD_OK ||
	    (r = attributes_write(&record->attributes, buf)) != LANYARD_OK ||
	    (r = buf_add_text(buf, "\n")) != LANYARD_OK)
		error_set(error, r, "cannot write the record of login %s",
		    record->name);
	return r;
}

bool
record_agrees(const struct record *record, const struct login *login)
{
	const struct attributes *a = &record->attributes;
	const char *issuer = attributes_text(a, "issuer");
	const char *endpoint = attributes_text(a, "token_endpoint");
	const char *client_id = attributes_text(a, "client_id");

	if (client_id != NULL && login->client_id != NULL &&
	    strcmp(client_id, login->client_id) != 0)
		return false;
	if (issuer != NULL && login->issuer != NULL)
		return strcmp(issuer, login->issuer) == 0;
	return endpoint == NULL || login->token_endpoint == NULL ||
	       strcmp(endpoint, login->token_endpoint) == 0;
}
