/*
 * secret.h - a value that must not leak: a token, code, verifier, password
 *
 * unsigned char, so that the compiler objects to "%s". The bytes are followed
 * by a NUL that SIZE does not count, for the interfaces of libcurl and libc.
 * A zeroed struct secret is an unset one: bytes NULL. An empty secret that is
 * set has bytes not NULL and size 0.
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct secret {
	unsigned char *bytes;
	size_t size;
};

/* Copy SIZE bytes in, wiping what was there. LANYARD_ERR_MEMORY: unchanged. */
enum lanyard_error secret_set(
    struct secret *secret, const void *bytes, size_t size);

/* The same from a NUL-terminated string. */
enum lanyard_error secret_set_text(struct secret *secret, const char *text);

enum lanyard_error secret_copy(struct secret *to, const struct secret *from);

/* Move FROM's value into TO (cleared first); FROM is then unset. */
void secret_move(struct secret *to, struct secret *from);

/* Wipe and free; unset afterwards. */
void secret_clear(struct secret *secret);

bool secret_is_set(const struct secret *secret);

/* Constant time in the content; false if either is unset. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Is it text_is_visible_n()? False for unset and empty ones. */
bool secret_is_visible(const struct secret *secret);

/*
 * Cut CR, LF and tabs off its ends: a token has none there (RFC 6749 A.12,
 * A.17), but a program that read it from a file may send what came behind.
 */
void secret_trim(struct secret *secret);

/* SIZE random bytes as base64url without padding (RFC 4648 5). */
enum lanyard_error secret_random(struct secret *secret, size_t size);

#endif
