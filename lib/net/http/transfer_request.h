/*
 * transfer_request.h - what one HTTP exchange is given, and what it tells
 *
 * Both ways of sending a request share it: libcurl's HTTP (transfer.c), and
 * HTTP by hand over a connection of libcurl's (wired.h). Needs no curl.
 */
#ifndef TRANSFER_REQUEST_H
#define TRANSFER_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "net/http/client_certificate.h"
#include "net/http/proxy.h"

enum transfer_outcome {
	TRANSFER_DONE,
	TRANSFER_MEMORY,
	TRANSFER_OPTION,    /* this libcurl does not know an option */
	TRANSFER_TOO_LARGE, /* fields or body beyond their limits */
	TRANSFER_TIMEOUT,
	TRANSFER_UNREACHABLE, /* not resolved, not connected, no TLS */
	TRANSFER_CERTIFICATE, /* the server's was refused */
	TRANSFER_BUNDLE,      /* the CA certificates cannot be used */
	TRANSFER_CLIENT,      /* nor can a client certificate, or its key */
	TRANSFER_PROXY,	      /* by SOCKS it does not let us through */
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
	const char *proxy;	/* its URL, without a user; NULL: none */
	const char *proxy_user; /* NULL: none */
	const struct secret *proxy_password;
	enum proxy_method proxy_method;
	const char *ca_folder; /* besides CA (c_rehash(1)); NULL: libcurl's */
	const struct buf *ca;  /* empty: libcurl's own */
	const struct client_certificate *client, *proxy_client;
	const char *pinned_key, *resolve, *ciphers; /* http_network's */
	bool tls_1_3;
	int64_t timeout_ms;
	int64_t connect_timeout_ms;
	bool wants_certificate; /* see the report; a new connection is made */
};

struct transfer_report {
	int status; /* 0: none came */
	/* Of a POST to a token endpoint: something may have left; nothing has,
	 * but it may find its way in a while. */
	bool sent, unsent;
	char retry_after[64];	    /* that field's value, or "" */
	char location[LIMIT_FIELD]; /* likewise; a longer one is "" */
	int proxy_status;	    /* the proxy's, to CONNECT; 0: none came */
	bool proxy_certificate;	    /* it is the proxy's that was refused */
	bool proxy_refuses;	    /* us, not the way */
	bool unresolved;	    /* the name of the host, or of its proxy */
	int errnum;		    /* of a failed connect, or 0 */
	enum lanyard_error failed;  /* what a callback returned, or 0 */
	int64_t time_ms;
	/* When the server's certificate is over, in seconds since 1970; 0: it
	 * has none, or was not asked for. */
	int64_t certificate_end;
	int certificates; /* that the server sent; 0: not known */
	char detail[256]; /* libcurl's words for a failure */
};

#endif
