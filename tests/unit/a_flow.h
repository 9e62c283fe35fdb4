/*
 * a_flow.h - a flow to try, for unit tests, and its answers
 */
#ifndef A_FLOW_H
#define A_FLOW_H

#include "scratch.h"

#include "net/embed/flow.h"

#define E(code) LANYARD_ERR_##code
#define REPLY                                                                  \
	"{\"access_token\":\"at\",\"token_type\":\"Bearer\","                  \
	"\"expires_in\":3600,\"refresh_token\":\"rt\",\"scope\":\"a\"}"

/* Options that are good, with both endpoints at URL. */
static inline struct lanyard_flow_options
good(const char *url)
{
	static char authorization[128], token[128];

	scratch_print(authorization, sizeof(authorization), "%s/a", url);
	scratch_print(token, sizeof(token), "%s/t", url);
	return (struct lanyard_flow_options){.client_id = "c1",
	    .authorization_endpoint = authorization,
	    .token_endpoint = token,
	    .redirect_uri = "https://web.example.com/back",
	    .scope = "a b",
	    .timeout_ms = 5000};
}

static inline struct lanyard_flow *
make(const struct lanyard_flow_options *options)
{
	struct lanyard_flow *flow = NULL;

	if (lanyard_flow_new(&flow, options) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	/* Not a minute, where the server is not there. */
	flow->code_ms = 2500;
	return flow;
}

/* The state of FLOW, as its URL has it. */
static inline const char *
state_of(struct lanyard_flow *flow)
{
	static char state[128];
	const char *url, *at;

	assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
	assert_non_null(at = strstr(url, "&state="));
	at += strlen("&state=");
	scratch_print(state, sizeof(state), "%.*s", (int)strcspn(at, "&"), at);
	return state;
}

/* Hand in "code=C&state=S" and REST. */
static inline enum lanyard_error
answer(struct lanyard_flow *flow, const char *rest)
{
	char query[512];

	scratch_print(query, sizeof(query), "code=the-code&state=%s%s",
	    state_of(flow), rest);
	return lanyard_flow_callback(flow, query);
}

#endif
