/*
 * metadata.c - what an authorization server says of itself (RFC 8414 2)
 */
#include "net/oauth/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "login/login.h"

void
metadata_clear(struct metadata *metadata)
{
	free(metadata->authorization_endpoint);
	free(metadata->token_endpoint);
	free(metadata->device_authorization_endpoint);
	free(metadata->revocation_endpoint);
	free(metadata->pushed_authorization_request_endpoint);
	free(metadata->registration_endpoint);
	free(metadata->userinfo_endpoint);
	free(metadata->jwks_uri);
	free(metadata->scopes_supported);
	free(metadata->auth_methods);
	free(metadata->auth_algs);
	free(metadata->introspection_endpoint);
	free(metadata->introspection_methods);
	free(metadata->revocation_methods);
	free(metadata->aliases.unusable);
	free(metadata->aliases.device_unusable);
	free(metadata->aliases.token_endpoint);
	free(metadata->aliases.revocation_endpoint);
	free(metadata->aliases.device_authorization_endpoint);
	free(metadata->aliases.pushed_authorization_request_endpoint);
	free(metadata->aliases.introspection_endpoint);
	memset(metadata, 0, sizeof *metadata);
}

/*
 * A member that is absent, or no string, is not advertised. ERROR says what is
 * wrong with one that may not be asked.
 */
static enum lanyard_error
take_endpoint(char **endpoint, const struct json *json, const char *name,
    const char *issuer, const struct http *http, struct error *error)
{
	enum lanyard_error r;

	if (json_type(json, name) != JSON_STRING)
		return LANYARD_OK;
	if ((*endpoint = json_text(json, name)) == NULL)
		return error_set(error, LANYARD_ERR_SERVER,
		    "the metadata's %s is no text", name);
	r = http_check_url(http, *endpoint, error);
	if (r == LANYARD_OK && !login_endpoint_fits(issuer, *endpoint))
		r = error_set(error, LANYARD_ERR_SERVER,
		    "http, though the issuer is https");
	if (r == LANYARD_OK || r == LANYARD_ERR_MEMORY)
		return r;
	free(*endpoint);
	*endpoint = NULL;
	if (error != NULL)
		error->code = LANYARD_ERR_SERVER;
	error_prefix(error, "the metadata's %s", name);
	return LANYARD_ERR_SERVER;
}

#define LOGINS 2 /* of the table: where a login begins */

static enum lanyard_error
take_endpoints(struct metadata *metadata, const struct json *json,
    const char *issuer, const struct http *http, struct error *error)
{
	const struct {
		const char *name;
		char **endpoint;
	} table[] = {
	    {"authorization_endpoint", &metadata->authorization_endpoint},
	    {"device_authorization_endpoint",
		&metadata->device_authorization_endpoint},
	    {"token_endpoint", &metadata->token_endpoint},
	    {"revocation_endpoint", &metadata->revocation_endpoint},
	    {"pushed_authorization_request_endpoint",
		&metadata->pushed_authorization_request_endpoint},
	    {"registration_endpoint", &metadata->registration_endpoint},
	    {"userinfo_endpoint", &metadata->userinfo_endpoint},
	    {"introspection_endpoint", &metadata->introspection_endpoint},
	    {"jwks_uri", &metadata->jwks_uri},
	};
	struct error why;
	enum lanyard_error r;
	size_t i;

	/* One that is not needed, or given otherwise, forbids nothing. */
	for (i = 0; i < sizeof table / sizeof *table; i++) {
		bool needed = table[i].endpoint == &metadata->token_endpoint;

		error_clear(&why);
		r = take_endpoint(table[i].endpoint, json, table[i].name,
		    issuer, http, needed ? error : &why);
		if (r == LANYARD_ERR_MEMORY)
			return error_memory(error);
		if (r != LANYARD_OK && needed && !metadata->token_given)
			return r;
		if (r != LANYARD_OK && i < LOGINS &&
		    metadata->unusable.code == LANYARD_OK)
			metadata->unusable = why;
	}
	error_clear(error);
	return LANYARD_OK;
}

static void
take_features(struct metadata *metadata, const struct json *json)
{
	metadata->auth_methods =
	    json_array_words(json, "token_endpoint_auth_methods_supported");
	metadata->auth_algs = json_array_words(
	    json, "token_endpoint_auth_signing_alg_values_supported");
	metadata->introspection_methods = json_array_words(
	    json, "introspection_endpoint_auth_methods_supported");
	metadata->revocation_methods = json_array_words(
	    json, "revocation_endpoint_auth_methods_supported");
	metadata->iss_parameter = json_boolean(
	    json, "authorization_response_iss_parameter_supported", false);
	metadata->require_pushed_authorization_requests =
	    json_boolean(json, "require_pushed_authorization_requests", false);
	metadata->client_id_document =
	    json_boolean(json, "client_id_metadata_document_supported", false);
	metadata->scopes_supported = json_array_words(json, "scopes_supported");
}

/* One that may not be asked is empty, and *WHY, if WHY is given, says why. */
static enum lanyard_error
take_alias(char **endpoint, const struct json *json, const char *name,
    const char *issuer, const struct http *http, char **why)
{
	struct error error = {0};
	enum lanyard_error r;

	r = take_endpoint(endpoint, json, name, issuer, http, &error);
	if (r == LANYARD_OK || r == LANYARD_ERR_MEMORY)
		return r;
	if ((*endpoint = strdup("")) == NULL)
		return LANYARD_ERR_MEMORY;
	return why == NULL || (*why = strdup(error.message)) != NULL
		   ? LANYARD_OK
		   : LANYARD_ERR_MEMORY;
}

static enum lanyard_error
take_alias_table(struct mtls_aliases *aliases, const struct json *json,
    const char *issuer, const struct http *http)
{
	const struct {
		const char *name;
		char **endpoint;
		char **why;
	} table[] = {
	    {"token_endpoint", &aliases->token_endpoint, &aliases->unusable},
	    {"device_authorization_endpoint",
		&aliases->device_authorization_endpoint,
		&aliases->device_unusable},
	    {"revocation_endpoint", &aliases->revocation_endpoint, NULL},
	    {"pushed_authorization_request_endpoint",
		&aliases->pushed_authorization_request_endpoint, NULL},
	    {"introspection_endpoint", &aliases->introspection_endpoint, NULL},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < sizeof table / sizeof *table;
	     i++)
		r = take_alias(table[i].endpoint, json, table[i].name, issuer,
		    http, table[i].why);
	return r;
}

/* What is wrong with them counts where they are used. */
static enum lanyard_error
take_aliases(struct mtls_aliases *aliases, const struct json *json,
    const char *issuer, const struct http *http)
{
	enum lanyard_error r = LANYARD_OK;
	struct json *inner = NULL;
	struct buf text;

	buf_init(&text, LIMIT_REPLY);
	if (json_type(json, "mtls_endpoint_aliases") == JSON_OBJECT &&
	    json_inner(json, "mtls_endpoint_aliases", &text) == LANYARD_OK)
		r = json_parse(
		    &inner, text.data, text.size, JSON_OUTERMOST, NULL);
	/* What is wrong with what nobody reads decides nothing. */
	if (inner != NULL)
		r = take_alias_table(aliases, inner, issuer, http);
	json_free(&inner);
	buf_clear(&text);
	return r;
}

void
metadata_hint(struct error *error)
{
	error_hint(error,
	    "is issuer right? if it is, write the endpoints of that server "
	    "into the login: authorization_endpoint and token_endpoint");
}

/*
 * FOUND is another spelling of ISSUER (a slash, case, a port), or another
 * issuer of its host. That of a stranger is no proposal, nor is a template.
 */
static void
hint_issuer(const char *issuer, const char *found, struct error *error)
{
	struct url a = {0}, b = {0};

	if (strchr(found, '{') == NULL && url_parse(&a, issuer) == LANYARD_OK &&
	    url_parse(&b, found) == LANYARD_OK && b.user == NULL &&
	    text_compare(a.scheme, b.scheme) == 0 &&
	    text_compare(a.host, b.host) == 0 && url_port(&a) == url_port(&b))
		error_hint(error,
		    "if that is the server, its issuer is \"%s\", which has "
		    "to be written so, to the last slash",
		    found);
	url_clear(&a);
	url_clear(&b);
}

/* RFC 8414 3.3: a document for another issuer could send our codes there. */
static enum lanyard_error
check_issuer(const struct json *json, const char *issuer, struct error *error)
{
	char *found = json_text(json, "issuer");
	enum lanyard_error r = LANYARD_OK;

	if (found == NULL)
		r = error_set(error, LANYARD_ERR_SERVER,
		    "the metadata of issuer %s names no issuer", issuer);
	else if (strcmp(found, issuer) != 0) {
		r = error_set(error, LANYARD_ERR_SERVER,
		    "the metadata of issuer %s is that of issuer %s", issuer,
		    found);
		hint_issuer(issuer, found, error);
	}
	free(found);
	return r;
}

enum lanyard_error
metadata_take(struct metadata *metadata, const struct json *json,
    const struct http *http, const char *issuer, struct error *error)
{
	enum lanyard_error r;

	if ((r = check_issuer(json, issuer, error)) != LANYARD_OK ||
	    (r = take_endpoints(metadata, json, issuer, http, error)) !=
		LANYARD_OK)
		return r;
	if (metadata->token_endpoint == NULL && !metadata->token_given)
		return error_set(error, LANYARD_ERR_SERVER,
		    "the metadata of issuer %s has no token_endpoint", issuer);
	take_features(metadata, json);
	return take_aliases(&metadata->aliases, json, issuer, http) ==
		       LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

/* ALIAS, if there is one, in the place of *ENDPOINT; an empty one is none. */
static void
use_alias(char **endpoint, char **alias)
{
	if (*alias == NULL)
		return;
	free(*endpoint);
	*endpoint = *alias;
	*alias = NULL;
	if (**endpoint == '\0') {
		free(*endpoint);
		*endpoint = NULL;
	}
}

enum lanyard_error
metadata_use_aliases(struct metadata *metadata, struct error *error)
{
	struct mtls_aliases *aliases = &metadata->aliases;

	if (aliases->unusable != NULL && !metadata->token_given)
		return error_set(error, LANYARD_ERR_SERVER,
		    "mtls_endpoint_aliases: %s", aliases->unusable);
	if (aliases->device_unusable != NULL &&
	    metadata->unusable.code == LANYARD_OK)
		error_set(&metadata->unusable, LANYARD_ERR_SERVER,
		    "mtls_endpoint_aliases: %s", aliases->device_unusable);
	use_alias(&metadata->token_endpoint, &aliases->token_endpoint);
	use_alias(
	    &metadata->revocation_endpoint, &aliases->revocation_endpoint);
	use_alias(&metadata->device_authorization_endpoint,
	    &aliases->device_authorization_endpoint);
	use_alias(&metadata->pushed_authorization_request_endpoint,
	    &aliases->pushed_authorization_request_endpoint);
	use_alias(&metadata->introspection_endpoint,
	    &aliases->introspection_endpoint);
	return LANYARD_OK;
}
