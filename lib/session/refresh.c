/*
 * refresh.c - who refreshes: one request per expiry, whoever asks
 */
#include "session/refresh.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "login/failure.h"
#include "login/grant.h"
#include "login/recipe.h"
#include "login/tokens.h"
#include "login/tokens_age.h"
#include "os/clock.h"
#include "session/external.h"
#include "session/mark.h"
#include "session/no_token.h"
#include "session/remark.h"
#include "store/records.h"
#include "store/recover.h"

/* Who waits for a request gives up later than the request, to hear of it. */
#define WAITER_GRACE_MS 3000

void
refresh_note_failure(
    struct entry *entry, struct lanyard_session *s, int64_t retry_after_s)
{
	struct error ignored = {0};
	char mark[MARK_SIZE];

	mark_make(mark, entry, s);
	/* Both programs must see the same: only lanyard.conf is so to both. */
	if (entry->login == &entry->stored)
		mark[0] = '\0';
	/* The failure itself is what the caller reports, whatever happens. */
	if (failure_note_refresh(&entry->record, &s->error, mark, retry_after_s,
		session_now(s)) == LANYARD_OK)
		records_save(&entry->record, s->store, &ignored);
}

int64_t
refresh_retry_at(struct entry *entry, struct lanyard_session *session)
{
	int64_t retry_at =
	    failure_retry_at(&entry->record, session_now(session));

	return retry_at != 0 &&
		       mark_holds(failure_mark(&entry->record), entry, session)
		   ? retry_at
		   : 0;
}

/* Fail with the recorded failure if its retry_at is still to come. */
static enum lanyard_error
recent_failure(struct entry *entry, struct lanyard_session *s)
{
	int64_t retry_at = refresh_retry_at(entry, s);

	return retry_at == 0 ? LANYARD_OK : no_token_yet(entry, s, retry_at);
}

struct refresh {
	struct entry *entry;
	struct lanyard_session *session;
	uint64_t rejected;
	int64_t deadline_ms;
};

/* The session's time goes before the login's. */
static int64_t
deadline_ms(const struct entry *entry, const struct lanyard_session *s)
{
	return clock_monotonic_ms() +
	       (s->timeout_ms != 0 ? s->timeout_ms : entry->login->timeout_ms);
}

static bool
is_rejected(const struct refresh *f)
{
	return f->rejected != 0 &&
	       tokens_generation(&f->entry->record) == f->rejected;
}

static bool
is_good(const struct refresh *f)
{
	int64_t now = session_now(f->session);

	return !is_rejected(f) && entry_is_fresh(f->entry, now) &&
	       entry_is_lasting(f->entry, f->session, now);
}

/* Good enough where no better one is to be had. */
static bool
is_alive(const struct refresh *f)
{
	return !is_rejected(f) &&
	       entry_is_alive(f->entry, session_now(f->session));
}

/*
 * What did not come to a request (lanyard-oauth cannot be started, or ends at
 * once) is noted here: those who wait need not try it one after another. Not
 * where it was killed, and not where NAME.new lies there: it may have tokens
 * (recover.h).
 */
static void
note_no_start(const struct refresh *f, enum lanyard_error r)
{
	struct lanyard_session *s = f->session;

	if (r == LANYARD_ERR_SYSTEM && s->error.errnum != EINTR &&
	    refresh_retry_at(f->entry, s) == 0 &&
	    !recover_is_due(s->store, f->entry->login->name))
		refresh_note_failure(f->entry, s, -1);
}

static bool
has_changed(const struct refresh *f, uint64_t generation)
{
	const struct record *record = &f->entry->record;

	return record->found && tokens_generation(record) != generation;
}

/* It is said to be saved, but LOADED is what reading it came to. */
static enum lanyard_error
fail_unread(const struct refresh *f, enum lanyard_error loaded)
{
	if (loaded != LANYARD_OK || f->entry->record.found)
		return loaded;
	return error_set(&f->session->error, LANYARD_ERR_LOGIN_NEEDED,
	    "login %s was removed while it was refreshed",
	    f->entry->login->name);
}

static enum lanyard_error
run(const struct refresh *f, int lock_fd)
{
	struct lanyard_session *s = f->session;
	const struct lanyard_job job = {
	    .kind = LANYARD_JOB_REFRESH,
	    .login = f->entry->login->name,
	    .generation = tokens_generation(&f->entry->record),
	    .lock_fd = lock_fd,
	    .timeout_ms = f->deadline_ms - clock_monotonic_ms(),
	};
	const char *scope = tokens_scope(&f->entry->record);
	struct error why;
	enum lanyard_error r, loaded;
	char *before;

	if (s->refresh == NULL)
		return error_set(&s->error, LANYARD_ERR_ARGUMENT,
		    "login %s is due and this session cannot refresh",
		    job.login);
	if (job.timeout_ms <= 0)
		return error_set(&s->error, LANYARD_ERR_TIMEOUT,
		    "no time was left to refresh login %s", job.login);
	session_log(s, "login %s: refresh of generation %llu", job.login,
	    (unsigned long long)job.generation);
	r = s->refresh(s, &job);
	if (r != LANYARD_OK)
		session_log(s, "login %s: refresh failed: %s", job.login,
		    s->error.message);
	why = s->error;
	/* The record, which has it, is read again. Without memory: unknown. */
	before = scope != NULL ? strdup(scope) : NULL;
	loaded = entry_load(f->entry, s);
	if (loaded == LANYARD_OK && has_changed(f, job.generation)) {
		remark_refresh(f->entry, s, before);
		/* It is saved, whatever R says of the time after that. */
		error_clear(&s->error);
		free(before);
		return LANYARD_OK;
	}
	free(before);
	if (r == LANYARD_OK)
		return fail_unread(f, loaded);
	s->error = why;
	if (loaded == LANYARD_OK)
		note_no_start(f, r);
	return r;
}

/* Then no request is needed, and no refresh token. */
static bool
has_reply(const struct entry *entry, struct lanyard_session *s)
{
	return recover_reply_is_due(s->store, entry->login->name);
}

/* With the lock held: another process may have been here before us. */
static enum lanyard_error
refresh_locked(const struct refresh *f, int lock_fd)
{
	struct lanyard_session *s = f->session;
	enum lanyard_error r;

	if ((r = entry_load(f->entry, s)) != LANYARD_OK || is_good(f))
		return r;
	if (!has_reply(f->entry, s)) {
		if (!entry_can_renew(f->entry))
			return no_token_to_renew(f->entry, &s->error);
		r = recent_failure(f->entry, s);
	}
	if (r == LANYARD_OK)
		r = run(f, lock_fd);
	if (r == LANYARD_OK && !is_good(f) && !is_alive(f))
		r = error_set(&s->error, LANYARD_ERR_SERVER,
		    "login %s: the server gave a token that is over already",
		    f->entry->login->name);
	/* While the old token lives, status alone shows the failure. */
	if (r != LANYARD_OK && is_alive(f)) {
		error_clear(&s->error);
		return LANYARD_OK;
	}
	return r;
}

/*
 * Is it good enough while another process has it refreshed? Not where it is to
 * live longer; and of one that rotates the old token is dead in a moment.
 */
static bool
will_do(const struct refresh *f)
{
	return is_alive(f) &&
	       entry_is_lasting(
		   f->entry, f->session, session_now(f->session)) &&
	       !recipe_rotates(f->entry->login->grant_type);
}

static enum lanyard_error
wait_turn(const struct refresh *f, int *fd)
{
	const char *name = f->entry->login->name;
	struct lanyard_session *s = f->session;
	enum lanyard_error r;

	for (unsigned n = 0;; n++) {
		r = session_try_lock(s, name, STORE_LOCK_RECORD, fd);
		if (r != LANYARD_OK || *fd != -1)
			return r;
		if (will_do(f))
			return LANYARD_OK;
		if (n == 0)
			session_log(
			    s, "login %s: another refresh is awaited", name);
		if (clock_monotonic_ms() >= f->deadline_ms + WAITER_GRACE_MS)
			return error_set(&s->error, LANYARD_ERR_TIMEOUT,
			    "login %s: another process is still refreshing it",
			    name);
		clock_sleep_ms(session_pause_ms(n));
		if ((r = entry_load(f->entry, s)) != LANYARD_OK || is_good(f))
			return r;
	}
}

void
refresh_look_again(
    struct entry *entry, struct lanyard_session *s, int64_t deadline_ms)
{
	const char *name = entry->login->name;
	int fd = -1;

	if (s->only_looks || entry_can_renew(entry) ||
	    !recover_is_due(s->store, name))
		return;
	if (session_lock(s, name, STORE_LOCK_RECORD, deadline_ms, &fd) ==
	    LANYARD_OK)
		entry_load(entry, s);
	store_unlock(s->store, &fd);
	error_clear(&s->error);
}

enum lanyard_error
refresh_when_due(
    struct entry *entry, struct lanyard_session *session, uint64_t rejected)
{
	struct refresh f = {
	    entry, session, rejected, deadline_ms(entry, session)};
	enum lanyard_error r;
	int fd = -1;

	if (!is_good(&f))
		refresh_look_again(entry, session, f.deadline_ms);
	if (is_good(&f))
		return LANYARD_OK;
	if (is_rejected(&f) &&
	    tokens_are_young(&entry->record, session_now(session)))
		return no_token_accepted(entry, session);
	if (!entry_can_renew(entry) && !has_reply(entry, session)) {
		/* A token that cannot be renewed serves to its last second. */
		if (is_alive(&f))
			return LANYARD_OK;
		/* Only a refresh token that is dead leads to a login. */
		if (is_rejected(&f) && tokens_moved_at(&entry->record) == 0 &&
		    failure_of_refresh_token(&entry->record) == NULL)
			return no_token_accepted(entry, session);
		return no_token_to_renew(entry, &session->error);
	}
	r = wait_turn(&f, &fd);
	if (r == LANYARD_OK && fd != -1)
		r = refresh_locked(&f, fd);
	else if (r != LANYARD_OK && is_alive(&f)) {
		/* The lock could not be taken, as on a full disk. */
		error_clear(&session->error);
		r = LANYARD_OK;
	}
	store_unlock(session->store, &fd);
	return r;
}

enum lanyard_error
refresh_now(
    struct entry *entry, struct lanyard_session *session, uint64_t generation)
{
	int64_t retry_at = refresh_retry_at(entry, session);
	struct refresh f = {entry, session, 0, deadline_ms(entry, session)};
	enum lanyard_error r;
	int fd = -1;

	/* Nobody is asked: what is there is all there is. */
	if (grant_is_external(entry->login->grant_type))
		return external_read(entry, session);
	r = session_lock(session, entry->login->name, STORE_LOCK_RECORD,
	    f.deadline_ms + WAITER_GRACE_MS, &fd);
	if (r != LANYARD_OK || (r = entry_load(entry, session)) != LANYARD_OK)
		goto out;
	if (generation != 0 && tokens_generation(&entry->record) != generation)
		goto out;
	/* If the lock's holder has failed while we waited, so have we. */
	if (generation != 0 && refresh_retry_at(entry, session) > retry_at &&
	    (r = recent_failure(entry, session)) != LANYARD_OK)
		goto out;
	if ((generation == 0 ? entry_stored_refresh(entry)
			     : entry_refresh_token(entry)) == NULL &&
	    !entry_is_unattended(entry) && !has_reply(entry, session))
		r = no_token_to_renew(entry, &session->error);
	else
		r = run(&f, fd);
out:
	store_unlock(session->store, &fd);
	return r;
}
