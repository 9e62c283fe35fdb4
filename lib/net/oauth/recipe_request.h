/*
 * recipe_request.h - the one request of a recipe, and its reply (recipe.h)
 */
#ifndef RECIPE_REQUEST_H
#define RECIPE_REQUEST_H

#include "login/recipe.h"
#include "login/tokens.h"
#include "net/http/http.h"

/* What {NAME} stands for; lent. TEXT NULL: there is none. */
struct recipe_value {
	const char *name;
	const char *text;
	bool raw; /* it goes into a URL, or JSON, as it is */
};

/*
 * Append TEXT with each {NAME} replaced by the one of VALUES (name NULL ends),
 * else by LOGIN's recipe_parameter(); with URL percent-escaped unless raw.
 * LANYARD_ERR_CONFIG names what is not there, or cannot be sent, and BUF is as
 * it was. LANYARD_ERR_MEMORY.
 */
enum lanyard_error recipe_expand(struct buf *buf, const char *text, bool url,
    const struct recipe_value *values, const struct login *login,
    struct error *error);

/*
 * Send what RECIPE says and take the reply apart, whatever its status.
 * LANYARD_OK: TOKEN has an access token, and of a recipe that rotates that is
 * its refresh token, too, also after an error where one came. Else
 * LANYARD_ERR_GRANT: it rotates, and the token that was sent is dead (401).
 * LANYARD_ERR_REFUSED: 4xx; _SERVER: those of the moment, 5xx, no token;
 * _CONFIG: a value is missing, nothing was sent; and http_send()'s. The message
 * has host, status and what the server says, but no value that was sent.
 * TOKEN->raw is the reply as it came.
 */
enum lanyard_error recipe_request(struct token *token, struct http *http,
    const struct recipe *recipe, const struct recipe_value *values,
    const struct login *login, struct error *error);

/*
 * Have RECIPE's revoke_url end the token that VALUES have. LANYARD_OK also
 * where the server does not know it any more (401). LANYARD_ERR_REFUSED:
 * 4xx; _SERVER: what else it answers; _CONFIG: a value is missing; and
 * http_fetch()'s. No message has the token.
 */
enum lanyard_error recipe_revoke(struct http *http, const struct recipe *recipe,
    const struct recipe_value *values, const struct login *login,
    struct error *error);

#endif
