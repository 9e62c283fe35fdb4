/*
 * lines.c - a login's description as lines of key=value
 */
#include "login/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "base/text.h"
#include "login/pattern.h"

/* The keys that are plain strings, and where they are in a login. */
struct field {
	const char *key;
	size_t offset;
};

#define USE_ID "use_id_token"

#define FIELD(key)                                                             \
	{                                                                      \
#key, offsetof(struct login, key)                              \
	}

static const struct field fields[] = {
    FIELD(name),
    FIELD(issuer),
    FIELD(token_endpoint),
    FIELD(revocation_endpoint),
    FIELD(client_id),
    FIELD(token_endpoint_auth_method),
    FIELD(token_endpoint_auth_signing_alg),
    FIELD(username),
    FIELD(basic_username),
    FIELD(audience),
    FIELD(authorization_scheme),
    FIELD(grant_type),
    FIELD(token_member),
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

bool
lines_has_key(const char *key)
{
	static const char *const others[] = {"url[]", "git_authtype", USE_ID,
	    "client_secret", "resource", "resource[]", "token_parameter[]",
	    NULL};

	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (strcmp(key, fields[i].key) == 0)
			return true;
	return text_is_one_of(key, others);
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

/*
 * What lanyard.conf would refuse as a pattern ("https://" and "*.com") is none
 * in a record either, which may be made by hand. Of http match_login() knows.
 */
static enum lanyard_error
add_pattern(struct login *login, const char *text)
{
	enum lanyard_error r = pattern_check(text, true, NULL);

	if (r == LANYARD_ERR_CONFIG)
		return LANYARD_OK;
	return r == LANYARD_OK ? strings_add(&login->url, text) : r;
}

static enum lanyard_error
lists_to_login(const struct attributes *lines, struct login *login)
{
	enum lanyard_error r = LANYARD_OK;
	const char *text = attributes_text(lines, "resource");
	size_t url = 0, parameter = 0, resource = 0;

	if (text != NULL)
		r = strings_add(&login->resource, text);
	while (r == LANYARD_OK &&
	       (text = attributes_next(lines, "resource[]", &resource)) != NULL)
		r = strings_add(&login->resource, text);

	while (r == LANYARD_OK &&
	       (text = attributes_next(lines, "url[]", &url)) != NULL)
		r = add_pattern(login, text);
	while (
	    r == LANYARD_OK && (text = attributes_next(lines,
				    "token_parameter[]", &parameter)) != NULL)
		r = parameter_to_login(login, text);
	return r;
}

enum lanyard_error
lines_to_login(const struct attributes *lines, struct login *login)
{
	const struct secret *secret;
	const char *text;

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		text = attributes_text(lines, fields[i].key);
		if (text != NULL &&
		    (*field_of(login, &fields[i]) = strdup(text)) == NULL)
			return LANYARD_ERR_MEMORY;
	}
	text = attributes_text(lines, "git_authtype");
	login->bearer = text != NULL && strcmp(text, "bearer") == 0;
	text = attributes_text(lines, USE_ID);
	login->use_id_token = text != NULL && strcmp(text, "true") == 0;
	if ((secret = attributes_secret(lines, "client_secret")) != NULL &&
	    secret_copy(&login->client_secret, secret) != LANYARD_OK)
		return LANYARD_ERR_MEMORY;
	return lists_to_login(lines, login);
}

/* One stands alone, as every record had it before there could be several. */
static enum lanyard_error
resources_from_login(struct attributes *lines, const struct login *login)
{
	size_t count = strings_count(login->resource);
	enum lanyard_error r = LANYARD_OK;

	attributes_remove(lines, "resource");
	attributes_remove(lines, "resource[]");
	if (count == 1)
		return attributes_set_text(
		    lines, "resource", login->resource[0]);
	for (size_t i = 0; r == LANYARD_OK && i < count; i++)
		r = attributes_set_text(
		    lines, "resource[]", login->resource[i]);
	return r;
}

static enum lanyard_error
lists_from_login(struct attributes *lines, const struct login *login)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf text;

	attributes_remove(lines, "url[]");
	attributes_remove(lines, "token_parameter[]");
	for (size_t i = 0;
	     r == LANYARD_OK && login->url != NULL && login->url[i] != NULL;
	     i++)
		r = attributes_set_text(lines, "url[]", login->url[i]);
	buf_init(&text, LIMIT_LINE);
	for (const struct login_parameter *p = login->token_parameters;
	     r == LANYARD_OK && p != NULL && p->name != NULL; p++) {
		buf_reset(&text);
		r = buf_printf(&text, "%s=%s", p->name, p->value);
		if (r == LANYARD_OK)
			r = attributes_set_text(
			    lines, "token_parameter[]", buf_text(&text));
	}
	buf_clear(&text);
	return r;
}

enum lanyard_error
lines_from_login(struct attributes *lines, const struct login *login,
    const struct secret *client_secret)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < FIELD_COUNT; i++) {
		const char *text = field_value(login, &fields[i]);

		if (text == NULL)
			attributes_remove(lines, fields[i].key);
		else
			r = attributes_set_text(lines, fields[i].key, text);
	}
	if (r == LANYARD_OK)
		r = attributes_set_text(
		    lines, "git_authtype", login->bearer ? "bearer" : "basic");
	if (!login->use_id_token)
		attributes_remove(lines, USE_ID);
	else if (r == LANYARD_OK)
		r = attributes_set_text(lines, USE_ID, "true");
	if (r == LANYARD_OK && client_secret != NULL &&
	    secret_is_set(client_secret))
		r = attributes_set(lines, "client_secret", client_secret);
	else
		attributes_remove(lines, "client_secret");
	if (r == LANYARD_OK)
		r = resources_from_login(lines, login);
	return r == LANYARD_OK ? lists_from_login(lines, login) : r;
}
