/*
 * shared_key.h - a secret that both sides have, as a key
 */
#ifndef SHARED_KEY_H
#define SHARED_KEY_H

#include "net/jose/signature.h"

/*
 * HS256 (RFC 7518 3.2) by SECRET, which is copied: a client secret for
 * client_secret_jwt (OpenID Connect Core 9). LANYARD_ERR_MEMORY.
 */
enum lanyard_error shared_key_new(struct signature_key **key,
    const struct secret *secret, struct error *error);

#endif
