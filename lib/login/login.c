/*
 * login.c - the description of a login: everything but its tokens
 */
#include "login/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"

void
login_init(struct login *login)
{
	memset(login, 0, sizeof(*login));
	login->refresh_margin_s = REFRESH_MARGIN_S;
	login->timeout_ms = TIMEOUT_OPERATION_MS;
}

static void
free_parameters(struct login_parameter *list)
{
	size_t i;

	for (i = 0; list != NULL && list[i].name != NULL; i++) {
		free(list[i].name);
		free(list[i].value);
	}
	free(list);
}

static void
free_source(struct login_source *source)
{
	free(source->source);
	free(source->file);
	free(source->variable);
	strings_free(&source->command);
	free(source->audience);
}

void
login_clear(struct login *login)
{
	free(login->name);
	free(login->preset);
	strings_free(&login->url);
	free(login->username);
	free(login->basic_username);
	free(login->issuer);
	free(login->authorization_endpoint);
	free(login->token_endpoint);
	free(login->device_authorization_endpoint);
	free(login->revocation_endpoint);
	free(login->pushed_authorization_request_endpoint);
	free(login->client_id);
	secret_clear(&login->client_secret);
	free(login->client_secret_file);
	free(login->private_key_file);
	free(login->private_key_id);
	strings_free(&login->client_secret_command);
	free(login->private_key_agent);
	strings_free(&login->sign_command);
	free(login->private_key_certificate_file);
	free(login->private_key_certificate_thumbprint);
	free(login->tls_client_cert_file);
	free(login->tls_client_key_file);
	free(login->token_endpoint_auth_method);
	free_source(&login->access_token);
	free(login->token_endpoint_auth_signing_alg);
	free_source(&login->subject_token);
	free_source(&login->actor_token);
	free_source(&login->assertion);
	free_source(&login->client_assertion);
	strings_free(&login->scope);
	strings_free(&login->resource);
	free(login->audience);
	free(login->authorization_scheme);
	free(login->grant_type);
	free(login->subject);
	free(login->subject_token_type);
	free(login->actor_token_type);
	free(login->requested_token_type);
	free(login->token_member);
	free(login->response_mode);
	free(login->api_endpoint);
	free(login->installation_id);
	strings_free(&login->repositories);
	free_parameters(login->permissions);
	free_parameters(login->recipe_parameters);
	free(login->redirect_uri);
	free(login->listen_address);
	free_parameters(login->authorization_parameters);
	free_parameters(login->token_parameters);
	free(login->ca_file);
	free(login->proxy);
	login_init(login);
}

enum lanyard_error
login_add_parameter(
    struct login_parameter **list, const char *name, const char *value)
{
	struct login_parameter added = {strdup(name), strdup(value)};
	struct login_parameter *grown = NULL;
	size_t count = 0;

	while (*list != NULL && (*list)[count].name != NULL)
		count++;
	if (added.name != NULL && added.value != NULL)
		grown = realloc(*list, (count + 2) * sizeof(*grown));
	if (grown == NULL) {
		free(added.name);
		free(added.value);
		return LANYARD_ERR_MEMORY;
	}
	grown[count] = added;
	grown[count + 1] = (struct login_parameter){NULL, NULL};
	*list = grown;
	return LANYARD_OK;
}

enum lanyard_error
login_scope_text(const struct login *login, char **text)
{
	size_t i, size = 0, used = 0;

	*text = NULL;
	for (i = 0; i < strings_count(login->scope); i++)
		size += strlen(login->scope[i]) + 1;
	if (size == 0)
		return LANYARD_OK;
	*text = allocate(size);
	if (*text == NULL)
		return LANYARD_ERR_MEMORY;
	for (i = 0; login->scope[i] != NULL; i++) {
		size_t length = strlen(login->scope[i]);

		memcpy(*text + used, login->scope[i], length);
		used += length;
		(*text)[used++] = ' ';
	}
	(*text)[used - 1] = '\0';
	return LANYARD_OK;
}

bool
login_name_is_valid(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	size_t size = strlen(name);

	return size >= 1 && size <= LIMIT_NAME &&
	       strspn(name, letters) == size &&
	       strchr("0123456789_-", name[0]) == NULL;
}

bool
login_endpoint_fits(const char *issuer, const char *endpoint)
{
	return issuer == NULL || text_compare_n(issuer, "https:", 6) != 0 ||
	       text_compare_n(endpoint, "http:", 5) != 0;
}

bool
login_has_secret(const struct login *login)
{
	return secret_is_set(&login->client_secret) ||
	       login->client_secret_file != NULL ||
	       login->client_secret_command != NULL;
}

bool
login_has_key(const struct login *login)
{
	return login->private_key_file != NULL ||
	       login->private_key_agent != NULL || login->sign_command != NULL;
}

void
login_print_key(
    const struct login *login, const char *key, char what[LOGIN_KEY_TEXT])
{
	if (login->name == NULL)
		(void)snprintf(what, LOGIN_KEY_TEXT, "%s", key);
	else
		(void)snprintf(what, LOGIN_KEY_TEXT, "\"%s\" in login \"%s\"",
		    key, login->name);
}

enum lanyard_error
login_check_url(const struct login *login, const char *key, const char *text,
    struct error *error)
{
	char what[LOGIN_KEY_TEXT];
	struct url url = {0};
	enum lanyard_error r;

	login_print_key(login, key, what);
	r = url_parse(&url, text);
	if (r == LANYARD_ERR_MEMORY) {
		r = error_memory(error);
	} else if (r != LANYARD_OK) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is not an absolute URL", what);
		error_hint(error, "write it as https://HOST/PATH");
	} else if (url.user != NULL) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s has a user name in it", what);
		error_hint(error, "write it as https://HOST/PATH");
	} else if (!url_is_web(&url) ||
		   !url_is_allowed(&url, login->allow_http)) {
		r = error_set(
		    error, LANYARD_ERR_CONFIG, "%s is not https", what);
		error_hint(error, "write https, or allow_http = true; in that "
				  "login to send secrets in clear");
	}
	url_clear(&url);
	return r;
}

enum lanyard_error
login_check_client(const struct login *login, struct error *error)
{
	if (login->client_id != NULL)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG, "login \"%s\" has no client_id",
	    login->name);
	error_hint(error, "register a client at the authorization server and "
			  "add client_id = \"ID\";");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
login_check_server(const struct login *login, struct error *error)
{
	if (login->issuer != NULL || login->token_endpoint != NULL)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has neither issuer nor token_endpoint", login->name);
	error_hint(error, "add issuer = \"https://HOST\"; or the server's "
			  "endpoints");
	return LANYARD_ERR_CONFIG;
}

/* Is it for the grant to say what it needs? */
static bool
has_extension_grant(const struct login *login)
{
	const struct login_source *token = &login->access_token;

	return (login->grant_type != NULL &&
		   strncmp(login->grant_type, "urn:", 4) == 0) ||
	       token->file != NULL || token->variable != NULL ||
	       token->command != NULL;
}

enum lanyard_error
login_check(const struct login *login, struct error *error)
{
	const struct {
		const char *key;
		const char *text;
	} urls[] = {
	    {"issuer", login->issuer},
	    {"authorization_endpoint", login->authorization_endpoint},
	    {"token_endpoint", login->token_endpoint},
	    {"device_authorization_endpoint",
		login->device_authorization_endpoint},
	    {"revocation_endpoint", login->revocation_endpoint},
	    {"pushed_authorization_request_endpoint",
		login->pushed_authorization_request_endpoint},
	};
	enum lanyard_error r = LANYARD_OK;
	size_t i;

	if (!has_extension_grant(login) &&
	    (r = login_check_client(login, error)) == LANYARD_OK)
		r = login_check_server(login, error);
	for (i = 0; r == LANYARD_OK && i < sizeof(urls) / sizeof(*urls); i++)
		if (urls[i].text != NULL)
			r = login_check_url(
			    login, urls[i].key, urls[i].text, error);
	return r;
}
