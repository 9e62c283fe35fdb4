/*
 * transfer.h - one HTTP exchange by libcurl; only transfer.c knows curl
 *
 * http.c decides what may be asked, and says what went wrong.
 */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "net/http/proxy.h"

struct transfer; /* a handle that keeps its connections */

enum transfer_outcome {
	TRANSFER_DONE,
	TRANSFER_MEMORY,
	TRANSFER_OPTION,    /* this libcurl does not know an option */
	TRANSFER_TOO_LARGE, /* fields or body beyond their limits */
	TRANSFER_TIMEOUT,
	TRANSFER_UNREACHABLE, /* not resolved, not connected, no TLS */
	TRANSFER_CERTIFICATE, /* the server's was refused */
	TRANSFER_BUNDLE,      /* the CA certificates cannot be used */
	TRANSFER_NOT_HTTP,
	TRANSFER_CALLED_OFF, /* by a callback: see report.failed */
	TRANSFER_CUT,	     /* anything else, once connected */
};

/*
 * Everything is lent for the call. The callbacks get CONTEXT; STATUS is that of
 * the reply they are about. A result other than LANYARD_OK ends the exchange.
 */
struct transfer_request {
	const char *url;
	const char *protocol; /* the only one allowed: "https" or "http" */
	const char *user;     /* NULL: no HTTP Basic */
	const struct secret *password;
	const char *method; /* NULL: GET, or POST with a body */
	const char *const
	    *fields;		/* "Name: value", NULL at the end, in the
				   place of what is sent to a token endpoint */
	const struct buf *body; /* NULL: none, unless READ gives one */
	/* Up to SIZE bytes of a body into BUFFER; *FILLED 0 at its end. */
	enum lanyard_error (*read)(
	    void *context, void *buffer, size_t size, size_t *filled);
	/* In the place of a buffer for the reply: its bytes, not decoded. */
	enum lanyard_error (*write)(
	    void *context, int status, const void *data, size_t size);
	/* A field of the reply, without its end. */
	enum lanyard_error (*field)(
	    void *context, int status, const char *line);
	void *context;
	/* All bytes of the reply, header and all, to its limit; NULL: none. */
	struct buf *raw;
	const char *proxy; /* its URL, without a user; NULL: none */
	const char *proxy_user; /* NULL: none */
	const struct secret *proxy_password;
	enum proxy_method proxy_method;
	const char *ca_folder; /* besides CA (c_rehash(1)); NULL: libcurl's */
	const struct buf *ca;  /* empty: libcurl's own */
	int64_t timeout_ms;
	int64_t connect_timeout_ms;
};

struct transfer_report {
	int status;		   /* 0: none came */
	/* Of a POST to a token endpoint: something may have left; nothing has,
	 * but it may find its way in a while. */
	bool sent, unsent;
	char retry_after[64];	   /* that field's value, or "" */
	int proxy_status;	   /* the proxy's, to CONNECT; 0: none came */
	bool proxy_certificate;	   /* it is the proxy's that was refused */
	int errnum;		   /* of a failed connect, or 0 */
	enum lanyard_error failed; /* what a callback returned, or 0 */
	int64_t time_ms;
	char detail[256]; /* libcurl's words for a failure */
};

/*
 * Loads libcurl, if this process has not. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_SYSTEM: it cannot be loaded, or does not start.
 */
enum lanyard_error transfer_new(
    struct transfer **transfer, struct error *error);
void transfer_free(struct transfer **transfer);

/* The file of CA certificates libcurl was built for, or NULL. */
const char *transfer_ca_file(struct transfer *transfer);

/*
 * Send REQUEST, append the decoded body to BODY up to its limit (not used
 * where REQUEST has WRITE). Where REQUEST has a body nothing that came is left
 * out: neither for a wrong Content-Encoding, nor because its status line cannot
 * be read (TRANSFER_NOT_HTTP), nor what is here already when the time is up. BODY,
 * RAW and REPORT are filled as far as it came also after a failure. RAW stays
 * empty where http goes through a proxy.
 */
enum transfer_outcome transfer_perform(struct transfer *transfer,
    const struct transfer_request *request, struct buf *body,
    struct transfer_report *report);

#endif
