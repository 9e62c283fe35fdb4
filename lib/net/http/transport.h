/*
 * transport.h - the way to a server: through whom, whom it trusts, as whom
 *
 * Proxies, CA certificates and client certificates of all requests, as lanyard
 * .conf, git and the environment have them. Needs no curl.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "base/error.h"
#include "base/secret.h"
#include "base/url.h"
#include "net/http/client_certificate.h"
#include "net/http/proxy.h"
#include "net/http/transfer_request.h"

struct transport;

/* The way to a server. Strings that are NULL are not given. */
struct http_network {
	const char *ca_file;		/* PEM; besides the system's */
	const char *ca_key;		/* who says so; NULL: "ca_file" */
	const char *proxy_ca_file;	/* another one besides, for the proxy */
	const char *ca_folder;		/* in the place of libcurl's own */
	const char *proxy;		/* NULL: the environment's; "": none */
	const char *proxy_source;	/* who says so, static */
	enum proxy_method proxy_method; /* 0: PROXY_ANY */
	const char *unverified;		/* who says, static, that certificates
					   need not be verified, and is not
					   obeyed */
	/* Lent, and without a password. */
	struct client_certificate client, proxy_client;
	const char *pinned_key; /* of the server, as libcurl has it */
	const char *resolve;	/* HOST:PORT:ADDRESS, a line each */
	bool tls_1_3;		/* nothing older; else TLS 1.2 or newer */
	const char *ciphers;	/* as OpenSSL has them */
};

/* Whose password is meant, in the words of git's request to its helpers. */
struct http_account {
	const char *protocol, *host, *path, *username; /* NULL: none */
};

/* Fills PASSWORD, or leaves it unset where none is kept. */
typedef enum lanyard_error transport_password(void *context,
    const struct http_account *account, struct secret *password,
    struct error *error);

/*
 * SYSTEM is the file of CA certificates that libcurl has of its own, or NULL,
 * and is copied. PASSWORD may be NULL. LANYARD_ERR_MEMORY.
 */
enum lanyard_error transport_new(struct transport **transport,
    const char *system, transport_password *password, void *context,
    struct error *error);
void transport_free(struct transport **transport);

/*
 * Set all of NETWORK in the place of what was set. Strings are copied.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_CONFIG: a file of certificates, or a key,
 * cannot be read, and who says so is blamed; the password callback's.
 */
enum lanyard_error transport_set(struct transport *transport,
    const struct http_network *network, struct error *error);

/* Who says that certificates need not be verified, and is not obeyed. */
const char *transport_unverified(const struct transport *transport);

/*
 * Fill in REQUEST, for URL at HOST, what is lent from here and from PROXY,
 * which was zeroed and is to be cleared. LANYARD_ERR_CONFIG: a proxy that is
 * none, a bundle that cannot be read; the password callback's. A client that
 * REQUEST has already stays.
 */
enum lanyard_error transport_fill(struct transport *transport,
    struct transfer_request *request, const struct url *url, const char *host,
    struct proxy *proxy, struct error *error);

#endif
