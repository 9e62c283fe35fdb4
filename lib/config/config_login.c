/*
 * config_login.c - one login of a configuration file
 */
#include "config/config_login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/strings.h"
#include "config/key_value.h"
#include "config/preset.h"
#include "login/grant.h"
#include "login/recipe.h"
#include "login/sources.h"

/* A setting's value on its way to key_value_apply(). */
struct taken {
	struct key_value value;
	char **texts;
	struct login_parameter *parameters;
};

static void
taken_clear(struct taken *taken)
{
	struct login owner;

	login_init(&owner);
	owner.url = taken->texts;
	owner.token_parameters = taken->parameters;
	login_clear(&owner);
}

/* False: not a string, nor a list of strings. */
static bool
take_texts(
    const struct setting *setting, struct taken *taken, enum lanyard_error *r)
{
	const char *text = setting_text(setting);
	size_t i;

	if (text != NULL)
		*r = strings_add(&taken->texts, text);
	else if (setting_type(setting) != SETTING_LIST)
		return false;
	for (i = 0; *r == LANYARD_OK && i < setting_count(setting); i++) {
		text = setting_text(setting_at(setting, i));
		if (text == NULL)
			return false;
		*r = strings_add(&taken->texts, text);
	}
	taken->value.texts = taken->texts;
	return true;
}

/* False: not a group of strings, nor a list of [name, value]. */
static bool
take_parameters(
    const struct setting *setting, struct taken *taken, enum lanyard_error *r)
{
	bool grouped = setting_type(setting) == SETTING_GROUP;
	size_t i;

	if (!grouped && setting_type(setting) != SETTING_LIST)
		return false;
	for (i = 0; *r == LANYARD_OK && i < setting_count(setting); i++) {
		const struct setting *member = setting_at(setting, i);
		const char *name, *value;

		if (grouped) {
			name = setting_name(member);
			value = setting_text(member);
		} else if (setting_type(member) == SETTING_LIST &&
			   setting_count(member) == 2) {
			name = setting_text(setting_at(member, 0));
			value = setting_text(setting_at(member, 1));
		} else {
			return false;
		}
		if (name == NULL || value == NULL)
			return false;
		*r = login_add_parameter(&taken->parameters, name, value);
	}
	taken->value.parameters = taken->parameters;
	return true;
}

/* False: SETTING has not the type that KEY wants. */
static bool
take(const struct key *key, const struct setting *setting, struct taken *taken,
    enum lanyard_error *r)
{
	switch (key->type) {
	case KEY_LATER:
		return true;
	case KEY_COMMAND:
		return setting_type(setting) == SETTING_LIST &&
		       take_texts(setting, taken, r);
	case KEY_PATTERNS:
	case KEY_SCOPE:
		return take_texts(setting, taken, r);
	case KEY_PARAMETERS:
		return take_parameters(setting, taken, r);
	case KEY_NUMBER:
		taken->value.number = setting_number(setting);
		return setting_type(setting) == SETTING_NUMBER;
	case KEY_BOOL:
		taken->value.flag = setting_bool(setting);
		return setting_type(setting) == SETTING_BOOL;
	default:
		taken->value.text = setting_text(setting);
		return taken->value.text != NULL;
	}
}

/* False: what it says is none of RECIPES. */
static bool
take_recipe(struct login *login, const struct setting *setting,
    const struct own_recipes *recipes, enum lanyard_error *r,
    struct error *error)
{
	const char *name = setting_text(setting);
	struct buf type;

	if (recipes == NULL || name == NULL ||
	    (login->recipe = config_recipe_find(recipes, name)) == NULL)
		return false;
	buf_init(&type, LIMIT_LINE);
	free(login->grant_type);
	login->grant_type = NULL;
	if (buf_printf(&type, RECIPE_OWN "%s", name) != LANYARD_OK ||
	    (login->grant_type = strdup(buf_text(&type))) == NULL)
		*r = error_memory(error);
	buf_clear(&type);
	return true;
}

static enum lanyard_error
read_key(struct login *login, const struct setting_tree *tree,
    const struct setting *setting, const struct key *key, struct error *error)
{
	struct taken taken = {0};
	enum lanyard_error r = LANYARD_OK;

	if (key->type == KEY_SECRET && tree->readable) {
		setting_fail(tree, setting, error,
		    "\"%s\" is in a file that others may read", key->name);
		/* root's file has to stay readable for all its users. */
		if (tree->foreign)
			error_hint(error, "name a client_secret_command or a "
					  "client_secret_file in its place");
		else
			error_hint_path(error, "chmod 600", "%s", tree->path);
		return LANYARD_ERR_CONFIG;
	}
	if (!take(key, setting, &taken, &r)) {
		r = setting_fail(tree, setting, error,
		    "\"%s\" in login \"%s\" must be %s", key->name, login->name,
		    key_expects(key));
		if (key->type != KEY_LATER)
			error_hint(error, "%s = %s", key->name, key_form(key));
	} else if (r != LANYARD_OK)
		error_memory(error);
	else
		r = setting_located(tree, setting,
		    key_value_apply(key, &taken.value, login, error), error);
	if (key->type == KEY_SECRET)
		setting_wipe(setting);
	taken_clear(&taken);
	return r;
}

static bool
is_of_the_file(const char *name)
{
	return strcmp(name, "store_passwords") == 0 ||
	       strcmp(name, "store") == 0 || strcmp(name, "logins") == 0 ||
	       strcmp(name, "recipes") == 0;
}

/* Read the keys of type bool, or all the others. */
static enum lanyard_error
read_keys(struct login *login, const struct setting_tree *tree,
    const struct setting *setting, const struct own_recipes *recipes,
    bool bools, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	char where[LIMIT_NAME + sizeof(" in login \"\"")];
	size_t i;

	(void)snprintf(where, sizeof(where), " in login \"%s\"", login->name);
	for (i = 0; r == LANYARD_OK && i < setting_count(setting); i++) {
		const struct setting *member = setting_at(setting, i);
		const char *name = setting_name(member);
		const struct key *key = key_find(name);

		if (key == NULL && is_of_the_file(name))
			r = setting_fail(tree, member, error,
			    "\"%s\" belongs outside of the logins", name);
		else if (key == NULL)
			r = setting_unknown(
			    tree, member, where, key_nearest(name), error);
		else if (!bools && strcmp(name, "grant_type") == 0 &&
			 take_recipe(login, member, recipes, &r, error))
			continue;
		else if ((key->type == KEY_BOOL) == bools)
			r = read_key(login, tree, member, key, error);
	}
	return r;
}

/* What no single key can tell. */
static const char *
login_fault(const struct login *login)
{
	int secrets = secret_is_set(&login->client_secret) +
		      (login->client_secret_file != NULL) +
		      (login->client_secret_command != NULL);
	const char *method = login->token_endpoint_auth_method;
	const char *alg = login->token_endpoint_auth_signing_alg;
	int keys = (login->private_key_file != NULL) +
		   (login->private_key_agent != NULL) +
		   (login->sign_command != NULL);
	bool asserted = sources_kind(&login->client_assertion) != SOURCE_NONE;

	if (login->tls_client_key_file != NULL &&
	    login->tls_client_cert_file == NULL)
		return "has tls_client_key_file, but no tls_client_cert_file";
	if (method != NULL && words_is_tls(method)) {
		if (login->tls_client_cert_file == NULL)
			return "has a token_endpoint_auth_method that needs "
			       "tls_client_cert_file";
		if (secrets > 0 || asserted ||
		    (keys > 0 && !grant_signs(login)))
			return "has a token_endpoint_auth_method by TLS, and a "
			       "secret, key or client_assertion beside it";
	}
	if (secrets > 1)
		return "has more than one of client_secret, "
		       "client_secret_file and client_secret_command";
	if (method != NULL && words_is_public(method) && secrets > 0)
		return "has a client secret, but token_endpoint_auth_method "
		       "\"none\"";
	if (keys > 1)
		return "has more than one of private_key_file, "
		       "private_key_agent and sign_command";
	if (asserted && (secrets > 0 || keys > 0))
		return "has a source of its client_assertion, and a secret or "
		       "key beside it";
	if (method != NULL && strcmp(method, "private_key_jwt") == 0)
		return keys > 0 || asserted
			   ? NULL
			   : "has token_endpoint_auth_method "
			     "\"private_key_jwt\", but no private_key_file";
	if (keys > 0 && !grant_signs(login) && (method != NULL || secrets > 0))
		return "has private_key_file, which is for "
		       "token_endpoint_auth_method \"private_key_jwt\" alone, "
		       "without a client secret";
	if (keys == 0 && login->private_key_certificate_file != NULL)
		return "has private_key_certificate_file, but no key";
	if (keys > 0 && alg != NULL && strcmp(alg, "HS256") == 0)
		return "has token_endpoint_auth_signing_alg \"HS256\", which a "
		       "client secret signs with, and a private key";
	if (login->private_key_certificate_thumbprint != NULL &&
	    login->private_key_certificate_file == NULL)
		return "has private_key_certificate_thumbprint, but no "
		       "private_key_certificate_file";
	if (login->private_key_file == NULL && alg != NULL &&
	    login->sign_command == NULL && strcmp(alg, "HS256") != 0)
		return "has token_endpoint_auth_signing_alg, but no key that "
		       "it could choose of";
	if (method != NULL && !words_is_public(method) &&
	    !words_is_tls(method) && secrets == 0)
		return "has no client secret, but a "
		       "token_endpoint_auth_method that needs one";
	if (login->url == NULL)
		return "has no url";
	if (login->basic_username != NULL &&
	    strchr(login->basic_username, ':') != NULL)
		return "has a \":\" in basic_username, which ends a user name "
		       "in HTTP Basic (RFC 7617)";
	if (login->username != NULL && login->basic_username == NULL &&
	    !login->bearer && strchr(login->username, ':') != NULL &&
	    strncmp(login->url[0], "http", 4) == 0)
		return "has a \":\" in username, which ends a user name in "
		       "HTTP Basic (RFC 7617): add basic_username = "
		       "\"oauth2\";";
	return NULL;
}

enum lanyard_error
config_login_read(struct login *login, const struct setting_tree *tree,
    const struct setting *setting, const struct own_recipes *recipes,
    struct error *error)
{
	const char *fault, *name = setting_name(setting);
	enum lanyard_error r;

	if (!login_name_is_valid(name)) {
		setting_fail(tree, setting, error,
		    "\"%s\" cannot be a login's name", name);
		error_hint(error, "a letter, then letters, digits, \"_\" and "
				  "\"-\", 64 at most");
		return LANYARD_ERR_CONFIG;
	}
	if (setting_type(setting) != SETTING_GROUP && key_find(name) != NULL)
		return setting_fail(tree, setting, error,
		    "\"%s\" belongs in a login, which has a name: logins = { "
		    "NAME = { %s = ...; }; };",
		    name, name);
	if (setting_type(setting) != SETTING_GROUP)
		return setting_fail_group(
		    tree, setting, "login ", "...", error);
	login->configured = true;
	login->name = strdup(name);
	if (login->name == NULL)
		return error_memory(error);
	/* allow_http first, wherever it stands: URLs depend on it. */
	if ((r = read_keys(login, tree, setting, recipes, true, error)) !=
		LANYARD_OK ||
	    (r = read_keys(login, tree, setting, recipes, false, error)) !=
		LANYARD_OK)
		return r;
	if (grant_imply(login) != LANYARD_OK)
		return error_memory(error);
	if ((r = setting_located(tree, setting, preset_apply(login, error),
		 error)) != LANYARD_OK)
		return r;
	if (recipe_apply(login) != LANYARD_OK)
		return error_memory(error);
	fault = login_fault(login);
	if (fault == NULL) {
		r = grant_check(login, error);
		if (r == LANYARD_OK)
			r = sources_check(login, error);
		return setting_located(tree, setting, r, error);
	}
	setting_fail(tree, setting, error, "login \"%s\" %s", name, fault);
	if (login->url == NULL)
		error_hint(error, "add url = \"https://HOST\"; with the host "
				  "that gets the tokens");
	return LANYARD_ERR_CONFIG;
}
