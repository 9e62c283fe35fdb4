/*
 * failure.c - what went wrong with a login's tokens, and when to try again
 */
#include "login/failure.h"

#include "base/limits.h"
#include "base/text.h"

bool
failure_has_key(const char *key, bool *stays)
{
	static const char *const dead[] = {
	    "refresh_token_error", "refresh_token_error_at", NULL};
	static const char *const passing[] = {"last_error", "last_error_code",
	    "last_error_hint", "last_error_mark", "retry_at", "login_error",
	    "login_error_code", "login_error_mark", "login_failures",
	    "login_retry_at", NULL};

	*stays = text_is_one_of(key, dead);
	return *stays || text_is_one_of(key, passing);
}

/* The error under KEY. LANYARD_OK: none, or nothing that is one. */
static enum lanyard_error
code_of(const struct record *record, const char *key)
{
	int64_t code = attributes_number(&record->attributes, key, 0);

	return code > LANYARD_ERR_TIMEOUT ? LANYARD_OK
					  : (enum lanyard_error)code;
}

/* TEXT under KEY, or nothing where it is empty. */
static enum lanyard_error
set_or_remove(struct attributes *a, const char *key, const char *text)
{
	if (text[0] != '\0')
		return attributes_set_text(a, key, text);
	attributes_remove(a, key);
	return LANYARD_OK;
}

enum lanyard_error
failure_note_refresh(struct record *record, const struct error *error,
    const char *mark, int64_t retry_after_s, int64_t now)
{
	struct attributes *a = &record->attributes;
	enum lanyard_error r;

	if (retry_after_s < RETRY_S)
		retry_after_s = RETRY_S;
	if (retry_after_s > RETRY_AFTER_MAX_S)
		retry_after_s = RETRY_AFTER_MAX_S;
	if ((r = attributes_set_text(a, "last_error", error->message)) ==
		LANYARD_OK &&
	    (r = attributes_set_number(a, "last_error_code", error->code)) ==
		LANYARD_OK &&
	    (r = set_or_remove(a, "last_error_hint", error->hint)) ==
		LANYARD_OK &&
	    (r = set_or_remove(a, "last_error_mark", mark)) == LANYARD_OK)
		r = attributes_set_number(a, "retry_at", now + retry_after_s);
	return r;
}

enum lanyard_error
failure_of_refresh(const struct record *record, const char **text)
{
	*text = attributes_text(&record->attributes, "last_error");
	return *text == NULL ? LANYARD_OK : code_of(record, "last_error_code");
}

const char *
failure_hint(const struct record *record)
{
	return attributes_text(&record->attributes, "last_error_hint");
}

const char *
failure_mark(const struct record *record)
{
	return attributes_text(&record->attributes, "last_error_mark");
}

int64_t
failure_retry_at(const struct record *record, int64_t now)
{
	int64_t retry_at =
	    attributes_number(&record->attributes, "retry_at", 0);

	return retry_at <= now || retry_at > now + RETRY_AFTER_MAX_S ? 0
								     : retry_at;
}

void
failure_forget_refresh(struct record *record)
{
	attributes_remove(&record->attributes, "last_error");
	attributes_remove(&record->attributes, "last_error_code");
	attributes_remove(&record->attributes, "last_error_hint");
	attributes_remove(&record->attributes, "last_error_mark");
	attributes_remove(&record->attributes, "retry_at");
}

enum lanyard_error
failure_note_dead(struct record *record, const char *why, int64_t now)
{
	struct attributes *a = &record->attributes;
	enum lanyard_error r =
	    attributes_set_text(a, "refresh_token_error", why);

	return r == LANYARD_OK
		   ? attributes_set_number(a, "refresh_token_error_at", now)
		   : r;
}

const char *
failure_of_refresh_token(const struct record *record)
{
	return attributes_text(&record->attributes, "refresh_token_error");
}

int64_t
failure_refused_at(const struct record *record)
{
	return attributes_number(
	    &record->attributes, "refresh_token_error_at", 0);
}

void
failure_forget_dead(struct record *record)
{
	attributes_remove(&record->attributes, "refresh_token_error");
	attributes_remove(&record->attributes, "refresh_token_error_at");
}

/* After COUNT failures in a row. */
static int64_t
login_pause_s(int64_t count)
{
	int64_t pause_s = LOGIN_PAUSE_S;

	for (int64_t i = 1; i < count && pause_s < LOGIN_PAUSE_MAX_S; i++)
		pause_s *= 2;
	return pause_s < LOGIN_PAUSE_MAX_S ? pause_s : LOGIN_PAUSE_MAX_S;
}

enum lanyard_error
failure_note_login(struct record *record, const struct error *error,
    const char *mark, int64_t now)
{
	struct attributes *a = &record->attributes;
	int64_t n = failure_logins(record);
	int64_t pause_s = login_pause_s(n + 1);
	enum lanyard_error r;

	if ((r = attributes_set_number(a, "login_failures", n + 1)) ==
		LANYARD_OK &&
	    (r = attributes_set_number(a, "login_retry_at", now + pause_s)) ==
		LANYARD_OK &&
	    (r = attributes_set_number(a, "login_error_code", error->code)) ==
		LANYARD_OK &&
	    (r = set_or_remove(a, "login_error_mark", mark)) == LANYARD_OK)
		r = attributes_set_text(a, "login_error", error->message);
	return r;
}

enum lanyard_error
failure_of_login(const struct record *record, const char **text)
{
	*text = attributes_text(&record->attributes, "login_error");
	return code_of(record, "login_error_code");
}

const char *
failure_mark_of_login(const struct record *record)
{
	return attributes_text(&record->attributes, "login_error_mark");
}

int64_t
failure_logins(const struct record *record)
{
	return attributes_number(&record->attributes, "login_failures", 0);
}

int64_t
failure_login_pause_s(const struct record *record, int64_t now)
{
	int64_t until =
	    attributes_number(&record->attributes, "login_retry_at", 0);

	/* A clock that was set back does not turn minutes into years. */
	return until - now > LOGIN_PAUSE_MAX_S ? 0 : until - now;
}

int64_t
failure_login_age_s(const struct record *record, int64_t now)
{
	int64_t left_s = failure_login_pause_s(record, now);
	int64_t pause_s = login_pause_s(failure_logins(record));

	return left_s < pause_s ? pause_s - left_s : 0;
}

void
failure_forget_login(struct record *record)
{
	attributes_remove(&record->attributes, "login_failures");
	attributes_remove(&record->attributes, "login_retry_at");
	attributes_remove(&record->attributes, "login_error");
	attributes_remove(&record->attributes, "login_error_code");
	attributes_remove(&record->attributes, "login_error_mark");
}

const char *
failure_text(const struct record *record, bool renewable)
{
	const struct attributes *a = &record->attributes;
	const char *text = failure_of_refresh_token(record);

	if (text == NULL)
		text = attributes_text(a, "last_error");
	if (text == NULL && !renewable)
		text = attributes_text(a, "login_error");
	return text;
}
