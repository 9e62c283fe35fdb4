/*
 * sibling.c - another login of the same client at the same server
 */
#include "session/sibling.h"

#include <stdlib.h>
#include <string.h>

#include "session/entry.h"

struct sibling {
	const struct login *login;
	struct lanyard_session *session;
	char **name;
};

static bool
is_equal(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* OTHER's, if it is one and none is found yet. */
static enum lanyard_error
take(const struct sibling *v, const struct login *other)
{
	const struct login *login = v->login;
	bool issuers = login->issuer != NULL && other->issuer != NULL;

	if (*v->name != NULL || strcmp(other->name, login->name) == 0 ||
	    !is_equal(other->client_id, login->client_id) ||
	    !(issuers ? is_equal(other->issuer, login->issuer)
		      : is_equal(other->token_endpoint, login->token_endpoint)))
		return LANYARD_OK;
	*v->name = strdup(other->name);
	return *v->name != NULL ? LANYARD_OK : error_memory(&v->session->error);
}

static enum lanyard_error
take_stored(void *context, const char *name)
{
	const struct sibling *v = context;
	struct entry other;
	enum lanyard_error r;
	bool found;

	if (config_find(v->session->config, name) != NULL)
		return LANYARD_OK;
	entry_init(&other);
	r = entry_scan_stored(&other, v->session, name, &found);
	if (r == LANYARD_OK && found)
		r = take(v, other.login);
	else if (r == LANYARD_ERR_STORE) {
		/* One that cannot be read lives by nothing. */
		error_clear(&v->session->error);
		r = LANYARD_OK;
	}
	entry_clear(&other);
	return r;
}

enum lanyard_error
sibling_find(
    const struct login *login, struct lanyard_session *session, char **name)
{
	struct sibling v = {login, session, name};
	enum lanyard_error r;

	*name = NULL;
	r = session_config(session);
	for (size_t i = 0; r == LANYARD_OK && i < session->config->count; i++)
		r = take(&v, &session->config->logins[i]);
	if (r == LANYARD_OK)
		r = store_each(session->store, STORE_LOGIN, take_stored, &v,
		    &session->error);
	return r;
}
