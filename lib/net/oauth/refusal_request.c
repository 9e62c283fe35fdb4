/*
 * refusal_request.c - the refusal of a request that brings no grant
 */
#include "net/oauth/refusal_request.h"

#include "login/tokens.h"
#include "net/oauth/refusal.h"

enum lanyard_error
refusal_of_request(int status, const struct reply *reply, const char *host,
    const struct client *client, const struct buf *body, struct error *error)
{
	struct token token;
	enum lanyard_error r;

	token_init(&token);
	token.status = status;
	r = refusal_take(&token, reply, host, client, body, error);
	token_clear(&token);
	if (r != LANYARD_ERR_GRANT)
		return r;
	if (error != NULL)
		error->code = LANYARD_ERR_REFUSED;
	return LANYARD_ERR_REFUSED;
}
