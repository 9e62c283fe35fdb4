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
 * Send the code once, and fill TOKEN, which is empty. The code stays, for
 * another try (net/job/tries.h), until flow_token_spent(). Errors as
 * token_endpoint_request(), and the flow's.
 */
enum lanyard_error flow_token_ask(
    struct lanyard_flow *flow, struct token *token);

/* That was the last try: the code is good no more (RFC 6749 4.1.2). */
void flow_token_spent(struct lanyard_flow *flow);

#endif
