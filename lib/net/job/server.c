/*
 * server.c - the authorization server of a login, as a job talks to it
 */
#include "net/job/server.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "git/gitnetwork.h"
#include "login/lines.h"
#include "login/words.h"
#include "net/oauth/client_secret.h"
#include "os/clock.h"
#include "store/passwords.h"

void
server_init(struct server *server, struct lanyard_session *session,
    const struct login *login)
{
	memset(server, 0, sizeof(*server));
	server->session = session;
	server->login = login;
}

void
server_clear(struct server *server)
{
	http_free(&server->http);
	secret_clear(&server->client_secret);
	discovery_clear(&server->metadata);
	free(server->auth_method);
	server->auth_method = NULL;
}

/* How long git may take: DEADLINE_MS is the job's, 0 for none. */
static int64_t
git_ms(int64_t deadline_ms)
{
	return deadline_ms != 0 ? deadline_ms - clock_monotonic_ms()
				: TIMEOUT_GIT_MS;
}

/*
 * What is kept of a proxy's user, as git would ask its helpers for it.
 */
static enum lanyard_error
find_password(void *context, const struct proxy *proxy, struct secret *password,
    struct error *error)
{
	struct lanyard_session *s = context;
	struct attributes request = {0}, answer = {0};
	const struct secret *found;
	enum lanyard_error r;

	if ((r = session_config(s)) != LANYARD_OK ||
	    !session_keeps_passwords(s))
		return r;
	if ((r = attributes_set_text(&request, "protocol", proxy->scheme)) ==
		LANYARD_OK &&
	    (r = attributes_set_text(&request, "host", proxy->host)) ==
		LANYARD_OK &&
	    (r = attributes_set_text(&request, "username", proxy->user)) ==
		LANYARD_OK &&
	    (r = passwords_find(s->store, &request, &answer, error)) ==
		LANYARD_OK &&
	    (found = attributes_secret(&answer, "password")) != NULL)
		r = secret_copy(password, found);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	attributes_clear(&request);
	attributes_clear(&answer);
	return r;
}

/* LOGIN's own settings go before git's. */
static enum lanyard_error
set_network(struct http *http, const struct login *login,
    const struct gitnetwork *git, struct error *error)
{
	const struct http_network network = {
	    .ca_file = login->ca_file != NULL ? login->ca_file : git->ca_file,
	    .ca_key = login->ca_file != NULL ? "ca_file" : git->ca_key,
	    .proxy_ca_file = git->proxy_ca_file,
	    .ca_folder = git->ca_folder,
	    .proxy = login->proxy != NULL ? login->proxy : git->proxy,
	    .proxy_source =
		login->proxy != NULL ? "\"proxy\"" : "git's http.proxy",
	    .proxy_method = proxy_method(git->proxy_method),
	    .unverified = git->unverified,
	};
	enum lanyard_error r = http_set_network(http, &network, error);

	if (r == LANYARD_ERR_CONFIG && login->ca_file == NULL &&
	    git->ca_key[0] == 'g')
		error_hint(error,
		    "git config --show-origin --get-regexp 'http.*sslCAInfo'");
	return r;
}

/*
 * The proxy and CA of git's own configuration, where Lanyard's has none. git
 * looks for them while libcurl is loaded: each takes a while.
 */
enum lanyard_error
server_new_http(struct http **http, struct lanyard_session *s,
    const struct login *login, const char *url, int64_t deadline_ms)
{
	const struct http_options options = {
	    .ca_file = login->ca_file,
	    .proxy = login->proxy,
	    .allow_http = login->allow_http,
	    .deadline_ms = deadline_ms,
	    .timeout_ms = login->timeout_ms,
	    .log = s->log,
	    .context = s->context,
	    .password = find_password,
	    .password_context = s,
	};
	struct gitconfig *asked = NULL;
	struct gitnetwork git = {0};
	struct error *error = &s->error, why = {0};
	enum lanyard_error r, started;

	if (url == NULL)
		return http_new(http, &options, error);
	if ((r = gitconfig_ask(&asked, "http", url, git_ms(deadline_ms),
		 error)) != LANYARD_OK)
		return r;
	started = http_new(http, &options, error);
	r = gitnetwork_answer(&asked, url, &git, &why);
	if (r != LANYARD_OK && started == LANYARD_OK)
		*error = why;
	if (r == LANYARD_OK && started == LANYARD_OK)
		r = set_network(*http, login, &git, error);
	gitnetwork_clear(&git);
	/* Without that proxy or CA it is not to be used. */
	if (r != LANYARD_OK)
		http_free(http);
	return started != LANYARD_OK ? started : r;
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

/*
 * The record's comes last, and not where the client has won or lost its secret
 * since. NULL: client.c knows the default.
 */
static const char *
auth_method(const struct server *server)
{
	const char *given = server->login->token_endpoint_auth_method;
	bool has_secret = secret_is_set(&server->client_secret);
	const char *offered =
	    discovery_auth_method(&server->metadata, has_secret);

	if (given != NULL)
		return given;
	if (offered != NULL || server->auth_method == NULL)
		return offered;
	return words_is_public(server->auth_method) != has_secret
		   ? server->auth_method
		   : NULL;
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
	if (r != LANYARD_OK)
		return r;
	server->client.login = login->name;
	server->client.client_id = login->client_id;
	server->client.client_secret = &server->client_secret;
	server->client.token_endpoint_auth_method = auth_method(server);
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
	struct metadata *m = &server->metadata;

	if (override(&m->token_endpoint,
		attributes_text(a, "token_endpoint")) != LANYARD_OK ||
	    override(&m->revocation_endpoint,
		attributes_text(a, "revocation_endpoint")) != LANYARD_OK ||
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

	if (override(&m->authorization_endpoint,
		login->authorization_endpoint) != LANYARD_OK ||
	    override(&m->token_endpoint, login->token_endpoint) != LANYARD_OK ||
	    override(&m->device_authorization_endpoint,
		login->device_authorization_endpoint) != LANYARD_OK ||
	    override(&m->revocation_endpoint, login->revocation_endpoint) !=
		LANYARD_OK)
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

static enum lanyard_error
discover(struct server *server)
{
	struct lanyard_session *s = server->session;
	const struct login *login = server->login;
	enum lanyard_error r;

	r = discovery_fetch(&server->metadata, server->http, login->issuer,
	    login->token_endpoint != NULL, &s->error);
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
	    discovery_fetch(&found, server->http, server->login->issuer, false,
		&unused) != LANYARD_OK)
		return false;
	if (old != NULL && strcmp(old, found.token_endpoint) == 0) {
		discovery_clear(&found);
		return false;
	}
	discovery_clear(&server->metadata);
	server->metadata = found;
	return true;
}

static bool
is_same_host(const char *a, const char *b)
{
	char host[HTTP_HOST_TEXT], other[HTTP_HOST_TEXT];

	http_host(a, host, sizeof(host));
	http_host(b, other, sizeof(other));
	return host[0] != '\0' && strcmp(host, other) == 0;
}

/*
 * A record may have been copied here, or made by hand. A client secret of this
 * machine's goes where the configuration says: to the host that it names as
 * issuer, and to another one if the issuer's metadata say so now.
 */
static bool
may_name(const struct login *login, const char *endpoint)
{
	if (login->issuer == NULL)
		return true;
	if (!login->allow_http && !login_endpoint_fits(login->issuer, endpoint))
		return false;
	return !login->configured || !login_has_secret(login) ||
	       is_same_host(login->issuer, endpoint);
}

static enum lanyard_error
check_stored(const struct login *login, struct error *error)
{
	if (login->configured || login->token_endpoint == NULL ||
	    may_name(login, login->token_endpoint))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login %s: the stored token_endpoint is http, though its issuer is "
	    "https",
	    login->name);
	error_hint(error, "forget that login: lanyard logout %s", login->name);
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
find_endpoints(struct server *server, const struct record *record)
{
	const struct login *login = server->login;
	const char *stored = NULL;
	enum lanyard_error r = LANYARD_OK;

	if (record != NULL)
		stored = attributes_text(&record->attributes, "token_endpoint");
	if (record != NULL && (login->token_endpoint != NULL ||
				  (stored != NULL && may_name(login, stored))))
		r = take_stored(server, record);
	else if (login->issuer != NULL)
		r = discover(server);
	return r == LANYARD_OK ? take_given(server) : r;
}

/* Whom the first request is likely to go to. */
static const char *
first_url(const struct login *login, const struct record *record)
{
	const char *stored =
	    record != NULL
		? attributes_text(&record->attributes, "token_endpoint")
		: NULL;

	if (login->token_endpoint != NULL)
		return login->token_endpoint;
	return stored != NULL ? stored : login->issuer;
}

/* The endpoints that the issuer named may be on another host: ask git of it. */
static enum lanyard_error
follow_endpoint(struct server *server, const char *first, int64_t deadline_ms)
{
	const char *url = server->metadata.token_endpoint;
	char before[HTTP_HOST_TEXT], after[HTTP_HOST_TEXT];
	struct error *error = &server->session->error;
	struct gitconfig *asked = NULL;
	struct gitnetwork git = {0};
	enum lanyard_error r;

	if (url == NULL || first == NULL)
		return LANYARD_OK;
	http_host(first, before, sizeof(before));
	http_host(url, after, sizeof(after));
	if (strcmp(before, after) == 0)
		return LANYARD_OK;
	if ((r = gitconfig_ask(&asked, "http", url, git_ms(deadline_ms),
		 error)) != LANYARD_OK ||
	    (r = gitnetwork_answer(&asked, url, &git, error)) != LANYARD_OK)
		return r;
	r = set_network(server->http, server->login, &git, error);
	gitnetwork_clear(&git);
	return r;
}

enum lanyard_error
server_prepare(
    struct server *server, const struct record *record, int64_t timeout_ms)
{
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	const char *first = first_url(server->login, record);
	struct lanyard_session *s = server->session;
	enum lanyard_error r;

	if ((r = login_check(server->login, &s->error)) != LANYARD_OK ||
	    (r = check_stored(server->login, &s->error)) != LANYARD_OK ||
	    (r = server_new_http(&server->http, s, server->login, first,
		 deadline_ms)) != LANYARD_OK ||
	    (r = find_endpoints(server, record)) != LANYARD_OK ||
	    (r = follow_endpoint(server, first, deadline_ms)) != LANYARD_OK)
		return r;
	return make_client(server, deadline_ms);
}
