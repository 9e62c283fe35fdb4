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
	    &record->attributes, buf->data, buf->size, false, &used, error);
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

const struct secret *
record_access_token(const struct record *record)
{
	return attributes_secret(&record->attributes, "access_token");
}

const struct secret *
record_refresh_token(const struct record *record)
{
	if (attributes_text(&record->attributes, "refresh_token_error") != NULL)
		return NULL;
	return attributes_secret(&record->attributes, "refresh_token");
}

int64_t
record_expires_at(const struct record *record)
{
	return attributes_number(&record->attributes, "expires_at", 0);
}

int64_t
record_obtained_at(const struct record *record)
{
	return attributes_number(&record->attributes, "obtained_at", 0);
}

uint64_t
record_generation(const struct record *record)
{
	return (uint64_t)attributes_number(
	    &record->attributes, "generation", 0);
}

/* A clock that was set back makes every stored expiry meaningless. */
static bool
is_good(const struct record *record, int64_t now, int64_t margin_s)
{
	int64_t expires_at = record_expires_at(record);

	if (record_access_token(record) == NULL ||
	    record_obtained_at(record) > now)
		return false;
	return expires_at == 0 || expires_at - margin_s > now;
}

bool
record_is_fresh(const struct record *record, int64_t now, int64_t margin_s)
{
	int64_t lifetime =
	    record_expires_at(record) - record_obtained_at(record);

	if (margin_s > lifetime / 10)
		margin_s = lifetime / 10;
	return is_good(record, now, margin_s < 0 ? 0 : margin_s);
}

bool
record_is_alive(const struct record *record, int64_t now)
{
	return is_good(record, now, 0);
}

enum lanyard_error
record_next_generation(struct record *record)
{
	uint64_t generation = record_generation(record);

	/* Only a record that was tampered with comes to the end. */
	if (generation >= INT64_MAX)
		generation = 0;
	return attributes_set_number(
	    &record->attributes, "generation", (int64_t)generation + 1);
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
