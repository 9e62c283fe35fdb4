/*
 * shortfall.c - what a grant lacks of what was asked for
 */
#include "login/shortfall.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "login/tokens.h"

/* A word in a text, not ended by a NUL. */
struct part {
	const char *text;
	size_t size;
};

static struct part
part_of(const char *text)
{
	return (struct part){text, strlen(text)};
}

/* The next word at *TEXT, parted by one of ENDS; its size is 0 at the end. */
static struct part
next_part(const char **text, const char *ends)
{
	struct part part;

	*text += strspn(*text, ends);
	part = (struct part){*text, strcspn(*text, ends)};
	*text += part.size;
	return part;
}

static bool
equals(struct part part, const char *text)
{
	return part.size == strlen(text) &&
	       memcmp(part.text, text, part.size) == 0;
}

/* Does LONG end in MIDDLE and SHORT? */
static bool
ends_in(struct part whole, const char *middle, struct part end)
{
	size_t size = strlen(middle);

	return whole.size > size + end.size &&
	       memcmp(whole.text + whole.size - end.size, end.text, end.size) ==
		   0 &&
	       memcmp(whole.text + whole.size - end.size - size, middle,
		   size) == 0;
}

/* offline_access is OpenID Connect's, offline Hydra's. */
static bool
is_offline(struct part word)
{
	return equals(word, "offline_access") || equals(word, "offline");
}

/*
 * Is GRANTED what was asked for as WORD, or holds that? Microsoft's may have
 * the resource before it, or not; ".default" is all that the client may have.
 * Google has its own names for two of OpenID Connect's. GitHub leaves out
 * "user:email" beside "user".
 */
static bool
holds(struct part granted, struct part word)
{
	return (granted.size == word.size &&
		   memcmp(granted.text, word.text, word.size) == 0) ||
	       ends_in(granted, "/", word) || ends_in(word, "/", granted) ||
	       ends_in(word, "/", part_of(".default")) ||
	       ((equals(word, "email") || equals(word, "profile")) &&
		   ends_in(granted, "/userinfo.", word)) ||
	       (word.size > granted.size && word.text[granted.size] == ':' &&
		   memcmp(word.text, granted.text, granted.size) == 0);
}

static bool
is_granted(const char *granted, struct part word)
{
	static const char *const ends[] = {" ", " ,"};
	struct part part;
	const char *text;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		text = granted;
		while ((part = next_part(&text, ends[i])).size > 0)
			if (holds(part, word))
				return true;
	}
	return false;
}

static enum lanyard_error
add_missing(struct buf *missing, const char *granted, struct part word)
{
	enum lanyard_error r = LANYARD_OK;

	if (is_offline(word) || is_granted(granted, word))
		return LANYARD_OK;
	if (missing->size > 0)
		r = buf_add(missing, " ", 1);
	return r == LANYARD_OK ? buf_add(missing, word.text, word.size) : r;
}

/* TEXT is one word; who writes commas in it may mean several. */
static enum lanyard_error
add_words(struct buf *missing, const char *granted, const char *text)
{
	enum lanyard_error r = LANYARD_OK;
	struct part part;

	if (is_granted(granted, part_of(text)))
		return LANYARD_OK;
	while (r == LANYARD_OK && (part = next_part(&text, " ,")).size > 0)
		r = add_missing(missing, granted, part);
	return r;
}

enum lanyard_error
shortfall_of_scope(char *const *asked, const char *granted, char **words)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf missing;

	*words = NULL;
	if (granted == NULL)
		return LANYARD_OK;
	buf_init(&missing, LIMIT_RECORD);
	for (; r == LANYARD_OK && asked != NULL && *asked != NULL; asked++)
		r = add_words(&missing, granted, *asked);
	if (r == LANYARD_OK && missing.size > 0 &&
	    (*words = strdup(buf_text(&missing))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&missing);
	return r;
}

bool
shortfall_asks_refresh_token(const struct login *login)
{
	char *const *scope = login->scope;
	struct part part;
	const char *text;

	for (; scope != NULL && *scope != NULL; scope++) {
		text = *scope;
		while ((part = next_part(&text, " ,")).size > 0)
			if (is_offline(part))
				return true;
	}
	return false;
}

bool
shortfall_of_refresh_token(
    const struct record *record, const struct login *login)
{
	return tokens_access(record) != NULL &&
	       tokens_stored_refresh(record) == NULL &&
	       (tokens_expires_at(record) != 0 || tokens_had_refresh(record) ||
		   shortfall_asks_refresh_token(login));
}
