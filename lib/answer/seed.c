/*
 * seed.c - a refresh token from elsewhere becomes a login's
 */
#include "answer/seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/seed_text.h"
#include "base/limits.h"
#include "login/failure.h"
#include "login/grant.h"
#include "login/lines.h"
#include "login/match.h"
#include "login/tokens.h"
#include "os/clock.h"
#include "session/external.h"
#include "session/moved.h"
#include "session/search.h"
#include "store/records.h"
#include "store/recover.h"

/* Who refreshes may take the whole of the login's time, and then save. */
#define GRACE_MS 3000

/* ---- under the lock ---- */

static enum lanyard_error
is_stored(const char *name, struct lanyard_session *s, bool *found)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	r = store_load(s->store, STORE_LOGIN, name, &buf, found, &s->error);
	buf_clear(&buf);
	return r;
}

/*
 * What a killed save has left is finished, and goes before what is handed in
 * where it replaced a record: it is younger than that. Alone it is older than
 * what is handed in. It is set aside all the same, not dropped; a program's
 * storage has no place for that, and there it is REPLACED.
 */
static enum lanyard_error
settle_left(const char *name, struct lanyard_session *s, bool *replaced)
{
	bool before = false, after = false;
	char path[ERROR_TEXT];
	enum lanyard_error r;

	*replaced = false;
	if ((r = is_stored(name, s, &before)) != LANYARD_OK ||
	    (r = recover_record(s->store, name, &s->error)) != LANYARD_OK ||
	    before)
		return r;
	if ((r = is_stored(name, s, &after)) != LANYARD_OK || !after)
		return r;
	if (store_path(s->store) != NULL)
		return store_set_aside(
		    s->store, STORE_LOGIN, name, path, &s->error);
	*replaced = true;
	return LANYARD_OK;
}

static enum lanyard_error
save(struct entry *entry, struct lanyard_session *s,
    const struct seed_given *given)
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
	    (r = tokens_seed(record, &given->token, given->expires_at,
		 session_now(s))) != LANYARD_OK ||
	    (r = tokens_next_generation(record)) != LANYARD_OK)
		return error_set(&s->error, r,
		    "cannot make the record of login %s", entry->login->name);
	return records_save(record, s->store, &s->error);
}

/* What stands in the way of TOKEN, told to whoever has meant it. */
static enum lanyard_error
fail_kept_out(const struct entry *entry, struct lanyard_session *s, bool live)
{
	const char *name = entry->login->name;
	const char *why = failure_of_refresh_token(&entry->record);
	char command[ERROR_TEXT] = "";

	if (store_path(s->store) != NULL)
		snprintf(command, sizeof(command),
		    "; run: lanyard seed --force %s", name);
	if (live)
		return error_set(&s->error, LANYARD_ERR_LIVE,
		    "login %s has another refresh token, which is live: the "
		    "one handed in is not kept%s",
		    name, command);
	return error_set(&s->error, LANYARD_ERR_GRANT,
	    "login %s: the server has refused this very refresh token%s: %s",
	    name, command, why != NULL ? why : "it is dead");
}

/* A cache helper beside us may bring back the token that was refused. */
static enum lanyard_error
keep_locked(struct entry *entry, struct lanyard_session *s,
    const struct seed_given *given, enum seed_way way)
{
	const struct secret *token = &given->token.refresh_token;
	bool live = entry_refresh_token(entry) != NULL;
	bool same = entry->agrees &&
		    secret_equal(tokens_stored_refresh(&entry->record), token);
	bool moved = tokens_moved_at(&entry->record) != 0;
	enum lanyard_error r;

	if (way == SEED_BY_FORCE || (!live && !same && !moved))
		return save(entry, s, given);
	if (way == SEED_BY_GIT || (live && same))
		return LANYARD_OK;
	if ((r = moved_check(entry, &s->error)) != LANYARD_OK)
		return r;
	return fail_kept_out(entry, s, live);
}

enum lanyard_error
seed_keep(struct entry *entry, struct lanyard_session *session,
    const struct seed_given *given, enum seed_way way)
{
	enum lanyard_error r;
	bool replaced;
	int fd = -1;

	if ((r = entry_complete(entry, session)) != LANYARD_OK)
		return r;
	if (grant_is_external(entry->login->grant_type))
		return way == SEED_BY_GIT ? LANYARD_OK
					  : external_fail_kept(entry, session,
						"the one handed in would "
						"never be used");
	r = session_lock_as_left(session, entry->login->name,
	    clock_monotonic_ms() + entry->login->timeout_ms + GRACE_MS, &fd);
	if (r == LANYARD_OK &&
	    (r = settle_left(entry->login->name, session, &replaced)) ==
		LANYARD_OK &&
	    (r = entry_load(entry, session)) == LANYARD_OK)
		r = keep_locked(
		    entry, session, given, replaced ? SEED_BY_FORCE : way);
	store_unlock(session->store, &fd);
	return r;
}

/* ---- by name or URL ---- */

static const char *
or_none(const char *text)
{
	return text != NULL ? text : "(none)";
}

/* A refresh token goes only to the issuer and client it came from. */
static enum lanyard_error
check_client(const struct login *login, struct attributes *about,
    struct lanyard_session *s)
{
	const struct record said = {.attributes = *about};
	const char *issuer = attributes_text(about, "issuer");

	if (record_agrees(&said, login))
		return LANYARD_OK;
	if (issuer == NULL)
		issuer = attributes_text(about, "token_endpoint");
	return error_set(&s->error, LANYARD_ERR_PROTOCOL,
	    "what was handed in is of issuer %s and client %s, but login %s "
	    "has %s and %s",
	    or_none(issuer), or_none(attributes_text(about, "client_id")),
	    login->name,
	    login->issuer != NULL ? login->issuer
				  : or_none(login->token_endpoint),
	    or_none(login->client_id));
}

/* Where git's names say a place, the login answers for it. */
static enum lanyard_error
check_place(const struct login *login, const struct attributes *about,
    struct lanyard_session *s)
{
	const struct match_request place = {
	    .protocol = attributes_text(about, "protocol"),
	    .host = attributes_text(about, "host"),
	    .path = attributes_text(about, "path"),
	    .username = attributes_text(about, "username"),
	};
	long i;

	if (place.protocol == NULL || place.host == NULL)
		return LANYARD_OK;
	if ((i = match_login(&login, 1, &place)) == 0)
		return LANYARD_OK;
	if (i == MATCH_FAILED)
		return error_memory(&s->error);
	return error_set(&s->error, LANYARD_ERR_PROTOCOL,
	    "what was handed in is for %s://%s%s%s, which login %s does not "
	    "answer",
	    place.protocol, place.host,
	    place.username != NULL ? " and user " : "",
	    place.username != NULL ? place.username : "", login->name);
}

/*
 * A word that is no login's name, nor near one, may be the token itself: it is
 * not repeated.
 */
static enum lanyard_error
fail_unnamed(struct lanyard_session *s, const char *target)
{
	struct error *error = &s->error;
	char hint[ERROR_TEXT];

	if (strstr(target, "://") != NULL ||
	    strncmp(error->hint, "did you mean", strlen("did you mean")) == 0)
		return error->code;
	memcpy(hint, error->hint, sizeof(hint));
	error_set(error, LANYARD_ERR_UNKNOWN_LOGIN, "no login by that name");
	error_hint(error, "%s", hint);
	return LANYARD_ERR_UNKNOWN_LOGIN;
}

enum lanyard_error
lanyard_seed(struct lanyard_session *session, const char *target,
    const void *text, size_t size, bool force)
{
	struct seed_given given;
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	session->command = "seed";
	entry_init(&entry);
	seed_given_init(&given);
	r = search_target(&entry, session, target);
	if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		r = fail_unnamed(session, target);
	if (r == LANYARD_OK &&
	    (r = seed_text_parse(&given, text, size, session_now(session),
		 &session->error)) == LANYARD_OK &&
	    (r = check_client(entry.login, &given.about, session)) ==
		LANYARD_OK &&
	    (r = check_place(entry.login, &given.about, session)) == LANYARD_OK)
		r = seed_keep(&entry, session, &given,
		    force ? SEED_BY_FORCE : SEED_BY_PERSON);
	seed_given_clear(&given);
	entry_clear(&entry);
	return r;
}
