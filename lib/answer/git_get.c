/*
 * git_get.c - git's "get": the answer to a request
 */
#include <string.h>

#include "base/limits.h"
#include "git/state.h"
#include "login/tokens.h"
#include "login/words.h"
#include "session/entry.h"
#include "session/obtain.h"
#include "session/search.h"
#include "store/passwords.h"

/*
 * What git is told as user name. basic_username is HTTP's; a mail server wants
 * the account's own, and git sends it what we answer.
 */
static const char *
answer_username(
    const struct login *login, const struct lanyard_credential *request)
{
	const char *asked = attributes_text(&request->attributes, "username");
	bool http = credential_is_http(request);

	if (http && login->basic_username != NULL)
		return login->basic_username;
	if (!http && login->username != NULL)
		return login->username;
	if (asked != NULL && asked[0] != '\0')
		return asked;
	return words_basic_username(login);
}

static enum lanyard_error
add_bearer(struct attributes *a, const struct secret *token)
{
	enum lanyard_error r;

	if ((r = attributes_set_text(a, "authtype", WORDS_SCHEME)) ==
	    LANYARD_OK)
		r = attributes_set(a, "credential", token);
	return r;
}

static enum lanyard_error
add_basic(
    struct attributes *a, const char *username, const struct secret *token)
{
	enum lanyard_error r;

	if ((r = attributes_set_text(a, "username", username)) == LANYARD_OK)
		r = attributes_set(a, "password", token);
	return r;
}

/* RFC 7617 2: the server would take what follows for the password. */
static enum lanyard_error
fail_user(const struct entry *entry, struct lanyard_session *s)
{
	error_set(&s->error, LANYARD_ERR_CONFIG,
	    "login %s: user name %s has a \":\", which ends it in HTTP Basic",
	    entry->login->name, entry->user);
	error_hint(&s->error,
	    "give the login a basic_username in lanyard.conf, such as "
	    "basic_username = \"" WORDS_USER "\"");
	return LANYARD_ERR_CONFIG;
}

/*
 * Bearer only where git said that it understands it, and only for http: git
 * imap-send says so too and then wants a password.
 */
static bool
is_bearer(const struct login *login, const struct lanyard_credential *request)
{
	return login->bearer && credential_is_http(request) &&
	       credential_can(request, "authtype");
}

static enum lanyard_error
fill_answer(const struct entry *entry, const struct lanyard_credential *request,
    uint64_t rejected, struct attributes *a)
{
	const struct secret *token = tokens_access(&entry->record);
	const struct login *login = entry->login;
	bool http = credential_is_http(request);
	/* Generation 0 (a record written by hand) could not be told again. */
	bool state = http && rejected == 0 &&
		     tokens_generation(&entry->record) != 0 &&
		     credential_can(request, "state");
	bool bearer = is_bearer(login, request);
	enum lanyard_error r = LANYARD_OK;

	if (bearer)
		r = attributes_set_text(a, "capability[]", "authtype");
	if (r == LANYARD_OK && state)
		r = attributes_set_text(a, "capability[]", "state");
	if (r == LANYARD_OK)
		r = bearer
			? add_bearer(a, token)
			: add_basic(a, answer_username(login, request), token);
	if (r == LANYARD_OK && tokens_expires_at(&entry->record) != 0)
		r = attributes_set_number(a, "password_expiry_utc",
		    tokens_expires_at(&entry->record));
	return r == LANYARD_OK && state ? state_add(a, login->name,
					      tokens_generation(&entry->record))
					: r;
}

/* "credential=" or "password=", the token and a line feed: one line. */
static bool
is_too_long(const struct entry *entry)
{
	return tokens_access(&entry->record)->size >
	       LIMIT_LINE - sizeof("credential=");
}

static enum lanyard_error
answer_login(struct entry *entry, struct lanyard_session *s,
    const struct lanyard_credential *request, struct lanyard_credential *answer)
{
	uint64_t rejected = state_generation(request, entry->login->name);
	enum lanyard_error r;

	if (!is_bearer(entry->login, request)) {
		entry->user = answer_username(entry->login, request);
		if (credential_is_http(request) &&
		    strchr(entry->user, ':') != NULL)
			return fail_user(entry, s);
	}
	r = obtain_token(entry, s, rejected);
	if (r == LANYARD_OK && is_too_long(entry))
		r = error_set(&s->error, LANYARD_ERR_REFUSED,
		    "the access token of login %s is longer than a line of "
		    "git's protocol",
		    entry->login->name);
	if (r == LANYARD_OK) {
		r = fill_answer(entry, request, rejected, &answer->attributes);
		return r == LANYARD_OK ? r : error_memory(&s->error);
	}
	return r;
}

/*
 * Nobody answers, and git will ask for a password. Where that is so for the
 * case of a letter only, whoever reads stderr is to know.
 */
static void
tell_near(struct lanyard_session *s, const struct entry *entry,
    const struct lanyard_credential *answer)
{
	if (entry->near != NULL && answer->attributes.count == 0 &&
	    s->ui != NULL && s->ui->notice != NULL) {
		error_set(&s->error, LANYARD_OK, "no login answers, but %s",
		    entry->near);
		s->ui->notice(s->ui->context, s->error.message);
		error_clear(&s->error);
	}
}

enum lanyard_error
lanyard_get(struct lanyard_session *session,
    const struct lanyard_credential *request,
    struct lanyard_credential **answer)
{
	struct entry entry;
	enum lanyard_error r;
	bool found = false;

	error_clear(&session->error);
	if (lanyard_credential_new(answer) != LANYARD_OK)
		return error_memory(&session->error);
	entry_init(&entry);
	r = search_request(&entry, session, request, &found);
	if (r == LANYARD_OK && !found)
		session_log(session, "no login answers the request");
	if (r == LANYARD_OK && found)
		r = answer_login(&entry, session, request, *answer);
	else if (r == LANYARD_OK &&
		 (r = session_config(session)) == LANYARD_OK &&
		 session_keeps_passwords(session))
		r = passwords_find(session->store, &request->attributes,
		    &(*answer)->attributes, &session->error);
	if (r == LANYARD_OK)
		tell_near(session, &entry, *answer);
	/* What git would ask for next could not help: the error is told. */
	if (r != LANYARD_OK && (entry.login == NULL ||
				   attributes_set_number(&(*answer)->attributes,
				       "quit", 1) != LANYARD_OK))
		lanyard_credential_free(answer);
	entry_clear(&entry);
	return r;
}
