/*
 * server.c - the authorization server of a login, as a job talks to it
 */
#include "net/job/server.h"

#include <stdlib.h>
#include <string.h>

#include "net/job/stored_endpoint.h"

void
server_init(struct server *server, struct lanyard_session *session,
    const struct login *login)
{
	memset(server, 0, sizeof(*server));
	server->session = session;
	server->login = login;
	client_key_init(&server->key);
	client_tls_init(&server->tls);
}

void
server_clear(struct server *server)
{
	http_free(&server->http);
	secret_clear(&server->client_secret);
	client_key_clear(&server->key);
	client_tls_clear(&server->tls);
	secret_clear(&server->client_assertion);
	metadata_clear(&server->metadata);
	free(server->auth_method);
	server->auth_method = NULL;
}

/* TEXT, if there is one, in the place of what *TO has. */
static enum lanyard_error
override(char **to, const char *text)
{
	char *copy;

	if (text == NULL)
		return LANYARD_OK;
	if ((copy = strdup(text)) == NULL)
		return LANYARD_ERR_MEMORY;
	free(*to);
	*to = copy;
	return LANYARD_OK;
}

/*
 * What was discovered at the login stays in the record. Copied, as the record
 * changes before it is saved.
 */
static enum lanyard_error
take_stored(struct server *server, const struct record *record)
{
	const struct attributes *a = &record->attributes;
	const char *revocation = attributes_text(a, "revocation_endpoint");
	const char *alg = attributes_text(a, "token_endpoint_auth_signing_alg");
	struct metadata *m = &server->metadata;

	/* Which of its algorithms the key signs with was chosen then. */
	server->signs_ps256 = alg != NULL && strcmp(alg, "PS256") == 0;
	if (!stored_endpoint_may_revoke(server->login, revocation))
		revocation = NULL;
	if (override(&m->token_endpoint,
		attributes_text(a, "token_endpoint")) != LANYARD_OK ||
	    override(&m->revocation_endpoint, revocation) != LANYARD_OK ||
	    override(&server->auth_method,
		attributes_text(a, "token_endpoint_auth_method")) != LANYARD_OK)
		return error_memory(&server->session->error);
	return LANYARD_OK;
}

/* The configuration's endpoints win. */
static enum lanyard_error
take_given(struct server *server)
{
	const struct login *login = server->login;
	struct metadata *m = &server->metadata;

	const char *token_endpoint = login->token_endpoint;

	if (token_endpoint == NULL && login->issuer == NULL)
		token_endpoint = server->key.account.token_uri;
	if (override(&m->authorization_endpoint,
		login->authorization_endpoint) != LANYARD_OK ||
	    override(&m->token_endpoint, token_endpoint) != LANYARD_OK ||
	    override(&m->device_authorization_endpoint,
		login->device_authorization_endpoint) != LANYARD_OK ||
	    override(&m->revocation_endpoint, login->revocation_endpoint) !=
		LANYARD_OK ||
	    override(&m->pushed_authorization_request_endpoint,
		login->pushed_authorization_request_endpoint) != LANYARD_OK)
		return error_memory(&server->session->error);
	return LANYARD_OK;
}

/* Is nothing needed of what R, a failed discovery, would have brought? */
static bool
can_do_without(const struct login *login, enum lanyard_error r)
{
	return (r == LANYARD_ERR_NETWORK || r == LANYARD_ERR_TIMEOUT ||
		   r == LANYARD_ERR_SERVER) &&
	       login->token_endpoint != NULL &&
	       (login->authorization_endpoint != NULL ||
		   login->device_authorization_endpoint != NULL);
}

/* As discovery_fetch(), with the endpoints that are for this client. */
static enum lanyard_error
fetch_metadata(const struct server *server, struct metadata *metadata,
    bool token_given, struct error *error)
{
	const struct login *login = server->login;
	enum lanyard_error r = discovery_fetch(
	    metadata, server->http, login->issuer, token_given, error);

	if (r == LANYARD_OK && login->tls_client_cert_file != NULL &&
	    (r = metadata_use_aliases(metadata, error)) != LANYARD_OK)
		metadata_clear(metadata);
	return r;
}

static enum lanyard_error
discover(struct server *server)
{
	struct lanyard_session *s = server->session;
	const struct login *login = server->login;
	enum lanyard_error r;

	r = fetch_metadata(server, &server->metadata,
	    login->token_endpoint != NULL, &s->error);
	if (r == LANYARD_ERR_SERVER && s->error.hint[0] == '\0')
		metadata_hint(&s->error);
	if (!can_do_without(login, r))
		return r;
	if (s->ui != NULL && s->ui->notice != NULL)
		s->ui->notice(s->ui->context, s->error.message);
	error_clear(&s->error);
	return LANYARD_OK;
}

bool
server_has_moved(struct server *server)
{
	const char *old = server->metadata.token_endpoint;
	struct error unused = {0};
	struct metadata found;

	if (server->login->issuer == NULL ||
	    fetch_metadata(server, &found, false, &unused) != LANYARD_OK)
		return false;
	if (old != NULL && strcmp(old, found.token_endpoint) == 0) {
		metadata_clear(&found);
		return false;
	}
	metadata_clear(&server->metadata);
	server->metadata = found;
	return true;
}

enum lanyard_error
server_find_endpoints(struct server *server, const struct record *record)
{
	const struct login *login = server->login;
	enum lanyard_error r = LANYARD_OK;

	if (record != NULL && stored_endpoint_fits(login, record))
		r = take_stored(server, record);
	else if (login->issuer != NULL)
		r = discover(server);
	return r == LANYARD_OK ? take_given(server) : r;
}

const char *
server_first_url(const struct login *login, const struct record *record)
{
	const char *stored =
	    record != NULL
		? attributes_text(&record->attributes, "token_endpoint")
		: NULL;

	if (login->token_endpoint != NULL)
		return login->token_endpoint;
	return stored != NULL ? stored : login->issuer;
}
