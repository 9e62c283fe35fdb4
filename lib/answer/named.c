/*
 * named.c - a login by name or URL: its token, a refresh, a login, a logout
 */
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/url.h"
#include "login/grant.h"
#include "login/recipe.h"
#include "login/tokens.h"
#include "login/words.h"
#include "os/clock.h"
#include "session/obtain.h"
#include "session/prompt.h"
#include "session/refresh.h"
#include "session/search.h"
#include "store/recover.h"

/* protocol and host in A, the latter as others than git have it. */
static enum lanyard_error
set_place(struct attributes *a, const char *protocol, const char *text)
{
	struct url url = {0};
	enum lanyard_error r;
	struct buf host;

	buf_init(&host, LIMIT_LINE);
	r = place_host(text, &url.host, &url.port);
	if (r == LANYARD_OK &&
	    (r = attributes_set_text(a, "protocol", protocol)) == LANYARD_OK &&
	    (r = url_add_host(&host, &url)) == LANYARD_OK)
		r = attributes_set_text(a, "host", buf_text(&host));
	url_clear(&url);
	buf_clear(&host);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

/* Scheme and host of a URL TARGET, else of the login's first pattern. */
static enum lanyard_error
add_place(struct attributes *a, const struct login *login, const char *target)
{
	struct lanyard_credential place = {0};
	enum lanyard_error r = LANYARD_OK;
	const char *host, *protocol;

	if (strstr(target, "://") == NULL)
		target = login->url == NULL ? NULL : login->url[0];
	if (target == NULL)
		return LANYARD_OK;
	/* A pattern may be more than a URL: then there is no one host. */
	r = lanyard_credential_set(&place, "url", target);
	if (r == LANYARD_OK) {
		host = attributes_text(&place.attributes, "host");
		protocol = attributes_text(&place.attributes, "protocol");
		if (host != NULL && protocol != NULL &&
		    strchr(host, '*') == NULL)
			r = set_place(a, protocol, host);
	}
	attributes_clear(&place.attributes);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

static enum lanyard_error
fill_token(const struct entry *entry, const char *target, struct attributes *a)
{
	const struct login *login = entry->login;
	int64_t expires_at = tokens_expires_at(&entry->record);
	enum lanyard_error r;

	if ((r = attributes_set(
		 a, "password", tokens_access(&entry->record))) != LANYARD_OK ||
	    (r = attributes_set_text(a, "authtype", words_scheme(login))) !=
		LANYARD_OK)
		return r;
	if (expires_at != 0)
		r = attributes_set_number(a, "password_expiry_utc", expires_at);
	if (r == LANYARD_OK && login->username != NULL)
		r = attributes_set_text(a, "username", login->username);
	return r == LANYARD_OK ? add_place(a, login, target) : r;
}

enum lanyard_error
lanyard_token(struct lanyard_session *session, const char *target,
    struct lanyard_credential **answer)
{
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	session->command = "token";
	if (lanyard_credential_new(answer) != LANYARD_OK)
		return error_memory(&session->error);
	entry_init(&entry);
	if ((r = search_target_brief(&entry, session, target)) == LANYARD_OK &&
	    (r = obtain_token(&entry, session, 0)) == LANYARD_OK &&
	    fill_token(&entry, target, &(*answer)->attributes) != LANYARD_OK)
		r = error_memory(&session->error);
	entry_clear(&entry);
	if (r != LANYARD_OK)
		lanyard_credential_free(answer);
	return r;
}

enum lanyard_error
lanyard_login(struct lanyard_session *session, const char *target)
{
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	session->command = "login";
	entry_init(&entry);
	r = search_target(&entry, session, target);
	/* Where nobody is to be asked it is the same as a refresh by hand. */
	if (r == LANYARD_OK)
		r = entry_is_unattended(&entry)
			? refresh_now(&entry, session, 0)
			: prompt_login(&entry, session, true);
	entry_clear(&entry);
	return r;
}

enum lanyard_error
lanyard_refresh(
    struct lanyard_session *session, const char *target, uint64_t generation)
{
	struct entry entry;
	enum lanyard_error r;
	bool seeded;

	error_clear(&session->error);
	session->command = "refresh";
	entry_init(&entry);
	if ((r = search_target(&entry, session, target)) == LANYARD_OK)
		r = refresh_now(&entry, session, generation);
	seeded =
	    entry.login != NULL && !grant_has_login(entry.login->grant_type);
	if ((r == LANYARD_ERR_LOGIN_NEEDED || r == LANYARD_ERR_GRANT) &&
	    store_path(session->store) != NULL)
		error_hint(&session->error, "%slanyard %s %s",
		    seeded ? "make a new token at the host, then run: " : "",
		    seeded ? "seed" : "login", target);
	entry_clear(&entry);
	return r;
}

/* Does a server, as far as is known, take tokens back? */
static bool
has_revocation(const struct entry *entry)
{
	const struct login *login = entry->login;
	const struct recipe *recipe = recipe_of(login);

	return (recipe != NULL && recipe->revoke_url != NULL) ||
	       login->revocation_endpoint != NULL ||
	       attributes_text(
		   &entry->record.attributes, "revocation_endpoint") != NULL;
}

/* Is there a server to tell, and a token that it may know? */
static bool
is_revocable(const struct entry *entry, const struct lanyard_session *session)
{
	const struct record *record = &entry->record;

	return session->refresh != NULL && entry->agrees &&
	       has_revocation(entry) &&
	       (tokens_stored_refresh(record) != NULL ||
		   tokens_access(record) != NULL);
}

/* What is at another machine now must not end there. */
static void
tell_moved(const struct entry *entry, const struct lanyard_session *session)
{
	struct error text = {0};

	if (tokens_moved_at(&entry->record) == 0 || session->ui == NULL ||
	    session->ui->notice == NULL)
		return;
	error_set(&text, LANYARD_OK,
	    "login %s was moved to another machine: it is forgotten here, and "
	    "nothing is revoked",
	    entry->login->name);
	session->ui->notice(session->ui->context, text.message);
}

/* The lock FD is held. What the server says is told, and stops nothing. */
/*
 * The record goes, so that no later logout can do it. Some servers let no
 * client without a secret revoke anything, and what to check of it helps nobody
 * then.
 */
static void
hint_server(const struct login *login, struct error *error)
{
	if (error->hint[0] == '\0' ||
	    (error->code == LANYARD_ERR_REFUSED && !login_has_secret(login) &&
		!login_has_key(login)))
		error_hint(error,
		    "its tokens may live on: end them at the server, on the "
		    "page of applications that may use the account");
}

static enum lanyard_error
revoke(struct entry *entry, struct lanyard_session *session, int fd)
{
	const struct lanyard_job job = {
	    .kind = LANYARD_JOB_LOGOUT,
	    .login = entry->login->name,
	    .lock_fd = fd,
	    .timeout_ms = entry->login->timeout_ms,
	};
	enum lanyard_error r;

	if (entry_load(entry, session) == LANYARD_OK)
		tell_moved(entry, session);
	if (session->error.code != LANYARD_OK ||
	    !is_revocable(entry, session)) {
		error_clear(&session->error);
		return LANYARD_OK;
	}
	if ((r = session->refresh(session, &job)) != LANYARD_OK) {
		error_prefix(&session->error,
		    "login %s is removed here, but not revoked", job.login);
		hint_server(entry->login, &session->error);
	}
	return r;
}

static enum lanyard_error
forget(struct entry *entry, struct lanyard_session *session)
{
	struct error why = {0};
	enum lanyard_error r, revoked;
	int fd = -1;

	r = session_lock(session, entry->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &fd);
	if (r != LANYARD_OK)
		return r;
	if ((revoked = revoke(entry, session, fd)) != LANYARD_OK)
		why = session->error;
	r = store_remove(
	    session->store, STORE_LOGIN, entry->login->name, &session->error);
	store_unlock(session->store, &fd);
	session_log(session, "login %s: %s, %s", entry->login->name,
	    r == LANYARD_OK ? "its record is removed" : "not removed",
	    revoked == LANYARD_OK ? "revoked where that can be"
				  : "not revoked");
	if (r == LANYARD_OK && (r = revoked) != LANYARD_OK)
		session->error = why;
	return r;
}

enum lanyard_error
lanyard_logout(struct lanyard_session *session, const char *target)
{
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	session->command = "logout";
	entry_init(&entry);
	r = search_target(&entry, session, target);
	/* NAME.new has tokens, too, if a save was killed. */
	if (r == LANYARD_OK &&
	    (entry.record.found ||
		recover_is_due(session->store, entry.login->name)))
		r = forget(&entry, session);
	entry_clear(&entry);
	return r;
}
