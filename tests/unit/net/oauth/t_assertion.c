/*
 * t_assertion.c - assertion.h: what a client says of itself (RFC 7523 3)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "../jose/keys.h"
#include "net/oauth/assertion.h"
#include "os/clock.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define TYPE                                                                   \
	"client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-"          \
	"assertion-"                                                           \
	"type%3Ajwt-bearer&client_assertion="

/* The claims of BODY's assertion. */
static const struct jwt_header named = {.kid = "k"};

static void
claims(const char *body, char text[600])
{
	const char *jwt = strstr(body, TYPE);
	size_t size;

	assert_non_null(jwt);
	jwt = strchr(jwt + strlen(TYPE), '.') + 1;
	assert_int_equal(sodium_base642bin((unsigned char *)text, 599, jwt,
			     strcspn(jwt, "."), NULL, &size, NULL, VARIANT),
	    0);
	text[size] = '\0';
}

static void
says_who_it_is(void **state)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ed, strlen(key_ed)};
	long long iat, exp, now = clock_now();
	char text[600], other[600], jti[64], next[64];
	struct error error = {0};
	struct signature_key *key;
	struct buf body;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	buf_init(&body, 8192);
	assert_int_equal(assertion_add_client(&body, key, &named, "me",
			     "https://id.example", &error),
	    LANYARD_OK);
	claims(buf_text(&body), text);
	assert_int_equal(
	    sscanf(text,
		"{\"iss\":\"me\",\"sub\":\"me\",\"aud\":\"https://id.example\","
		"\"jti\":\"%63[A-Za-z0-9_-]\",\"iat\":%lld,\"exp\":%lld}",
		jti, &iat, &exp),
	    3);
	assert_true(iat <= now && iat > now - 60);
	assert_true(exp > now && exp <= now + 120);
	buf_reset(&body);
	assert_int_equal(assertion_add_client(&body, key, &named, "me",
			     "https://id.example", &error),
	    LANYARD_OK);
	claims(buf_text(&body), other);
	assert_int_equal(
	    sscanf(strstr(other, "\"jti\":\""), "\"jti\":\"%63[^\"]", next), 1);
	assert_string_not_equal(jti, next);
	buf_clear(&body);
	signature_key_free(&key);
}

/* RFC 7523 3: of a grant; and one that another has made (2.2). */
static void
says_whom_it_is_for(void **state)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ed, strlen(key_ed)};
	struct secret given = {(unsigned char *)(uintptr_t) "a.b.c", 5};
	const struct assertion_claims said = {"me", "ada", "https://id", "x y"};
	struct error error = {0};
	struct signature_key *key;
	long long iat, exp;
	char text[600], body_text[4096];
	struct buf body;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	buf_init(&body, 8192);
	assert_int_equal(
	    assertion_add_grant(&body, key, NULL, &said, &error), LANYARD_OK);
	assert_memory_equal(buf_text(&body), "assertion=eyJ", 13);
	snprintf(body_text, sizeof(body_text), "%s%s", TYPE,
	    buf_text(&body) + strlen("assertion="));
	claims(body_text, text);
	assert_int_equal(
	    sscanf(text,
		"{\"iss\":\"me\",\"sub\":\"ada\",\"aud\":\"https://id\","
		"\"scope\":\"x y\",\"jti\":\"%*[A-Za-z0-9_-]\","
		"\"iat\":%lld,\"exp\":%lld}",
		&iat, &exp),
	    2);
	/* Google takes an hour at most. */
	assert_true(exp - iat > 60 && exp - iat <= 3600);
	buf_reset(&body);
	assert_int_equal(
	    assertion_add_given(&body, &given, &error), LANYARD_OK);
	assert_string_equal(buf_text(&body), TYPE "a.b.c");
	buf_clear(&body);
	buf_init(&body, 20);
	assert_int_equal(
	    assertion_add_given(&body, &given, &error), LANYARD_ERR_CONFIG);
	buf_clear(&body);
	signature_key_free(&key);
}

/* RFC 7523 2.2: the request, but for its first two parameters. */
static void
is_sent_as_the_rfc_has_it(void **state)
{
	static const char jwt[] =
	    "eyJhbGciOiJSUzI1NiIsImtpZCI6IjIyIn0."
	    "eyJpc3Mi[...omitted for brevity...].cC4hiUPo";
	struct secret given = {
	    (unsigned char *)(uintptr_t)jwt, sizeof(jwt) - 1};
	struct error error = {0};
	struct buf body;

	(void)state;
	buf_init(&body, 8192);
	buf_add_text(&body, "grant_type=authorization_code&"
			    "code=n0esc3NRze7LTCu7iYzS6a5acc3f0ogp4");
	assert_int_equal(
	    assertion_add_given(&body, &given, &error), LANYARD_OK);
	assert_memory_equal(buf_text(&body),
	    "grant_type=authorization_code&"
	    "code=n0esc3NRze7LTCu7iYzS6a5acc3f0ogp4&"
	    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
	    "client-assertion-type%3Ajwt-bearer&"
	    "client_assertion=eyJhbGciOiJSUzI1NiIsImtpZCI6IjIyIn0."
	    "eyJpc3Mi",
	    30 + 38 + 1 + 86 + 1 + 17 + 36 + 8);
	buf_clear(&body);
}

/* RFC 7523 4: an authorization grant's header has alg and kid, ours typ, too.
 */
static void
has_the_rfcs_claims(void **state)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ec, strlen(key_ec)};
	static const struct jwt_header header = {.kid = "16"};
	const struct assertion_claims said = {"https://jwt-idp.example.com",
	    "mailto:mike@example.com", "https://jwt-rp.example.net", NULL};
	struct error error = {0};
	struct signature_key *key;
	char text[600], body_text[4096];
	struct buf body;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	buf_init(&body, 8192);
	assert_int_equal(
	    assertion_add_grant(&body, key, &header, &said, &error),
	    LANYARD_OK);
	/* {"alg":"ES256","typ":"JWT","kid":"16"} */
	assert_memory_equal(buf_text(&body),
	    "assertion=eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjE2In0.",
	    62);
	snprintf(body_text, sizeof(body_text), "%s%s", TYPE,
	    buf_text(&body) + strlen("assertion="));
	claims(body_text, text);
	assert_memory_equal(text,
	    "{\"iss\":\"https://jwt-idp.example.com\","
	    "\"sub\":\"mailto:mike@example.com\","
	    "\"aud\":\"https://jwt-rp.example.net\",",
	    104);
	buf_clear(&body);
	signature_key_free(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_who_it_is),
	    cmocka_unit_test(is_sent_as_the_rfc_has_it),
	    cmocka_unit_test(has_the_rfcs_claims),
	    cmocka_unit_test(says_whom_it_is_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
