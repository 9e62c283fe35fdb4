/*
 * secret.c - values that are wiped by length and compared in constant time
 */
#include "base/secret.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/text.h"

enum lanyard_error
secret_set(struct secret *secret, const void *bytes, size_t size)
{
	unsigned char *copy;

	if (size == SIZE_MAX || (copy = allocate(size + 1)) == NULL)
		return LANYARD_ERR_MEMORY;
	if (size > 0)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	/* Only now: BYTES may lie in what SECRET holds. */
	secret_clear(secret);
	secret->bytes = copy;
	secret->size = size;
	return LANYARD_OK;
}

enum lanyard_error
secret_set_text(struct secret *secret, const char *text)
{
	return secret_set(secret, text, strlen(text));
}

enum lanyard_error
secret_copy(struct secret *to, const struct secret *from)
{
	if (!secret_is_set(from)) {
		secret_clear(to);
		return LANYARD_OK;
	}
	return secret_set(to, from->bytes, from->size);
}

void
secret_move(struct secret *to, struct secret *from)
{
	struct secret value = *from;

	if (to == from)
		return;
	secret_clear(to);
	*to = value;
	from->bytes = NULL;
	from->size = 0;
}

void
secret_clear(struct secret *secret)
{
	if (secret == NULL)
		return;
	if (secret->bytes != NULL) {
		sodium_memzero(secret->bytes, secret->size);
		free(secret->bytes);
	}
	secret->bytes = NULL;
	secret->size = 0;
}

bool
secret_is_set(const struct secret *secret)
{
	return secret != NULL && secret->bytes != NULL;
}

bool
secret_equal(const struct secret *a, const struct secret *b)
{
	if (!secret_is_set(a) || !secret_is_set(b) || a->size != b->size)
		return false;
	return sodium_memcmp(a->bytes, b->bytes, a->size) == 0;
}

enum lanyard_error
secret_random(struct secret *secret, size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	unsigned char *bytes = NULL;
	struct secret text = {0};
	size_t encoded;

	/* libsodium aborts the process when asked to encode too much. */
	if (size == 0 || size > LIMIT_SECRET_FILE)
		return LANYARD_ERR_ARGUMENT;
	if (sodium_init() < 0)
		return LANYARD_ERR_SYSTEM;
	encoded = sodium_base64_encoded_len(
	    size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	if ((bytes = malloc(size)) == NULL ||
	    (text.bytes = malloc(encoded)) == NULL) {
		r = LANYARD_ERR_MEMORY;
		goto out;
	}
	text.size = encoded - 1;
	randombytes_buf(bytes, size);
	sodium_bin2base64((char *)text.bytes, encoded, bytes, size,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, size);
	secret_move(secret, &text);
out:
	free(bytes);
	secret_clear(&text);
	return r;
}

static bool
is_of_line(unsigned char c)
{
	return c == '\r' || c == '\n' || c == '\t';
}

void
secret_trim(struct secret *secret)
{
	size_t begin = 0;

	while (secret->size > 0 && is_of_line(secret->bytes[secret->size - 1]))
		secret->bytes[--secret->size] = '\0';
	while (begin < secret->size && is_of_line(secret->bytes[begin]))
		begin++;
	if (begin == 0)
		return;
	secret->size -= begin;
	/* With the NUL behind it. */
	memmove(secret->bytes, secret->bytes + begin, secret->size + 1);
	sodium_memzero(secret->bytes + secret->size + 1, begin);
}

bool
secret_is_visible(const struct secret *secret)
{
	return secret_is_set(secret) &&
	       text_is_visible_n(secret->bytes, secret->size);
}
