/*
 * import.c - a login from another machine
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/import_text.h"
#include "base/limits.h"
#include "git/gitlogin.h"
#include "login/lines.h"
#include "login/tokens.h"
#include "os/clock.h"
#include "session/rivals.h"
#include "session/search.h"
#include "store/records.h"
#include "store/recover.h"

/* No login's name: under it only one at a time looks for rivals and saves. */
#define ALL "*"

struct import {
	struct lanyard_session *session;
	struct login login;   /* as it was handed in */
	struct record record; /* its tokens; then all of it */
	/* The configuration's, or git's, of that name; NULL: there is none. */
	const struct login *known;
	struct login git;
	bool force;
};

/* ---- which login ---- */

/* What this machine says of a login by that name. */
static enum lanyard_error
find_known(struct import *i)
{
	struct lanyard_session *s = i->session;
	const char *name = i->login.name;
	bool found = false;
	enum lanyard_error r;

	if ((r = session_config(s)) != LANYARD_OK)
		return r;
	if ((i->known = config_find(s->config, name)) != NULL)
		return rivals_check_configured(&i->login, s);
	if (login_name_is_valid(name))
		return LANYARD_OK;
	r = gitlogin_named(&i->git, name, &found, &s->error);
	if (r != LANYARD_OK)
		return r;
	if (!found || strcmp(i->git.name, name) != 0) {
		error_set(&s->error, LANYARD_ERR_PROTOCOL,
		    "%s is no name for a login here: nothing is imported",
		    name);
		error_hint(&s->error,
		    "give it one, of a letter, then letters, digits, - and _: "
		    "lanyard import --name NAME");
		return LANYARD_ERR_PROTOCOL;
	}
	i->known = &i->git;
	return LANYARD_OK;
}

/* The record as it is to be saved, but for its generation. */
static enum lanyard_error
make_record(struct import *i)
{
	const struct login *known = i->known;
	struct lanyard_session *s = i->session;
	struct record *record = &i->record;
	enum lanyard_error r;

	if ((record->name = strdup(i->login.name)) == NULL)
		return error_memory(&s->error);
	r = lines_from_login(&record->attributes,
	    known != NULL ? known : &i->login,
	    known != NULL ? &known->client_secret : &i->login.client_secret);
	return r == LANYARD_OK
		   ? r
		   : error_set(&s->error, r,
			 "cannot make the record of login %s", record->name);
}

/* git's login of that name is of the same server and client? */
static enum lanyard_error
check_git(struct import *i)
{
	struct record said;
	enum lanyard_error r = LANYARD_OK;

	if (i->known != &i->git)
		return LANYARD_OK;
	record_init(&said);
	if (lines_from_login(&said.attributes, &i->login, NULL) != LANYARD_OK)
		r = error_memory(&i->session->error);
	else if (!record_agrees(&said, &i->git))
		r = error_set(&i->session->error, LANYARD_ERR_CONFIG,
		    "git's configuration has %s with another server or client",
		    i->login.name);
	record_clear(&said);
	return r;
}

/* ---- under the locks ---- */

/* A record that only notes a failed login is no login yet. */
static bool
is_login(const struct record *record)
{
	return attributes_text(&record->attributes, "client_id") != NULL ||
	       tokens_moved_at(record) != 0 ||
	       tokens_stored_refresh(record) != NULL ||
	       tokens_access(record) != NULL;
}

static enum lanyard_error
check_stored(const struct import *i, const struct record *stored)
{
	struct lanyard_session *s = i->session;
	const char *name = i->login.name;

	if (i->force || !is_login(stored) ||
	    (tokens_moved_at(stored) != 0 && record_agrees(stored, &i->login)))
		return LANYARD_OK;
	error_set(&s->error, LANYARD_ERR_LIVE,
	    "there is a login %s here: nothing is imported", name);
	error_hint(&s->error,
	    "to replace it: lanyard import --force; to keep both: lanyard "
	    "import --name NAME");
	return LANYARD_ERR_LIVE;
}

/* Not a number that another token of that name has had here. */
static enum lanyard_error
set_generation(struct record *record, const struct record *stored)
{
	return tokens_generation(record) > tokens_generation(stored)
		   ? LANYARD_OK
		   : tokens_follow_generation(record, stored);
}

static enum lanyard_error
save(struct import *i)
{
	struct lanyard_session *s = i->session;
	const char *name = i->login.name;
	struct record stored;
	enum lanyard_error r;
	char path[ERROR_TEXT];
	bool damaged = false;

	record_init(&stored);
	r = records_load(&stored, s->store, name, &damaged, &s->error);
	if (damaged)
		r = store_set_aside(
		    s->store, STORE_LOGIN, name, path, &s->error);
	if (r == LANYARD_OK && (r = check_stored(i, &stored)) == LANYARD_OK &&
	    /* What a server sent for the login that was here. */
	    recover_reply_is_due(s->store, name))
		r = store_drop_reply(
		    s->store, STORE_LOGIN, name, true, &s->error);
	if (r == LANYARD_OK &&
	    set_generation(&i->record, &stored) != LANYARD_OK)
		r = error_memory(&s->error);
	if (r == LANYARD_OK)
		r = records_save(&i->record, s->store, &s->error);
	record_clear(&stored);
	return r;
}

static enum lanyard_error
save_locked(struct import *i)
{
	struct lanyard_session *s = i->session;
	const char *name = i->login.name;
	int64_t deadline_ms = clock_monotonic_ms() + TIMEOUT_OPERATION_MS;
	int prompt = -1, record = -1;
	enum lanyard_error r;

	/* Whoever is logging in would save over it a moment later. */
	r = session_try_lock(s, name, STORE_LOCK_PROMPT, &prompt);
	if (r == LANYARD_OK && prompt == -1)
		r = error_set(&s->error, LANYARD_ERR_TIMEOUT,
		    "another process is just logging in as %s: nothing is "
		    "imported",
		    name);
	if (r == LANYARD_OK)
		r = session_lock(
		    s, name, STORE_LOCK_RECORD, deadline_ms, &record);
	if (r == LANYARD_OK)
		r = save(i);
	store_unlock(s->store, &record);
	store_unlock(s->store, &prompt);
	return r;
}

/* Patterns of a login that this machine describes itself are its own affair. */
static enum lanyard_error
check_rivals(struct import *i)
{
	enum lanyard_error r;

	if (i->known != NULL)
		return LANYARD_OK;
	r = rivals_check(&i->login, i->session);
	return r == LANYARD_OK ? rivals_check_git(&i->login, i->session) : r;
}

/* ---- what a person is told ---- */

static void
tell(const struct import *i)
{
	const struct login *login = i->known != NULL ? i->known : &i->login;
	const struct lanyard_session *s = i->session;
	const char *url = login->url != NULL ? login->url[0] : NULL;
	const char *endpoint = login->token_endpoint;
	struct error text = {0};

	if (s->ui == NULL || s->ui->notice == NULL)
		return;
	error_set(&text, LANYARD_OK,
	    "login %s is imported: it answers for %s%s, token endpoint %s%s%s, "
	    "client %s",
	    i->login.name, url != NULL ? url : "no URL",
	    url != NULL && login->url[1] != NULL ? " and others" : "",
	    endpoint != NULL ? endpoint : "as announced by issuer ",
	    endpoint != NULL && login->issuer != NULL ? " of issuer " : "",
	    login->issuer != NULL ? login->issuer : "", login->client_id);
	s->ui->notice(s->ui->context, text.message);
}

static enum lanyard_error
run(struct import *i)
{
	struct lanyard_session *s = i->session;
	enum lanyard_error r;
	int all = -1;

	if ((r = find_known(i)) != LANYARD_OK ||
	    (r = check_git(i)) != LANYARD_OK ||
	    (r = make_record(i)) != LANYARD_OK)
		return r;
	/* A program's storage has locks for logins only. */
	if (store_path(s->store) != NULL)
		r = session_lock(s, ALL, STORE_LOCK_PROMPT,
		    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &all);
	if (r == LANYARD_OK && (r = check_rivals(i)) == LANYARD_OK)
		r = save_locked(i);
	store_unlock(s->store, &all);
	session_log(s, "login %s: %s", i->login.name,
	    r == LANYARD_OK ? "imported" : "not imported");
	if (r == LANYARD_OK)
		tell(i);
	return r;
}

enum lanyard_error
lanyard_import(struct lanyard_session *session, const void *text, size_t size,
    const char *name, bool force)
{
	struct import i = {.session = session, .force = force};
	enum lanyard_error r;

	error_clear(&session->error);
	login_init(&i.login);
	login_init(&i.git);
	record_init(&i.record);
	r = import_text_parse(
	    &i.record, &i.login, text, size, name, &session->error);
	if (r == LANYARD_OK)
		r = run(&i);
	record_clear(&i.record);
	login_clear(&i.git);
	login_clear(&i.login);
	return r;
}

/* ---- back again ---- */

static enum lanyard_error
undo(struct entry *entry, struct lanyard_session *s)
{
	enum lanyard_error r;
	int fd = -1;

	r = session_lock(s, entry->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &fd);
	if (r == LANYARD_OK && (r = entry_load(entry, s)) == LANYARD_OK &&
	    tokens_moved_at(&entry->record) != 0) {
		if (tokens_move_back(&entry->record) != LANYARD_OK)
			r = error_memory(&s->error);
		else
			r = records_save(&entry->record, s->store, &s->error);
	}
	store_unlock(s->store, &fd);
	return r;
}

enum lanyard_error
lanyard_import_undo(struct lanyard_session *session, const char *target)
{
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	entry_init(&entry);
	if ((r = search_target(&entry, session, target)) == LANYARD_OK &&
	    tokens_moved_at(&entry.record) != 0)
		r = undo(&entry, session);
	entry_clear(&entry);
	return r;
}
