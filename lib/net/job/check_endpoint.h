/*
 * check_endpoint.h - is a login's token endpoint one
 */
#ifndef CHECK_ENDPOINT_H
#define CHECK_ENDPOINT_H

#include <stdint.h>

#include "login/login.h"
#include "net/http/client_certificate.h"
#include "net/http/http.h"
#include "session/session.h"

struct endpoint_check {
	struct lanyard_session *session;
	struct http *http;
	const struct login *login;
	const struct client_certificate *certificate; /* that is shown */
	const char *url;			      /* the endpoint's */
};

/* What an answer tells beside what it says. */
struct endpoint_answer {
	int64_t server_time;	 /* by its Date; 0: unknown */
	int64_t our_time;	 /* when that came */
	int64_t certificate_end; /* 0: unknown */
};

/*
 * Ask for a token without a code, as the client and without its secret, which
 * a token endpoint must refuse. *WHAT, constant, is what FAULT is of: "server",
 * which cannot be asked, or "token_endpoint". FAULT, zeroed: unset where all is
 * well. LANYARD_ERR_MEMORY.
 */
enum lanyard_error check_endpoint(const struct endpoint_check *check,
    struct endpoint_answer *answer, const char **what, struct error *fault);

#endif
