/*
 * paste_pairs.c - a code and its state as a browser's tools list them
 */
#include "net/oauth/paste_pairs.h"

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "net/oauth/paste_code.h"

#define BETWEEN	   " \t\n\"'`:=,"
#define VALUE_ENDS " \t\n\"'`,;{}[]()<>&"
#define WORD	   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

/* The value behind the word NAME, first of TEXT; NULL: there is no such. */
static const char *
find_value(const char *text, const char *name, size_t *size)
{
	const size_t length = strlen(name);

	for (const char *at = text; (at = strstr(at, name)) != NULL; at++) {
		const char *value = at + length;

		if ((at > text && strchr(WORD ".%", at[-1]) != NULL) ||
		    *value == '\0' || strchr(BETWEEN, *value) == NULL)
			continue;
		value += strspn(value, BETWEEN);
		if (strncmp(value, "value", 5) == 0 && value[5] != '\0' &&
		    strchr(BETWEEN, value[5]) != NULL)
			value += 5 + strspn(value + 5, BETWEEN);
		*size = strcspn(value, VALUE_ENDS);
		if (*size > 0)
			return value;
	}
	return NULL;
}

/* It may be escaped, as in an address, or not, as in JSON. */
static enum lanyard_error
add_code(struct buf *query, const char *value, size_t size)
{
	enum lanyard_error r;
	struct buf code;

	buf_init(&code, LIMIT_URL);
	if ((r = buf_add(&code, value, size)) == LANYARD_OK &&
	    (r = paste_code_unescape(&code)) == LANYARD_OK &&
	    paste_code_is_possible(&code))
		r = percent_add_parameter(query, "code", code.data, code.size);
	buf_clear(&code);
	return r;
}

enum lanyard_error
paste_pairs_find(
    const struct secret *state, const char *text, struct buf *query)
{
	size_t code_size = 0, state_size = 0;
	const char *code = find_value(text, "code", &code_size);
	const char *found = find_value(text, "state", &state_size);
	const struct secret is = {
	    (unsigned char *)(uintptr_t)found, state_size};
	enum lanyard_error r;

	if (code == NULL || found == NULL || !secret_equal(&is, state))
		return LANYARD_OK;
	r = add_code(query, code, code_size);
	if (r == LANYARD_OK && query->size > 0)
		r = percent_add_parameter(
		    query, "state", state->bytes, state->size);
	return r;
}
