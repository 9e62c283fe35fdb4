/*
 * f_id_token.c - an ID token (OpenID Connect Core 2): the bytes are its claims,
 * or with a first byte below 128 the token itself
 */
#include <sodium.h>

#include "fuzz.h"
#include "net/oauth/identity.h"

#define HEADER "eyJhbGciOiJSUzI1NiJ9."

/* HEADER, the claims and a signature. */
static char *
of_claims(const uint8_t *data, size_t size)
{
	size_t room = sodium_base64_ENCODED_LEN(
	    size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = malloc(sizeof(HEADER) + room + 4);

	if (text == NULL)
		exit(0);
	memcpy(text, HEADER, sizeof(HEADER) - 1);
	sodium_bin2base64(text + sizeof(HEADER) - 1, room, data, size,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	strcat(text, ".YWI");
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct identity_expected expected = {
	    .issuer = "https://i", .client_id = "c", .now = 1700000000};
	struct account account = {0};
	struct secret token = {0};
	struct error error = {0};
	char *text;

	if (size == 0)
		return 0;
	text = data[0] < 128 ? fuzz_text(data + 1, size - 1)
			     : of_claims(data + 1, size - 1);
	if (secret_set_text(&token, text) == LANYARD_OK &&
	    identity_read(&account, &token, &expected, &error) != LANYARD_OK)
		fuzz_is_shown(&error);
	account_clear(&account);
	secret_clear(&token);
	free(text);
	return 0;
}
