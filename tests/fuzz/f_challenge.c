/*
 * f_challenge.c - WWW-Authenticate (RFC 9110 11.6.1)
 */
#include "fuzz.h"
#include "net/oauth/challenge.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct challenge challenge = {0};
	char *text = fuzz_text(data, size);
	char *half = strchr(text, '\n');

	/* Two fields, as two lines. */
	if (half != NULL)
		*half++ = '\0';
	if (challenge_take(&challenge, text) == LANYARD_OK && half != NULL)
		(void)challenge_take(&challenge, half);
	hold(challenge.realm == NULL || strlen(challenge.realm) <= size);
	challenge_clear(&challenge);
	free(text);
	return 0;
}
