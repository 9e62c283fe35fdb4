/*
 * push.h - the authorization request of a login that is pushed (RFC 9126)
 */
#ifndef PUSH_H
#define PUSH_H

#include "net/job/attempt.h"

/*
 * Is the request of this login to be pushed: as the configuration says
 * (pushed_authorization_request_endpoint or
 * require_pushed_authorization_requests), or the server's metadata require?
 */
bool push_is_due(const struct attempt *attempt);

/*
 * Push it, so that the URL of ATTEMPT->authorization, whose request is made,
 * names it, and ATTEMPT->pushed_until_ms is when the server forgets it.
 * LANYARD_ERR_CONFIG: no endpoint is known. Else as pushed_request_send(); a
 * refusal's hint has what the server must know of the client.
 */
enum lanyard_error push_request(struct attempt *attempt);

/*
 * When push_again() has something to do, as clock_monotonic_ms(); INT64_MAX:
 * never. By then a request that no browser has come for is pushed anew, and
 * shown to the person; a failure is told, and ends nothing.
 */
int64_t push_next_ms(const struct attempt *attempt);
void push_again(struct attempt *attempt);

#endif
