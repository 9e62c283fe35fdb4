/*
 * f_answer.c - what a redirect brings: the query of a callback (RFC 6749 4.1.2)
 */
#include "fuzz.h"
#include "net/oauth/authorization_callback.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct authorization authorization = {0};
	struct secret code = {0};
	struct error error = {0};
	char *query = fuzz_text(data, size);
	enum lanyard_error r;

	if (secret_set_text(&authorization.state, "s") != LANYARD_OK)
		exit(0);
	r = authorization_callback(&authorization, query, "https://as.example",
	    size % 2 == 1, &code, &error);
	if (r == LANYARD_OK)
		hold(secret_is_visible(&code));
	else {
		hold(r == LANYARD_ERR_MEMORY || error.message[0] != '\0');
		fuzz_is_shown(&error);
	}
	/* Without our state nothing is an answer of ours. */
	if (strstr(query, "state") == NULL && strchr(query, '%') == NULL)
		hold(r == LANYARD_ERR_PROTOCOL || r == LANYARD_ERR_MEMORY);
	secret_clear(&code);
	secret_clear(&authorization.state);
	free(query);
	return 0;
}
