/*
 * seal.c - a text that nobody without the key can read or change
 */
#include "base/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define NONCE	crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG	crypto_aead_xchacha20poly1305_ietf_ABYTES
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    "the key's size is libsodium's");

static enum lanyard_error
add_base64(struct buf *text, const unsigned char *bytes, size_t size)
{
	size_t room = sodium_base64_ENCODED_LEN(size, VARIANT);
	char *base64 = malloc(room);
	enum lanyard_error r;

	if (base64 == NULL)
		return LANYARD_ERR_MEMORY;
	sodium_bin2base64(base64, room, bytes, size, VARIANT);
	r = buf_add_text(text, base64);
	free(base64);
	return r;
}

enum lanyard_error
seal_close(struct buf *text, const unsigned char key[SEAL_KEY_SIZE],
    const struct buf *context, const struct buf *plain)
{
	size_t size = NONCE + plain->size + TAG;
	unsigned char *sealed = malloc(size);
	enum lanyard_error r;

	if (sealed == NULL)
		return LANYARD_ERR_MEMORY;
	randombytes_buf(sealed, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL,
	    plain->data, plain->size, context->data, context->size, NULL,
	    sealed, key);
	r = add_base64(text, sealed, size);
	free(sealed);
	return r;
}

enum lanyard_error
seal_open(struct buf *plain, const unsigned char key[SEAL_KEY_SIZE],
    const struct buf *context, const char *text)
{
	size_t room = strlen(text) + 1, size = 0;
	unsigned char *sealed = malloc(room), *opened = malloc(room);
	unsigned long long opened_size = 0;
	enum lanyard_error r = LANYARD_ERR_MEMORY;

	if (sealed == NULL || opened == NULL)
		goto out;
	r = LANYARD_ERR_PROTOCOL;
	if (sodium_base642bin(sealed, room, text, strlen(text), NULL, &size,
		NULL, VARIANT) == 0 &&
	    size >= NONCE + TAG &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(opened, &opened_size,
		NULL, sealed + NONCE, size - NONCE, context->data,
		context->size, sealed, key) == 0)
		r = buf_add(plain, opened, (size_t)opened_size);
out:
	if (opened != NULL)
		sodium_memzero(opened, room);
	free(opened);
	free(sealed);
	return r;
}
