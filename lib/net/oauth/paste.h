/*
 * paste.h - what a person types or pastes while a login waits for its answer
 *
 * The answer is the address at which the browser ended, or the code that a page
 * showed. It comes as people copy it: broken in lines, quoted, escaped, without
 * its beginning; and much else comes that is no answer at all, of which the
 * server is not to be told.
 */
#ifndef PASTE_H
#define PASTE_H

#include "net/oauth/authorization.h"
#include "net/oauth/paste_kind.h"

/* What the login itself has shown, which may come back. NULL: it was not. */
struct paste_known {
	const struct secret *state;
	const char *url; /* the authorization request */
	const char *user_code;
	const char *device_url, *device_url_complete;
};

/*
 * What TEXT is. Of ANSWER and OTHER the query, of CODE the code becomes GOT;
 * else it is unset. LANYARD_ERR_MEMORY, and LANYARD_ERR_PROTOCOL where TEXT is
 * longer than LIMIT_URL.
 */
enum lanyard_error paste_read(const struct paste_known *known,
    const char *text, enum paste_kind *kind, struct secret *got);

/* One line for the person about what is no answer. */
const char *paste_words(enum paste_kind kind);

/*
 * The code in what paste_read() has GOT as KIND, checked as that of a callback
 * is. LANYARD_OK: CODE is set. LANYARD_ERR_PROTOCOL: it is none; the message
 * says what it is instead. LANYARD_ERR_CANCELLED, _REFUSED, _SERVER: as
 * authorization_callback() has them.
 */
enum lanyard_error paste_take(const struct authorization *authorization,
    enum paste_kind kind, const struct secret *got, const char *issuer,
    bool iss_required, struct secret *code, struct error *error);

#endif
