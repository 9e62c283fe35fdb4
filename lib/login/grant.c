/*
 * grant.c - how a login comes to its tokens: with a person, or without
 */
#include "login/grant.h"

#include <string.h>

#include "login/sources.h"

bool
grant_is_unattended(const char *grant_type)
{
	return grant_type != NULL &&
	       (strcmp(grant_type, GRANT_CLIENT_CREDENTIALS) == 0 ||
		   strcmp(grant_type, GRANT_JWT_BEARER) == 0 ||
		   strcmp(grant_type, GRANT_TOKEN_EXCHANGE) == 0);
}

bool
grant_is(const struct login *login, const char *type)
{
	return login->grant_type != NULL &&
	       strcmp(login->grant_type, type) == 0;
}

bool
grant_signs(const struct login *login)
{
	return grant_is(login, GRANT_JWT_BEARER) &&
	       sources_kind(&login->assertion) == SOURCE_NONE;
}

/* RFC 6749 4.4: confidential clients only. */
static enum lanyard_error
check_credentials(const struct login *login, struct error *error)
{
	if (login_has_secret(login) || login->private_key_file != NULL ||
	    sources_kind(&login->client_assertion) != SOURCE_NONE)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has grant_type = \"" GRANT_CLIENT_CREDENTIALS
	    "\" and no client secret",
	    login->name);
	error_hint(error,
	    "give it client_secret_file: the path of a file of mode 600; or "
	    "private_key_file");
	return LANYARD_ERR_CONFIG;
}

/* A key's file may say whose it is, and where it counts; others do not. */
static enum lanyard_error
check_assertion(const struct login *login, struct error *error)
{
	if (!grant_signs(login))
		return login_check_server(login, error);
	if (login->private_key_file != NULL)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has grant_type = \"" GRANT_JWT_BEARER
	    "\" and no assertion",
	    login->name);
	error_hint(error,
	    "give it private_key_file, which signs one, or assertion_source");
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
check_exchange(const struct login *login, struct error *error)
{
	if (sources_kind(&login->subject_token) != SOURCE_NONE)
		return login_check_server(login, error);
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has grant_type = \"" GRANT_TOKEN_EXCHANGE
	    "\" and no subject_token_source",
	    login->name);
	error_hint(error, "add subject_token_source = \"auto\"; or "
			  "subject_token_file");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
grant_check(const struct login *login, struct error *error)
{
	if (grant_is(login, GRANT_CLIENT_CREDENTIALS))
		return check_credentials(login, error);
	if (grant_is(login, GRANT_JWT_BEARER))
		return check_assertion(login, error);
	if (grant_is(login, GRANT_TOKEN_EXCHANGE))
		return check_exchange(login, error);
	return LANYARD_OK;
}
