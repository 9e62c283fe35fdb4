/*
 * authorization_callback.c - what the browser brings back (RFC 6749 4.1.2)
 */
#include "net/oauth/authorization_callback.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"

/* Cut the next member off *QUERY, which is NULL behind the last, into MEMBER.
 */
static bool
cut_member(const char **query, struct buf *member)
{
	size_t size = strcspn(*query, "&");
	bool good;

	buf_reset(member);
	good = buf_add(member, *query, size) == LANYARD_OK;
	*query = (*query)[size] == '\0' ? NULL : *query + size + 1;
	return good;
}

/* What a redirect has of a parameter. */
enum given {
	GIVEN, /* or absent: its value is empty */
	TWICE, /* and not the same (RFC 6749 3.1) */
	MALFORMED,
};

/* Parameter NAME of QUERY. */
static enum given
take_equal(const char *query, const char *name, struct buf *value)
{
	struct buf member, one;
	enum given given = GIVEN;
	size_t found = 0, count;

	buf_init(&member, LIMIT_URL);
	buf_init(&one, LIMIT_URL);
	while (given == GIVEN && query != NULL) {
		count = 0;
		buf_reset(&one);
		if (!cut_member(&query, &member) ||
		    (!percent_query_parameter(
			 buf_text(&member), name, &one, &count) &&
			count > 0))
			given = MALFORMED;
		if (given != GIVEN || count == 0)
			continue;
		if (found++ > 0)
			given = strcmp(buf_text(value), buf_text(&one)) == 0
				    ? GIVEN
				    : TWICE;
		else if (buf_add(value, one.data, one.size) != LANYARD_OK)
			given = MALFORMED;
	}
	buf_clear(&member);
	buf_clear(&one);
	return given;
}

/* The same; what is not visible ASCII is malformed where VISIBLE. */
static enum given
take(const char *query, const char *name, bool visible, struct buf *value)
{
	enum given given;

	buf_reset(value);
	given = take_equal(query, name, value);
	for (size_t i = 0; given == GIVEN && visible && i < value->size; i++)
		if (value->data[i] < ' ' || value->data[i] > '~')
			given = MALFORMED;
	if (given != GIVEN)
		buf_reset(value);
	return given;
}

static enum lanyard_error
not_ours(struct error *error, const char *text)
{
	return error_set(error, LANYARD_ERR_PROTOCOL, "%s", text);
}

/* NAME is there, but of no use. */
static enum lanyard_error
no_use(struct error *error, const char *name, enum given given)
{
	return error_set(error, LANYARD_ERR_PROTOCOL,
	    given == TWICE ? "the redirect has %s twice, and not the same"
			   : "the redirect's %s is malformed",
	    name);
}

static enum lanyard_error
check_state(const struct authorization *authorization, const char *query,
    struct buf *value, struct error *error)
{
	enum given given = take(query, "state", true, value);
	struct secret state;

	if (given != GIVEN)
		return no_use(error, "state", given);
	if (value->size == 0)
		return not_ours(error, "the redirect has no state");
	state.bytes = value->data;
	state.size = value->size;
	if (!secret_equal(&state, &authorization->state))
		return not_ours(error,
		    "the redirect has another state: it is not of this login");
	return LANYARD_OK;
}

/* RFC 9207 2.4: else a server could be given the code of another. */
static enum lanyard_error
check_iss(const char *query, const char *issuer, bool required,
    struct buf *value, struct error *error)
{
	enum given given;

	if (issuer == NULL)
		return LANYARD_OK;
	if ((given = take(query, "iss", true, value)) != GIVEN)
		return no_use(error, "iss", given);
	if (value->size == 0 && !required)
		return LANYARD_OK;
	if (value->size == 0)
		return not_ours(error, "the redirect has no iss");
	if (strcmp(buf_text(value), issuer) != 0)
		return error_set(error, LANYARD_ERR_PROTOCOL,
		    "the redirect is of issuer %s, not %s", buf_text(value),
		    issuer);
	return LANYARD_OK;
}

/* A code that is there once and cannot be one is as good as none. */
static enum lanyard_error
check_code(const char *query, struct secret *code, struct buf *value,
    struct error *error)
{
	enum given given = take(query, "code", true, value);

	if (given == TWICE)
		return no_use(error, "code", given);
	if (given != GIVEN || value->size == 0)
		return not_ours(error, "the redirect has no usable code");
	return secret_set(code, value->data, value->size) == LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

/* RFC 6749 4.1.2.1. No error: LANYARD_OK. */
static enum lanyard_error
check_error(const char *query, struct buf *value, struct error *error)
{
	enum given given = take(query, "error", true, value);
	enum lanyard_error r = LANYARD_ERR_REFUSED;
	struct buf description;

	if (given != GIVEN)
		return no_use(error, "error", given);
	if (value->size == 0)
		return LANYARD_OK;
	if (strcmp(buf_text(value), "access_denied") == 0)
		r = LANYARD_ERR_CANCELLED;
	/* In the place of 503 and 500, which no redirect can have. */
	if (strcmp(buf_text(value), "temporarily_unavailable") == 0 ||
	    strcmp(buf_text(value), "server_error") == 0)
		r = LANYARD_ERR_SERVER;
	buf_init(&description, LIMIT_URL);
	take(query, "error_description", false, &description);
	error_set(error, r, "the authorization server refused: %s%s%s",
	    buf_text(value), description.size > 0 ? ": " : "",
	    buf_text(&description));
	buf_clear(&description);
	return r;
}

enum lanyard_error
authorization_callback(const struct authorization *authorization,
    const char *query, const char *issuer, bool iss_required,
    struct secret *code, struct error *error)
{
	struct buf value;
	enum lanyard_error r;

	secret_clear(code);
	buf_init(&value, LIMIT_URL);
	if ((r = check_state(authorization, query, &value, error)) !=
		LANYARD_OK ||
	    (r = check_iss(query, issuer, iss_required, &value, error)) !=
		LANYARD_OK ||
	    (r = check_error(query, &value, error)) != LANYARD_OK)
		goto out;
	r = check_code(query, code, &value, error);
out:
	buf_clear(&value);
	return r;
}
