/*
 * job_discover.c - what a host says of its way to a token
 */
#include "net/job/job_discover.h"

#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "net/job/job_parameters.h"
#include "net/oauth/discovery.h"

/* Append scheme, host and port of TEXT. */
static enum lanyard_error
add_origin(struct buf *origin, const char *text, struct error *error)
{
	struct url url;
	enum lanyard_error r = url_parse(&url, text);

	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK || !url_is_web(&url)) {
		if (r == LANYARD_OK)
			url_clear(&url);
		return error_set(
		    error, LANYARD_ERR_ARGUMENT, "%s is no URL of https", text);
	}
	if (buf_printf(origin, "%s://", url.scheme) != LANYARD_OK ||
	    url_add_host(origin, &url) != LANYARD_OK)
		r = error_memory(error);
	url_clear(&url);
	return r;
}

static enum lanyard_error
give_metadata(
    const struct lanyard_job *job, const char *issuer, const struct metadata *m)
{
	const struct {
		const char *name;
		const char *value;
	} results[] = {
	    {"issuer", issuer},
	    {"authorization_endpoint", m->authorization_endpoint},
	    {"token_endpoint", m->token_endpoint},
	    {"device_authorization_endpoint", m->device_authorization_endpoint},
	    {"revocation_endpoint", m->revocation_endpoint},
	    {"registration_endpoint", m->registration_endpoint},
	    {"scopes_supported", m->scopes_supported},
	    {"client_id_metadata_document_supported",
		m->client_id_document ? "true" : NULL},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(results) / sizeof(*results); i++)
		r = job_result(job, results[i].name, results[i].value);
	return r;
}

enum lanyard_error
job_discover(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct metadata metadata = {0};
	struct http *http = NULL;
	const char *url;
	enum lanyard_error r;
	struct buf origin;

	buf_init(&origin, LIMIT_URL);
	if ((r = job_needs(session, job, "url", &url)) == LANYARD_OK &&
	    (r = add_origin(&origin, url, &session->error)) == LANYARD_OK &&
	    (r = job_new_http(&http, session, job, url)) == LANYARD_OK &&
	    (r = discovery_fetch(&metadata, http, buf_text(&origin), false,
		 &session->error)) == LANYARD_OK)
		r = give_metadata(job, buf_text(&origin), &metadata);
	discovery_clear(&metadata);
	http_free(&http);
	buf_clear(&origin);
	return r;
}
