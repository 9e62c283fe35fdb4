/*
 * recipe_reply.h - where the reply of a recipe has its token (recipe.h)
 */
#ifndef RECIPE_REPLY_H
#define RECIPE_REPLY_H

#include "base/buf.h"
#include "login/recipe.h"
#include "login/tokens.h"

/*
 * Take what BODY has into TOKEN, whose status is set; R: how it came, with
 * ERROR for why not whole. SENT is a secret that no message may repeat; NULL:
 * there is none. A token that is there with a good status, or none,
 * is taken however the rest looks: LANYARD_OK, and of a recipe that rotates it
 * is the refresh token, too. Else LANYARD_ERR_GRANT: it rotates, and the token
 * that was sent is dead (401); _REFUSED: 4xx; _SERVER: those of the moment,
 * 5xx, no token; R where BODY is not whole; _MEMORY.
 */
enum lanyard_error recipe_reply_take(struct token *token,
    const struct recipe *recipe, const struct buf *body, enum lanyard_error r,
    const char *sent, const char *host, struct error *error);

/* The same of a reply that came earlier, as token_endpoint_read() has it. */
enum lanyard_error recipe_read(struct token *token, const struct recipe *recipe,
    const struct buf *raw, const struct secret *sent, struct error *error);

#endif
