/*
 * assertion.c - what a client or a grant says of itself, signed
 */
#include "net/oauth/assertion.h"

#include "base/limits.h"
#include "base/percent.h"
#include "base/secret.h"
#include "net/jose/jwt.h"
#include "os/clock.h"
#include "json/json_write.h"

#define TYPE	 "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define LIFE_S	 60
#define SKEW_S	 10 /* a server whose clock is behind ours */
#define JTI_SIZE 16

/* The claims of RFC 7523 3; jti, so that a server can tell it comes twice. */
static enum lanyard_error
add_claims(struct buf *claims, const char *client_id, const char *audience)
{
	struct secret jti = {NULL, 0};
	int64_t now = clock_now();
	enum lanyard_error r = secret_random(&jti, JTI_SIZE);

	if (r == LANYARD_OK)
		r = buf_add_text(claims, "{");
	if (r == LANYARD_OK)
		r = json_write_text(claims, "iss", client_id);
	if (r == LANYARD_OK)
		r = json_write_text(claims, "sub", client_id);
	if (r == LANYARD_OK)
		r = json_write_text(claims, "aud", audience);
	if (r == LANYARD_OK)
		r = json_write_text(claims, "jti", (const char *)jti.bytes);
	if (r == LANYARD_OK)
		r = json_write_number(claims, "iat", now - SKEW_S);
	if (r == LANYARD_OK)
		r = json_write_number(claims, "exp", now + LIFE_S);
	if (r == LANYARD_OK)
		r = buf_add_text(claims, "}");
	secret_clear(&jti);
	return r;
}

enum lanyard_error
assertion_add_client(struct buf *body, const struct signature_key *key,
    const char *key_id, const char *client_id, const char *audience,
    struct error *error)
{
	struct buf claims, jwt;
	enum lanyard_error r;

	buf_init(&claims, LIMIT_REQUEST);
	buf_init(&jwt, LIMIT_REQUEST);
	r = add_claims(&claims, client_id, audience);
	if (r == LANYARD_OK)
		r = jwt_add(&jwt, key, key_id, NULL, buf_text(&claims), error);
	if (r == LANYARD_OK)
		r = percent_add_parameter(
		    body, "client_assertion_type", TYPE, sizeof(TYPE) - 1);
	if (r == LANYARD_OK)
		r = percent_add_parameter(
		    body, "client_assertion", jwt.data, jwt.size);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else if (r == LANYARD_ERR_PROTOCOL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "client_id is too long for an assertion");
	buf_clear(&jwt);
	buf_clear(&claims);
	return r;
}
