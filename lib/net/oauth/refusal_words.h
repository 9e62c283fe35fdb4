/*
 * refusal_words.h - what a refusal says, wherever in it that stands
 *
 * RFC 6749 5.2 has "error" and "error_description". Not every server does:
 * {"error":{"code":"invalid_grant"}}, {"errorCode":"invalid_grant"},
 * {"message":"..."} (gateways, frameworks) and RFC 7807's "title" and "detail"
 * are met, too.
 * A page (reply_is_page()) is not asked.
 */
#ifndef REFUSAL_WORDS_H
#define REFUSAL_WORDS_H

#include "net/oauth/reply.h"

/* Bytes of what refusal_plain() gives at most, with its NUL. */
#define REFUSAL_PROSE_SIZE 200

/*
 * The error of REPLY, which came with STATUS: its "error", else, with 4xx, an
 * error code of RFC 6749 5.2 or RFC 6750 3.1 in another member. Allocated;
 * NULL: none.
 */
char *refusal_error(const struct reply *reply, int status);

/* What REPLY says to people, in a member for that. Allocated; NULL: nothing. */
char *refusal_prose(const struct reply *reply);

/* A REPLY that is no JSON, if it is short. The same. */
char *refusal_plain(const struct reply *reply);

#endif
