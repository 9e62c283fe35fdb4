/*
 * f_reply.c - the replies of token, device and registration endpoint: JSON, a
 * form, or what is left of either
 */
#include "base/text.h"
#include "fuzz.h"
#include "net/oauth/reply.h"
#include "net/oauth/reply_life.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"access_token", "refresh_token",
	    "error", "token_type", "device_code", "client_id"};
	struct reply reply;
	struct error error = {0};
	int64_t life;
	struct buf text;
	int64_t number;

	if (size == 0)
		return 0;
	fuzz_buf(&text, data + 1, size - 1);
	if (reply_open(&reply, &text, data[0] & 1, &error) ==
	    LANYARD_ERR_MEMORY)
		goto out;
	fuzz_is_shown(&error);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct secret word = {0};
		size_t count = 0;

		if (reply_word(&reply, names[i], NULL, &word, &count) ==
			LANYARD_OK &&
		    count == 1)
			hold(secret_is_visible(&word));
		secret_clear(&word);
	}
	free(reply_text(&reply, "user_code"));
	free(reply_words(&reply, "scope"));
	free(reply_prose(&reply, "error_description"));
	(void)reply_integer(&reply, "interval", &number);
	life = reply_life_s(&reply, 1700000000);
	hold(life >= 0 || life == TOKEN_LIFE_UNREAD);
	hold(reply_life_of_refresh(&reply, 1700000000) >= 0);
	(void)reply_is_page(&reply);
	reply_close(&reply);
out:
	buf_clear(&text);
	return 0;
}
