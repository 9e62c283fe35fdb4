/*
 * reply.h - the members of an endpoint's reply, whatever they are wrapped in
 *
 * A JSON object as RFC 6749 5 has it, with the members outermost, or in an
 * object or array around them; or the form of GitHub's and of old drafts;
 * either damaged or cut. What is asked for must be whole and single (json.h).
 */
#ifndef REPLY_H
#define REPLY_H

#include "base/buf.h"
#include "json/json.h"

struct reply {
	struct json *json;
	const struct buf *text; /* where it is not JSON; else NULL */
	bool ended;
};

/*
 * Take TEXT, which is lent; ENDED: all of it came. LANYARD_ERR_SERVER: it is
 * not JSON, and how; REPLY can be asked all the same. LANYARD_ERR_MEMORY: it
 * cannot.
 */
enum lanyard_error reply_open(struct reply *reply, const struct buf *text,
    bool ended, struct error *error);
void reply_close(struct reply *reply);

/* The word NAME, as json_word() has it. */
enum lanyard_error reply_word(const struct reply *reply, const char *name,
    const struct secret *except, struct secret *secret, size_t *count);

/*
 * The same of a token, which may also be a number, or alone in an array, as
 * converters of query strings make it.
 */
enum lanyard_error reply_token(const struct reply *reply, const char *name,
    const struct secret *except, struct secret *secret, size_t *count);

/* The same as reply_word() for what is no secret, allocated. NULL: none, or not
 * single. */
char *reply_text(const struct reply *reply, const char *name);

/* The same of words parted by spaces, or an array of them. */
char *reply_words(const struct reply *reply, const char *name);

/* A text of any characters, for people; NULL: none. */
char *reply_prose(const struct reply *reply, const char *name);

/* As json_integer() has it. */
bool reply_integer(const struct reply *reply, const char *name, int64_t *value);

/* Is it a page for people? What stands in one is no verdict of the server's. */
bool reply_is_page(const struct reply *reply);

#endif
