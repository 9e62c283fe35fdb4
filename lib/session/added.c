/*
 * added.c - a login added to the user's configuration
 */
#include "session/added.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/secret.h"
#include "config/addition.h"
#include "config/key_value.h"
#include "os/fresh.h"
#include "os/owner.h"
#include "session/entry.h"
#include "session/search.h"

#define SECRET	    "client_secret"
#define SECRET_FILE "client_secret_file"

static void
clear(struct lanyard_session *session)
{
	append_clear(&session->append);
	free(session->append_secret);
	session->append_secret = NULL;
}

enum lanyard_error
added_secret_file(
    struct lanyard_session *session, const char *name, struct buf *path)
{
	const char *config = session->config_path;
	const char *slash = strrchr(config, '/');
	size_t size = slash != NULL ? (size_t)(slash + 1 - config) : 0;
	enum lanyard_error r =
	    owner_check_place(config, LANYARD_ERR_CONFIG, &session->error);

	if (r != LANYARD_OK)
		return r;
	if (config[0] != '/')
		return error_set(&session->error, LANYARD_ERR_CONFIG,
		    "the path of the configuration is not absolute: %s",
		    config[0] != '\0' ? config : "there is none");
	if (buf_add(path, config, size) == LANYARD_OK &&
	    buf_printf(path, "%s." SECRET, name) == LANYARD_OK)
		return LANYARD_OK;
	return error_memory(&session->error);
}

/* From now on the configuration is read anew. */
static void
forget(struct lanyard_session *session)
{
	config_free(&session->config);
	buf_reset(&session->stamps);
	session->settled = false;
}

enum lanyard_error
lanyard_config_prepare(struct lanyard_session *session)
{
	bool named = session->config_named;
	enum lanyard_error r;

	error_clear(&session->error);
	forget(session);
	session->config_named = false;
	r = session_config(session);
	session->config_named = named;
	return r;
}

/* Is there a login of that name, in the configuration or in the store? */
static enum lanyard_error
check_name(struct lanyard_session *s, const char *name)
{
	struct entry entry;
	enum lanyard_error r;
	bool is_configured;

	if (!login_name_is_valid(name)) {
		error_set(&s->error, LANYARD_ERR_CONFIG,
		    "\"%s\" cannot be a login's name", name);
		error_hint(&s->error, "a letter, then letters, digits, \"_\" "
				      "and \"-\", 64 at most");
		return LANYARD_ERR_CONFIG;
	}
	entry_init(&entry);
	r = search_name(&entry, s, name);
	is_configured = r == LANYARD_OK && entry.login->configured;
	entry_clear(&entry);
	if (r == LANYARD_ERR_UNKNOWN_LOGIN) {
		error_clear(&s->error);
		return LANYARD_OK;
	}
	if (r != LANYARD_OK)
		return r;
	error_set(&s->error, LANYARD_ERR_CONFIG,
	    is_configured ? "%s has a login %s already"
			  : "%s: the store has a login %s already",
	    s->config_path, name);
	return LANYARD_ERR_CONFIG;
}

/* The settings as the file gets them: a secret is named, not written. */
static enum lanyard_error
take_secret(struct lanyard_session *s, const char *name, const char **settings)
{
	struct secret secret = {0};
	enum lanyard_error r;
	struct buf path;
	size_t at = 0;

	while (settings[at] != NULL && strcmp(settings[at], SECRET) != 0)
		at += 2;
	if (settings[at] == NULL)
		return LANYARD_OK;
	buf_init(&path, LIMIT_PATH);
	if ((r = added_secret_file(s, name, &path)) == LANYARD_OK &&
	    ((s->append_secret = strdup(buf_text(&path))) == NULL ||
		secret_set_text(&secret, settings[at + 1]) != LANYARD_OK))
		r = error_memory(&s->error);
	if (r == LANYARD_OK && (r = fresh_write_secret(s->append_secret,
				    &secret, &s->error)) != LANYARD_OK) {
		/* What is there is not ours to remove. */
		free(s->append_secret);
		s->append_secret = NULL;
	}
	if (r == LANYARD_OK) {
		settings[at] = SECRET_FILE;
		settings[at + 1] = s->append_secret;
	}
	secret_clear(&secret);
	buf_clear(&path);
	return r;
}

/* A job has written it already, at the place where it is kept. */
static enum lanyard_error
note_secret_file(
    struct lanyard_session *s, const char *name, const char *const *settings)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf path;

	for (; settings[0] != NULL && s->append_secret == NULL; settings += 2) {
		if (strcmp(settings[0], SECRET_FILE) != 0)
			continue;
		buf_init(&path, LIMIT_PATH);
		r = added_secret_file(s, name, &path);
		if (r == LANYARD_OK &&
		    strcmp(buf_text(&path), settings[1]) == 0 &&
		    (s->append_secret = strdup(settings[1])) == NULL)
			r = error_memory(&s->error);
		buf_clear(&path);
	}
	return r;
}

static void
remove_secret(struct lanyard_session *s)
{
	if (s->append_secret != NULL)
		(void)unlink(s->append_secret);
	free(s->append_secret);
	s->append_secret = NULL;
}

enum lanyard_error
lanyard_config_add(struct lanyard_session *session, const char *name,
    const char *const *settings)
{
	size_t count = 0;
	const char **own;
	enum lanyard_error r;

	error_clear(&session->error);
	clear(session);
	if ((r = session_config(session)) != LANYARD_OK ||
	    (r = check_name(session, name)) != LANYARD_OK)
		return r;
	while (settings[count] != NULL)
		count++;
	if ((own = calloc(count + 1, sizeof(*own))) == NULL)
		return error_memory(&session->error);
	memcpy(own, settings, count * sizeof(*own));
	if ((r = note_secret_file(session, name, own)) == LANYARD_OK &&
	    (r = take_secret(session, name, own)) == LANYARD_OK)
		r = append_login(&session->append, session->config_path, name,
		    own, &session->error);
	if (r != LANYARD_OK)
		remove_secret(session);
	else
		forget(session);
	free(own);
	return r;
}

enum lanyard_error
lanyard_config_undo(struct lanyard_session *session)
{
	enum lanyard_error r;

	error_clear(&session->error);
	r = append_undo(&session->append, &session->error);
	if (r == LANYARD_OK)
		remove_secret(session);
	clear(session);
	forget(session);
	return r;
}

enum lanyard_error
lanyard_config_text(struct lanyard_session *session, const char *name,
    const char *const *settings, char **text)
{
	enum lanyard_error r;
	struct buf buf;

	*text = NULL;
	error_clear(&session->error);
	if ((r = session_config(session)) != LANYARD_OK ||
	    (r = check_name(session, name)) != LANYARD_OK)
		return r;
	buf_init(&buf, LIMIT_CONFIG);
	r = addition_describe(&buf, name, settings, &session->error);
	if (r == LANYARD_OK && (*text = strdup(buf_text(&buf))) == NULL)
		r = error_memory(&session->error);
	buf_clear(&buf);
	return r;
}

enum lanyard_error
lanyard_config_check(struct lanyard_session *session, const char *key,
    const char *value, const char *what, bool allow_http)
{
	const struct key *known = key_find(key);

	error_clear(&session->error);
	if (known == NULL)
		return error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "%s is no key to be set here", key);
	return key_value_check(known, value, what, allow_http, &session->error);
}
