/*
 * job_login.c - a login by a person
 */
#include "net/job/job_login.h"

#include "net/job/interaction.h"
#include "net/job/server_prepare.h"
#include "net/job/working.h"

enum lanyard_error
job_login(struct entry *entry, struct lanyard_session *session,
    const struct lanyard_job *job)
{
	struct exchange exchange;
	struct server server;
	enum lanyard_error r;

	if (session->ui == NULL)
		return error_set(&session->error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s needs a person", job->login);
	/* The job's time is the person's; what needs none has the login's. */
	working_for(session->ui, entry->login->timeout_ms);
	server_init(&server, session, entry->login);
	exchange_init(&exchange, EXCHANGE_GRANT, session, entry);
	r = server_prepare(&server, NULL, entry->login->timeout_ms);
	if (r == LANYARD_OK) {
		exchange.token_endpoint = server.metadata.token_endpoint;
		exchange.revocation_endpoint =
		    server.metadata.revocation_endpoint;
		exchange.auth_method = server.client.token_endpoint_auth_method;
		r = interaction_run(&exchange, &server, job->timeout_ms);
	}
	exchange_clear(&exchange);
	server_clear(&server);
	return r;
}
