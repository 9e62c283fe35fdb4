/*
 * client_certificate.h - who we are to a server, or a proxy, that asks by TLS
 */
#ifndef CLIENT_CERTIFICATE_H
#define CLIENT_CERTIFICATE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/secret.h"

/* As curl(1) has them: --cert, --key, --cert-type, --key-type, --pass. */
struct client_certificate {
	char *file;		/* NULL: we are nobody */
	char *key_file;		/* NULL: in FILE */
	char *type, *key_type;	/* "PEM", "DER" or "P12"; NULL: PEM */
	bool locked;		/* its key, with a password that may be kept */
	const char *source;	/* who says FILE, static or lent */
	struct secret password; /* unset: none */
};

/*
 * Copy FROM without its password; TO is zeroed, or has another. Its files are
 * looked at, as libcurl would wait for a named pipe for ever:
 * LANYARD_ERR_CONFIG names who says so. LANYARD_ERR_MEMORY.
 */
enum lanyard_error client_certificate_set(struct client_certificate *to,
    const struct client_certificate *from, struct error *error);
void client_certificate_clear(struct client_certificate *certificate);

/*
 * libcurl could not use CERTIFICATE, for DETAIL: LANYARD_ERR_CONFIG, which is
 * returned.
 */
enum lanyard_error client_certificate_unusable(
    const struct client_certificate *certificate, const char *detail,
    struct error *error);

/*
 * Is DETAIL, of a connection that was closed, the word of a server that wants
 * to know who we are, and does not (RFC 8446 6.2)? TLS 1.2 has no word of its
 * own for that (RFC 5246 7.2.2).
 */
bool client_certificate_is_wanted(const char *detail);

#endif
