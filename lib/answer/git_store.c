/*
 * git_store.c - git's "store": what came back from a host that accepted it
 */
#include <string.h>

#include "base/limits.h"
#include "login/lines.h"
#include "login/tokens.h"
#include "os/clock.h"
#include "session/entry.h"
#include "session/search.h"
#include "store/passwords.h"
#include "store/records.h"

/* A password that came along is the access token of that refresh token. */
static enum lanyard_error
set_tokens(struct record *record, const struct attributes *request, int64_t now)
{
	const struct secret *password = attributes_secret(request, "password");

	return tokens_seed(record,
	    attributes_secret(request, "oauth_refresh_token"),
	    secret_is_visible(password) ? password : NULL,
	    attributes_number(request, "password_expiry_utc", 0), now);
}

static enum lanyard_error
save_seed(struct entry *entry, struct lanyard_session *s,
    const struct attributes *request)
{
	struct record *record = &entry->record;
	char path[ERROR_TEXT];
	enum lanyard_error r;

	if (!entry->agrees) {
		r = store_set_aside(
		    s->store, STORE_LOGIN, entry->login->name, path, &s->error);
		if (r != LANYARD_OK || (r = entry_load(entry, s)) != LANYARD_OK)
			return r;
	}
	if ((r = lines_from_login(&record->attributes, entry->login,
		 &entry->login->client_secret)) != LANYARD_OK ||
	    (r = set_tokens(record, request, session_now(s))) != LANYARD_OK ||
	    (r = tokens_next_generation(record)) != LANYARD_OK)
		return error_set(&s->error, r,
		    "cannot make the record of login %s", entry->login->name);
	return records_save(record, s->store, &s->error);
}

/* Is TOKEN the one the server has refused? A cache helper may keep it. */
static bool
is_dead(const struct entry *entry, const struct secret *token)
{
	const struct secret *stored = tokens_stored_refresh(&entry->record);

	return entry->agrees && stored != NULL && secret_equal(stored, token);
}

/* A refresh token seeds a login that has no live one; nothing else does. */
static enum lanyard_error
seed(struct entry *entry, struct lanyard_session *s,
    const struct attributes *request)
{
	const struct secret *token =
	    attributes_secret(request, "oauth_refresh_token");
	enum lanyard_error r;
	int fd = -1;

	if (token == NULL || entry_refresh_token(entry) != NULL)
		return LANYARD_OK;
	if ((r = entry_complete(entry, s)) != LANYARD_OK)
		return r;
	if (!secret_is_visible(token))
		return error_set(&s->error, LANYARD_ERR_PROTOCOL,
		    "oauth_refresh_token for login %s is not visible ASCII",
		    entry->login->name);
	r = session_lock(s, entry->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &fd);
	if (r == LANYARD_OK && (r = entry_load(entry, s)) == LANYARD_OK &&
	    entry_refresh_token(entry) == NULL && !is_dead(entry, token))
		r = save_seed(entry, s, request);
	store_unlock(s->store, &fd);
	return r;
}

static bool
is_password(const struct attributes *request)
{
	return attributes_text(request, "protocol") != NULL &&
	       attributes_text(request, "host") != NULL &&
	       attributes_text(request, "username") != NULL &&
	       attributes_text(request, "password") != NULL;
}

enum lanyard_error
lanyard_store(
    struct lanyard_session *session, const struct lanyard_credential *request)
{
	const struct attributes *a = &request->attributes;
	struct entry entry;
	enum lanyard_error r;
	bool found;

	error_clear(&session->error);
	if (credential_is_true(request, "ephemeral"))
		return LANYARD_OK;
	entry_init(&entry);
	r = search_request(&entry, session, request, &found);
	if (r == LANYARD_OK && found)
		r = seed(&entry, session, a);
	else if (r == LANYARD_OK && is_password(a) &&
		 (r = session_config(session)) == LANYARD_OK &&
		 session_keeps_passwords(session))
		r = passwords_keep(session->store, a, &session->error);
	entry_clear(&entry);
	return r;
}
