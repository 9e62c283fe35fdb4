/*
 * f_url.c - URLs as we have them, places as git has them, and patterns
 *
 * A spelling that hosts are compared by is its own spelling; what one parser
 * takes for one host no other takes for another.
 */
#include "base/percent.h"
#include "base/place.h"
#include "base/url.h"
#include "fuzz.h"
#include "login/pattern.h"

static void
has_one_spelling(const char *text)
{
	char *host = NULL, *again = NULL;
	int port = 0, port_again = 0;

	if (place_host(text, &host, &port) != LANYARD_OK)
		return;
	hold(port >= 0 && port <= 65535);
	hold(strpbrk(host, "/@?# \t\r\n") == NULL);
	hold(place_host(host, &again, &port_again) == LANYARD_OK);
	hold(strcmp(host, again) == 0 && port_again == 0);
	free(host);
	free(again);
}

static void
agrees_with_git(const char *text)
{
	struct place place;
	struct url url;
	char *one = NULL, *two = NULL;
	int port = 0;

	if (url_parse(&url, text) != LANYARD_OK)
		return;
	hold(url.host != NULL && url_port(&url) <= 65535);
	if (place_parse(&place, text) == LANYARD_OK) {
		if (place_host(place.host, &one, &port) == LANYARD_OK &&
		    place_host(url.host, &two, &port) == LANYARD_OK)
			hold(strcmp(one, two) == 0);
		place_clear(&place);
	}
	free(one);
	free(two);
	url_clear(&url);
}

static void
reads_what_it_writes(const uint8_t *data, size_t size)
{
	struct buf escaped, plain;

	buf_init(&escaped, size * 3 + 1);
	buf_init(&plain, size + 1);
	if (memchr(data, '\0', size) == NULL) {
		hold(percent_add_escaped(&escaped, data, size) == LANYARD_OK);
		hold(percent_add_decoded(&plain, buf_text(&escaped)) ==
		     LANYARD_OK);
		hold(plain.size == size &&
		     (size == 0 || memcmp(plain.data, data, size) == 0));
	}
	buf_clear(&escaped);
	buf_clear(&plain);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = {0};
	char *text = fuzz_text(data, size);
	struct buf shown, value;
	size_t count = 0;

	reads_what_it_writes(data, size);
	has_one_spelling(text);
	agrees_with_git(text);
	if (pattern_check(text, false, &error) == LANYARD_OK)
		hold(pattern_same(text, text) != 0);
	else
		fuzz_is_shown(&error);
	(void)pattern_has_dots(text);
	buf_init(&shown, size * 3 + 64);
	buf_init(&value, size + 1);
	(void)place_add_shown(&shown, text);
	(void)percent_query_parameter(text, "code", &value, &count);
	buf_clear(&shown);
	buf_clear(&value);
	free(text);
	return 0;
}
