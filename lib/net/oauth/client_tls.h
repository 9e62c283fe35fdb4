/*
 * client_tls.h - whom a login is by TLS (RFC 8705)
 *
 * Its certificate and key, looked at before anything is sent: what a server
 * says of a bad one is an alert without a cause, if it says anything.
 */
#ifndef CLIENT_TLS_H
#define CLIENT_TLS_H

#include <stdint.h>

#include "base/limits.h"
#include "login/login.h"
#include "net/http/client_certificate.h"

struct client_tls {
	struct client_certificate certificate; /* its file is NULL: none */
	int64_t begins_at, ends_at;	       /* in seconds since 1970 */
	char source[LIMIT_NAME + 64];	       /* what CERTIFICATE lends */
};

void client_tls_init(struct client_tls *tls);
void client_tls_clear(struct client_tls *tls);

/*
 * LOGIN's, as its files are now. LANYARD_ERR_CONFIG names file and login: one
 * cannot be read, or is none; the key is open to others, encrypted, or another
 * certificate's; the certificate is over, or not good yet. LANYARD_ERR_SYSTEM:
 * no libcrypto. LANYARD_ERR_MEMORY.
 */
enum lanyard_error client_tls_load(
    struct client_tls *tls, const struct login *login, struct error *error);

#endif
