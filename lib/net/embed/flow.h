/*
 * flow.h - what flow.c and the other flow_*.c share
 */
#ifndef FLOW_H
#define FLOW_H

#include "login/login.h"
#include "net/http/http.h"
#include "net/oauth/authorization.h"
#include "net/oauth/client.h"
#include "net/oauth/discovery.h"

struct lanyard_flow {
	struct error error;
	struct login login; /* the options, as far as a login has them */
	bool iss_required;
	enum lanyard_error (*check)(
	    void *context, const char *name, const char *value);
	void *context;
	struct http *http; /* NULL: not asked for anything yet */
	struct metadata metadata;
	bool discovered;
	bool pushed; /* the request is with the server (RFC 9126) */
	struct authorization authorization;
	struct secret
	    code;	 /* of the callback that was taken, until it is spent */
	int64_t code_ms; /* how long it is good for */
	bool answered;	 /* one was taken, or the server has refused */
};

/*
 * Have both endpoints in flow->login: those given, else those discovered.
 * LANYARD_ERR_NETWORK, _SERVER, _TIMEOUT; _CONFIG: the issuer has none.
 */
enum lanyard_error flow_find_endpoints(struct lanyard_flow *flow);

/*
 * Have the authorization request made, with the endpoints that it needs; it is
 * sent nowhere. Errors as flow_find_endpoints().
 */
enum lanyard_error flow_make(struct lanyard_flow *flow);

/*
 * How the client proves itself, lent: as the program says, else the best that
 * the server's metadata offer. NULL: as client.h does by default.
 */
const char *flow_auth_method(const struct lanyard_flow *flow);

/* As whom it asks, all lent (RFC 6749 2). */
struct client flow_client(const struct lanyard_flow *flow);

/* LANYARD_ERR_ARGUMENT: lanyard_flow_new() had failed. */
enum lanyard_error flow_check_made(struct lanyard_flow *flow);

#endif
