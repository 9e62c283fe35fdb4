/*
 * assertion.c - what a client or a grant says of itself, signed
 */
#include "net/oauth/assertion.h"

#include "base/limits.h"
#include "base/percent.h"
#include "base/secret.h"
#include "os/clock.h"
#include "json/json_write.h"

#define TYPE	 "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define CLIENT_S 60
#define GRANT_S	 300 /* Google takes an hour at most */
#define SKEW_S	 10  /* a server whose clock is behind ours */
#define JTI_SIZE 16

/* The claims of RFC 7523 3; jti, so that a server can tell it comes twice. */
static enum lanyard_error
add_claims(
    struct buf *buf, const struct assertion_claims *claims, int64_t life_s)
{
	const char *subject =
	    claims->subject != NULL ? claims->subject : claims->issuer;
	struct secret jti = {NULL, 0};
	int64_t now = clock_now();
	enum lanyard_error r = secret_random(&jti, JTI_SIZE);

	if (r == LANYARD_OK)
		r = buf_add_text(buf, "{");
	if (r == LANYARD_OK)
		r = json_write_text(buf, "iss", claims->issuer);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "sub", subject);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "aud", claims->audience);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "scope", claims->scope);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "jti", (const char *)jti.bytes);
	if (r == LANYARD_OK)
		r = json_write_number(buf, "iat", now - SKEW_S);
	if (r == LANYARD_OK)
		r = json_write_number(buf, "exp", now + life_s);
	if (r == LANYARD_OK)
		r = buf_add_text(buf, "}");
	secret_clear(&jti);
	return r;
}

/* R, of adding to a request, with ERROR set. */
static enum lanyard_error
added(enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return r == LANYARD_ERR_PROTOCOL
		   ? error_set(error, LANYARD_ERR_CONFIG,
			 "client_id, or what else it says, is too long for an "
			 "assertion")
		   : r;
}

/* CLAIMS, signed, under NAME. */
static enum lanyard_error
add_signed(struct buf *body, const char *name, const struct signature_key *key,
    const struct jwt_header *header, const struct assertion_claims *claims,
    int64_t life_s, struct error *error)
{
	struct buf text, jwt;
	enum lanyard_error r;

	buf_init(&text, LIMIT_REQUEST);
	buf_init(&jwt, LIMIT_REQUEST);
	r = add_claims(&text, claims, life_s);
	if (r == LANYARD_OK)
		r = jwt_add(&jwt, key, header, buf_text(&text), error);
	if (r == LANYARD_OK)
		r = percent_add_parameter(body, name, jwt.data, jwt.size);
	buf_clear(&jwt);
	buf_clear(&text);
	return added(r, error);
}

enum lanyard_error
assertion_add_client(struct buf *body, const struct signature_key *key,
    const struct jwt_header *header, const char *client_id,
    const char *audience, struct error *error)
{
	const struct assertion_claims claims = {
	    .issuer = client_id, .audience = audience};
	enum lanyard_error r = percent_add_parameter(
	    body, "client_assertion_type", TYPE, sizeof(TYPE) - 1);

	if (r != LANYARD_OK)
		return added(r, error);
	return add_signed(
	    body, "client_assertion", key, header, &claims, CLIENT_S, error);
}

enum lanyard_error
assertion_add_grant(struct buf *body, const struct signature_key *key,
    const struct jwt_header *header, const struct assertion_claims *claims,
    struct error *error)
{
	return add_signed(
	    body, "assertion", key, header, claims, GRANT_S, error);
}

enum lanyard_error
assertion_add_given(struct buf *body, const struct secret *client_assertion,
    struct error *error)
{
	enum lanyard_error r = percent_add_parameter(
	    body, "client_assertion_type", TYPE, sizeof(TYPE) - 1);

	if (r == LANYARD_OK)
		r = percent_add_parameter(body, "client_assertion",
		    client_assertion->bytes, client_assertion->size);
	return added(r, error);
}
