/*
 * server.c - the authorization server of a login, as a job talks to it
 */
#include "net/job/server.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/grant.h"
#include "login/lines.h"
#include "login/words.h"
#include "net/job/fetch.h"
#include "net/job/network.h"
#include "net/job/stored_endpoint.h"
#include "net/oauth/client_method.h"
#include "net/oauth/client_secret.h"
#include "os/clock.h"

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
 * The record is made before anything is sent: a value that cannot be stored
 * (a line feed from git's configuration) must not cost the tokens.
 */
static enum lanyard_error
check_record(const struct server *server)
{
	const struct login *login = server->login;
	struct record record;
	enum lanyard_error r;

	record_init(&record);
	r = lines_from_login(&record.attributes, login, &login->client_secret);
	record_clear(&record);
	if (r == LANYARD_ERR_PROTOCOL)
		return error_set(&server->session->error, LANYARD_ERR_CONFIG,
		    "login %s: a value has a line break in it", login->name);
	return r == LANYARD_OK ? r : error_memory(&server->session->error);
}

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

static enum lanyard_error
make_client(struct server *server, int64_t deadline_ms)
{
	const struct login *login = server->login;
	int64_t left_ms = deadline_ms - clock_monotonic_ms();
	enum lanyard_error r;

	if ((r = check_record(server)) != LANYARD_OK)
		return r;
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

static enum lanyard_error
find_endpoints(struct server *server, const struct record *record)
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

enum lanyard_error
server_prepare(
    struct server *server, const struct record *record, int64_t timeout_ms)
{
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	const char *first = NULL;
	struct lanyard_session *s = server->session;
	enum lanyard_error r;

	if ((r = grant_check(server->login, &s->error)) != LANYARD_OK ||
	    (r = stored_endpoint_check(server->login, &s->error)) !=
		LANYARD_OK ||
	    (r = client_tls_load(&server->tls, server->login, &s->error)) !=
		LANYARD_OK ||
	    (r = client_key_load(&server->key, server->login, timeout_ms,
		 &s->error)) != LANYARD_OK)
		return r;
	if ((first = server_first_url(server->login, record)) == NULL)
		first = server->key.account.token_uri;
	if ((r = network_new_http(&server->http, s, server->login, first,
		 deadline_ms)) != LANYARD_OK ||
	    (r = find_endpoints(server, record)) != LANYARD_OK ||
	    (r = network_follow(server->http, s, server->login, first,
		 server->metadata.token_endpoint, deadline_ms)) != LANYARD_OK)
		return r;
	return make_client(server, deadline_ms);
}

/* A metadata service answers at once, if this machine has one. */
#define LOCAL_MS 1000

/* No proxy knows this machine, and no certificate can name it. */
static enum lanyard_error
new_local_http(struct server *server, int64_t deadline_ms)
{
	struct lanyard_session *s = server->session;
	int64_t soon_ms = clock_monotonic_ms() + LOCAL_MS;
	const struct http_options options = {
	    .proxy = "",
	    .allow_http = true,
	    .deadline_ms = deadline_ms < soon_ms ? deadline_ms : soon_ms,
	    .timeout_ms = LOCAL_MS,
	    .log = s->log,
	    .context = s->context,
	};

	return http_new(&server->http, &options, &s->error);
}

enum lanyard_error
server_prepare_recipe(struct server *server, const struct recipe *recipe,
    const char *api, int64_t timeout_ms)
{
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	struct lanyard_session *s = server->session;
	enum lanyard_error r;

	if ((r = grant_check(server->login, &s->error)) != LANYARD_OK ||
	    (r = check_record(server)) != LANYARD_OK ||
	    (r = client_key_load(&server->key, server->login, timeout_ms,
		 &s->error)) != LANYARD_OK)
		return r;
	return recipe->local ? new_local_http(server, deadline_ms)
			     : network_new_http(&server->http, s, server->login,
				   api, deadline_ms);
}
