/*
 * signer.c - a command that signs: of a KMS, an HSM, a smart card
 */
#include "net/jose/signer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "os/command.h"

#define RSA_BYTES_MIN 256 /* RFC 7518 3.3 */
#define RSA_BYTES_MAX 1024
#define PAIR_BYTES    64 /* of ES256, and of Ed25519 */
#define OUTPUT_MAX    4096

struct signer_key {
	const char *const *argv;
	const char *alg;
	int64_t timeout_ms;
	char *what;
};

/* Keys of other lengths are made by nobody. */
#define RSA_BYTES_STEP 16

/* Can SIZE bytes be a signature for ALG? */
static bool
fits(const char *alg, size_t size)
{
	return alg[0] == 'R' || alg[0] == 'P'
		   ? size >= RSA_BYTES_MIN && size <= RSA_BYTES_MAX &&
			 size % RSA_BYTES_STEP == 0
		   : size == PAIR_BYTES;
}

/* All the same, or all of it letters: of 64 bytes and more that is no chance,
 * but an empty buffer, or somebody's words. */
static bool
is_rubbish(const unsigned char *bytes, size_t size)
{
	size_t same = 0, letters = 0;

	for (size_t i = 0; i < size; i++) {
		same += bytes[i] == bytes[0];
		letters += (bytes[i] >= ' ' && bytes[i] < 0x7f) ||
			   (bytes[i] >= '\t' && bytes[i] <= '\r');
	}
	return same == size || letters == size;
}

/* One number of DER, SIZE bytes at AT, into its 32 bytes (RFC 7518 3.4). */
static bool
take_number(const unsigned char **at, const unsigned char *end,
    unsigned char number[PAIR_BYTES / 2])
{
	size_t size;

	if (end - *at < 2 || (*at)[0] != 0x02)
		return false;
	size = (*at)[1];
	*at += 2;
	if (size == 0 || size > (size_t)(end - *at))
		return false;
	for (; size > PAIR_BYTES / 2 && **at == 0; size--)
		(*at)++;
	if (size > PAIR_BYTES / 2)
		return false;
	memset(number, 0, PAIR_BYTES / 2);
	memcpy(number + PAIR_BYTES / 2 - size, *at, size);
	*at += size;
	return true;
}

/* The two numbers of an ECDSA signature in DER (RFC 3279 2.2.3). */
static bool
take_pair(
    const unsigned char *bytes, size_t size, unsigned char pair[PAIR_BYTES])
{
	const unsigned char *at = bytes + 2, *end = bytes + size;

	return size > 2 && bytes[0] == 0x30 && bytes[1] == size - 2 &&
	       take_number(&at, end, pair) &&
	       take_number(&at, end, pair + PAIR_BYTES / 2) && at == end;
}

static enum lanyard_error
add_decoded(struct buf *buf, const char *alg, const void *bytes, size_t size)
{
	unsigned char pair[PAIR_BYTES];

	if (fits(alg, size) && !is_rubbish(bytes, size))
		return buf_add(buf, bytes, size);
	if (strcmp(alg, "ES256") == 0 && take_pair(bytes, size, pair))
		return buf_add(buf, pair, sizeof(pair));
	return LANYARD_ERR_CONFIG;
}

/*
 * Text goes first: 344 bytes of base64 could be the raw signature of an RSA key
 * of 2752 bits, but a raw one does not happen to be all letters of base64.
 */
static enum lanyard_error
take(struct buf *buf, const char *alg, const struct buf *output)
{
	static const int variants[] = {
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING};
	unsigned char bytes[OUTPUT_MAX];
	enum lanyard_error r;
	size_t size, length;

	for (length = output->size;
	     length > 0 && strchr("=\r\n", output->data[length - 1]) != NULL;
	     length--)
		continue;
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++) {
		if (sodium_base642bin(bytes, sizeof(bytes), buf_text(output),
			length, "\r\n", &size, NULL, variants[i]) != 0)
			continue;
		if ((r = add_decoded(buf, alg, bytes, size)) !=
		    LANYARD_ERR_CONFIG)
			return r;
	}
	return add_decoded(buf, alg, output->data, output->size);
}

static enum lanyard_error
sign(const void *context, struct buf *buf, const void *text, size_t size,
    struct error *error)
{
	const struct signer_key *key = context;
	const struct command command = {.what = key->what,
	    .argv = key->argv,
	    .timeout_ms = key->timeout_ms,
	    .input = text,
	    .input_size = size};
	enum lanyard_error r;
	struct buf output;

	buf_init(&output, OUTPUT_MAX);
	r = command_run(&command, &output, error);
	if (r == LANYARD_OK) {
		r = take(buf, key->alg, &output);
		if (r == LANYARD_ERR_CONFIG) {
			error_set(error, r,
			    "%s wrote no %s signature, raw, in base64 or "
			    "base64url: %zu bytes",
			    key->what, key->alg, output.size);
			error_hint(error,
			    "it is to sign what comes on its standard input: "
			    "printf x | %s ... | base64",
			    key->argv[0]);
		} else if (r != LANYARD_OK)
			error_memory(error);
	}
	buf_clear(&output);
	return r;
}

static void
release(void *context)
{
	struct signer_key *key = context;

	free(key->what);
	free(key);
}

static const struct signature_way way = {sign, release};

enum lanyard_error
signer_key_new(struct signature_key **key, const char *const *argv,
    const char *alg, int64_t timeout_ms, const char *what, struct error *error)
{
	struct signer_key *new = calloc(1, sizeof(*new));
	enum lanyard_error r;

	*key = NULL;
	if (new == NULL)
		return error_memory(error);
	new->argv = argv;
	new->alg = alg;
	new->timeout_ms = timeout_ms;
	if ((new->what = strdup(what)) == NULL)
		r = error_memory(error);
	else
		r = signature_key_elsewhere(key, alg, &way, new, error);
	if (r != LANYARD_OK)
		release(new);
	/* Else it is the key's. */
	return r; /* NOLINT(clang-analyzer-unix.Malloc) */
}
