/*
 * stored_endpoint.h - may an endpoint that a record names be used?
 *
 * A record may have been copied here, or made by hand. What this machine's
 * configuration has of a client, a secret, a key, a certificate, a CI's token,
 * goes where the configuration says: to the host that it names as issuer, and
 * to another one if the issuer's metadata say so now.
 */
#ifndef STORED_ENDPOINT_H
#define STORED_ENDPOINT_H

#include "login/login.h"
#include "login/record.h"

/* May a request of LOGIN's go to ENDPOINT, a token endpoint? */
bool stored_endpoint_may_name(const struct login *login, const char *endpoint);

/*
 * May a token, with what LOGIN proves itself by, go to the revocation endpoint
 * ENDPOINT (NULL: none)? It is then where the other endpoints are.
 */
bool stored_endpoint_may_revoke(
    const struct login *login, const char *endpoint);

/*
 * May RECORD's endpoints be used? With a certificate they may be others (RFC
 * 8705 5): not those of a client that has won or lost its own since.
 */
bool stored_endpoint_fits(
    const struct login *login, const struct record *record);

/*
 * LANYARD_ERR_CONFIG: LOGIN is of a record alone, whose token_endpoint is http,
 * and whose issuer is not; the hint has the way out.
 */
enum lanyard_error stored_endpoint_check(
    const struct login *login, struct error *error);

#endif
