/*
 * prompt.c - one login attempt at a time, and a pause after a failure
 */
#include "session/prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "login/failure.h"
#include "login/grant.h"
#include "login/tokens.h"
#include "os/clock.h"
#include "session/holder.h"
#include "session/mark.h"
#include "session/moved.h"
#include "session/remark.h"
#include "store/records.h"

#define PAUSE_SIZE 120
#define TIME_SIZE  32

/*
 * The error that is set already, or none, becomes one line that ends in the
 * command to run: nobody is here to read more.
 */
static enum lanyard_error
fail_nobody(
    const struct entry *entry, struct lanyard_session *s, const char *where)
{
	enum lanyard_error code = s->error.code == LANYARD_ERR_GRANT
				      ? LANYARD_ERR_GRANT
				      : LANYARD_ERR_LOGIN_NEEDED;
	const char *name = entry->login->name;
	struct error *error = &s->error;
	char why[ERROR_TEXT];

	memcpy(why, error->message, sizeof(why));
	if (why[0] != '\0')
		error_set(error, code, "%s", why);
	else
		error_set(error, code, "login %s", name);
	/* The command's store is not where a program's own storage is. */
	if (store_path(s->store) == NULL)
		error_end(error, "%s; the program has to log in anew", where);
	else
		error_end(error, "%s; run: lanyard login %s", where, name);
	return code;
}

static void
note_failure(struct entry *entry, struct lanyard_session *s, const char *mark)
{
	struct error failure = s->error;
	int fd = -1;

	if (session_lock(s, entry->login->name, STORE_LOCK_RECORD,
		clock_monotonic_ms() + TIMEOUT_CONNECT_MS, &fd) == LANYARD_OK &&
	    entry_load(entry, s) == LANYARD_OK &&
	    failure_note_login(
		&entry->record, &failure, mark, session_now(s)) == LANYARD_OK)
		records_save(&entry->record, s->store, &s->error);
	store_unlock(s->store, &fd);
	s->error = failure;
}

/* Before a prompt that nobody has asked for: why it comes. */
static void
tell_why(
    const struct entry *entry, struct lanyard_session *s, const struct error *e)
{
	struct error text = {0};

	if (s->ui == NULL || s->ui->notice == NULL)
		return;
	if (e->message[0] != '\0')
		error_set(&text, LANYARD_ERR_LOGIN_NEEDED,
		    "%s; a new login is needed", e->message);
	else
		error_set(&text, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s has no token yet; a login is needed",
		    entry->login->name);
	s->ui->notice(s->ui->context, text.message);
}

static enum lanyard_error
run(struct entry *entry, struct lanyard_session *s, int lock_fd)
{
	const struct lanyard_job job = {
	    .kind = LANYARD_JOB_LOGIN,
	    .login = entry->login->name,
	    .generation = tokens_generation(&entry->record),
	    .lock_fd = lock_fd,
	    .timeout_ms = TIMEOUT_LOGIN_MS,
	};
	enum lanyard_error r;

	if (s->refresh == NULL)
		return error_set(&s->error, LANYARD_ERR_ARGUMENT,
		    "this session cannot log in");
	session_log(s, "login %s: a person is asked", entry->login->name);
	if ((r = s->refresh(s, &job)) == LANYARD_OK &&
	    (r = entry_load(entry, s)) == LANYARD_OK)
		remark_login(entry, s);
	return r;
}

/* "40 s", or "12 min" of more than two. */
static void
tell_time(char text[TIME_SIZE], int64_t time_s)
{
	bool minutes = time_s > 120;

	snprintf(text, TIME_SIZE, "%lld %s",
	    (long long)(minutes ? (time_s + 59) / 60 : time_s),
	    minutes ? "min" : "s");
}

/* How long nobody is asked any more who has not said so; "" : one may be. */
static void
tell_pause(
    char where[PAUSE_SIZE], struct entry *entry, struct lanyard_session *s)
{
	const struct record *record = &entry->record;
	int64_t now = session_now(s);
	int64_t left_s = failure_login_pause_s(record, now);
	char ago[TIME_SIZE], left[TIME_SIZE];

	where[0] = '\0';
	if (left_s <= 0 || !mark_holds(failure_mark_of_login(record), entry, s))
		return;
	tell_time(ago, failure_login_age_s(record, now));
	tell_time(left, left_s);
	snprintf(where, PAUSE_SIZE,
	    "a login failed %s ago, and nobody is asked for %s more", ago,
	    left);
}

/* Who is there, and is not asked, sees what to unset. */
static void
tell_nobody(char where[PAUSE_SIZE], const struct lanyard_session *s)
{
	const char *why = session_why_not(s);

	snprintf(where, PAUSE_SIZE, "%s%snobody is here to log in",
	    why != NULL ? why : "", why != NULL ? " says that " : "");
}

/* What another process's attempt came to since FAILURES were counted. */
static enum lanyard_error
shared_outcome(const struct entry *entry, struct lanyard_session *s,
    int64_t failures, uint64_t generation, bool *over)
{
	const char *text;
	enum lanyard_error r = failure_of_login(&entry->record, &text);

	*over = true;
	if (tokens_generation(&entry->record) != generation)
		return LANYARD_OK;
	if (failure_logins(&entry->record) > failures && r != LANYARD_OK)
		return error_set(&s->error, r, "%s",
		    text == NULL ? "the login failed" : text);
	*over = false;
	return LANYARD_OK;
}

/*
 * The prompt's lock, as *FD; -1 with what another's attempt came to meanwhile.
 */
static enum lanyard_error
wait_turn(struct entry *entry, struct lanyard_session *s, int *fd)
{
	const char *name = entry->login->name;
	int64_t failures = failure_logins(&entry->record);
	uint64_t generation = tokens_generation(&entry->record);
	int64_t deadline_ms = clock_monotonic_ms() + TIMEOUT_LOGIN_MS;
	int64_t next_ms = 0;
	enum lanyard_error r;
	bool over;

	for (unsigned n = 0;; n++) {
		r = session_try_lock(s, name, STORE_LOCK_PROMPT, fd);
		if (r != LANYARD_OK || (r = entry_load(entry, s)) != LANYARD_OK)
			break;
		r = shared_outcome(entry, s, failures, generation, &over);
		if (over)
			break;
		if (*fd != -1)
			return LANYARD_OK;
		if (clock_monotonic_ms() >= deadline_ms)
			return error_set(&s->error, LANYARD_ERR_TIMEOUT,
			    "another process is still logging in as %s", name);
		holder_tell(s, name, deadline_ms, &next_ms);
		clock_sleep_ms(session_pause_ms(n));
	}
	store_unlock(s->store, fd);
	return r;
}

/* A token of that kind is made at the host, and handed in. */
static enum lanyard_error
fail_no_login(const struct entry *entry, struct lanyard_session *session)
{
	const struct login *login = entry->login;
	struct error *error = &session->error;

	if (error->message[0] == '\0')
		error_set(error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s has no token", login->name);
	error_hint(error,
	    "nobody can log in by grant_type \"%s\": make a token at the host "
	    "and run: lanyard seed %s",
	    login->grant_type, login->name);
	return error->code = LANYARD_ERR_LOGIN_NEEDED;
}

enum lanyard_error
prompt_login(struct entry *entry, struct lanyard_session *session, bool by_name)
{
	const struct error why = session->error;
	char where[PAUSE_SIZE], mark[MARK_SIZE];
	enum lanyard_error r;
	int fd = -1;

	if ((r = moved_check(entry, &session->error)) != LANYARD_OK)
		return r;
	if (!grant_has_login(entry->login->grant_type))
		return fail_no_login(entry, session);
	if (!session_may_ask(session)) {
		tell_nobody(where, session);
		return fail_nobody(entry, session, where);
	}
	if (!by_name)
		tell_pause(where, entry, session);
	if (!by_name && where[0] != '\0')
		return fail_nobody(entry, session, where);
	r = wait_turn(entry, session, &fd);
	holder_end(session);
	if (r != LANYARD_OK || fd == -1)
		goto out;
	holder_note(session, fd);
	if (!by_name)
		tell_why(entry, session, &why);
	/* Before, as what is changed meanwhile is tried for the first time. */
	mark_make(mark, entry, session);
	if ((r = run(entry, session, fd)) != LANYARD_OK)
		note_failure(entry, session, mark);
out:
	store_unlock(session->store, &fd);
	return r;
}
