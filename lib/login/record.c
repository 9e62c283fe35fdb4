/*
 * record.c - what is stored of a login
 */
#include "login/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"

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
record_load(struct record *record, struct store *store, const char *name,
    bool *damaged, struct error *error)
{
	enum lanyard_error r;
	struct buf buf;
	char *copy;
	bool found;

	if (damaged != NULL)
		*damaged = false;
	buf_init(&buf, LIMIT_RECORD);
	if ((copy = strdup(name)) == NULL)
		return error_memory(error);
	record_clear(record);
	record->name = copy;
	r = store_load(store, STORE_LOGIN, name, &buf, &found, error);
	if (r == LANYARD_OK && found)
		r = record_parse(record, &buf, error);
	if (damaged != NULL)
		*damaged = found && r == LANYARD_ERR_STORE;
	buf_clear(&buf);
	return r;
}

/* What is stored of RECORD. */
static enum lanyard_error
write_record(struct record *record, struct buf *buf, struct error *error)
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

enum lanyard_error
record_reserve(struct record *record, struct store *store, struct error *error)
{
	size_t room = LIMIT_RECORD;
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	if ((r = write_record(record, &buf, error)) == LANYARD_OK) {
		/* What is left of it must not be too large to be read. */
		if (buf.size < LIMIT_RECORD - LIMIT_REPLY)
			room = buf.size + LIMIT_REPLY;
		r = store_reserve(
		    store, STORE_LOGIN, record->name, room, error);
	}
	buf_clear(&buf);
	return r;
}

enum lanyard_error
record_save(struct record *record, struct store *store, struct error *error)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	if ((r = write_record(record, &buf, error)) == LANYARD_OK)
		r = store_save(store, STORE_LOGIN, record->name, &buf, error);
	if (r == LANYARD_OK)
		record->found = true;
	buf_clear(&buf);
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

/* The keys that are plain strings in both, and where they go in a login. */
struct field {
	const char *key;
	size_t offset;
};

#define FIELD(key)                                                             \
	{                                                                      \
#key, offsetof(struct login, key)                              \
	}

static const struct field fields[] = {
    FIELD(issuer),
    FIELD(token_endpoint),
    FIELD(revocation_endpoint),
    FIELD(client_id),
    FIELD(token_endpoint_auth_method),
    FIELD(username),
    FIELD(basic_username),
    FIELD(resource),
    FIELD(audience),
    FIELD(authorization_scheme),
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

static char **
field_of(struct login *login, const struct field *field)
{
	return (char **)(void *)((char *)login + field->offset);
}

static const char *
field_value(const struct login *login, const struct field *field)
{
	return *(
	    char *const *)(const void *)((const char *)login + field->offset);
}

static enum lanyard_error
parameter_to_login(struct login *login, const char *text)
{
	const char *equals = strchr(text, '=');
	enum lanyard_error r;
	struct buf name;

	if (equals == NULL)
		return LANYARD_OK;
	buf_init(&name, LIMIT_LINE);
	r = buf_add(&name, text, (size_t)(equals - text));
	if (r == LANYARD_OK)
		r = login_add_parameter(
		    &login->token_parameters, buf_text(&name), equals + 1);
	buf_clear(&name);
	return r;
}

static enum lanyard_error
lists_to_login(const struct attributes *attributes, struct login *login)
{
	enum lanyard_error r = LANYARD_OK;
	size_t url = 0, parameter = 0;
	const char *text;

	while (r == LANYARD_OK &&
	       (text = attributes_next(attributes, "url[]", &url)) != NULL)
		r = strings_add(&login->url, text);
	while (
	    r == LANYARD_OK && (text = attributes_next(attributes,
				    "token_parameter[]", &parameter)) != NULL)
		r = parameter_to_login(login, text);
	if (r == LANYARD_OK &&
	    (text = attributes_text(attributes, "scope")) != NULL)
		r = strings_add_words(&login->scope, text);
	return r;
}

enum lanyard_error
record_to_login(const struct record *record, struct login *login)
{
	const struct attributes *a = &record->attributes;
	const struct secret *secret;
	const char *text;

	if ((login->name = strdup(record->name)) == NULL)
		return LANYARD_ERR_MEMORY;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		text = attributes_text(a, fields[i].key);
		if (text != NULL &&
		    (*field_of(login, &fields[i]) = strdup(text)) == NULL)
			return LANYARD_ERR_MEMORY;
	}
	text = attributes_text(a, "git_authtype");
	login->bearer = text != NULL && strcmp(text, "bearer") == 0;
	if ((secret = attributes_secret(a, "client_secret")) != NULL &&
	    secret_copy(&login->client_secret, secret) != LANYARD_OK)
		return LANYARD_ERR_MEMORY;
	return lists_to_login(a, login);
}

static enum lanyard_error
lists_from_login(struct attributes *attributes, const struct login *login)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf text;

	attributes_remove(attributes, "url[]");
	attributes_remove(attributes, "token_parameter[]");
	for (size_t i = 0;
	     r == LANYARD_OK && login->url != NULL && login->url[i] != NULL;
	     i++)
		r = attributes_set_text(attributes, "url[]", login->url[i]);
	buf_init(&text, LIMIT_LINE);
	for (const struct login_parameter *p = login->token_parameters;
	     r == LANYARD_OK && p != NULL && p->name != NULL; p++) {
		buf_reset(&text);
		r = buf_printf(&text, "%s=%s", p->name, p->value);
		if (r == LANYARD_OK)
			r = attributes_set_text(
			    attributes, "token_parameter[]", buf_text(&text));
	}
	buf_clear(&text);
	return r;
}

enum lanyard_error
record_from_login(struct record *record, const struct login *login,
    const struct secret *client_secret)
{
	struct attributes *a = &record->attributes;
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < FIELD_COUNT; i++) {
		const char *text = field_value(login, &fields[i]);

		if (text == NULL)
			attributes_remove(a, fields[i].key);
		else
			r = attributes_set_text(a, fields[i].key, text);
	}
	if (r == LANYARD_OK)
		r = attributes_set_text(
		    a, "git_authtype", login->bearer ? "bearer" : "basic");
	if (r == LANYARD_OK && client_secret != NULL &&
	    secret_is_set(client_secret))
		r = attributes_set(a, "client_secret", client_secret);
	else
		attributes_remove(a, "client_secret");
	return r == LANYARD_OK ? lists_from_login(a, login) : r;
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
