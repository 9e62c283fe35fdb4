/*
 * git_store.c - git's "store": what came back from a host that accepted it
 */
#include <string.h>

#include "answer/seed.h"
#include "git/slip.h"
#include "session/search.h"
#include "store/passwords.h"

/*
 * Does git send such a request of itself? It tells helpers to store what is
 * whole: user name and password, or authtype and credential. A refresh token
 * comes along where another helper has given one; what becomes of it is
 * nobody's concern then. One that comes alone was handed in by somebody.
 */
static bool
is_by_git(const struct attributes *request)
{
	return (attributes_text(request, "username") != NULL &&
		   attributes_text(request, "password") != NULL) ||
	       (attributes_text(request, "authtype") != NULL &&
		   attributes_text(request, "credential") != NULL);
}

/* The values of KEYS of REQUEST, where they are there. */
static enum lanyard_error
take(struct seed_given *given, const struct attributes *request,
    struct error *error)
{
	static const char *const keys[] = {
	    "oauth_refresh_token", "password", "password_expiry_utc"};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < 3; i++) {
		const struct secret *value =
		    attributes_secret(request, keys[i]);

		if (value != NULL)
			r = seed_given_set(given,
			    seed_key_find(keys[i], strlen(keys[i])),
			    value->bytes, value->size, error);
	}
	return r;
}

/*
 * A refresh token seeds a login that has no live one; nothing else does. A
 * password that came along is the access token of that refresh token.
 */
static enum lanyard_error
seed(struct entry *entry, struct lanyard_session *s,
    const struct attributes *request)
{
	enum seed_way way = is_by_git(request) ? SEED_BY_GIT : SEED_BY_PERSON;
	struct seed_given given;
	enum lanyard_error r;

	if (attributes_secret(request, "oauth_refresh_token") == NULL ||
	    (way == SEED_BY_GIT && entry_refresh_token(entry) != NULL))
		return LANYARD_OK;
	seed_given_init(&given);
	if ((r = take(&given, request, &s->error)) == LANYARD_OK)
		r = seed_keep(entry, s, &given, way);
	else if (r == LANYARD_ERR_PROTOCOL)
		error_prefix(&s->error, "oauth_refresh_token for login %s",
		    entry->login->name);
	seed_given_clear(&given);
	return r;
}

/*
 * A refresh token for nobody, which whoever handed it in takes for kept. NEAR
 * is the entry's.
 */
static enum lanyard_error
tell_unanswered(struct lanyard_session *s, const struct attributes *request,
    const char *near)
{
	const char *protocol = attributes_text(request, "protocol");
	const char *host = attributes_text(request, "host");
	const char *user = attributes_text(request, "username");

	if (attributes_secret(request, "oauth_refresh_token") == NULL ||
	    is_by_git(request))
		return LANYARD_OK;
	if (protocol == NULL || host == NULL)
		return error_set(&s->error, LANYARD_ERR_PROTOCOL,
		    "the request names no protocol or no host: the refresh "
		    "token is not kept; see: lanyard seed");
	error_set(&s->error, LANYARD_ERR_UNKNOWN_LOGIN,
	    "no login answers %s://%s%s%s: the refresh token is not kept; "
	    "see: lanyard status",
	    protocol, host, user != NULL ? " for user " : "",
	    user != NULL ? user : "");
	if (near != NULL)
		error_hint(&s->error, "%s", near);
	return LANYARD_ERR_UNKNOWN_LOGIN;
}

static bool
is_password(const struct attributes *request)
{
	return attributes_text(request, "protocol") != NULL &&
	       attributes_text(request, "host") != NULL &&
	       attributes_text(request, "username") != NULL &&
	       attributes_text(request, "password") != NULL;
}

enum lanyard_error
lanyard_store(
    struct lanyard_session *session, const struct lanyard_credential *request)
{
	const struct attributes *a = &request->attributes;
	const char *slip = slip_of(request);
	struct entry entry;
	enum lanyard_error r;
	bool found;

	error_clear(&session->error);
	if (credential_is_true(request, "ephemeral"))
		return LANYARD_OK;
	if (slip != NULL)
		return error_set(&session->error, LANYARD_ERR_PROTOCOL,
		    "the refresh token is not kept: %s", slip);
	entry_init(&entry);
	r = search_request(&entry, session, request, &found);
	if (r == LANYARD_OK && found)
		r = seed(&entry, session, a);
	else if (r == LANYARD_OK && is_password(a) &&
		 (r = session_config(session)) == LANYARD_OK &&
		 session_keeps_passwords(session))
		r = passwords_keep(session->store, a, &session->error);
	else if (r == LANYARD_OK)
		r = tell_unanswered(session, a, entry.near);
	entry_clear(&entry);
	return r;
}
