/*
 * payload.h - what a JSON Web Token says, whoever has signed it
 *
 * Nothing is verified here: what a token says of itself decides no more than
 * when to look for another one, unless the caller knows who it is from.
 */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"

/*
 * Has TOKEN the form of one: three parts of base64url, the last of which may be
 * empty (RFC 7515 7.1), and the first two of which are JSON objects (RFC 7519
 * 7.2)? No, too, where memory runs out.
 */
bool payload_is_jwt(const struct secret *token);

/*
 * Append the payload of TOKEN to TO, decoded: base64url between the dots of
 * three parts (RFC 7515 7.1). LANYARD_ERR_ARGUMENT: it has not three parts (of
 * five it is encrypted) or is longer than a line; LANYARD_ERR_PROTOCOL: they
 * cannot be decoded, or TO's limit; LANYARD_ERR_MEMORY.
 */
enum lanyard_error payload_decode(struct buf *to, const struct secret *token);

/* The same for one of its three parts: the second is the payload. */
enum payload_part { PAYLOAD_HEADER, PAYLOAD_CLAIMS, PAYLOAD_SIGNATURE };
enum lanyard_error payload_part(
    struct buf *to, const struct secret *token, enum payload_part part);

/*
 * Append what the SIZE letters at TEXT are in base64url, without padding or
 * with the one that some add. LANYARD_ERR_PROTOCOL: they are none, or TO's
 * limit; LANYARD_ERR_MEMORY.
 */
enum lanyard_error payload_decode_letters(
    struct buf *to, const char *text, size_t size);

/*
 * When TOKEN is over, by its exp (RFC 7519 4.1.4): seconds since 1970, UTC; 0:
 * it is no JSON Web Token, or does not say. LANYARD_ERR_MEMORY.
 */
enum lanyard_error payload_expires_at(
    const struct secret *token, int64_t *expires_at);

#endif
