/*
 * paste_code.c - a code that was typed or pasted without its redirect
 */
#include "net/oauth/paste_code.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"

#define CODE_MIN 8 /* shorter is a word, a menu's number, a key */
#define ENCODED	 3 /* how often a code may have been escaped */

/*
 * What a code may have is any printable character (RFC 6749 A.11). One with
 * these is none that any server gives, but a piece of something else.
 */
bool
paste_code_is_possible(const struct buf *code)
{
	for (size_t i = 0; i < code->size; i++) {
		if (code->data[i] <= ' ' || code->data[i] > '~' ||
		    strchr("#&?%\"'<>\\`", code->data[i]) != NULL)
			return false;
	}
	return code->size > 0;
}

/* CODE as the server gave it, which was escaped once more on its way. */
enum lanyard_error
paste_code_unescape(struct buf *code)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf once;

	buf_init(&once, LIMIT_URL);
	for (int i = 0; i < ENCODED && r == LANYARD_OK; i++) {
		if (strchr(buf_text(code), '%') == NULL)
			break;
		buf_reset(&once);
		r = percent_add_decoded(&once, buf_text(code));
		if (r == LANYARD_OK) {
			buf_reset(code);
			r = buf_add(code, once.data, once.size);
		}
	}
	buf_clear(&once);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

/* How much of TEXT may be a state of ours, which is base64url. */
static size_t
state_length(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789-_");
}

/* Is TEXT, up to what no state has, the login's? */
bool
paste_code_is_state(const struct secret *state, const char *text)
{
	const struct secret found = {(unsigned char *)text, state_length(text)};

	return secret_equal(&found, state);
}

/* What stands behind a code, "#STATE" or "&state=STATE": is it this login's? */
static enum paste_kind
check_rest(const struct secret *state, const char *rest)
{
	while (*rest != '\0') {
		bool fragment = *rest++ == '#';
		size_t size = strcspn(rest, "#&");

		if (strncmp(rest, "state=", 6) == 0) {
			if (!paste_code_is_state(state, rest + 6))
				return PASTE_OTHER_STATE;
		} else if (fragment && size > 0 &&
			   memchr(rest, '=', size) == NULL) {
			if (!paste_code_is_state(state, rest))
				return PASTE_OTHER_STATE;
		} else if (size > 0 && memchr(rest, '=', size) == NULL) {
			return PASTE_WORDS;
		}
		rest += size;
	}
	return PASTE_CODE;
}

/* A code that stands alone, perhaps with a name before or a state behind. */
enum lanyard_error
paste_code_take(const struct secret *state, const char *text,
    enum paste_kind *kind, struct buf *code)
{
	enum lanyard_error r;
	size_t size;

	text += strspn(text, PASTE_WRAPPERS "?&");
	if (text_compare_n(text, "code=", 5) == 0 ||
	    text_compare_n(text, "code:", 5) == 0)
		text += 5;
	text += strspn(text, PASTE_WRAPPERS);
	size = strcspn(text, "#&");
	*kind = check_rest(state, text + size);
	while (size > 0 && strchr(PASTE_WRAPPERS, text[size - 1]) != NULL)
		size--;
	/* Markdown's stress. A code may have these, but hardly at both ends. */
	while (size > 2 && (*text == '*' || *text == '~') &&
	       text[size - 1] == *text)
		text++, size -= 2;
	buf_reset(code);
	if ((r = buf_add(code, text, size)) != LANYARD_OK ||
	    (r = paste_code_unescape(code)) != LANYARD_OK ||
	    *kind != PASTE_CODE)
		return r;
	/* An account, or what ssh takes: no server's code has one. */
	if (!paste_code_is_possible(code) ||
	    strchr(buf_text(code), '@') != NULL)
		*kind = PASTE_WORDS;
	else if (code->size < CODE_MIN)
		*kind = PASTE_SHORT;
	return LANYARD_OK;
}
