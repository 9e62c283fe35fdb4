/*
 * jwks.c - has one of a server's keys signed this? (RFC 7515 5.2, RFC 7517 5)
 */
#include "net/jose/jwks.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/jose/jwk.h"
#include "json/json.h"

/* Is NAME of JWK absent, or VALUE? NULL: that is not known. */
static bool
allows(const struct json *jwk, const char *name, const char *value)
{
	char *text = json_text(jwk, name);
	bool fits = text == NULL || value == NULL || strcmp(text, value) == 0;

	free(text);
	return fits;
}

/* RFC 7517 4.3. */
static bool
may_verify(const struct json *jwk)
{
	return json_type(jwk, "key_ops") != JSON_ARRAY ||
	       json_array_has(jwk, "key_ops", "verify");
}

static bool
may_have_signed(const struct json *jwk, const struct jws *jws)
{
	const char *kty = jwk_kty(jws->alg);

	return kty != NULL && json_type(jwk, "kty") == JSON_STRING &&
	       allows(jwk, "kty", kty) && allows(jwk, "kid", jws->kid) &&
	       allows(jwk, "use", "sig") && may_verify(jwk) &&
	       allows(jwk, "alg", jws->alg);
}

bool
jwks_next(const char **at, const char **begin, size_t *size)
{
	bool quoted = false;
	int depth = 0;

	if ((*begin = strchr(*at, '{')) == NULL)
		return false;
	for (*at = *begin; **at != '\0'; (*at)++) {
		if (quoted && **at == '\\' && (*at)[1] != '\0')
			(*at)++;
		else if (**at == '"')
			quoted = !quoted;
		else if (!quoted && **at == '{')
			depth++;
		else if (!quoted && **at == '}' && --depth == 0)
			break;
	}
	if (**at != '\0')
		(*at)++;
	*size = (size_t)(*at - *begin);
	return true;
}

/* LANYARD_ERR_SERVER: not by this key. */
static enum lanyard_error
try_key(const struct json *jwk, const struct jws *jws,
    const struct secret *token, struct error *error)
{
	struct signature_key *key;
	enum lanyard_error r = jwk_key_new(&key, jwk, "has a key that", error);

	if (r != LANYARD_OK)
		return r;
	if (!signature_use_alg(key, jws->alg) ||
	    !signature_verifies(key, token->bytes, jws->size,
		jws->signature.data, jws->signature.size))
		r = error_set(error, LANYARD_ERR_SERVER,
		    "is not signed by who issued it");
	signature_key_free(&key);
	return r;
}

static enum lanyard_error
try_keys(const char *at, const struct jws *jws, const struct secret *token,
    bool *no_key, struct error *error)
{
	enum lanyard_error r = LANYARD_ERR_SERVER;
	struct json *jwk;
	const char *begin;
	size_t size;

	while (r == LANYARD_ERR_SERVER && jwks_next(&at, &begin, &size)) {
		if (json_parse(&jwk, begin, size, JSON_OUTERMOST, NULL) ==
		    LANYARD_ERR_MEMORY)
			return error_memory(error);
		if (may_have_signed(jwk, jws)) {
			*no_key = false;
			r = try_key(jwk, jws, token, error);
		}
		json_free(&jwk);
	}
	return r;
}

enum lanyard_error
jwks_verify(const struct buf *keys, const struct jws *jws,
    const struct secret *token, bool *no_key, struct error *error)
{
	struct json *json = NULL;
	enum lanyard_error r;
	struct buf array;

	*no_key = true;
	buf_init(&array, LIMIT_REPLY);
	r = json_parse(&json, keys->data, keys->size, JSON_OUTERMOST, NULL);
	if (r == LANYARD_OK && json_type(json, "keys") == JSON_ARRAY)
		r = json_inner(json, "keys", &array);
	else if (r == LANYARD_OK)
		r = LANYARD_ERR_SERVER;
	if (r == LANYARD_OK)
		r = try_keys(buf_text(&array), jws, token, no_key, error);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	if (r != LANYARD_OK && r != LANYARD_ERR_MEMORY && *no_key)
		r = error_set(error, LANYARD_ERR_SERVER,
		    "is signed by a key that its issuer does not have");
	if (r == LANYARD_OK)
		error_clear(error);
	json_free(&json);
	buf_clear(&array);
	return r;
}
