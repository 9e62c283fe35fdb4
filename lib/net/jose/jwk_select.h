/*
 * jwk_select.h - the private key that is meant, of a JSON Web Key Set
 */
#ifndef JWK_SELECT_H
#define JWK_SELECT_H

#include "net/jose/signature.h"
#include "json/json.h"

/* Is JSON a key, or a set of them (RFC 7517 4, 5), by its members? */
bool jwk_select_is(const struct json *json);

/*
 * The private key that JSON is, or that it has as a set: the one with kid
 * WANTED, or, NULL, the only one that can sign. *KID is its own, allocated;
 * NULL: none. WHAT begins the message. LANYARD_ERR_CONFIG: which is meant
 * cannot be told, and the message has their kids; else as jwk_private_new().
 * *KEY and *KID are NULL after an error.
 */
enum lanyard_error jwk_select(struct signature_key **key, char **kid,
    const struct json *json, const char *wanted, const char *what,
    struct error *error);

#endif
