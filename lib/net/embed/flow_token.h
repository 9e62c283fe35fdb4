/*
 * flow_token.h - the authorization code grant step by step: from the code
 */
#ifndef FLOW_TOKEN_H
#define FLOW_TOKEN_H

#include "login/tokens.h"
#include "net/embed/flow.h"

/*
 * Have a code that is not spent, and the token endpoint. LANYARD_ERR_ARGUMENT:
 * there is no such code. Else as flow_find_endpoints().
 */
enum lanyard_error flow_token_prepare(struct lanyard_flow *flow);

/*
 * Send the code, which is spent then, whatever comes of it (RFC 6749 4.1.2),
 * and fill TOKEN. Errors as token_endpoint_request(), and the flow's.
 */
enum lanyard_error flow_token_ask(
    struct lanyard_flow *flow, struct token *token);

/* How the client proves itself, lent; NULL: as client.h does by default. */
const char *flow_token_auth_method(const struct lanyard_flow *flow);

#endif
