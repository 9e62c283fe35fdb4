/*
 * explain.h - why an exchange brought no answer, in words
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "net/http/client_certificate.h"
#include "net/http/proxy.h"
#include "net/http/transfer.h"

/* With whom it was; all lent. */
struct explain_place {
	const char *host; /* and its port, as http_host() has it */
	const char *scheme;
	const struct proxy *proxy; /* its host is NULL where there is none */
	const char *unverified;	   /* a setting that would have no certificate
				      checked, and does not count; or NULL */
	const struct client_certificate *client, *proxy_client;
};

/*
 * Set ERROR for an OUTCOME, and return its class; LANYARD_OK for TRANSFER_DONE.
 * Host and cause, never more of the URL: a query may hold a code.
 */
enum lanyard_error explain_outcome(enum transfer_outcome outcome,
    const struct transfer_report *report, const struct explain_place *place,
    struct error *error);

#endif
