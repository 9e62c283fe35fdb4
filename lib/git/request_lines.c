/*
 * request_lines.c - what the lines of a request say beside their values
 */
#include "git/request_lines.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/place.h"
#include "base/text.h"

static const struct {
	const char *line;
	size_t size;
} once[] = {{"protocol=", 9}, {"host=", 5}, {"path=", 5}, {"username=", 9}};

#define ONCE_COUNT (sizeof(once) / sizeof(once[0]))

static bool
begins(const unsigned char *line, size_t size, const char *with, size_t length)
{
	return *line == (unsigned char)with[0] && size >= length &&
	       memcmp(line, with, length) == 0;
}

/* Look at LINE for the order of things. */
static void
note_order(struct request_lines *lines, unsigned *seen,
    const unsigned char *line, size_t size)
{
	for (size_t i = 0; i < ONCE_COUNT; i++)
		if (begins(line, size, once[i].line, once[i].size)) {
			if ((*seen & 1U << i) != 0)
				lines->doubled = once[i].line;
			*seen |= 1U << i;
		}
}

/* The next line, its end in *LENGTH. */
static size_t
line_length(const unsigned char *line, size_t size)
{
	const unsigned char *end = memchr(line, '\n', size);

	return end == NULL ? size : (size_t)(end - line) + 1;
}

/* ---- whether all name one place ---- */

struct named {
	char *host, *protocol; /* what was named first; NULL: nothing yet */
};

/* HOST as hosts are compared, or as it is where it is none. */
static char *
spell(const char *host)
{
	char *spelled = NULL, *full;
	enum lanyard_error r;
	int port;

	r = place_host(host, &spelled, &port);
	if (r != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY ? NULL : strdup(host);
	/* The port is a part of where a token goes. */
	full = malloc(strlen(spelled) + sizeof(":65535"));
	if (full != NULL) {
		char *digits = full + strlen(spelled);

		memcpy(full, spelled, strlen(spelled));
		*digits++ = ':';
		for (int unit = 10000; unit > 0; unit /= 10)
			*digits++ = (char)('0' + port / unit % 10);
		*digits = '\0';
	}
	free(spelled);
	return full;
}

/* TEXT, which becomes *FIRST's where that is NULL. False: they differ. */
static bool
agrees(char **first, char *text)
{
	bool same = *first == NULL || text_compare(*first, text) == 0;

	if (*first == NULL)
		*first = text;
	else
		free(text);
	return same;
}

static enum lanyard_error
name(struct request_lines *lines, struct named *named, char *host,
    char *protocol)
{
	if (host != NULL && !agrees(&named->host, host))
		lines->differing = "host";
	if (protocol != NULL && !agrees(&named->protocol, protocol))
		lines->differing = "protocol";
	return LANYARD_OK;
}

/* What url= names, if it is a URL: else the parser tells. */
static enum lanyard_error
name_url(struct request_lines *lines, struct named *named, const char *text)
{
	struct place place;
	enum lanyard_error r = place_parse(&place, text);
	char *host, *protocol;

	if (r != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
	host = spell(place.host);
	protocol = strdup(place.scheme);
	place_clear(&place);
	if (host == NULL || protocol == NULL) {
		free(host);
		free(protocol);
		return LANYARD_ERR_MEMORY;
	}
	return name(lines, named, host, protocol);
}

static enum lanyard_error
name_line(struct request_lines *lines, struct named *named,
    const unsigned char *line, size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	char *text, *value;

	while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
		size--;
	if (!begins(line, size, "url=", 4) && !begins(line, size, "host=", 5) &&
	    !begins(line, size, "protocol=", 9))
		return LANYARD_OK;
	if ((text = strndup((const char *)line, size)) == NULL)
		return LANYARD_ERR_MEMORY;
	value = strchr(text, '=') + 1;
	if (*line == 'u')
		r = name_url(lines, named, value);
	else if ((value = *line == 'h' ? spell(value) : strdup(value)) == NULL)
		r = LANYARD_ERR_MEMORY;
	else if (*line == 'h')
		r = name(lines, named, value, NULL);
	else
		r = name(lines, named, NULL, value);
	sodium_memzero(text, strlen(text));
	free(text);
	return r;
}

static enum lanyard_error
compare_names(
    struct request_lines *lines, const unsigned char *text, size_t size)
{
	struct named named = {NULL, NULL};
	enum lanyard_error r = LANYARD_OK;
	size_t length;

	for (size_t at = 0; r == LANYARD_OK && at < size; at += length) {
		length = line_length(text + at, size - at);
		r = name_line(lines, &named, text + at, length);
	}
	free(named.host);
	free(named.protocol);
	return r;
}

enum lanyard_error
request_lines_read(
    struct request_lines *lines, const unsigned char *text, size_t size)
{
	bool urls = false;
	unsigned seen = 0;
	size_t length;

	*lines = (struct request_lines){0, NULL, NULL};
	for (size_t at = 0; at < size; at += length) {
		const unsigned char *line = text + at;

		length = line_length(line, size - at);
		if (begins(line, length, "url=", 4)) {
			*lines = (struct request_lines){at, NULL, NULL};
			seen = 0;
			urls = true;
		} else {
			note_order(lines, &seen, line, length);
		}
	}
	return urls ? compare_names(lines, text, size) : LANYARD_OK;
}
