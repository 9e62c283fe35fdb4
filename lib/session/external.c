/*
 * external.c - a token that is kept elsewhere, and read at each use
 */
#include "session/external.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "login/grant.h"
#include "login/tokens.h"
#include "os/command.h"
#include "os/secret_file.h"
#include "json/payload.h"

void
external_place(const struct login *login, char text[ERROR_TEXT])
{
	const struct login_source *from = &login->access_token;

	if (from->file != NULL)
		(void)snprintf(text, ERROR_TEXT, "file %s", from->file);
	else if (from->variable != NULL)
		(void)snprintf(text, ERROR_TEXT, "variable %s", from->variable);
	else if (from->command != NULL)
		(void)snprintf(
		    text, ERROR_TEXT, "command %s", from->command[0]);
	else
		text[0] = '\0';
}

enum lanyard_error
external_fail_kept(const struct entry *entry, struct lanyard_session *session,
    const char *what)
{
	char place[ERROR_TEXT];

	external_place(entry->login, place);
	return error_set(&session->error, LANYARD_ERR_CONFIG,
	    "login %s has the token of %s: %s", entry->login->name, place,
	    what);
}

static enum lanyard_error
read_file(const struct login *login, struct secret *token, struct error *error)
{
	enum lanyard_error r =
	    secret_file_read(login->access_token.file, token, error);

	if (r == LANYARD_ERR_CONFIG)
		error_prefix(
		    error, "login \"%s\", access_token_file", login->name);
	return r;
}

/* A variable that is set to nothing is a missing one. */
static enum lanyard_error
read_variable(
    const struct login *login, struct secret *token, struct error *error)
{
	const char *name = login->access_token.variable;
	const char *text = getenv(name);

	if (text != NULL && *text != '\0')
		return secret_set_text(token, text) == LANYARD_OK
			   ? LANYARD_OK
			   : error_memory(error);
	error_set(error, LANYARD_ERR_CONFIG,
	    "the token of login \"%s\" is the variable %s, which is not set",
	    login->name, name);
	error_hint(error,
	    "is this the job, or the service, that has it? it must be in the "
	    "environment of git, too");
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
run_command(
    const struct login *login, struct secret *token, struct error *error)
{
	char what[ERROR_TEXT];
	const struct command command = {.what = what,
	    .argv = (const char *const *)login->access_token.command,
	    .timeout_ms = login->timeout_ms};

	(void)snprintf(what, sizeof(what),
	    "access_token_command of login \"%s\"", login->name);
	return command_read(&command, token, error);
}

static enum lanyard_error
read_place(const struct login *login, struct secret *token, struct error *error)
{
	if (login->access_token.file != NULL)
		return read_file(login, token, error);
	if (login->access_token.variable != NULL)
		return read_variable(login, token, error);
	return run_command(login, token, error);
}

/* It goes into a field of HTTP, and into git's lines. */
static enum lanyard_error
check_word(
    const struct login *login, const struct secret *token, struct error *error)
{
	char place[ERROR_TEXT];

	if (secret_is_visible(token) &&
	    memchr(token->bytes, ' ', token->size) == NULL)
		return LANYARD_OK;
	external_place(login, place);
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\": %s has no token: one word of visible ASCII is "
	    "wanted",
	    login->name, place);
	error_hint(error, "it has the token alone, with no name, quotes or "
			  "blanks");
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
check_life(const struct login *login, int64_t expires_at, int64_t now,
    struct error *error)
{
	char place[ERROR_TEXT];

	if (expires_at == 0 || expires_at > now)
		return LANYARD_OK;
	external_place(login, place);
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\": the token of %s has been over for %lld s",
	    login->name, place, (long long)(now - expires_at));
	error_hint(error, "whatever writes it has to write a new one; Lanyard "
			  "only reads it");
	return LANYARD_ERR_CONFIG;
}

/* TOKEN is all that the record has then. */
static enum lanyard_error
fill(struct entry *entry, struct token *token, int64_t now, struct error *error)
{
	int64_t expires_at;
	enum lanyard_error r;

	if (payload_expires_at(&token->access_token, &expires_at) != LANYARD_OK)
		return error_memory(error);
	r = check_life(entry->login, expires_at, now, error);
	if (r != LANYARD_OK)
		return r;
	token->asked_at = now;
	token->expires_in_s = expires_at != 0 ? expires_at - now : 0;
	return tokens_keep(&entry->record, token) == LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

static enum lanyard_error
read_token(struct entry *entry, struct lanyard_session *s, bool look)
{
	struct error *error = &s->error;
	struct token token;
	enum lanyard_error r;

	/* Another grant's, from before the configuration was changed. */
	attributes_clear(&entry->record.attributes);
	entry->agrees = true;
	if ((r = entry_complete(entry, s)) != LANYARD_OK ||
	    (r = grant_check(entry->login, error)) != LANYARD_OK ||
	    (look && entry->login->access_token.command != NULL))
		return r;
	token_init(&token);
	r = read_place(entry->login, &token.access_token, error);
	if (r == LANYARD_OK)
		r = check_word(entry->login, &token.access_token, error);
	if (r == LANYARD_OK)
		r = fill(entry, &token, session_now(s), error);
	token_clear(&token);
	return r;
}

enum lanyard_error
external_read(struct entry *entry, struct lanyard_session *session)
{
	enum lanyard_error r = read_token(entry, session, false);
	char place[ERROR_TEXT];

	external_place(entry->login, place);
	session_log(session, "login %s: its token is %s %s", entry->login->name,
	    r == LANYARD_OK ? "that of" : "not to be had from", place);
	return r;
}

enum lanyard_error
external_look(struct entry *entry, struct lanyard_session *session)
{
	return read_token(entry, session, true);
}
