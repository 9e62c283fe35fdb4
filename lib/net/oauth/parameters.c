/*
 * parameters.c - the parameters that a login adds to its requests
 */
#include "net/oauth/parameters.h"

#include <stdlib.h>
#include <string.h>

#include "base/percent.h"
#include "base/strings.h"

static enum lanyard_error
add_text(struct buf *buf, const char *name, const char *value)
{
	if (value == NULL)
		return LANYARD_OK;
	return percent_add_parameter(buf, name, value, strlen(value));
}

/* Our own names need no encoding, so that comparing bytes finds them. */
static bool
has_parameter(const char *query, size_t size, const char *name)
{
	size_t length = strlen(name), at = 0, end;

	while (at < size) {
		for (end = at; end < size && query[end] != '&'; end++)
			;
		if (end - at > length && query[at + length] == '=' &&
		    memcmp(query + at, name, length) == 0)
			return true;
		at = end + 1;
	}
	return false;
}

enum lanyard_error
parameters_add_extras(struct buf *buf, size_t start, const struct login *login,
    const struct login_parameter *list)
{
	enum lanyard_error r = LANYARD_OK;
	size_t size;

	/* RFC 8707 2: each is a parameter of its own. */
	for (size_t i = 0;
	     r == LANYARD_OK && i < strings_count(login->resource); i++)
		r = add_text(buf, "resource", login->resource[i]);
	if (r == LANYARD_OK)
		r = add_text(buf, "audience", login->audience);
	if (r != LANYARD_OK)
		return r;
	/* LIST itself may name one twice: resource, RFC 8707 2. */
	size = buf->size - start;
	for (; list != NULL && list->name != NULL; list++) {
		if (strcmp(list->name, "client_id") == 0 ||
		    strcmp(list->name, "client_secret") == 0 ||
		    has_parameter(buf_text(buf) + start, size, list->name))
			continue;
		if ((r = add_text(buf, list->name, list->value)) != LANYARD_OK)
			return r;
	}
	return LANYARD_OK;
}

enum lanyard_error
parameters_add(struct buf *body, const struct login *login)
{
	return parameters_add_extras(body, 0, login, login->token_parameters);
}

enum lanyard_error
parameters_add_grant(struct buf *body, const struct login *login)
{
	enum lanyard_error r;
	char *scope;

	if ((r = login_scope_text(login, &scope)) != LANYARD_OK)
		return r;
	r = add_text(body, "grant_type", login->grant_type);
	if (r == LANYARD_OK)
		r = add_text(body, "scope", scope);
	free(scope);
	return r == LANYARD_OK ? parameters_add(body, login) : r;
}

enum lanyard_error
parameters_add_refresh(struct buf *body, const struct login *login,
    const struct secret *refresh_token)
{
	enum lanyard_error r;

	if ((r = add_text(body, "grant_type", "refresh_token")) != LANYARD_OK ||
	    (r = percent_add_parameter(body, "refresh_token",
		 refresh_token->bytes, refresh_token->size)) != LANYARD_OK)
		return r;
	return parameters_add(body, login);
}
