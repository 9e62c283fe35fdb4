/*
 * rivals.c - the other logins that a new one must not take requests from
 */
#include "session/rivals.h"

#include <string.h>

#include "base/strings.h"
#include "git/credential.h"
#include "git/gitlogin.h"
#include "login/lines.h"
#include "login/pattern.h"
#include "session/entry.h"

struct rivals {
	const struct login *login;
	struct lanyard_session *session;
};

static enum lanyard_error
fail(const struct rivals *v, const char *other, const char *pattern)
{
	error_set(&v->session->error, LANYARD_ERR_CONFIG,
	    "login %s answers for %s already", other, pattern);
	error_hint(&v->session->error,
	    "describe both in lanyard.conf, or forget the other: lanyard "
	    "logout %s",
	    other);
	return LANYARD_ERR_CONFIG;
}

/* Is a pattern of the login's OTHER's, too, however it is written? */
static enum lanyard_error
check_rival(const struct rivals *v, const struct login *other)
{
	for (size_t i = 0; i < strings_count(v->login->url); i++)
		for (size_t n = 0; n < strings_count(other->url); n++) {
			int same =
			    pattern_same(v->login->url[i], other->url[n]);

			if (same == PATTERN_FAILED)
				return error_memory(&v->session->error);
			if (same != 0)
				return fail(v, other->name, other->url[n]);
		}
	return LANYARD_OK;
}

static enum lanyard_error
check_stored(void *context, const char *name)
{
	struct rivals *v = context;
	struct entry other;
	enum lanyard_error r;
	bool found;

	/* One that the configuration describes has its patterns there. */
	if (strcmp(name, v->login->name) == 0 ||
	    config_find(v->session->config, name) != NULL)
		return LANYARD_OK;
	entry_init(&other);
	r = entry_scan_stored(&other, v->session, name, &found);
	if (r == LANYARD_OK && found)
		r = check_rival(v, other.login);
	/* A record that cannot be read answers no request. */
	if (r == LANYARD_ERR_STORE) {
		error_clear(&v->session->error);
		r = LANYARD_OK;
	}
	entry_clear(&other);
	return r;
}

enum lanyard_error
rivals_check(const struct login *login, struct lanyard_session *session)
{
	struct rivals v = {login, session};
	enum lanyard_error r = session_config(session);

	for (size_t i = 0; r == LANYARD_OK && i < session->config->count; i++)
		if (strcmp(session->config->logins[i].name, login->name) != 0)
			r = check_rival(&v, &session->config->logins[i]);
	if (r == LANYARD_OK)
		r = store_each(session->store, STORE_LOGIN, check_stored, &v,
		    &session->error);
	return r;
}

/* git's login for PATTERN, unless it is LOGIN itself. */
static enum lanyard_error
check_git(const struct rivals *v, const char *pattern)
{
	struct lanyard_credential place = {0};
	const struct attributes *a = &place.attributes;
	struct login other;
	bool found = false;
	enum lanyard_error r;

	login_init(&other);
	r = lanyard_credential_set(&place, "url", pattern);
	if (r == LANYARD_OK)
		r = gitlogin_find(&other, attributes_text(a, "protocol"),
		    attributes_text(a, "host"), attributes_text(a, "path"),
		    &found, &v->session->error);
	else
		r = r == LANYARD_ERR_MEMORY ? error_memory(&v->session->error)
					    : LANYARD_OK;
	if (r == LANYARD_OK && found && strcmp(other.name, v->login->name) != 0)
		r = fail(v, other.name, pattern);
	login_clear(&other);
	attributes_clear(&place.attributes);
	return r;
}

enum lanyard_error
rivals_check_git(const struct login *login, struct lanyard_session *session)
{
	struct rivals v = {login, session};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < strings_count(login->url);
	     i++)
		if (strchr(login->url[i], '*') == NULL)
			r = check_git(&v, login->url[i]);
	return r;
}

enum lanyard_error
rivals_check_configured(
    const struct login *login, struct lanyard_session *session)
{
	const struct login *configured =
	    config_find(session->config, login->name);
	struct record record;
	enum lanyard_error r = LANYARD_OK;

	if (configured == NULL)
		return LANYARD_OK;
	record_init(&record);
	if (lines_from_login(&record.attributes, login, NULL) != LANYARD_OK)
		r = error_memory(&session->error);
	else if (!record_agrees(&record, configured))
		r = error_set(&session->error, LANYARD_ERR_CONFIG,
		    "the configuration has login %s with another server or "
		    "client",
		    login->name);
	record_clear(&record);
	return r;
}
