/*
 * f_paste.c - what a person pastes at the prompt of a login
 */
#include "fuzz.h"
#include "net/oauth/paste.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret state = {0}, got = {0}, code = {0};
	struct authorization authorization = {0};
	struct error error = {0};
	enum paste_kind kind;
	char *text = fuzz_text(data, size);
	const struct paste_known known = {.state = &authorization.state,
	    .url = "https://as.example/auth?client_id=c&state=s8",
	    .user_code = "ABCD-EFGH",
	    .device_url = "https://as.example/device"};

	if (secret_set_text(&authorization.state, "s8") != LANYARD_OK)
		exit(0);
	if (paste_read(&known, text, &kind, &got) == LANYARD_OK) {
		(void)paste_words(kind);
		if (got.bytes != NULL &&
		    paste_take(&authorization, kind, &got, "https://as.example",
			false, &code, &error) == LANYARD_OK)
			hold(secret_is_visible(&code));
		else
			fuzz_is_shown(&error);
	}
	secret_clear(&state);
	secret_clear(&got);
	secret_clear(&code);
	secret_clear(&authorization.state);
	free(text);
	return 0;
}
