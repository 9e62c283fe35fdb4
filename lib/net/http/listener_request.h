/*
 * listener_request.h - the one HTTP request that brings a redirect
 */
#ifndef LISTENER_REQUEST_H
#define LISTENER_REQUEST_H

#include <stdbool.h>

#include "base/buf.h"

struct listener_request {
	struct buf text; /* what is kept of it */
	size_t line;	 /* where its last line begins; 0: the first */
	bool dropping;	 /* the rest of a line */
	bool head_ended;
};

void listener_request_init(struct listener_request *request);
void listener_request_clear(struct listener_request *request);

/*
 * Take in BYTES. Fields that nobody asks for are dropped as they come: a browser
 * sends all cookies that any port of this host has set. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_PROTOCOL: what is kept is longer than LIMIT_CALLBACK.
 */
enum lanyard_error listener_request_add(struct listener_request *request,
    const void *bytes, size_t size);

/*
 * Are all header fields of REQUEST there, and its body where a FORM may come;
 * or is it beyond hope?
 */
bool listener_request_is_complete(
    const struct listener_request *request, bool form);

/* Does it bring what a redirect brings, or may it: is it a POST? */
bool listener_request_is_redirect(const struct listener_request *request);

/* Is it "GET TARGET", as it stands? TARGET may be NULL. */
bool listener_request_is_for(
    const struct listener_request *request, const char *target);

/* Is it the beginning of TLS: a browser that makes https of every http? */
bool listener_request_is_tls(const struct listener_request *request);

/*
 * Take a complete REQUEST apart, which is changed. 200: "GET PATH" or, with FORM,
 * "POST PATH" (OAuth 2.0 Form Post Response Mode 2), for a host that is loopback
 * or ADDRESS, at PORT; PATH may have one more "/" at its end, or one less. *QUERY,
 * lent from REQUEST, is its query or form, "" without one. Else the status to
 * refuse it with: 400, 404, 405. 
 */
int listener_request_parse(struct listener_request *request, const char *path,
    const char *address, int port, bool form, const char **query);

#endif
