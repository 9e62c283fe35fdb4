/*
 * grant.c - how a login comes to its tokens: with a person, or without
 */
#include "login/grant.h"

#include <string.h>

bool
grant_is_unattended(const char *grant_type)
{
	return grant_type != NULL &&
	       strcmp(grant_type, GRANT_CLIENT_CREDENTIALS) == 0;
}

/* RFC 6749 4.4: confidential clients only. */
enum lanyard_error
grant_check(const struct login *login, struct error *error)
{
	if (!grant_is_unattended(login->grant_type) ||
	    login_has_secret(login) || login->private_key_file != NULL)
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
