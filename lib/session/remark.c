/*
 * remark.c - a person is told that a server has granted less than was asked
 */
#include "session/remark.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/strings.h"
#include "login/shortfall.h"
#include "login/tokens.h"

static bool
can_tell(const struct lanyard_session *s)
{
	return s->ui != NULL && s->ui->notice != NULL;
}

/* TEXT as one line without control characters, cut where it is too long. */
static void
tell(const struct lanyard_session *s, const struct buf *text)
{
	struct error line = {0};

	error_set(&line, LANYARD_OK, "%s", buf_text(text));
	s->ui->notice(s->ui->context, line.message);
}

static enum lanyard_error
add_end(struct buf *text, int64_t expires_at)
{
	time_t t = (time_t)expires_at;
	char when[32];
	struct tm tm;

	if (expires_at == 0 || gmtime_r(&t, &tm) == NULL ||
	    strftime(when, sizeof(when), "%Y-%m-%d %H:%M UTC", &tm) == 0)
		return buf_add_text(text, "when this token is rejected");
	return buf_printf(text, "at %s", when);
}

/* Nothing is appended where there is one, or none was to be expected. */
static enum lanyard_error
add_refresh_token(struct buf *text, const struct entry *entry)
{
	enum lanyard_error r;

	if (!shortfall_of_refresh_token(&entry->record, entry->login))
		return LANYARD_OK;
	r = buf_printf(text,
	    ": no refresh token came%s; a login is needed "
	    "again ",
	    shortfall_asks_refresh_token(entry->login)
		? ", though offline_access was asked for"
	    : tokens_had_refresh(&entry->record) ? " this time"
						 : "");
	return r == LANYARD_OK
		   ? add_end(text, tokens_expires_at(&entry->record))
		   : r;
}

static enum lanyard_error
add_scope(struct buf *text, const struct entry *entry)
{
	enum lanyard_error r;
	char *words;

	r = shortfall_of_scope(
	    entry->login->scope, tokens_scope(&entry->record), &words);
	if (r == LANYARD_OK && words != NULL)
		r = buf_printf(
		    text, ": of the scope was not granted: %s", words);
	free(words);
	return r;
}

void
remark_login(struct entry *entry, struct lanyard_session *session)
{
	struct error kept = session->error;
	struct buf text;
	size_t size;

	buf_init(&text, LIMIT_RECORD);
	if (can_tell(session) && entry_complete(entry, session) == LANYARD_OK &&
	    buf_printf(&text, "login %s", entry->login->name) == LANYARD_OK) {
		size = text.size;
		if (add_refresh_token(&text, entry) == LANYARD_OK &&
		    add_scope(&text, entry) == LANYARD_OK && text.size > size)
			tell(session, &text);
	}
	buf_clear(&text);
	session->error = kept;
}

void
remark_refresh(
    struct entry *entry, struct lanyard_session *session, const char *before)
{
	const char *now = tokens_scope(&entry->record);
	char **had = NULL, *lost = NULL;
	struct buf text;

	if (before == NULL || now == NULL || strcmp(before, now) == 0 ||
	    !can_tell(session))
		return;
	buf_init(&text, LIMIT_RECORD);
	if (strings_add_words(&had, before) == LANYARD_OK &&
	    shortfall_of_scope(had, now, &lost) == LANYARD_OK && lost != NULL &&
	    buf_printf(&text,
		"login %s: the refresh brought a narrower scope, "
		"without: %s",
		entry->login->name, lost) == LANYARD_OK)
		tell(session, &text);
	free(lost);
	strings_free(&had);
	buf_clear(&text);
}
