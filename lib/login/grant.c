/*
 * grant.c - how a login comes to its tokens: with a person, or without
 */
#include "login/grant.h"

#include <string.h>

#include "base/text.h"
#include "login/recipe.h"
#include "login/sources.h"

/* Is it one of those above that need no person? */
static bool
needs_nobody(const char *grant_type)
{
	return grant_type != NULL &&
	       (grant_is_external(grant_type) ||
		   strcmp(grant_type, GRANT_CLIENT_CREDENTIALS) == 0 ||
		   strcmp(grant_type, GRANT_JWT_BEARER) == 0 ||
		   strcmp(grant_type, GRANT_TOKEN_EXCHANGE) == 0);
}

bool
grant_is_external(const char *grant_type)
{
	static const char *const types[] = {
	    GRANT_FILE, GRANT_VARIABLE, GRANT_COMMAND, NULL};

	return grant_type != NULL && text_is_one_of(grant_type, types);
}

/* What LOGIN says of where its token is kept is the grant of that name. */
static const char *
external_type(const struct login *login)
{
	const struct login_source *token = &login->access_token;

	if (token->file != NULL)
		return GRANT_FILE;
	if (token->variable != NULL)
		return GRANT_VARIABLE;
	return token->command != NULL ? GRANT_COMMAND : NULL;
}

enum lanyard_error
grant_imply(struct login *login)
{
	const char *type = external_type(login);

	if (login->grant_type != NULL || type == NULL)
		return LANYARD_OK;
	login->grant_type = strdup(type);
	return login->grant_type != NULL ? LANYARD_OK : LANYARD_ERR_MEMORY;
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

bool
grant_is_unattended(const char *grant_type)
{
	return needs_nobody(grant_type) ||
	       (recipe_is_named(grant_type) && !recipe_rotates(grant_type));
}

bool
grant_has_login(const char *grant_type)
{
	return !needs_nobody(grant_type) && !recipe_is_named(grant_type);
}

/* RFC 6749 4.4: confidential clients only. */
static enum lanyard_error
check_credentials(const struct login *login, struct error *error)
{
	if (login_has_secret(login) || login_has_key(login) ||
	    login->tls_client_cert_file != NULL ||
	    sources_kind(&login->client_assertion) != SOURCE_NONE)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has grant_type = \"" GRANT_CLIENT_CREDENTIALS
	    "\" and no client secret",
	    login->name);
	error_hint(error,
	    "give it client_secret_file: the path of a file of mode 600; or "
	    "private_key_file, or tls_client_cert_file");
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
	if (login_has_key(login))
		return login_check_server(login, error);
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

/* One place, and the grant that reads it. */
static enum lanyard_error
check_external(const struct login *login, struct error *error)
{
	const struct login_source *token = &login->access_token;
	const char *said = login->grant_type, *type = external_type(login);

	if ((token->file != NULL) + (token->variable != NULL) +
		(token->command != NULL) >
	    1)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" has more than one of access_token_file, "
		    "access_token_variable and access_token_command",
		    login->name);
	if (type == NULL ? !grant_is_external(said)
			 : said != NULL && strcmp(said, type) == 0)
		return LANYARD_OK;
	if (grant_is_external(said))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" has grant_type = \"%s\" and no "
		    "access_token_%s",
		    login->name, said, said);
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has access_token_%s, but grant_type = \"%s\", "
	    "which asks for a token",
	    login->name, type, said);
	error_hint(error, "remove one of the two");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
grant_check(const struct login *login, struct error *error)
{
	const struct recipe *recipe = recipe_of(login);
	enum lanyard_error r;

	if (recipe != NULL)
		return recipe_check(recipe, login, error);
	if (recipe_is_named(login->grant_type))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" is renewed by %s, which no lanyard.conf has "
		    "any more",
		    login->name, login->grant_type);
	if ((r = check_external(login, error)) != LANYARD_OK ||
	    (r = login_check(login, error)) != LANYARD_OK)
		return r;
	if (grant_is(login, GRANT_CLIENT_CREDENTIALS))
		return check_credentials(login, error);
	if (grant_is(login, GRANT_JWT_BEARER))
		return check_assertion(login, error);
	if (grant_is(login, GRANT_TOKEN_EXCHANGE))
		return check_exchange(login, error);
	return LANYARD_OK;
}
