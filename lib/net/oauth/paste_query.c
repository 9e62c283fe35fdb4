/*
 * paste_query.c - the query of a redirect in what was pasted
 */
#include "net/oauth/paste_query.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "net/oauth/paste_clean.h"
#include "net/oauth/paste_code.h"

#define LINES_MAX 200 /* of which any number may be a broken URL */
#define TOKEN_ENDS                                                             \
	" \"'<>`|" /* Slack's "|" has the words of a link behind it */

/* What is looked for, and what was found. */
struct reading {
	const struct secret *state;
	struct buf *query; /* a good one, else the first */
	bool good;
};

/* ---- queries ---- */

static bool
has(const char *query, const char *name)
{
	size_t count = 0;
	struct buf value;

	buf_init(&value, LIMIT_URL);
	(void)percent_query_parameter(query, name, &value, &count);
	buf_clear(&value);
	return count > 0;
}

bool
paste_query_is_redirect(const char *query)
{
	return has(query, "code") || has(query, "error") || has(query, "state");
}

/* Append MEMBER, of SIZE bytes, of a query, without what stuck to it. */
static enum lanyard_error
add_member(struct buf *query, const struct secret *state, const char *member,
    size_t size)
{
	enum lanyard_error r = LANYARD_OK;

	while (size >= 4 && strncmp(member, "amp;", 4) == 0)
		member += 4, size -= 4;
	while (size > 0 && strchr(PASTE_WRAPPERS, member[size - 1]) != NULL)
		size--;
	/* Only ours is known to end where its letters do. */
	if (size > 6 && strncmp(member, "state=", 6) == 0 &&
	    paste_code_is_state(state, member + 6))
		size = 6 + state->size;
	if (size == 0)
		return LANYARD_OK;
	if (query->size > 0)
		r = buf_add(query, "&", 1);
	return r == LANYARD_OK ? buf_add(query, member, size) : r;
}

static enum lanyard_error
normalize(struct buf *query, const struct secret *state, const char *text,
    size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	const char *end = text + size;
	size_t n;

	buf_reset(query);
	for (; r == LANYARD_OK && text < end; text += n + 1) {
		n = strcspn(text, "&");
		if (n > (size_t)(end - text))
			n = (size_t)(end - text);
		r = add_member(query, state, text, n);
	}
	return r;
}

/*
 * Does QUERY answer this login? Only then is it sure that nothing was lost of
 * it, and nothing else is in it.
 */
static bool
is_answer(const struct secret *state, const char *query)
{
	struct buf value;
	size_t count = 0;
	bool good;

	buf_init(&value, LIMIT_URL);
	good = percent_query_parameter(query, "state", &value, &count) &&
	       value.size == state->size &&
	       paste_code_is_state(state, buf_text(&value));
	buf_reset(&value);
	if (good && percent_query_parameter(query, "code", &value, &count))
		good = paste_code_unescape(&value) == LANYARD_OK &&
		       paste_code_is_possible(&value);
	else
		good = good && has(query, "error");
	buf_clear(&value);
	return good;
}

/* Keep the query TEXT of SIZE bytes, if it is the first or a good one. */
static enum lanyard_error
consider(struct reading *x, const char *text, size_t size)
{
	struct buf query;
	enum lanyard_error r;

	buf_init(&query, LIMIT_URL);
	r = normalize(&query, x->state, text, size);
	if (r == LANYARD_OK && !x->good) {
		x->good = is_answer(x->state, buf_text(&query));
		if (x->good || x->query->size == 0) {
			buf_reset(x->query);
			r = buf_add(x->query, query.data, query.size);
		}
	}
	buf_clear(&query);
	return r;
}

/* The query, or in its place the fragment, of the URL at TEXT. */
static enum lanyard_error
consider_url(struct reading *x, const char *text)
{
	size_t size = strcspn(text, TOKEN_ENDS);
	size_t path = strcspn(text, "?#" TOKEN_ENDS);
	size_t fragment = strcspn(text, "#" TOKEN_ENDS);
	enum lanyard_error r = LANYARD_OK;

	if (path < fragment)
		r = consider(x, text + path + 1, fragment - path - 1);
	if (r != LANYARD_OK || fragment >= size || x->good)
		return r;
	text += fragment + 1;
	size -= fragment + 1;
	path = strspn(text, "?/");
	return consider(x, text + path, size - path);
}

/* ---- texts of one line ---- */

static bool
is_url(const char *text)
{
	return strstr(text, "://") != NULL;
}

/* Is it a redirect, without its scheme, which browsers hide, or its path? */
static bool
is_query(const char *text)
{
	return strncmp(text, "state=", 6) == 0 ||
	       strncmp(text, "error=", 6) == 0 ||
	       strchr(text + strspn(text, PASTE_WRAPPERS "?&"), '?') != NULL ||
	       (strstr(text, "state=") != NULL &&
		   (strstr(text, "code=") != NULL ||
		       strstr(text, "error=") != NULL));
}

#define LETTERS_LOW "abcdefghijklmnopqrstuvwxyz"
#define HOST	    LETTERS_LOW "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"

/* Is TEXT a name of DNS before a path? A code may have dots and slashes, too.
 */
static bool
is_name_and_path(const char *text)
{
	size_t size = strspn(text, HOST), last = 0;

	while (
	    last < size && strchr(LETTERS_LOW, text[size - last - 1]) != NULL)
		last++;
	return text[size] == '/' && last >= 2 && last + 1 < size &&
	       text[size - last - 1] == '.';
}

/* Is TEXT an address that has lost its scheme, or one of a browser's own? */
static bool
is_place(const char *text)
{
	static const char *const begins[] = {"http:", "https:", "about:",
	    "file:", "data:", "view-source:", "www.", "[::"};
	size_t size = strspn(text, HOST);

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (strncmp(text, begins[i], strlen(begins[i])) == 0)
			return true;
	if (size > 0 && text[size] == ':') {
		text += size + 1;
		size = strspn(text, "0123456789");
		return size > 1 && size <= 5 && strchr("/", text[size]) != NULL;
	}
	return is_name_and_path(text);
}

bool
paste_query_is_address(const char *text)
{
	return is_url(text) || is_query(text) || is_place(text);
}

/* Look for an answer in TEXT, a line with or without words around it. */
static enum lanyard_error
look_at(struct reading *x, const char *text)
{
	enum lanyard_error r = LANYARD_OK;
	const char *at = text;

	while (
	    r == LANYARD_OK && !x->good && (at = strstr(at, "://")) != NULL) {
		at += 3;
		r = consider_url(x, at);
	}
	if (r != LANYARD_OK || x->good || is_url(text) || !is_query(text))
		return r;
	text += strspn(text, PASTE_WRAPPERS "?&");
	if (text[strcspn(text, "?" TOKEN_ENDS)] == '?')
		return consider_url(x, text);
	/* A line of HTTP has its method before the path (RFC 9112 3). */
	if ((at = strchr(text, '?')) != NULL)
		r = consider_url(x, at);
	if (r != LANYARD_OK || x->good)
		return r;
	return consider(x, text, strcspn(text, "#" TOKEN_ENDS));
}

/* Look at TEXT as it is, and without blanks that a terminal broke it with. */
static enum lanyard_error
look_twice(struct reading *x, const char *text)
{
	enum lanyard_error r = look_at(x, text);
	struct buf squeezed;

	buf_init(&squeezed, LIMIT_URL);
	if (r == LANYARD_OK && !x->good &&
	    (r = paste_clean_squeeze(&squeezed, text)) == LANYARD_OK)
		r = look_at(x, buf_text(&squeezed));
	buf_clear(&squeezed);
	return r;
}

/* Have the first COUNT lines but the first no blanks, as a broken URL's? */
static bool
is_broken(const char *text, size_t count)
{
	while (--count > 0) {
		text += strcspn(text, "\n") + 1;
		if (text[strcspn(text, " \n")] == ' ')
			return false;
	}
	return true;
}

/*
 * Look in the first lines of TEXT, in as many as make an answer, since a code
 * may go on in the next; those that are BROKEN, or all.
 */
static enum lanyard_error
look_in_lines(struct reading *x, const char *text, bool broken)
{
	size_t lines = paste_clean_lines(text);
	enum lanyard_error r = LANYARD_OK;
	struct buf line;

	buf_init(&line, LIMIT_URL);
	if (lines > LINES_MAX)
		lines = LINES_MAX;
	for (; r == LANYARD_OK && lines > 0 && !x->good; lines--) {
		if (is_broken(text, lines) != broken)
			continue;
		buf_reset(&line);
		if ((r = paste_clean_join(&line, text, lines)) == LANYARD_OK)
			r = look_twice(x, buf_text(&line));
	}
	buf_clear(&line);
	return r;
}

enum lanyard_error
paste_query_find(
    const struct secret *state, const char *text, struct buf *query, bool *good)
{
	struct reading x = {.state = state, .query = query};
	enum lanyard_error r = look_in_lines(&x, text, true);

	if (r == LANYARD_OK && !x.good)
		r = look_in_lines(&x, text, false);
	*good = x.good;
	return r;
}
