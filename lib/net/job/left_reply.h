/*
 * left_reply.h - a reply of the token endpoint that could not be saved
 *
 * The last resort between the server's answer and the disk: where no record can
 * be made of it, or none written, the bytes are kept as they came, behind lines
 * that say what they are of. Whoever refreshes next takes the tokens from there
 * and sends no request.
 */
#ifndef LEFT_REPLY_H
#define LEFT_REPLY_H

#include <stdbool.h>

#include "base/buf.h"
#include "login/tokens.h"
#include "session/entry.h"

/* Lent; NULL: not known. */
struct left_reply_about {
	bool grant; /* not a refresh: what the record had is of another grant */
	const char *token_endpoint, *revocation_endpoint, *auth_method;
};

struct left_reply {
	bool found;
	struct token token; /* what it brought */
	struct attributes lines;
	struct left_reply_about about; /* lent by LINES */
};

void left_reply_init(struct left_reply *left);
void left_reply_clear(struct left_reply *left);

/*
 * Make HEAD the lines for a reply to a request that is about to be sent for
 * ENTRY, so that nothing needs to be made once it has come. LANYARD_ERR_MEMORY.
 */
enum lanyard_error left_reply_describe(struct buf *head,
    const struct entry *entry, const struct left_reply_about *about,
    struct lanyard_session *session);

/*
 * The one that ENTRY's login has, if it has tokens in it and belongs to the
 * record as it is now; else it is set aside, and *FOUND false. The lock is held.
 * LANYARD_ERR_STORE, LANYARD_ERR_MEMORY: there may be one, and nothing may be
 * sent.
 */
enum lanyard_error left_reply_load(struct left_reply *left,
    const struct entry *entry, struct lanyard_session *session);

#endif
