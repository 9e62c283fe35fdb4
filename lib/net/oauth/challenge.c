/*
 * challenge.c - what a resource's 401 says of the way to a token
 */
#include "net/oauth/challenge.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "login/words.h"

#define FIELD "WWW-Authenticate:"

/* Of a repository that need not be there: hosts ask before they look. */
#define REPOSITORY "/lanyard/lanyard.git"
#define PUSH	   "/info/refs?service=git-receive-pack"

#define TOKEN_CHARACTERS URL_LETTERS URL_DIGITS "!#$%&'*+-.^_`|~"

void
challenge_clear(struct challenge *challenge)
{
	free(challenge->realm);
	free(challenge->resource_metadata);
	free(challenge->scope);
	memset(challenge, 0, sizeof(*challenge));
}

/* The value at *AT, a token or a quoted string, which *AT moves behind. */
static enum lanyard_error
take_value(struct buf *value, const char **at)
{
	const char *text = *at;
	enum lanyard_error r = LANYARD_OK;
	size_t size;

	if (*text != '"') {
		size = strcspn(text, ", \t");
		*at = text + size;
		return buf_add(value, text, size);
	}
	for (text++; *text != '\0' && *text != '"' && r == LANYARD_OK; text++) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		r = buf_add(value, text, 1);
	}
	*at = *text == '"' ? text + 1 : text;
	return r;
}

/* The parameter of SIZE bytes at NAME, of the scheme that is read. */
static enum lanyard_error
take_parameter(struct challenge *challenge, bool is_basic, const char *name,
    size_t size, const char *value)
{
	const struct {
		const char *name;
		char **to;
		bool again; /* what is there is another scheme's */
	} table[] = {
	    {"realm", &challenge->realm, is_basic},
	    {"resource_metadata", &challenge->resource_metadata, false},
	    {"scope", &challenge->scope, false},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (strlen(table[i].name) != size ||
		    text_compare_n(table[i].name, name, size) != 0 ||
		    (*table[i].to != NULL && !table[i].again))
			continue;
		free(*table[i].to);
		if ((*table[i].to = strdup(value)) == NULL)
			return LANYARD_ERR_MEMORY;
	}
	return LANYARD_OK;
}

static bool
is_scheme(const char *at, size_t size, const char *scheme)
{
	return size == strlen(scheme) && text_compare_n(at, scheme, size) == 0;
}

/* Behind a name: "=" and a value, or a new scheme. */
static enum lanyard_error
take_word(struct challenge *challenge, bool *is_basic, const char **at)
{
	const char *name = *at;
	size_t size = strspn(name, TOKEN_CHARACTERS);
	enum lanyard_error r;
	struct buf value;

	*at += size;
	if ((*at)[strspn(*at, " \t")] != '=') {
		*is_basic = is_scheme(name, size, "Basic");
		challenge->basic = challenge->basic || *is_basic;
		challenge->bearer =
		    challenge->bearer || is_scheme(name, size, WORDS_SCHEME);
		return LANYARD_OK;
	}
	*at += strspn(*at, "= \t");
	buf_init(&value, LIMIT_HEADERS);
	if ((r = take_value(&value, at)) == LANYARD_OK)
		r = take_parameter(
		    challenge, *is_basic, name, size, buf_text(&value));
	buf_clear(&value);
	return r;
}

enum lanyard_error
challenge_take(struct challenge *challenge, const char *value)
{
	bool is_basic = false;
	enum lanyard_error r = LANYARD_OK;

	while (r == LANYARD_OK && *(value += strspn(value, ", \t")) != '\0') {
		/* Behind a token68, say: nothing that is looked for. */
		if (strspn(value, TOKEN_CHARACTERS) == 0)
			value++;
		else
			r = take_word(challenge, &is_basic, &value);
	}
	return r;
}

static enum lanyard_error
take_field(void *context, int status, const char *line)
{
	size_t size = strlen(FIELD);

	if (status != 401 || text_compare_n(line, FIELD, size) != 0)
		return LANYARD_OK;
	return challenge_take(context, line + size);
}

static enum lanyard_error
drop(void *context, int status, const void *data, size_t size)
{
	(void)context;
	(void)status;
	(void)data;
	(void)size;
	return LANYARD_OK;
}

static enum lanyard_error
ask(struct challenge *challenge, struct http *http, const char *url,
    struct error *error)
{
	static const char *const fields[] = {"Accept: */*", NULL};
	const struct http_exchange exchange = {.url = url,
	    .fields = fields,
	    .write = drop,
	    .field = take_field,
	    .context = challenge};

	return http_send(http, &exchange, &challenge->status, error);
}

/* What git would ask for before a push to TEXT, or to a repository below it. */
static enum lanyard_error
add_push(struct buf *buf, const char *text)
{
	size_t size = strcspn(text, "?");
	struct url url;
	enum lanyard_error r = url_parse(&url, text);

	if (r != LANYARD_OK)
		return r;
	while (size > 0 && text[size - 1] == '/')
		size--;
	if ((r = buf_add(buf, text, size)) == LANYARD_OK && url.path[0] == '\0')
		r = buf_add_text(buf, REPOSITORY);
	if (r == LANYARD_OK)
		r = buf_add_text(buf, PUSH);
	url_clear(&url);
	return r;
}

enum lanyard_error
challenge_ask(struct challenge *challenge, struct http *http, const char *url,
    struct error *error)
{
	enum lanyard_error r;
	struct buf push;

	memset(challenge, 0, sizeof(*challenge));
	if ((r = ask(challenge, http, url, error)) != LANYARD_OK ||
	    challenge->status == 401)
		return r;
	buf_init(&push, LIMIT_URL);
	if (add_push(&push, url) == LANYARD_OK)
		r = ask(challenge, http, buf_text(&push), error);
	buf_clear(&push);
	return r;
}
