/*
 * seal.h - a text that nobody without the key can read or change
 *
 * XChaCha20-Poly1305 (libsodium) with a random nonce, in base64url without
 * padding: A-Za-z0-9_-.
 */
#ifndef SEAL_H
#define SEAL_H

#include "base/buf.h"

#define SEAL_KEY_SIZE 32

/*
 * Append PLAIN, sealed with KEY and bound to CONTEXT, to TEXT.
 * LANYARD_ERR_MEMORY, or TEXT's limit.
 */
enum lanyard_error seal_close(struct buf *text,
    const unsigned char key[SEAL_KEY_SIZE], const struct buf *context,
    const struct buf *plain);

/*
 * Append to PLAIN what was sealed as TEXT. LANYARD_ERR_PROTOCOL: altered, with
 * another key, or in another context.
 */
enum lanyard_error seal_open(struct buf *plain,
    const unsigned char key[SEAL_KEY_SIZE], const struct buf *context,
    const char *text);

#endif
