/*
 * http.h - HTTP over libcurl, with the network rules
 *
 * https only, or http to a loopback host, or where allow_http says so; no
 * redirects followed; certificates verified always; reply bodies to
 * LIMIT_REPLY; proxies as curl takes them from the environment, or the one
 * given, never for a loopback host. CURL_CA_BUNDLE and SSL_CERT_FILE are
 * honoured where no ca_file is given; a ca_file adds to the system's.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "net/http/transport.h"

struct http;

struct http_options {
	const char *ca_file; /* PEM; NULL: none */
	const char *proxy;   /* NULL: the environment's */
	bool allow_http;
	int64_t deadline_ms; /* clock_monotonic_ms(); every request ends by it;
				0: none */
	int64_t timeout_ms;  /* one request's own; 0: TIMEOUT_OPERATION_MS */
	/* Gets a line for each exchange: method, host, path, status, time. */
	void (*log)(void *context, const char *text);
	void *context;
	/*
	 * The password of a proxy's user whom its URL names without one, and
	 * of a client certificate that is locked; left unset where none is
	 * kept. NULL: there are none.
	 */
	transport_password *password;
	void *password_context;
};

struct http_reply {
	int status;
	int64_t retry_after_s; /* Retry-After, seconds or date; -1: none */
	bool sent, unsent;     /* a POST: see transfer_report */
	/* Where a redirect leads to, without query and fragment, or "". */
	char location[LIMIT_FIELD];
	struct buf body;
	struct buf raw; /* of a POST: header and all, as it came */
};

/*
 * Strings are copied. LANYARD_ERR_MEMORY, _SYSTEM; LANYARD_ERR_CONFIG: ca_file
 * cannot be read.
 */
enum lanyard_error http_new(struct http **http,
    const struct http_options *options, struct error *error);
void http_free(struct http **http);

/*
 * Set all of NETWORK in the place of what the options said. Strings are copied.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_CONFIG: a file of certificates, or a key,
 * cannot be read, and who says so is blamed; the password callback's.
 */
enum lanyard_error http_set_network(
    struct http *http, const struct http_network *network, struct error *error);

/* Change the deadline: a device login outlives one request's. */
void http_set_deadline(struct http *http, int64_t deadline_ms);

/*
 * Until it is NULL, say "..." for TEXT, lent, where a path in the log has it:
 * some servers have a code in a path.
 */
void http_hide(struct http *http, const char *text);

/* A request has no more than a PARTS-th of its time: the next has the rest. */
void http_share_time(struct http *http, int parts);

/*
 * May this URL be asked? LANYARD_ERR_CONFIG says why not, naming the host: it
 * is malformed, names a user, or is neither https nor http where that is
 * allowed.
 */
enum lanyard_error http_check_url(
    const struct http *http, const char *url, struct error *error);

/*
 * GET URL, "Accept: application/json". Any status is LANYARD_OK.
 * LANYARD_ERR_CONFIG: a URL that the rules forbid, or that of a proxy which is
 * none; it is not quoted, as it may hold a password. LANYARD_ERR_REFUSED: a
 * proxy lets nobody through, or not us (407). LANYARD_ERR_NETWORK: not
 * resolved, refused, reset, cut, certificate. LANYARD_ERR_TIMEOUT.
 * LANYARD_ERR_SERVER: too large, not HTTP. Messages name host and cause.
 */
enum lanyard_error http_get(struct http *http, const char *url,
    struct http_reply *reply, struct error *error);

/*
 * POST BODY (application/x-www-form-urlencoded) to URL, Accept JSON. With
 * USER not NULL, HTTP Basic with USER and PASSWORD as they are (RFC 6749
 * 2.3.1 has them form-encoded: the caller does that). After a failure
 * REPLY->body holds what had been read, and REPLY->raw all bytes that came.
 */
enum lanyard_error http_post(struct http *http, const char *url,
    const char *user, const struct secret *password, const struct buf *body,
    struct http_reply *reply, struct error *error);

/*
 * The same as CLIENT, lent, to a server that asks by TLS who we are; no other
 * request shows it. NULL, or one without a file: as the network settings say.
 */
enum lanyard_error http_post_as(struct http *http,
    const struct client_certificate *client, const char *url, const char *user,
    const struct secret *password, const struct buf *body,
    struct http_reply *reply, struct error *error);

/* Any other request; see transfer.h, which has the callbacks' contracts. */
struct http_exchange {
	const char *method; /* NULL: GET, or POST with a body */
	const char *url;
	const char *const *fields;
	const struct buf *body;
	const struct client_certificate *client; /* as http_post_as() has it */
	enum lanyard_error (*read)(
	    void *context, void *buffer, size_t size, size_t *filled);
	enum lanyard_error (*write)(
	    void *context, int status, const void *data, size_t size);
	enum lanyard_error (*field)(
	    void *context, int status, const char *line);
	void *context;
	int64_t timeout_ms; /* 0: the options' */
	/* When the server's certificate is over; 0: it has none. NULL: not
	 * wanted. */
	int64_t *certificate_end;
};

/*
 * *STATUS is the reply's, 0 if none came; any is LANYARD_OK. Errors as above;
 * a callback's result is returned as it is.
 */
enum lanyard_error http_send(struct http *http,
    const struct http_exchange *exchange, int *status, struct error *error);

/*
 * The same with the reply in a buffer, its header in the place of FIELD; of a
 * POST with a BODY all bytes are in REPLY->raw, as http_post() has it. A form
 * unless FIELDS have a Content-Type.
 */
enum lanyard_error http_fetch(struct http *http,
    const struct http_exchange *exchange, struct http_reply *reply,
    struct error *error);

void http_reply_init(struct http_reply *reply);
void http_reply_clear(struct http_reply *reply);

/*
 * End ERROR's message with where the redirect that REPLY is leads to, which is
 * not followed; nothing where it is none, or does not say.
 */
void http_tell_redirect(const struct http_reply *reply, struct error *error);

/*
 * "host" or "host:port" of URL, for messages, into TEXT; "" if malformed. A DNS
 * name, brackets and a port fit into HTTP_HOST_TEXT bytes.
 */
#define HTTP_HOST_TEXT 280
void http_host(const char *url, char *text, size_t size);

#endif
