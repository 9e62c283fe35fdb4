/*
 * f_json.c - JSON from servers (RFC 8259), and what is read out of it
 */
#include "fuzz.h"
#include "json/json.h"

static const char *const names[] = {"access_token", "a", "error", "expires_in",
    "", "refresh_token", "scope", "exp"};

static void
asks(const struct json *json)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct secret secret = {0};
		char *text = json_text(json, names[i]);
		int64_t number;
		size_t count = 0;

		/* What is no string has none; what is one, is UTF-8. */
		hold(text == NULL || json_type(json, names[i]) == JSON_STRING);
		hold(text == NULL || fuzz_is_utf8(text));
		if (json_secret(json, names[i], &secret))
			hold(memchr(secret.bytes, '\0', secret.size) == NULL);
		secret_clear(&secret);
		if (json_word(json, names[i], NULL, &secret, &count) ==
		    LANYARD_OK)
			hold((count == 1) == (secret.bytes != NULL));
		secret_clear(&secret);
		if (json_integer(json, names[i], &number))
			hold(number >= -1000000000000000 &&
			     number <= 1000000000000000);
		free(text);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int reach = JSON_OUTERMOST; reach <= JSON_ANYWHERE; reach++) {
		struct json *json = NULL;
		struct error error = {0};
		enum lanyard_error r;

		r = json_parse(
		    &json, data, size, (enum json_reach)reach, &error);
		if (r != LANYARD_OK)
			fuzz_is_shown(&error);
		if (json != NULL) {
			hold(json_is_whole(json) == (r == LANYARD_OK));
			asks(json);
		}
		json_free(&json);
	}
	return 0;
}
