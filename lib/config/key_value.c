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
#include "config/redirect_uri.h"
#include "login/pattern.h"

/* "\"KEY\" in login \"NAME\" FAULT", and what to write instead. */
static enum lanyard_error
refuse(const struct key *key, const struct login *login, const char *fault,
    const char *hint, struct error *error)
{
	char what[LOGIN_KEY_TEXT];

	login_print_key(login, key->name, what);
	error_set(error, LANYARD_ERR_CONFIG, "%s %s", what, fault);
	error_hint(error, "%s", hint);
	return LANYARD_ERR_CONFIG;
}

#define FAULT_HINT "write it anew, on one line and in UTF-8"

/* What will not do in a value, for refuse(); NULL: nothing. */
static const char *
find_fault(const char *text)
{
	if (text_has_control(text))
		return "has a line break or another control character";
	/* status --json shows it, and JSON is UTF-8 (RFC 8259 8.1). */
	return utf8_is_text(text) ? NULL : "is not UTF-8";
}

static enum lanyard_error
check_text(const struct key *key, const struct login *login, const char *text,
    struct error *error)
{
	const char *fault = find_fault(text);

	if (fault != NULL)
		return refuse(key, login, fault, FAULT_HINT, error);
	if (*text != '\0' || key->type == KEY_TEXT_EMPTY)
		return LANYARD_OK;
	return refuse(key, login, "is empty",
	    "give it a value, or remove the line", error);
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
		return refuse(key, login, "is not an absolute path",
		    "begin it with / or ~/", error);
	}
	if (home == NULL || *home != '/')
		return refuse(key, login,
		    "begins with ~/, but HOME is not an absolute path",
		    "write the whole path, from /", error);
	buf_init(&path, strlen(home) + strlen(text));
	r = buf_printf(&path, "%s%s", home, text + 1);
	r = r != LANYARD_OK ? error_memory(error)
			    : put_text(key, login, buf_text(&path), error);
	buf_clear(&path);
	return r;
}

static enum lanyard_error
put_redirect(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	const char *fault, *hint;

	if (redirect_uri_fault(text, login->allow_http, &fault, &hint) !=
	    LANYARD_OK)
		return error_memory(error);
	if (fault == NULL)
		return put_text(key, login, text, error);
	return refuse(key, login, fault, hint, error);
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
	return refuse(key, login, "is not a loopback address",
	    "write \"127.0.0.1\", \"::1\", "
	    "\"127.0.0.1:PORT\" or \"[::1]:PORT\"",
	    error);
}

static enum lanyard_error
put_word(const struct key *key, struct login *login, const char *text,
    struct error *error)
{
	char what[LOGIN_KEY_TEXT];
	const char *means;
	enum lanyard_error r;

	login_print_key(login, key->name, what);
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
		if (!text_is_ascii(text))
			return refuse(key, login,
			    "has characters outside ASCII",
			    "copy it from the page of the client there", error);
		break;
	case KEY_SCHEME:
		if (!text_is_token(text))
			return refuse(key, login,
			    "is no name of a scheme, such as Bearer",
			    "leave it out: it is Bearer then", error);
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
	if (strpbrk(text, "\"\\") == NULL && text_is_ascii(text))
		return LANYARD_OK;
	return refuse(key, login,
	    "has a quote, a backslash or characters outside ASCII",
	    "write the scopes with a blank between two, as the server's page "
	    "has them",
	    error);
}

/* A relative path leads to what lies in the current folder (executable.h). */
static enum lanyard_error
check_program(const struct key *key, const struct login *login,
    const char *text, struct error *error)
{
	if (*text == '/' || strchr(text, '/') == NULL)
		return LANYARD_OK;
	return refuse(key, login, "names its program by a relative path",
	    "write the whole path, from /, or a name that is "
	    "sought in PATH",
	    error);
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
			    "has a parameter without a name",
			    "write it as NAME = \"VALUE\"", error);
		if ((fault = find_fault(list->name)) != NULL ||
		    (fault = find_fault(list->value)) != NULL)
			return refuse(key, login, fault, FAULT_HINT, error);
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
	char fault[128];

	if (number < key->min || number > key->max) {
		(void)snprintf(fault, sizeof(fault),
		    "is out of range: it goes from %lld to %lld",
		    (long long)key->min, (long long)key->max);
		return refuse(key, login, fault,
		    "write one in between, or remove the line", error);
	}
	*(int64_t *)place(key, login) = number;
	return LANYARD_OK;
}

enum lanyard_error
key_value_apply(const struct key *key, const struct key_value *value,
    struct login *login, struct error *error)
{
	switch (key->type) {
	case KEY_LATER:
		return refuse(key, login, "is not supported yet",
		    "remove the line", error);
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

/* One that is a string, or a list of them. */
static bool
is_text(const struct key *key)
{
	switch (key->type) {
	case KEY_LATER:
	case KEY_COMMAND:
	case KEY_PARAMETERS:
	case KEY_NUMBER:
	case KEY_BOOL:
		return false;
	default:
		return true;
	}
}

enum lanyard_error
key_value_check(const struct key *key, const char *text, const char *what,
    bool allow_http, struct error *error)
{
	char *texts[] = {(char *)(uintptr_t)text, NULL};
	const struct key_value value = {.text = text, .texts = texts};
	struct key named = *key;
	struct login login;
	enum lanyard_error r;

	if (!is_text(key))
		return error_set(error, LANYARD_ERR_ARGUMENT,
		    "%s is no key whose value is text", key->name);
	login_init(&login);
	login.allow_http = allow_http;
	named.name = what;
	r = key_value_apply(&named, &value, &login, error);
	login_clear(&login);
	return r;
}
