/*
 * shared_key.c - a secret that both sides have, as a key
 */
#include "net/jose/shared_key.h"

#include <sodium.h>
#include <stdlib.h>

static enum lanyard_error
sign(const void *context, struct buf *buf, const void *text, size_t size,
    struct error *error)
{
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	const struct secret *secret = context;
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, secret->bytes, secret->size);
	crypto_auth_hmacsha256_update(&state, text, size);
	crypto_auth_hmacsha256_final(&state, hash);
	sodium_memzero(&state, sizeof(state));
	return buf_add(buf, hash, sizeof(hash)) == LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

static void
release(void *context)
{
	secret_clear(context);
	free(context);
}

static const struct signature_way way = {sign, release};

enum lanyard_error
shared_key_new(struct signature_key **key, const struct secret *secret,
    struct error *error)
{
	struct secret *copy = calloc(1, sizeof(*copy));
	enum lanyard_error r;

	*key = NULL;
	if (copy == NULL || secret_copy(copy, secret) != LANYARD_OK)
		r = error_memory(error);
	else
		r = signature_key_elsewhere(key, "HS256", &way, copy, error);
	if (r != LANYARD_OK && copy != NULL)
		release(copy);
	return r;
}
