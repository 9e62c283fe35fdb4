/*
 * git_erase.c - git's "erase": a host has rejected what it was given
 */
#include "base/limits.h"
#include "login/grant.h"
#include "login/tokens.h"
#include "login/tokens_age.h"
#include "os/clock.h"
#include "session/external.h"
#include "session/no_token.h"
#include "session/search.h"
#include "store/passwords.h"
#include "store/records.h"

/* Does the request carry the token that is stored now, or none at all? */
static bool
is_current(const struct entry *entry, const struct lanyard_credential *request)
{
	const struct secret *token = tokens_access(&entry->record);
	const struct secret *given = credential_token(request);

	return token != NULL && (given == NULL || secret_equal(given, token));
}

/*
 * A git that knows no state (before 2.46) does not ask again: its command has
 * failed, and the next one will do.
 */
static void
tell_rejected(const struct entry *entry, struct lanyard_session *s,
    const struct lanyard_credential *request)
{
	const char *host = attributes_text(&request->attributes, "host");
	struct error text = {0};

	if (s->ui == NULL || s->ui->notice == NULL || host == NULL)
		return;
	error_set(&text, LANYARD_ERR_REJECTED,
	    "%s rejected the token of login %s%s%s; run the command again",
	    host, entry->login->name,
	    entry->user != NULL ? ", sent with user name " : "",
	    entry->user != NULL ? entry->user : "");
	s->ui->notice(s->ui->context, text.message);
}

static enum lanyard_error
drop_locked(struct entry *entry, struct lanyard_session *s,
    const struct lanyard_credential *request)
{
	bool young = tokens_are_young(&entry->record, session_now(s));
	bool told = credential_token(request) != NULL;
	enum lanyard_error r;

	entry->user = attributes_text(&request->attributes, "username");
	tokens_drop_access(&entry->record);
	r = records_save(&entry->record, s->store, &s->error);
	session_log(s, "login %s: generation %llu was rejected, %s",
	    entry->login->name,
	    (unsigned long long)tokens_generation(&entry->record),
	    r == LANYARD_OK ? "its access token is dropped" : "not saved");
	/*
	 * git asks no third time: where the refreshed token was rejected too,
	 * this is the only moment to say why.
	 */
	if (r == LANYARD_OK && young && told)
		return no_token_accepted(entry, s);
	if (r == LANYARD_OK && told && !credential_can(request, "state"))
		tell_rejected(entry, s, request);
	return r;
}

/* Nothing is dropped that is not kept here; but who renews it is to know. */
static enum lanyard_error
tell_external(struct entry *entry, struct lanyard_session *s,
    const struct lanyard_credential *request)
{
	const char *host = attributes_text(&request->attributes, "host");
	const char *name = entry->login->name;
	char place[ERROR_TEXT];

	/* What cannot be read is not what was rejected. */
	if (credential_token(request) == NULL ||
	    external_look(entry, s) != LANYARD_OK ||
	    (tokens_access(&entry->record) != NULL &&
		!is_current(entry, request))) {
		error_clear(&s->error);
		return LANYARD_OK;
	}
	external_place(entry->login, place);
	error_set(&s->error, LANYARD_ERR_REJECTED,
	    "%s rejects the token of login %s, which is that of %s",
	    host != NULL ? host : "the host", name, place);
	error_hint(&s->error, "it is renewed there, not by Lanyard; check its "
			      "rights, and whether basic_username is what the "
			      "host wants");
	return LANYARD_ERR_REJECTED;
}

/* The access token only; the refresh token stays, whatever was said of it. */
static enum lanyard_error
drop_access_token(struct entry *entry, struct lanyard_session *s,
    const struct lanyard_credential *request)
{
	enum lanyard_error r;
	int fd = -1;

	if (grant_is_external(entry->login->grant_type))
		return tell_external(entry, s, request);
	if (!is_current(entry, request)) {
		session_log(s, "login %s: what was rejected is not its token",
		    entry->login->name);
		return LANYARD_OK;
	}
	r = session_lock(s, entry->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &fd);
	if (r == LANYARD_OK && (r = entry_load(entry, s)) == LANYARD_OK &&
	    is_current(entry, request))
		r = drop_locked(entry, s, request);
	store_unlock(s->store, &fd);
	return r;
}

enum lanyard_error
lanyard_erase(
    struct lanyard_session *session, const struct lanyard_credential *request)
{
	const struct attributes *a = &request->attributes;
	struct entry entry;
	enum lanyard_error r;
	bool found;

	error_clear(&session->error);
	entry_init(&entry);
	r = search_request(&entry, session, request, &found);
	if (r == LANYARD_OK && found)
		r = drop_access_token(&entry, session, request);
	else if (r == LANYARD_OK &&
		 (r = session_config(session)) == LANYARD_OK &&
		 session_keeps_passwords(session))
		r = passwords_erase(session->store, a, &session->error);
	entry_clear(&entry);
	return r;
}
