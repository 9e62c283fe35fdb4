/*
 * key_value.c - one key's value: checked, and put into a login
 */
#include "config/key_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/place.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"
#include "base/utf8.h"
#include "login/pattern.h"

/* "\"KEY\" in login \"NAME\" FAULT". */
static enum lanyard_error
refuse(const struct key *key, const struct login *login, const char *fault,
    struct error *error)
{
	return error_set(error, LANYARD_ERR_CONFIG, "\"%s\" in login \"%s\" %s",
	    key->name, login->name, fault);
}

static bool
has_non_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text > 0x7f)
			return true;
	return false;
}

static bool
is_utf8(const char *text)
{
	size_t length;

	for (; *text != '\0'; text += length)
		if ((length = utf8_length(text, strnlen(text, 4))) == 0)
			return false;
	return true;
}

/* What will not do in a value, for refuse(); NULL: nothing. */
static const char *
find_fault(const char *text)
{
	if (text_has_control(text))
		return "has a line break or another control character";
	/* status --json shows it, and JSON is UTF-8 (RFC 8259 8.1). */
	return is_utf8(text) ? NULL : "is not UTF-8";
}

static enum lanyard_error
check_text(const struct key *key, const struct login *login, const char *text,
    struct error *error)
{
	const char *fault = find_fault(text);

	if (fault != NULL)
		return refuse(key, login, fault, error);
	if (*text != '\0' || key->type == KEY_TEXT_EMPTY)
		return LANYARD_OK;
	refuse(key, login, "is empty", error);
	error_hint(error, "give it a value, or remove the line");
	return LANYARD_ERR_CONFIG;
}

static void *
place(const struct key *key, struct login *login)
{
	return (char *)login + key->offset;
}

static enum lanyard_error
put_text(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	return text_set(place(key, login), text) == LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

static enum lanyard_error
put_path(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	const char *home = getenv("HOME");
	enum lanyard_error r;
	struct buf path;

	if (*text == '/')
		return put_text(key, login, text, error);
	if (strncmp(text, "~/", 2) != 0) {
		refuse(key, login, "is not an absolute path", error);
		error_hint(error, "begin it with / or ~/");
		return LANYARD_ERR_CONFIG;
	}
	if (home == NULL || *home != '/')
		return refuse(key, login,
		    "begins with ~/, but HOME is not an absolute path", error);
	buf_init(&path, strlen(home) + strlen(text));
	r = buf_printf(&path, "%s%s", home, text + 1);
	r = r != LANYARD_OK ? error_memory(error)
			    : put_text(key, login, buf_text(&path), error);
	buf_clear(&path);
	return r;
}

/*
 * A listener waits where an http URI leads to this machine, so it has to be
 * understood. Others are only handed on.
 */
static enum lanyard_error
check_http_redirect(const struct key *key, const struct login *login,
    const char *text, struct error *error)
{
	enum lanyard_error r;
	struct url url;

	if (text_compare_n(text, "http:", 5) != 0)
		return LANYARD_OK;
	r = url_parse(&url, text);
	url_clear(&url);
	if (r == LANYARD_OK)
		return r;
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	refuse(key, login, "has no usable host or port", error);
	error_hint(error, "leave the port out for one of the system's choice, "
			  "or write 1 to 65535");
	return LANYARD_ERR_CONFIG;
}

/* RFC 6749 3.1.2: absolute, no fragment. "urn:..." is one, too. */
static enum lanyard_error
put_redirect(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-";
	size_t size = strspn(text, scheme);
	enum lanyard_error r;

	if (size == 0 || text[size] != ':' || text[size + 1] == '\0' ||
	    strpbrk(text, " #\"<>\\^`{|}") != NULL || has_non_ascii(text)) {
		refuse(key, login, "is not an absolute URL", error);
		error_hint(error, "most clients are registered with "
				  "http://127.0.0.1/callback");
		return LANYARD_ERR_CONFIG;
	}
	r = check_http_redirect(key, login, text, error);
	return r == LANYARD_OK ? put_text(key, login, text, error) : r;
}

/* A listener that others could reach would hand them the code. */
static enum lanyard_error
put_address(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	enum lanyard_error r;
	char *host = NULL;
	bool loopback;
	int port;

	r = url_split_host(text, &host, &port);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	loopback = strcmp(text, "::1") == 0 ||
		   (r == LANYARD_OK && (strcmp(host, "127.0.0.1") == 0 ||
					   strcmp(host, "[::1]") == 0));
	free(host);
	if (loopback)
		return put_text(key, login, text, error);
	refuse(key, login, "is not a loopback address", error);
	error_hint(error, "write \"127.0.0.1\", \"::1\", "
			  "\"127.0.0.1:PORT\" or \"[::1]:PORT\"");
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
put_word(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	char what[128];
	const char *means;
	enum lanyard_error r;

	(void)snprintf(what, sizeof(what), "\"%s\" in login \"%s\"", key->name,
	    login->name);
	r = key_word_find(key->words, text, what, &means, error);
	if (r != LANYARD_OK)
		return r;
	if (key->type == KEY_WORD)
		return put_text(key, login, means, error);
	*(bool *)place(key, login) = strcmp(means, "bearer") == 0;
	return LANYARD_OK;
}

static enum lanyard_error
put_secret(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	struct secret *to = place(key, login);

	return secret_set_text(to, text) == LANYARD_OK ? LANYARD_OK
						       : error_memory(error);
}

static enum lanyard_error
apply_text(const struct key *key, const char *text, struct login *login,
    struct error *error)
{
	enum lanyard_error r = check_text(key, login, text, error);

	if (r != LANYARD_OK)
		return r;
	switch (key->type) {
	case KEY_CLIENT_ID:
		if (has_non_ascii(text))
			return refuse(
			    key, login, "has characters outside ASCII", error);
		break;
	case KEY_SCHEME:
		if (!text_is_token(text))
			return refuse(key, login,
			    "is no name of a scheme, such as Bearer", error);
		break;
	case KEY_URL:
		r = login_check_url(login, key->name, text, error);
		if (r != LANYARD_OK)
			return r;
		break;
	case KEY_REDIRECT:
		return put_redirect(key, login, text, error);
	case KEY_ADDRESS:
		return put_address(key, login, text, error);
	case KEY_PATH:
		return put_path(key, login, text, error);
	case KEY_SECRET:
		return put_secret(key, login, text, error);
	case KEY_WORD:
	case KEY_AUTHTYPE:
		return put_word(key, login, text, error);
	default:
		break;
	}
	return put_text(key, login, text, error);
}

/* RFC 6749 3.3: visible ASCII without quote and backslash. */
static enum lanyard_error
check_scope(const struct key *key, const struct login *login, const char *text,
    struct error *error)
{
	if (strpbrk(text, "\"\\") == NULL && !has_non_ascii(text))
		return LANYARD_OK;
	return refuse(key, login,
	    "has a quote, a backslash or characters outside ASCII", error);
}

/* A relative path leads to what lies in the current folder (executable.h). */
static enum lanyard_error
check_program(const struct key *key, const struct login *login,
    const char *text, struct error *error)
{
	if (*text == '/' || strchr(text, '/') == NULL)
		return LANYARD_OK;
	refuse(key, login, "names its program by a relative path", error);
	error_hint(error, "write the whole path, from /, or a name that is "
			  "sought in PATH");
	return LANYARD_ERR_CONFIG;
}

/* A space or UTF-8 in its path is shown, and kept in the record, escaped. */
static enum lanyard_error
add_pattern(char ***to, const char *text)
{
	enum lanyard_error r;
	struct buf shown;

	buf_init(&shown, (size_t)3 * strlen(text));
	if ((r = place_add_shown(&shown, text)) == LANYARD_OK)
		r = strings_add(to, buf_text(&shown));
	buf_clear(&shown);
	return r;
}

static enum lanyard_error
apply_texts(const struct key *key, char *const *texts, struct login *login,
    struct error *error)
{
	char ***to = place(key, login);
	enum lanyard_error r = LANYARD_OK;
	size_t i;

	if (strings_count(texts) == 0)
		return check_text(key, login, "", error);
	for (i = 0; texts[i] != NULL; i++) {
		/* Only a program's arguments may be empty. */
		if (key->type != KEY_COMMAND || i == 0 || *texts[i] != '\0')
			r = check_text(key, login, texts[i], error);
		if (r == LANYARD_OK && key->type == KEY_COMMAND && i == 0)
			r = check_program(key, login, texts[i], error);
		if (r == LANYARD_OK && key->type == KEY_PATTERNS) {
			r = pattern_check(texts[i], login->allow_http, error);
			if (r == LANYARD_ERR_CONFIG)
				error_prefix(
				    error, "login \"%s\"", login->name);
		}
		if (r == LANYARD_OK && key->type == KEY_SCOPE)
			r = check_scope(key, login, texts[i], error);
		if (r != LANYARD_OK)
			return r;
		if (key->type == KEY_SCOPE)
			r = strings_add_words(to, texts[i]);
		else if (key->type == KEY_PATTERNS)
			r = add_pattern(to, texts[i]);
		else
			r = strings_add(to, texts[i]);
		if (r != LANYARD_OK)
			return error_memory(error);
	}
	return LANYARD_OK;
}

static enum lanyard_error
apply_parameters(const struct key *key, const struct login_parameter *list,
    struct login *login, struct error *error)
{
	struct login_parameter **to = place(key, login);
	const char *fault;

	for (; list != NULL && list->name != NULL; list++) {
		if (*list->name == '\0')
			return refuse(key, login,
			    "has a parameter without a name", error);
		if ((fault = find_fault(list->name)) != NULL ||
		    (fault = find_fault(list->value)) != NULL)
			return refuse(key, login, fault, error);
		if (login_add_parameter(to, list->name, list->value) !=
		    LANYARD_OK)
			return error_memory(error);
	}
	return LANYARD_OK;
}

static enum lanyard_error
apply_number(const struct key *key, int64_t number, struct login *login,
    struct error *error)
{
	if (number < key->min || number > key->max)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "\"%s\" in login \"%s\" is out of range: it goes from "
		    "%lld to %lld",
		    key->name, login->name, (long long)key->min,
		    (long long)key->max);
	*(int64_t *)place(key, login) = number;
	return LANYARD_OK;
}

enum lanyard_error
key_value_apply(const struct key *key, const struct key_value *value,
    struct login *login, struct error *error)
{
	switch (key->type) {
	case KEY_LATER:
		error_set(error, LANYARD_ERR_CONFIG,
		    "\"%s\" in login \"%s\" is not supported yet", key->name,
		    login->name);
		error_hint(error, "remove the line");
		return LANYARD_ERR_CONFIG;
	case KEY_PATTERNS:
	case KEY_SCOPE:
	case KEY_COMMAND:
		return apply_texts(key, value->texts, login, error);
	case KEY_PARAMETERS:
		return apply_parameters(key, value->parameters, login, error);
	case KEY_NUMBER:
		return apply_number(key, value->number, login, error);
	case KEY_BOOL:
		*(bool *)place(key, login) = value->flag;
		return LANYARD_OK;
	default:
		return apply_text(key, value->text, login, error);
	}
}
