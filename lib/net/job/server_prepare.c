/*
 * server_prepare.c - all that is needed before a server gets a request
 */
#include "net/job/server_prepare.h"

#include "login/grant.h"
#include "login/lines.h"
#include "net/job/network.h"
#include "net/job/server_client.h"
#include "net/job/stored_endpoint.h"
#include "os/clock.h"

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
	    (r = server_find_endpoints(server, record)) != LANYARD_OK ||
	    (r = network_follow(server->http, s, server->login, first,
		 server->metadata.token_endpoint, deadline_ms)) != LANYARD_OK ||
	    (r = check_record(server)) != LANYARD_OK)
		return r;
	return server_make_client(server, deadline_ms);
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
