/*
 * check_token.c - what a login's server says of its access token
 */
#include "net/job/check_token.h"

#include <string.h>

#include "login/tokens.h"
#include "net/job/server_client.h"
#include "net/job/server_prepare.h"
#include "net/oauth/introspection.h"

/* Is it of the server that would be asked? */
static bool
is_of_issuer(const struct entry *entry)
{
	const char *issuer =
	    attributes_text(&entry->record.attributes, "issuer");

	return issuer != NULL && entry->login->issuer != NULL &&
	       strcmp(issuer, entry->login->issuer) == 0;
}

static const char *
judge(const struct entry *entry, bool active, int64_t now, struct error *fault)
{
	int64_t end = tokens_expires_at(&entry->record);

	if (active)
		return "its access token is active at the server";
	if (end != 0 && end <= now)
		return "its access token has expired, at the server too";
	error_set(fault, LANYARD_ERR_REFUSED,
	    "its access token is not active at the server: revoked there, or "
	    "dropped");
	error_hint(fault, "lanyard refresh %s", entry->login->name);
	return NULL;
}

/* A client without a secret need not be told (RFC 7662 4). */
static void
judge_refusal(
    const struct login *login, const struct error *refusal, struct error *fault)
{
	if (refusal->code != LANYARD_ERR_REFUSED ||
	    !(login_has_secret(login) || login_has_key(login)) ||
	    strstr(refusal->message, "invalid_client") == NULL)
		return;
	*fault = *refusal;
	error_hint(fault,
	    "compare client_id and the client's secret or key in lanyard.conf "
	    "with what the server has");
}

enum lanyard_error
check_token(struct lanyard_session *session, const struct entry *entry,
    int64_t timeout_ms, const char **said, struct error *fault)
{
	const struct secret *token = tokens_access(&entry->record);
	struct server server;
	enum lanyard_error r;
	bool active;

	*said = NULL;
	if (token == NULL || !is_of_issuer(entry))
		return LANYARD_OK;
	server_init(&server, session, entry->login);
	r = server_prepare(&server, NULL, timeout_ms);
	if (r == LANYARD_OK && server.metadata.introspection_endpoint != NULL &&
	    (r = server_use_methods(&server,
		 server.metadata.introspection_methods)) == LANYARD_OK) {
		r = introspection_request(server.http, &server.client,
		    server.metadata.introspection_endpoint, token, &active,
		    &session->error);
		if (r == LANYARD_OK)
			*said =
			    judge(entry, active, session_now(session), fault);
		else
			judge_refusal(entry->login, &session->error, fault);
	} else if (r != LANYARD_OK)
		*fault = session->error;
	server_clear(&server);
	error_clear(&session->error);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}
