/*
 * status.c - what is known of every login
 */
#include <stdlib.h>
#include <string.h>

#include "answer/local_files.h"
#include "base/strings.h"
#include "config/preset.h"
#include "login/account.h"
#include "login/failure.h"
#include "login/grant.h"
#include "login/shortfall.h"
#include "login/tokens.h"
#include "login/words.h"
#include "os/clock.h"
#include "session/external.h"
#include "session/no_token.h"
#include "session/refresh.h"
#include "session/search.h"

#define DAY_S (24 * INT64_C(3600))

struct each {
	struct lanyard_session *session;
	int64_t within_s;
	enum lanyard_error (*function)(
	    void *context, const struct lanyard_state *state);
	void *context;
	struct error first;  /* why the first one left out was */
	struct error unread; /* why a token that is kept elsewhere is not had */
};

/* What is wrong, and whether only a login helps; WHY is the text's place. */
static void
add_trouble(
    struct lanyard_state *state, const struct entry *entry, struct error *why)
{
	const struct record *record = &entry->record;
	const char *text;

	state->moved_at = tokens_moved_at(record);
	state->has_record = tokens_generation(record) != 0 ||
			    tokens_access(record) != NULL ||
			    tokens_stored_refresh(record) != NULL;
	state->has_foreign =
	    !entry->agrees && tokens_stored_refresh(record) != NULL;
	state->has_refused =
	    !state->renewable && entry_stored_refresh(entry) != NULL;
	if (state->has_refused)
		state->refused_at = failure_refused_at(record);
	/* Its tokens are elsewhere: here nothing is amiss. */
	if (state->moved_at != 0)
		return;
	if (state->has_refused || (!state->renewable && !state->fresh))
		state->needs_login = no_token_to_renew(entry, why);
	/* It may be taken yet, and is tried again: a refusal in doubt. */
	else if (state->renewable &&
		 failure_of_refresh(record, &text) == LANYARD_ERR_GRANT)
		state->needs_login = LANYARD_ERR_GRANT;
	if (entry->agrees)
		state->last_error = failure_text(record, state->renewable);
	if (state->last_error != NULL)
		state->last_error_code =
		    state->needs_login != LANYARD_OK
			? state->needs_login
			: failure_of_refresh(record, &text);
	else if (state->needs_login != LANYARD_OK && state->has_record) {
		state->last_error = why->message;
		state->last_error_code = state->needs_login;
	}
}

/* What is known of a server's refresh tokens that are not used; 0: nothing. */
static int64_t
usual_lifetime_s(const struct login *login)
{
	const struct preset *preset =
	    login->preset != NULL ? preset_find(login->preset)
	    : login->url != NULL  ? preset_of(login->url[0], NULL)
				  : NULL;

	return preset != NULL ? preset->refresh_token_days * DAY_S : 0;
}

static void
add_end(struct lanyard_state *state, const struct entry *entry, int64_t until)
{
	int64_t usual_s = usual_lifetime_s(entry->login);

	if (state->has_refresh_token) {
		state->refresh_token_expires_at =
		    tokens_refresh_expires_at(&entry->record);
		if (state->refresh_token_expires_at == 0 && usual_s != 0 &&
		    state->obtained_at != 0) {
			state->refresh_token_expires_at =
			    state->obtained_at + usual_s;
			state->refresh_token_expiry_assumed = true;
		}
	}
	if (state->needs_login == LANYARD_OK && state->grant_type == NULL)
		state->login_needed_at = state->renewable
					     ? state->refresh_token_expires_at
					     : state->expires_at;
	state->login_needed_within =
	    state->needs_login != LANYARD_OK ||
	    (state->login_needed_at != 0 && state->login_needed_at <= until);
}

static enum lanyard_error
tell(struct each *each, struct entry *entry, const char *scope)
{
	const struct login *login = entry->login;
	int64_t now = session_now(each->session);
	bool renewable = entry_can_renew(entry);
	enum lanyard_error r;
	char *lacks = NULL;
	struct error why, files = {0};
	struct lanyard_state state = {
	    .name = login->name,
	    .url = login->url == NULL ? NULL : login->url[0],
	    .urls = (const char *const *)login->url,
	    .basic_username = words_basic_username(login),
	    .issuer = login->issuer,
	    .client_id = login->client_id,
	    .username = login->username != NULL ? login->username
						: account_of(&entry->record),
	    .ca_file = login->ca_file,
	    .scope = scope,
	    .configured = login->configured,
	    .generation = tokens_generation(&entry->record),
	    .has_access_token =
		entry->agrees && tokens_access(&entry->record) != NULL,
	    .grant_type =
		grant_has_login(login->grant_type) ? NULL : login->grant_type,
	    .has_refresh_token = entry_refresh_token(entry) != NULL,
	    .renewable = renewable,
	    /* What cannot be renewed serves to its last second. */
	    .fresh = renewable ? entry_is_fresh(entry, now)
			       : entry_is_alive(entry, now),
	    .expires_at = tokens_expires_at(&entry->record),
	    .obtained_at = tokens_obtained_at(&entry->record),
	    .retry_at = refresh_retry_at(entry, each->session),
	};

	/* One that a command prints is not looked at, and as good as any. */
	if (grant_is_external(login->grant_type)) {
		state.fresh = each->unread.code == LANYARD_OK;
		state.due = !state.fresh;
	} else
		state.due = renewable &&
			    (!state.fresh ||
				!entry_is_lasting(entry, each->session,
				    now + each->within_s) ||
				!entry_is_fresh(entry, now + each->within_s));
	add_trouble(&state, entry, &why);
	add_end(&state, entry, now + each->within_s);
	files = each->unread;
	if ((r = files.code) == LANYARD_OK &&
	    (r = local_files_check(login, &files)) == LANYARD_ERR_MEMORY)
		return error_memory(&each->session->error);
	if (r != LANYARD_OK) {
		state.file_error = files.message;
		state.file_hint = files.hint[0] != '\0' ? files.hint : NULL;
	}
	if (entry->agrees &&
	    shortfall_of_scope(login->scope, tokens_scope(&entry->record),
		&lacks) != LANYARD_OK)
		return error_memory(&each->session->error);
	state.lacks_scope = lacks;
	state.lacks_refresh_token =
	    entry->agrees && !entry_is_unattended(entry) &&
	    shortfall_of_refresh_token(&entry->record, login);
	state.in_use =
	    store_is_in_use(each->session->store, STORE_LOGIN, login->name);
	state.has_claims =
	    store_claims(each->session->store, &state.file_system);
	r = each->function(each->context, &state);
	free(lacks);
	return r;
}

/*
 * One that cannot be read hides none of the others. The first is the error, and
 * those after it are notices; who only looks was told of each.
 */
static enum lanyard_error
pass_by(struct each *each, enum lanyard_error r)
{
	const struct lanyard_ui *ui = each->session->ui;
	struct error *error = &each->session->error;

	if (r == LANYARD_ERR_MEMORY)
		return r;
	/* Unknown: removed since, or it only notes a failed login. */
	if (r != LANYARD_ERR_UNKNOWN_LOGIN) {
		if (each->first.code == LANYARD_OK)
			each->first = *error;
		else if (ui != NULL && ui->notice != NULL &&
			 !each->session->only_looks)
			ui->notice(ui->context, error->message);
	}
	error_clear(error);
	return LANYARD_OK;
}

/* What was granted, else what is to be asked for. */
static enum lanyard_error
tell_with_scope(struct each *each, struct entry *entry)
{
	const char *granted = tokens_scope(&entry->record);
	const struct login *login =
	    config_find(each->session->config, entry->login->name);
	enum lanyard_error r;
	char *asked = NULL;

	if (granted == NULL && login != NULL &&
	    login_scope_text(login, &asked) != LANYARD_OK)
		return error_memory(&each->session->error);
	r = tell(each, entry, granted != NULL ? granted : asked);
	free(asked);
	return r;
}

/* Nobody is called dead for a save that was not finished. */
static enum lanyard_error
tell_entry(struct each *each, struct entry *entry)
{
	struct lanyard_session *s = each->session;
	enum lanyard_error r;

	error_clear(&each->unread);
	if (!grant_is_external(entry->login->grant_type)) {
		refresh_look_again(entry, s, clock_monotonic_ms());
		return tell_with_scope(each, entry);
	}
	if ((r = external_look(entry, s)) == LANYARD_ERR_MEMORY)
		return r;
	each->unread = s->error;
	error_clear(&s->error);
	return tell_with_scope(each, entry);
}

static enum lanyard_error
tell_name(struct each *each, const char *name)
{
	struct lanyard_session *s = each->session;
	struct entry entry;
	enum lanyard_error r;

	entry_init(&entry);
	if ((r = search_name(&entry, s, name)) == LANYARD_OK)
		r = tell_entry(each, &entry);
	else
		r = pass_by(each, r);
	entry_clear(&entry);
	return r;
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *one = a, *const *other = b;

	return strcmp(*one, *other);
}

static enum lanyard_error
add_stored(void *context, const char *name)
{
	return strings_add(context, name);
}

/* Those that no configuration describes, by name: a folder has no order. */
static enum lanyard_error
tell_stored(struct each *each)
{
	struct lanyard_session *s = each->session;
	char **names = NULL;
	enum lanyard_error r =
	    store_each(s->store, STORE_LOGIN, add_stored, &names, &s->error);

	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(&s->error);
	if (names != NULL)
		qsort(
		    names, strings_count(names), sizeof(*names), compare_names);
	for (size_t i = 0; r == LANYARD_OK && names != NULL && names[i] != NULL;
	     i++)
		if (config_find(s->config, names[i]) == NULL)
			r = tell_name(each, names[i]);
	strings_free(&names);
	return r;
}

enum lanyard_error
lanyard_each(struct lanyard_session *session, int64_t within_s,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_state *state),
    void *context)
{
	struct each each = {session, within_s, function, context, {0}, {0}};
	enum lanyard_error r = LANYARD_OK;

	error_clear(&session->error);
	r = session_config(session);
	for (size_t i = 0; r == LANYARD_OK && i < session->config->count; i++)
		r = tell_name(&each, session->config->logins[i].name);
	if (r == LANYARD_OK)
		r = tell_stored(&each);
	if (r == LANYARD_OK && (r = each.first.code) != LANYARD_OK)
		session->error = each.first;
	return r;
}

enum lanyard_error
lanyard_state_of(struct lanyard_session *session, const char *target,
    int64_t within_s,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_state *state),
    void *context)
{
	struct each each = {session, within_s, function, context, {0}, {0}};
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	session->command = "status";
	entry_init(&entry);
	if ((r = search_target(&entry, session, target)) == LANYARD_OK)
		r = tell_entry(&each, &entry);
	entry_clear(&entry);
	return r;
}
