/*
 * export.c - a login for another machine
 *
 * A login that is moved is marked before its record leaves, and the mark is on
 * the disk by then. So there are three moments to be killed in: before the mark
 * nothing has happened; between the mark and the last byte the login is marked
 * here and whole nowhere else, since a record counts only with the empty line
 * at its end; after that it is there. It is never used at both places, and what
 * is marked is kept, for lanyard_import_undo().
 */
#include <string.h>

#include "base/limits.h"
#include "login/account.h"
#include "login/failure.h"
#include "login/grant.h"
#include "login/lines.h"
#include "login/tokens.h"
#include "os/clock.h"
#include "os/signals.h"
#include "session/external.h"
#include "session/moved.h"
#include "session/no_token.h"
#include "session/search.h"
#include "store/records.h"
#include "store/recover.h"

/* Who refreshes may take the whole of the login's time, and then save. */
#define GRACE_MS 3000

struct export
{
	struct entry *entry;
	struct lanyard_session *session;
	bool move;
	enum lanyard_error (*give)(void *to, const void *data, size_t size);
	void *to;
};

static void
tell(const struct lanyard_session *s, const char *name, const char *text)
{
	struct error line = {0};

	if (s->ui == NULL || s->ui->notice == NULL)
		return;
	error_set(&line, LANYARD_OK, "login %s: %s", name, text);
	s->ui->notice(s->ui->context, line.message);
}

/* Is there what another machine could use? */
static enum lanyard_error
check(const struct export *x)
{
	const struct record *record = &x->entry->record;
	struct lanyard_session *s = x->session;
	const char *name = x->entry->login->name;
	enum lanyard_error r;

	if ((r = moved_check(x->entry, &s->error)) != LANYARD_OK)
		return r;
	if (!x->entry->agrees || (tokens_access(record) == NULL &&
				     tokens_stored_refresh(record) == NULL)) {
		r = no_token_to_renew(x->entry, &s->error);
		error_hint(&s->error, "lanyard login %s", name);
		return r;
	}
	if (!recover_reply_is_due(s->store, name))
		return LANYARD_OK;
	error_set(&s->error, LANYARD_ERR_STORE,
	    "login %s: the tokens that its server sent last are not in its "
	    "record yet",
	    name);
	error_hint(&s->error, "lanyard refresh %s", name);
	return LANYARD_ERR_STORE;
}

static void
tell_what_to_know(const struct export *x)
{
	const struct login *login = x->entry->login;
	const struct record *record = &x->entry->record;
	enum tokens_rotation rotation = tokens_rotation(record);
	struct lanyard_session *s = x->session;

	if (login_has_secret(login) && !secret_is_set(&login->client_secret))
		tell(s, login->name,
		    "its client secret stays here; the other machine needs a "
		    "client_secret_file or client_secret_command in its "
		    "lanyard.conf");
	if (x->move || tokens_refresh(record) == NULL)
		return;
	if (rotation == TOKENS_ROTATION_YES)
		tell(s, login->name,
		    "its server gives another refresh token with each refresh, "
		    "so that only one of two machines can go on with this one; "
		    "to move it: lanyard export --move");
	else if (rotation == TOKENS_ROTATION_UNKNOWN)
		tell(s, login->name,
		    "it is not known whether its server gives another refresh "
		    "token with each refresh; if so, only one of two machines "
		    "can go on with this one; to move it: lanyard export "
		    "--move");
}

/* Of RECORD's own what is true anywhere. */
static enum lanyard_error
add_tokens(struct attributes *to, const struct record *record)
{
	const struct attributes *from = &record->attributes;
	enum lanyard_error r = LANYARD_OK;
	bool stays;

	for (size_t i = 0; r == LANYARD_OK && i < from->count; i++) {
		const char *key = from->items[i].key;

		if (tokens_has_key(key) || account_has_key(key) ||
		    (failure_has_key(key, &stays) && stays))
			r = attributes_set(to, key, &from->items[i].value);
	}
	return r;
}

/* What the server's metadata said at the login, where LOGIN does not say it. */
static enum lanyard_error
add_discovered(struct attributes *to, const struct record *record)
{
	static const char *const keys[] = {"token_endpoint",
	    "revocation_endpoint", "token_endpoint_auth_method"};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < sizeof(keys) / sizeof(*keys);
	     i++)
		if (attributes_text(to, keys[i]) == NULL)
			r = attributes_set_given(to, keys[i],
			    attributes_text(&record->attributes, keys[i]));
	return r;
}

static enum lanyard_error
make_text(const struct export *x, struct buf *text)
{
	const struct login *login = x->entry->login;
	const struct record *record = &x->entry->record;
	struct attributes a = {0};
	enum lanyard_error r;

	if ((r = lines_from_login(&a, login, &login->client_secret)) ==
		LANYARD_OK &&
	    (r = add_discovered(&a, record)) == LANYARD_OK &&
	    (r = add_tokens(&a, record)) == LANYARD_OK &&
	    (r = attributes_write(&a, text)) == LANYARD_OK)
		r = buf_add_text(text, "\n");
	attributes_clear(&a);
	return r == LANYARD_OK
		   ? r
		   : error_set(&x->session->error, r,
			 "cannot write the record of login %s", login->name);
}

static enum lanyard_error
mark(const struct export *x)
{
	struct lanyard_session *s = x->session;

	if (tokens_move(&x->entry->record, session_now(s)) != LANYARD_OK)
		return error_memory(&s->error);
	return records_save(&x->entry->record, s->store, &s->error);
}

/* It did not arrive: the login is this machine's as before. */
static void
unmark(const struct export *x)
{
	struct lanyard_session *s = x->session;
	struct error why = s->error;
	const char *name = x->entry->login->name;

	if (tokens_move_back(&x->entry->record) == LANYARD_OK &&
	    records_save(&x->entry->record, s->store, &s->error) ==
		LANYARD_OK) {
		s->error = why;
		return;
	}
	s->error = why;
	error_end(&s->error, "it is marked as moved all the same");
	error_hint(&s->error, "lanyard import --undo %s", name);
}

static enum lanyard_error
give(const struct export *x, const struct buf *text)
{
	struct lanyard_session *s = x->session;
	const char *name = x->entry->login->name;
	enum lanyard_error r;
	sigset_t old;

	/* From the mark until it is known whether the record has left. */
	signals_hold(&old);
	if (x->move && (r = mark(x)) != LANYARD_OK)
		goto out;
	r = x->give(x->to, text->data, text->size);
	session_log(s, "login %s: %s", name,
	    r == LANYARD_OK ? "exported" : "not exported");
	if (r != LANYARD_OK && s->error.code == LANYARD_OK)
		error_set(&s->error, r, "login %s was not exported", name);
	if (r != LANYARD_OK && x->move)
		unmark(x);
out:
	signals_release(&old);
	return r;
}

static enum lanyard_error
run(const struct export *x)
{
	struct lanyard_session *s = x->session;
	enum lanyard_error r;
	struct buf text;
	int fd = -1;

	buf_init(&text, LIMIT_RECORD);
	r = session_lock(s, x->entry->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + x->entry->login->timeout_ms + GRACE_MS, &fd);
	if (r == LANYARD_OK && (r = entry_load(x->entry, s)) == LANYARD_OK &&
	    (r = check(x)) == LANYARD_OK &&
	    (r = make_text(x, &text)) == LANYARD_OK) {
		tell_what_to_know(x);
		r = give(x, &text);
	}
	store_unlock(s->store, &fd);
	buf_clear(&text);
	return r;
}

enum lanyard_error
lanyard_export(struct lanyard_session *session, const char *target, bool move,
    enum lanyard_error (*give_to)(void *to, const void *data, size_t size),
    void *to)
{
	struct entry entry;
	struct export x = {&entry, session, move, give_to, to};
	enum lanyard_error r;

	error_clear(&session->error);
	session->command = "export";
	entry_init(&entry);
	if ((r = search_target(&entry, session, target)) == LANYARD_OK)
		r = grant_is_external(entry.login->grant_type)
			? external_fail_kept(
			      &entry, session, "there is nothing to export")
			: run(&x);
	entry_clear(&entry);
	return r;
}
