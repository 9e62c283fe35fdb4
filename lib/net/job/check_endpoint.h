/*
 * check_endpoint.h - are a login's endpoints what they should be
 */
#ifndef CHECK_ENDPOINT_H
#define CHECK_ENDPOINT_H

#include <stdint.h>

#include "login/login.h"
#include "net/http/client_certificate.h"
#include "net/http/http.h"
#include "session/session.h"

enum endpoint {
	ENDPOINT_TOKEN,
	ENDPOINT_AUTHORIZATION,
	ENDPOINT_DEVICE,
	ENDPOINT_PUSHED,
	ENDPOINT_REVOCATION,
};

struct endpoint_check {
	struct lanyard_session *session;
	struct http *http;
	const struct login *login;
	const struct client_certificate *certificate; /* that is shown */
	enum endpoint endpoint;
	const char *url; /* the endpoint's */
	bool configured; /* by the login; else the metadata name it */
};

/* What an answer tells beside what it says. */
struct endpoint_answer {
	int64_t server_time;	 /* by its Date; 0: unknown */
	int64_t our_time;	 /* when that came */
	int64_t certificate_end; /* 0: unknown */
};

/*
 * Ask a token endpoint for a token without a code, as the client and without
 * its secret, which it must refuse; another one for nothing, which it must
 * refuse, too; an authorization endpoint as a browser does, without following
 * where that leads. *WHAT, constant, is what FAULT is of: "server", which
 * cannot be asked, or the endpoint's key. FAULT, zeroed: unset where all is
 * well. LANYARD_ERR_MEMORY.
 */
enum lanyard_error check_endpoint(const struct endpoint_check *check,
    struct endpoint_answer *answer, const char **what, struct error *fault);

#endif
