/*
 * paste.c - what a person types or pastes while a login waits for its answer
 */
#include "net/oauth/paste.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "net/oauth/authorization_callback.h"
#include "net/oauth/paste_clean.h"
#include "net/oauth/paste_code.h"
#include "net/oauth/paste_pairs.h"
#include "net/oauth/paste_query.h"

#define OWN_MIN	    8  /* less of an address that was shown is a word */
#define WRAPPED_MAX 3  /* times an address may be escaped */
#define BROKEN_MIN  20 /* no terminal is narrower */

/* ---- what is no redirect ---- */

static enum paste_kind
key(const char *text)
{
	static const char *const help[] = {"?", "h", "help", "-h", "-?",
	    "--help", "/?", "help?", "/help", "??"};
	char word[8];
	size_t size = strcspn(text, "\n");

	if (size == 0)
		return PASTE_NOTHING;
	if (size >= sizeof(word))
		return PASTE_WORDS;
	memcpy(word, text, size);
	word[size] = '\0';
	if (text_compare(word, "q") == 0)
		return PASTE_QUIT;
	if (text_compare(word, "d") == 0)
		return PASTE_DEVICE;
	for (size_t i = 0; i < sizeof(help) / sizeof(help[0]); i++) {
		if (text_compare(word, help[i]) == 0)
			return PASTE_HELP;
	}
	return PASTE_WORDS;
}

/* The next letter or digit at or behind *TEXT, in lower case; '\0': none. */
static char
next_alnum(const char **text)
{
	char c;

	while ((c = text_lower(**text)) != '\0') {
		++*text;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			return c;
	}
	return '\0';
}

/* RFC 8628 6.1: people type a user_code in any case, with any separators. */
static bool
is_user_code(const char *user_code, const char *text)
{
	char c, d;

	if (user_code == NULL || *user_code == '\0')
		return false;
	do {
		c = next_alnum(&user_code);
		d = next_alnum(&text);
	} while (c == d && c != '\0');
	return c == d;
}

/* Is TEXT, without its blanks, an address that was shown, or part of one? */
static bool
is_own_url(const struct paste_known *known, const char *text)
{
	const char *const shown[] = {
	    known->url, known->device_url, known->device_url_complete};

	if (secret_is_set(known->state) &&
	    strstr(text, (const char *)known->state->bytes) != NULL &&
	    (strstr(text, "response_type=") != NULL ||
		strstr(text, "code_challenge") != NULL ||
		strstr(text, "client_id=") != NULL))
		return true;
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		if (shown[i] != NULL && strlen(text) >= OWN_MIN &&
		    strstr(shown[i], text) != NULL)
			return true;
	}
	return false;
}

/* ---- all of it ---- */

/*
 * A code in the lines of TEXT, which a terminal has broken; or in the first
 * one, if that was not broken there or the rest is no part of a code.
 */
static enum lanyard_error
take_code(const struct paste_known *known, const char *text,
    enum paste_kind *kind, struct buf *code)
{
	size_t lines = paste_clean_lines(text);
	enum lanyard_error r = LANYARD_OK;
	struct buf line;

	*kind = PASTE_WORDS;
	buf_init(&line, LIMIT_URL);
	if (strcspn(text, "\n") < BROKEN_MIN)
		lines = 1;
	for (; r == LANYARD_OK && *kind == PASTE_WORDS && lines > 0;
	     lines = lines > 1) {
		buf_reset(&line);
		r = paste_clean_join(&line, text, lines);
		if (r == LANYARD_OK)
			r = paste_code_take(
			    known->state, buf_text(&line), kind, code);
	}
	buf_clear(&line);
	return r;
}

/* What TEXT, cleaned, is, if no better query than QUERY was found in it. */
static enum lanyard_error
decide(const struct paste_known *known, const char *text, const char *query,
    enum paste_kind *kind, struct buf *code)
{
	enum lanyard_error r;
	struct buf squeezed;

	buf_init(&squeezed, LIMIT_URL);
	if ((r = paste_clean_squeeze(&squeezed, text)) != LANYARD_OK ||
	    (*kind = key(text)) != PASTE_WORDS)
		goto out;
	if (is_user_code(known->user_code, text))
		*kind = PASTE_USER_CODE;
	else if (is_own_url(known, buf_text(&squeezed)))
		*kind = PASTE_OWN_URL;
	else if (paste_query_is_redirect(query))
		*kind = PASTE_OTHER;
	else if (paste_query_is_address(buf_text(&squeezed)))
		*kind = PASTE_URL;
	else
		r = take_code(known, text, kind, code);
out:
	buf_clear(&squeezed);
	return r;
}

/* All of it may be escaped, as an address within an address is. */
static enum lanyard_error
unwrap(struct buf *clean)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf plain;

	if (strpbrk(buf_text(clean), ":/?#&= ") != NULL ||
	    strchr(buf_text(clean), '%') == NULL)
		return r;
	buf_init(&plain, LIMIT_URL);
	if (percent_add_decoded(&plain, buf_text(clean)) == LANYARD_OK &&
	    strpbrk(buf_text(&plain), "#&?=") != NULL) {
		buf_reset(clean);
		r = paste_clean(clean, buf_text(&plain));
	}
	buf_clear(&plain);
	return r;
}

/* QUERY is no answer: FOUND is, if there is anything in it. */
static enum lanyard_error
prefer(struct buf *query, const struct buf *found, bool *good)
{
	if (found->size == 0)
		return LANYARD_OK;
	*good = true;
	buf_reset(query);
	return buf_add(query, found->data, found->size);
}

/*
 * The answer may be an address within an address, escaped once or more: what
 * mail and chat programs make of links, and a browser's page of an error.
 */
static enum lanyard_error
find_wrapped(
    const struct secret *state, const char *text, struct buf *query, bool *good)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf clean, plain, found;
	bool whole = false;

	buf_init(&clean, LIMIT_URL);
	buf_init(&plain, LIMIT_URL);
	buf_init(&found, LIMIT_URL);
	for (int n = 0; n < WRAPPED_MAX && strchr(text, '%') != NULL; n++) {
		buf_reset(&plain);
		buf_reset(&found);
		r = percent_add_loosely(&plain, text, strlen(text));
		buf_reset(&clean);
		if (r == LANYARD_OK)
			r = paste_clean(&clean, buf_text(&plain));
		text = buf_text(&clean);
		if (r == LANYARD_OK)
			r = paste_query_find(state, text, &found, &whole);
		/* A code that is no code would lose its blanks next. */
		if (r != LANYARD_OK || whole ||
		    paste_query_is_redirect(buf_text(&found)))
			break;
	}
	if (r == LANYARD_OK && whole)
		r = prefer(query, &found, good);
	buf_clear(&clean);
	buf_clear(&plain);
	buf_clear(&found);
	return r;
}

static enum lanyard_error
find_pairs(
    const struct secret *state, const char *text, struct buf *query, bool *good)
{
	struct buf found;
	enum lanyard_error r;

	buf_init(&found, LIMIT_URL);
	if ((r = paste_pairs_find(state, text, &found)) == LANYARD_OK)
		r = prefer(query, &found, good);
	buf_clear(&found);
	return r;
}

/* *GOOD: QUERY answers this login; else it is the first that was found. */
static enum lanyard_error
find_query(
    const struct secret *state, const char *text, struct buf *query, bool *good)
{
	enum lanyard_error r = paste_query_find(state, text, query, good);

	if (*good || paste_query_is_redirect(buf_text(query)))
		return r;
	if (r == LANYARD_OK)
		r = find_wrapped(state, text, query, good);
	if (r == LANYARD_OK && !*good)
		r = find_pairs(state, text, query, good);
	return r;
}

enum lanyard_error
paste_read(const struct paste_known *known, const char *text,
    enum paste_kind *kind, struct secret *got)
{
	struct buf clean, query, code;
	bool good = false;
	enum lanyard_error r;

	*kind = PASTE_NOTHING;
	secret_clear(got);
	buf_init(&query, LIMIT_URL);
	buf_init(&clean, LIMIT_URL);
	buf_init(&code, LIMIT_URL);
	if ((r = paste_clean(&clean, text)) != LANYARD_OK ||
	    (r = unwrap(&clean)) != LANYARD_OK ||
	    (r = find_query(known->state, buf_text(&clean), &query, &good)) !=
		LANYARD_OK)
		goto out;
	*kind = PASTE_ANSWER;
	if (!good)
		r = decide(
		    known, buf_text(&clean), buf_text(&query), kind, &code);
	if (r == LANYARD_OK && *kind == PASTE_CODE)
		r = secret_set(got, code.data, code.size);
	else if (r == LANYARD_OK &&
		 (*kind == PASTE_ANSWER || *kind == PASTE_OTHER))
		r = secret_set(got, query.data, query.size);
out:
	buf_clear(&query);
	buf_clear(&clean);
	buf_clear(&code);
	return r;
}

const char *
paste_words(enum paste_kind kind)
{
	switch (kind) {
	case PASTE_NOTHING:
		return "nothing was pasted";
	case PASTE_OTHER:
	case PASTE_OTHER_STATE:
		return "that has another state: it is the answer to another "
		       "login";
	case PASTE_OWN_URL:
		return "that is the address to open in a browser: paste the "
		       "one where the browser ends";
	case PASTE_USER_CODE:
		return "that is the device code: enter it on the page that "
		       "was shown with it, not here";
	case PASTE_URL:
		return "that address brings no code: paste the one where the "
		       "browser ends";
	case PASTE_SHORT:
		return "that is too short for a code: paste the address where "
		       "the browser ends";
	case PASTE_QUIT:
	case PASTE_DEVICE:
	case PASTE_HELP:
	case PASTE_ANSWER:
	case PASTE_CODE:
	case PASTE_WORDS:
		break;
	}
	return "that is neither a code nor an address: paste the address "
	       "where the browser ends";
}

/* The code of a redirect may have been escaped once more, too. */
static enum lanyard_error
check_code(struct secret *code, struct error *error)
{
	struct buf plain;
	enum lanyard_error r;

	buf_init(&plain, LIMIT_URL);
	if ((r = buf_add(&plain, code->bytes, code->size)) == LANYARD_OK &&
	    (r = paste_code_unescape(&plain)) == LANYARD_OK &&
	    paste_code_is_possible(&plain))
		r = secret_set(code, plain.data, plain.size);
	else if (r == LANYARD_OK)
		r = error_set(error, LANYARD_ERR_PROTOCOL,
		    "that address has no usable code");
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	buf_clear(&plain);
	if (r != LANYARD_OK)
		secret_clear(code);
	return r;
}

enum lanyard_error
paste_take(const struct authorization *authorization, enum paste_kind kind,
    const struct secret *got, const char *issuer, bool iss_required,
    struct secret *code, struct error *error)
{
	enum lanyard_error r;

	secret_clear(code);
	if (kind == PASTE_CODE)
		return secret_copy(code, got) == LANYARD_OK
			   ? LANYARD_OK
			   : error_memory(error);
	if (kind != PASTE_ANSWER && kind != PASTE_OTHER)
		return error_set(
		    error, LANYARD_ERR_PROTOCOL, "%s", paste_words(kind));
	r = authorization_callback(authorization, (const char *)got->bytes,
	    issuer, iss_required, code, error);
	return r == LANYARD_OK ? check_code(code, error) : r;
}
