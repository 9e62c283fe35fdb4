/*
 * stored_endpoint.c - may an endpoint that a record names be used?
 */
#include "net/job/stored_endpoint.h"

#include <string.h>

#include "login/sources.h"
#include "login/words.h"
#include "net/http/http.h"

static bool
is_same_authority(const char *a, const char *b)
{
	char host[HTTP_HOST_TEXT], other[HTTP_HOST_TEXT];

	http_host(a, host, sizeof(host));
	http_host(b, other, sizeof(other));
	return host[0] != '\0' && strcmp(host, other) == 0;
}

/*
 * Do its requests have what another could use: a secret, a CI's token? Of a
 * certificate a server learns who we are, and could pass on what is signed.
 */
static bool
shows_secret(const struct login *login)
{
	return login_has_secret(login) || login_has_key(login) ||
	       login->tls_client_cert_file != NULL ||
	       sources_kind(&login->subject_token) != SOURCE_NONE ||
	       sources_kind(&login->actor_token) != SOURCE_NONE ||
	       sources_kind(&login->assertion) != SOURCE_NONE ||
	       sources_kind(&login->client_assertion) != SOURCE_NONE;
}

bool
stored_endpoint_may_name(const struct login *login, const char *endpoint)
{
	if (login->issuer == NULL)
		return true;
	if (!login->allow_http && !login_endpoint_fits(login->issuer, endpoint))
		return false;
	return !login->configured || !shows_secret(login) ||
	       is_same_authority(login->issuer, endpoint);
}

bool
stored_endpoint_may_revoke(const struct login *login, const char *endpoint)
{
	const char *known = login->token_endpoint != NULL
				? login->token_endpoint
				: login->issuer;

	return endpoint == NULL || !login->configured || !shows_secret(login) ||
	       is_same_authority(known, endpoint) ||
	       (login->issuer != NULL &&
		   is_same_authority(login->issuer, endpoint));
}

bool
stored_endpoint_fits(const struct login *login, const struct record *record)
{
	const struct attributes *a = &record->attributes;
	const char *stored = attributes_text(a, "token_endpoint");
	bool tls =
	    words_is_tls(attributes_text(a, "token_endpoint_auth_method"));

	if (login->token_endpoint != NULL)
		return true;
	return stored != NULL && stored_endpoint_may_name(login, stored) &&
	       (login->issuer == NULL || !login->configured ||
		   tls == (login->tls_client_cert_file != NULL));
}

enum lanyard_error
stored_endpoint_check(const struct login *login, struct error *error)
{
	if (login->configured || login->token_endpoint == NULL ||
	    stored_endpoint_may_name(login, login->token_endpoint))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login %s: the stored token_endpoint is http, though its issuer is "
	    "https",
	    login->name);
	error_hint(error, "forget that login: lanyard logout %s", login->name);
	return LANYARD_ERR_CONFIG;
}
