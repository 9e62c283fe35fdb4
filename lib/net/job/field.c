/*
 * field.c - what the person types while a login waits for its answer
 */
#include "net/job/field.h"

#include <string.h>

#include "base/limits.h"
#include "net/job/by_code.h"
#include "net/job/by_device.h"
#include "net/oauth/paste.h"

/* "?": one notice a line. */
static enum lanyard_error
explain(const struct attempt *a)
{
	struct error line = {0};
	const char *uri = a->redirect.uri;

	if (!a->browser) {
		attempt_notice(a, "open the address above on any device, and "
				  "enter the code there; q gives up");
		return LANYARD_OK;
	}
	error_set(&line, LANYARD_OK,
	    "open the address above in any browser and log in; it then ends "
	    "at %.*s",
	    (int)strcspn(uri, "?#"), uri);
	attempt_notice(a, line.message);
	if (a->redirect.listener != NULL)
		attempt_notice(a, "a browser on this machine comes back by "
				  "itself; in one elsewhere that page does "
				  "not load, and that is right");
	attempt_notice(a, "copy the address of that page, or the code that it "
			  "shows, and paste it here");
	attempt_notice(a, by_device_endpoint(a) != NULL
			      ? "d and Enter asks for a device code, q and "
				"Enter gives up"
			      : "q and Enter gives up");
	return LANYARD_OK;
}

/* What the login has shown, and what may be pasted by mistake. */
static struct paste_known
what_was_shown(const struct attempt *a)
{
	struct paste_known known = {
	    .state = &a->authorization.state, .url = a->authorization.url};

	if (a->device_waits) {
		known.user_code = a->device.user_code;
		known.device_url = a->device.verification_uri;
		known.device_url_complete = a->device.verification_uri_complete;
	}
	return known;
}

/*
 * An address that a terminal has broken comes in pieces, each of no use. Try
 * TEXT behind those that came before; *KIND is PASTE_ANSWER if that is one.
 */
static enum lanyard_error
read_joined(struct attempt *a, const struct paste_known *known,
    const char *text, enum paste_kind *kind, struct secret *got)
{
	enum lanyard_error r;
	struct buf joined;

	*kind = PASTE_NOTHING;
	if (!secret_is_set(&a->piece))
		return LANYARD_OK;
	buf_init(&joined, LIMIT_URL);
	r = buf_add(&joined, a->piece.bytes, a->piece.size);
	if (r == LANYARD_OK && (r = buf_add(&joined, "\n", 1)) == LANYARD_OK &&
	    (r = buf_add_text(&joined, text)) == LANYARD_OK)
		r = paste_read(known, buf_text(&joined), kind, got);
	if (r == LANYARD_OK && *kind == PASTE_OTHER &&
	    strstr(text, "://") == NULL)
		r = secret_set(&a->piece, joined.data, joined.size);
	else
		secret_clear(&a->piece);
	buf_clear(&joined);
	/* Too long together. */
	return r == LANYARD_ERR_PROTOCOL ? LANYARD_OK : r;
}

static enum lanyard_error
read_paste(struct attempt *a, const char *text, enum paste_kind *kind,
    struct secret *got)
{
	const struct paste_known known = what_was_shown(a);
	enum lanyard_error r = read_joined(a, &known, text, kind, got);

	if (r != LANYARD_OK || *kind == PASTE_ANSWER)
		return r;
	r = paste_read(&known, text, kind, got);
	if (r == LANYARD_OK && (*kind == PASTE_OTHER || *kind == PASTE_URL) &&
	    !secret_is_set(&a->piece))
		r = secret_set_text(&a->piece, text);
	return r;
}

static enum lanyard_error
act(struct attempt *a, enum paste_kind kind, const struct secret *got)
{
	switch (kind) {
	case PASTE_NOTHING:
		return LANYARD_OK;
	case PASTE_QUIT:
		return attempt_cancelled(a);
	case PASTE_DEVICE:
		return by_device_start(a);
	case PASTE_HELP:
		return explain(a);
	default:
		if (a->browser || kind == PASTE_USER_CODE)
			return by_code_paste(a, kind, got);
		attempt_notice(a,
		    "this login waits for the device code; q gives up, ? "
		    "explains");
		return LANYARD_OK;
	}
}

static enum lanyard_error
take(struct attempt *a, const char *text)
{
	enum paste_kind kind = PASTE_NOTHING;
	struct secret got = {NULL, 0};
	enum lanyard_error r = read_paste(a, text, &kind, &got);

	if (r == LANYARD_OK)
		r = act(a, kind, &got);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(a->error);
	else {
		attempt_notice(a, "that is too long for an address or a code");
		r = LANYARD_OK;
	}
	secret_clear(&got);
	return r;
}

enum lanyard_error
field_read(struct attempt *a)
{
	enum lanyard_error r;
	char *line;

	if ((r = attempt_read_line(a, &line)) == LANYARD_OK && line != NULL)
		r = take(a, line);
	attempt_free_line(&line);
	return r;
}
