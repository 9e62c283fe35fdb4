/*
 * jws.c - a signed token, and what it says of its signature (RFC 7515)
 */
#include "net/jose/jws.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/jose/jwk.h"
#include "json/json.h"
#include "json/payload.h"

void
jws_clear(struct jws *jws)
{
	free(jws->alg);
	free(jws->kid);
	jws->alg = jws->kid = NULL;
	buf_clear(&jws->signature);
}

static enum lanyard_error
fail(struct error *error, const char *what)
{
	return error_set(error, LANYARD_ERR_SERVER, "%s", what);
}

/* RFC 7515 4.1. */
static enum lanyard_error
take_header(struct jws *jws, const struct json *json, struct error *error)
{
	if (json_type(json, "crit") != JSON_ABSENT)
		return fail(error, "demands what is not known here (crit)");
	jws->alg = json_text(json, "alg");
	jws->kid = json_text(json, "kid");
	if (jws->alg == NULL)
		return fail(error, "does not say how it is signed (alg)");
	if (strcmp(jws->alg, "none") == 0)
		return fail(error, "is not signed (alg none)");
	return LANYARD_OK;
}

enum lanyard_error
jws_read(struct jws *jws, const struct secret *token, struct error *error)
{
	struct json *json = NULL;
	enum lanyard_error r;
	struct buf header;

	memset(jws, 0, sizeof(*jws));
	buf_init(&jws->signature, LIMIT_LINE);
	buf_init(&header, LIMIT_LINE);
	r = payload_part(&header, token, PAYLOAD_HEADER);
	if (r == LANYARD_OK)
		r = payload_part(&jws->signature, token, PAYLOAD_SIGNATURE);
	if (r == LANYARD_OK)
		r = json_parse(
		    &json, header.data, header.size, JSON_OUTERMOST, NULL);
	if (r == LANYARD_OK)
		r = take_header(jws, json, error);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else
		r = fail(error, "has a header that cannot be read");
	/* The last dot: there are two (payload.h). */
	for (size_t i = 0; r == LANYARD_OK && i < token->size; i++)
		if (token->bytes[i] == '.')
			jws->size = i;
	json_free(&json);
	buf_clear(&header);
	return r;
}

bool
jws_is_usable(const struct jws *jws)
{
	return jwk_kty(jws->alg) != NULL;
}
