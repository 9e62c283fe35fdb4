/*
 * server_client.c - who the client is to the server, and how it proves that
 */
#include "net/job/server_client.h"

#include <string.h>

#include "login/grant.h"
#include "login/words.h"
#include "net/job/fetch.h"
#include "net/oauth/client_method.h"
#include "net/oauth/client_secret.h"
#include "os/clock.h"

/* What the client could prove itself by to one who takes METHODS. */
static struct client_means
means_of(const struct server *server, const char *methods)
{
	const struct login *login = server->login;

	return (struct client_means){
	    .login = login->name,
	    .secret = secret_is_set(&server->client_secret),
	    .key = secret_is_set(&server->client_assertion) ||
		   (server->key.key != NULL && !grant_signs(login)),
	    .certificate = login->tls_client_cert_file != NULL,
	    .methods = methods,
	    .algs = server->metadata.auth_algs,
	    .stored = server->auth_method,
	};
}

/* What the configuration says, else the metadata, the record's method last. */
static enum lanyard_error
choose_method(struct server *server)
{
	const struct login *login = server->login;
	const struct client_means means =
	    means_of(server, server->metadata.auth_methods);
	const char **method = &server->client.token_endpoint_auth_method;

	*method = login->token_endpoint_auth_method;
	return *method != NULL ? LANYARD_OK
			       : client_method_choose(
				     method, &means, &server->session->error);
}

enum lanyard_error
server_use_methods(struct server *server, const char *methods)
{
	const struct client_means means = means_of(server, methods);
	const char **method = &server->client.token_endpoint_auth_method;
	const char *now = *method;

	if (now == NULL)
		now = words_auth_method(
		    means.secret ? AUTH_METHOD_BASIC : AUTH_METHOD_NONE);
	if (methods == NULL || client_method_offers(methods, now) ||
	    words_is_public(now))
		return LANYARD_OK;
	return client_method_choose(method, &means, &server->session->error);
}

/* The same of what the key signs with; a grant's assertion is for the grant. */
static enum lanyard_error
choose_alg(struct server *server)
{
	const struct login *login = server->login;
	const char *algs =
	    grant_signs(login) ? NULL : server->metadata.auth_algs;
	enum lanyard_error r = client_key_choose(
	    &server->key, login, algs, &server->session->error);

	if (r == LANYARD_OK && algs == NULL && server->signs_ps256 &&
	    server->key.key != NULL &&
	    login->token_endpoint_auth_signing_alg == NULL)
		(void)signature_use_alg(server->key.key, "PS256");
	return r;
}

static enum lanyard_error
fetch_assertion(struct server *server, int64_t deadline_ms)
{
	const struct login *login = server->login;
	const struct source source = {.from = &login->client_assertion,
	    .key = "client_assertion",
	    .login = login->name,
	    .audience = login->issuer != NULL ? login->issuer
					      : server->metadata.token_endpoint,
	    .jwt = true};

	if (sources_kind(source.from) == SOURCE_NONE)
		return LANYARD_OK;
	return fetch_source(server->session, login, &source, deadline_ms,
	    &server->client_assertion);
}

enum lanyard_error
server_make_client(struct server *server, int64_t deadline_ms)
{
	const struct login *login = server->login;
	int64_t left_ms = deadline_ms - clock_monotonic_ms();
	enum lanyard_error r;

	if (left_ms > login->timeout_ms)
		left_ms = login->timeout_ms;
	r = client_secret_get(login, left_ms > 0 ? left_ms : 0,
	    &server->client_secret, &server->session->error);
	if (r == LANYARD_OK)
		r = fetch_assertion(server, deadline_ms);
	if (r == LANYARD_OK)
		r = choose_method(server);
	if (r == LANYARD_OK)
		r = choose_alg(server);
	if (r != LANYARD_OK)
		return r;
	server->client.key = server->key.key;
	server->client.header = client_key_header(&server->key, login);
	server->client.assertion = &server->client_assertion;
	server->client.nameless = !grant_is(login, GRANT_CLIENT_CREDENTIALS) &&
				  grant_is_unattended(login->grant_type);
	server->client.audience = login->issuer;
	server->client.login = login->name;
	server->client.token_member = login->token_member;
	server->client.client_id = login->client_id;
	server->client.client_secret = &server->client_secret;
	server->client.certificate = &server->tls.certificate;
	return LANYARD_OK;
}

void
server_ask_methods(struct server *server)
{
	struct metadata *m = &server->metadata, found = {0};
	const struct client_means means = means_of(server, NULL);
	struct error unused = {0};

	/* A client with nothing to prove itself by has no choice. */
	if (m->auth_methods != NULL || m->revocation_methods != NULL ||
	    server->login->issuer == NULL ||
	    !(means.secret || means.key || means.certificate) ||
	    discovery_fetch(&found, server->http, server->login->issuer, true,
		&unused) != LANYARD_OK)
		return;
	m->introspection_methods = found.introspection_methods;
	m->revocation_methods = found.revocation_methods;
	found.introspection_methods = found.revocation_methods = NULL;
	metadata_clear(&found);
}

const char *
server_signing_alg(const struct server *server)
{
	return server->key.key != NULL && !grant_signs(server->login)
		   ? signature_alg(server->key.key)
		   : NULL;
}
