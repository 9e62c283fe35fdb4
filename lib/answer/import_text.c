/*
 * import_text.c - the record of a login, as another machine hands it over
 */
#include "answer/import_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "login/account.h"
#include "login/failure.h"
#include "login/grant.h"
#include "login/lines.h"
#include "login/pattern.h"
#include "login/tokens.h"
#include "login/words.h"

static enum lanyard_error
fail(struct error *error, const char *what)
{
	return error_set(
	    error, LANYARD_ERR_PROTOCOL, "%s: nothing is imported", what);
}

static enum lanyard_error
fail_value(struct error *error, const char *key)
{
	return error_set(error, LANYARD_ERR_PROTOCOL,
	    "the value of %s is none that a record has: nothing is imported",
	    key);
}

/* ---- the text as a whole ---- */

/* Lines of TEXT that are not empty. */
static size_t
count_lines(const char *text, size_t size)
{
	size_t count = 0;

	for (const char *at = text, *end = text + size, *next; at < end;
	     at = next + 1) {
		next = memchr(at, '\n', (size_t)(end - at));
		if (next == NULL)
			next = end;
		count += next > at && !(next == at + 1 && *at == '\r');
	}
	return count;
}

/* Do the SIZE bytes end in a line, and in an empty one behind it? */
static bool
ends_in_empty_line(const char *text, size_t size)
{
	size_t lines = 0;

	while (size > 0 && lines < 2 && text[size - 1] == '\n') {
		lines++;
		size--;
		if (size > 0 && text[size - 1] == '\r')
			size--;
	}
	return lines == 2;
}

static bool
is_blank(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] != '\r' && text[i] != '\n')
			return false;
	return true;
}

static enum lanyard_error
parse_lines(
    struct attributes *a, const char *text, size_t size, struct error *error)
{
	enum lanyard_error r;
	size_t used = 0;

	if (size == 0)
		return fail(error, "nothing was handed in");
	if (size > LIMIT_RECORD)
		return fail(error, "what was handed in is too large");
	r = attributes_parse(
	    a, (const unsigned char *)text, size, NULL, &used, error);
	if (r == LANYARD_ERR_PROTOCOL)
		return fail(error, "not each line is key=value");
	if (r != LANYARD_OK)
		return r;
	if (!ends_in_empty_line(text, used))
		return fail(error, "what was handed in is cut off: no empty "
				   "line ends it");
	if (!is_blank(text + used, size - used))
		return fail(error, "there is more behind the empty line, which "
				   "ends a login");
	if (count_lines(text, used) != a->count)
		return fail(error, "a key stands there twice, or without a "
				   "value");
	return LANYARD_OK;
}

/* ---- key by key ---- */

static bool
is_authtype(const char *text)
{
	return strcmp(text, "basic") == 0 || strcmp(text, "bearer") == 0;
}

static bool
is_true(const char *text)
{
	return strcmp(text, "true") == 0;
}

static bool
is_auth_method(const char *text)
{
	enum auth_method unused;

	return words_find_auth_method(text, &unused);
}

/* What each of these must be; any other is text without control characters. */
static const struct {
	const char *key;
	bool (*is_good)(const char *text);
} rules[] = {
    {"git_authtype", is_authtype},
    {"use_id_token", is_true},
    {"token_endpoint_auth_method", is_auth_method},
    {"authorization_scheme", text_is_token},
};

static bool
is_good(const char *key, const char *text)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(key, rules[i].key) == 0)
			return rules[i].is_good(text);
	if (tokens_has_key(key) && !tokens_accept(key, text))
		return false;
	return text[0] != '\0' && !text_has_control(text);
}

/* ITEM goes to RECORD, unless it is the login's or of no use here. */
static enum lanyard_error
take(struct record *record, const struct attribute *item, struct error *error)
{
	const char *key = item->key;
	bool described = lines_has_key(key), stays;
	bool failed = failure_has_key(key, &stays);
	enum lanyard_error r = LANYARD_OK;

	if (!described && !failed && !tokens_has_key(key) &&
	    !account_has_key(key))
		return error_set(error, LANYARD_ERR_PROTOCOL,
		    "%s is no key of a record that can be imported: nothing is "
		    "imported",
		    key);
	if (!is_good(key, (const char *)item->value.bytes))
		return fail_value(error, key);
	if (!described && (!failed || stays))
		r = attributes_set(&record->attributes, key, &item->value);
	return r == LANYARD_OK ? r : error_memory(error);
}

/* ---- the login ---- */

/* Patterns that lines_to_login() would pass over. */
static enum lanyard_error
check_patterns(const struct attributes *a, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	const char *text;
	size_t at = 0;

	while (r == LANYARD_OK &&
	       (text = attributes_next(a, "url[]", &at)) != NULL)
		r = pattern_check(text, false, error);
	return r;
}

static enum lanyard_error
set_login(struct login *login, const struct attributes *a, const char *name,
    struct error *error)
{
	enum lanyard_error r;

	if (name == NULL && attributes_text(a, "name") == NULL)
		return fail(error, "it has no name");
	if (lines_to_login(a, login) != LANYARD_OK)
		return error_memory(error);
	if (name != NULL) {
		free(login->name);
		if ((login->name = strdup(name)) == NULL)
			return error_memory(error);
	}
	if ((r = grant_check(login, error)) != LANYARD_OK)
		return r;
	if (login->token_endpoint != NULL &&
	    !login_endpoint_fits(login->issuer, login->token_endpoint))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: its token_endpoint is http, though its issuer "
		    "is https",
		    login->name);
	return LANYARD_OK;
}

enum lanyard_error
import_text_parse(struct record *record, struct login *login, const void *text,
    size_t size, const char *name, struct error *error)
{
	struct attributes a = {0};
	enum lanyard_error r = parse_lines(&a, text, size, error);

	for (size_t i = 0; r == LANYARD_OK && i < a.count; i++)
		r = take(record, &a.items[i], error);
	if (r == LANYARD_OK)
		r = check_patterns(&a, error);
	if (r == LANYARD_OK)
		r = set_login(login, &a, name, error);
	if (r == LANYARD_OK && tokens_access(record) == NULL &&
	    tokens_stored_refresh(record) == NULL)
		r = fail(error, "there is no token in it");
	attributes_clear(&a);
	return r;
}
