/*
 * job_logout.c - a login that the server is to forget
 */
#include "net/job/job_logout.h"

#include "login/tokens.h"
#include "net/job/job_recipe.h"
#include "net/job/server_client.h"
#include "net/job/server_prepare.h"
#include "net/oauth/revocation.h"

/* The refresh token first: with it the server may drop the other. */
static enum lanyard_error
revoke(const struct server *server, const struct record *record,
    struct error *error)
{
	const char *endpoint = server->metadata.revocation_endpoint;
	const struct secret *refresh = tokens_stored_refresh(record);
	const struct secret *access = tokens_access(record);
	enum lanyard_error r = LANYARD_OK;

	if (refresh != NULL)
		r = revocation_request(server->http, &server->client, endpoint,
		    REVOCATION_REFRESH, refresh, error);
	if (r == LANYARD_OK && access != NULL)
		r = revocation_request(server->http, &server->client, endpoint,
		    REVOCATION_ACCESS, access, error);
	return r;
}

enum lanyard_error
job_logout(struct entry *entry, struct lanyard_session *session,
    const struct lanyard_job *job)
{
	const struct recipe *recipe = recipe_of(entry->login);
	struct server server;
	enum lanyard_error r;

	if (recipe != NULL && recipe->revoke_url != NULL)
		return job_recipe_revoke(
		    entry, session, recipe, job->timeout_ms);
	server_init(&server, session, entry->login);
	r = server_prepare(&server, &entry->record, job->timeout_ms);
	if (r == LANYARD_OK && server.metadata.revocation_endpoint == NULL)
		r = error_set(&session->error, LANYARD_ERR_CONFIG,
		    "login %s has no revocation_endpoint", job->login);
	if (r == LANYARD_OK) {
		server_ask_methods(&server);
		r = server_use_methods(
		    &server, server.metadata.revocation_methods);
	}
	if (r == LANYARD_OK)
		r = revoke(&server, &entry->record, &session->error);
	server_clear(&server);
	return r;
}
