/*
 * agent.c - a private key that an ssh-agent holds
 */
#include "net/jose/agent.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "net/jose/agent_socket.h"
#include "net/jose/agent_wire.h"

#define REQUEST_IDENTITIES 11
#define IDENTITIES_ANSWER  12
#define SIGN_REQUEST	   13
#define SIGN_RESPONSE	   14
#define EMPTY_ANSWER	   5 /* bytes of one without a key */
#define RSA_SHA2_256	   2 /* a flag of SIGN_REQUEST */

#define RSA_BYTES_MIN 256 /* of the modulus, RFC 7518 3.3 */
#define ED25519_BYTES 64
#define FINGERPRINT   "SHA256:"

struct agent_key {
	int64_t timeout_ms;
	char *what;
	bool rsa;
	struct buf blob; /* the public part, by which it is asked for */
};

/* ---- which key ---- */

static bool
has_fingerprint(const struct agent_rest *blob, const char *name)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[sodium_base64_ENCODED_LEN(
	    sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];

	if (strncmp(name, FINGERPRINT, strlen(FINGERPRINT)) != 0)
		return false;
	crypto_hash_sha256(hash, blob->at, blob->size);
	sodium_bin2base64(text, sizeof(text), hash, sizeof(hash),
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	return strcmp(name + strlen(FINGERPRINT), text) == 0;
}

/* What is wrong with it; NULL: *RSA says which of the two it is. */
static const char *
find_fault(const struct agent_rest *blob, bool *rsa)
{
	struct agent_rest rest = *blob, type, exponent, modulus;

	*rsa = false;
	if (!agent_wire_take(&rest, &type))
		return "is none that can be read";
	if (agent_wire_is(&type, "ssh-ed25519"))
		return NULL;
	*rsa = agent_wire_is(&type, "ssh-rsa");
	if (!*rsa)
		return "is of another kind than RSA or Ed25519";
	if (!agent_wire_take(&rest, &exponent) ||
	    !agent_wire_take(&rest, &modulus))
		return "is none that can be read";
	return modulus.size >= RSA_BYTES_MIN
		   ? NULL
		   : "is an RSA key of less than 2048 bits (RFC 7518 3.3)";
}

/* How many of the identities in REPLY are NAME; the first is in BLOB. */
static bool
count_keys(const struct buf *reply, const char *name, struct agent_rest *blob,
    size_t *count)
{
	struct agent_rest rest = {reply->data + 1, reply->size - 1}, key,
			  comment;
	size_t left;

	*count = 0;
	if (reply->data[0] != IDENTITIES_ANSWER ||
	    !agent_wire_take_number(&rest, &left))
		return false;
	for (; left > 0; left--) {
		if (!agent_wire_take(&rest, &key) ||
		    !agent_wire_take(&rest, &comment))
			return false;
		if (!has_fingerprint(&key, name) &&
		    !agent_wire_is(&comment, name))
			continue;
		if ((*count)++ == 0)
			*blob = key;
	}
	return true;
}

static enum lanyard_error
choose(struct agent_key *key, const struct buf *reply, const char *name,
    struct error *error)
{
	struct agent_rest blob = {NULL, 0};
	const char *fault;
	size_t count;

	if (!count_keys(reply, name, &blob, &count)) {
		error_set(error, LANYARD_ERR_SYSTEM,
		    "%s: the ssh-agent does not say which keys it has",
		    key->what);
		error_hint(error, "does it tell others? ssh-add -l");
		return LANYARD_ERR_SYSTEM;
	}
	/* The same that ssh-add(1) is told of a locked one. */
	if (reply->size == EMPTY_ANSWER) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s: the ssh-agent has no key at all, or is locked",
		    key->what);
		error_hint(error, "unlock it: ssh-add -X; or add the key: "
				  "ssh-add KEY");
		return LANYARD_ERR_CONFIG;
	}
	if (count != 1) {
		error_set(error, LANYARD_ERR_CONFIG,
		    count == 0 ? "%s: the ssh-agent has no key \"%s\""
			       : "%s: the ssh-agent has several keys \"%s\"",
		    key->what, name);
		error_hint(error, "ssh-add -l shows fingerprint and comment of "
				  "those that it has");
		return LANYARD_ERR_CONFIG;
	}
	if ((fault = find_fault(&blob, &key->rsa)) != NULL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s: the ssh-agent's key \"%s\" %s", key->what, name,
		    fault);
	return buf_add(&key->blob, blob.at, blob.size) == LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

/* ---- its signatures ---- */

static bool
take_signature(const struct agent_key *key, const struct buf *reply,
    struct agent_rest *bytes)
{
	struct agent_rest rest = {reply->data + 1, reply->size - 1}, inner,
			  type;

	return reply->data[0] == SIGN_RESPONSE &&
	       agent_wire_take(&rest, &inner) &&
	       agent_wire_take(&inner, &type) &&
	       agent_wire_take(&inner, bytes) &&
	       agent_wire_is(
		   &type, key->rsa ? "rsa-sha2-256" : "ssh-ed25519") &&
	       (key->rsa ? bytes->size >= RSA_BYTES_MIN
			 : bytes->size == ED25519_BYTES);
}

static enum lanyard_error
sign(const void *context, struct buf *buf, const void *text, size_t size,
    struct error *error)
{
	static const unsigned char type = SIGN_REQUEST;
	const struct agent_key *key = context;
	struct buf request, reply;
	enum lanyard_error r;
	struct agent_rest bytes;

	buf_init(&request, AGENT_MESSAGE_MAX);
	buf_init(&reply, AGENT_MESSAGE_MAX);
	if (buf_add(&request, &type, 1) != LANYARD_OK ||
	    agent_wire_add(&request, key->blob.data, key->blob.size) !=
		LANYARD_OK ||
	    agent_wire_add(&request, text, size) != LANYARD_OK ||
	    agent_wire_add_number(&request, key->rsa ? RSA_SHA2_256 : 0) !=
		LANYARD_OK)
		r = error_memory(error);
	else
		r = agent_socket_ask(
		    &request, &reply, key->timeout_ms, key->what, error);
	if (r == LANYARD_OK && !take_signature(key, &reply, &bytes)) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s: the ssh-agent does not sign with that key", key->what);
		error_hint(error, "was somebody asked, and refused? ssh-add -T "
				  "its public key tries it");
	} else if (r == LANYARD_OK &&
		   buf_add(buf, bytes.at, bytes.size) != LANYARD_OK)
		r = error_memory(error);
	buf_clear(&request);
	buf_clear(&reply);
	return r;
}

static void
release(void *context)
{
	struct agent_key *key = context;

	buf_clear(&key->blob);
	free(key->what);
	free(key);
}

static const struct signature_way way = {sign, release};

enum lanyard_error
agent_key_new(struct signature_key **key, const char *name, int64_t timeout_ms,
    const char *what, struct error *error)
{
	static const unsigned char type = REQUEST_IDENTITIES;
	struct agent_key *new = calloc(1, sizeof(*new));
	struct buf request, reply;
	enum lanyard_error r;

	*key = NULL;
	if (new == NULL)
		return error_memory(error);
	buf_init(&new->blob, AGENT_MESSAGE_MAX);
	buf_init(&request, AGENT_MESSAGE_MAX);
	buf_init(&reply, AGENT_MESSAGE_MAX);
	new->timeout_ms = timeout_ms;
	if ((new->what = strdup(what)) == NULL ||
	    buf_add(&request, &type, 1) != LANYARD_OK)
		r = error_memory(error);
	else if ((r = agent_socket_ask(&request, &reply, timeout_ms, what,
		      error)) == LANYARD_OK &&
		 (r = choose(new, &reply, name, error)) == LANYARD_OK)
		r = signature_key_elsewhere(
		    key, new->rsa ? "RS256" : "EdDSA", &way, new, error);
	buf_clear(&request);
	buf_clear(&reply);
	if (r != LANYARD_OK)
		release(new);
	return r;
}
