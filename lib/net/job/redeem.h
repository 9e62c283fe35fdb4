/*
 * redeem.h - a code given for tokens (RFC 6749 4.1.3), with a second try
 */
#ifndef REDEEM_H
#define REDEEM_H

#include "net/job/attempt.h"

/*
 * Send CODE, which has just come and is good for LIFE_MS (TRIES_MS), as often
 * as tries.h allows. Each time the person is told, and nothing is held
 * meanwhile. LANYARD_OK: the tokens are saved, and DONE is set.
 * LANYARD_ERR_CANCELLED: the person has given up between two tries. Errors as
 * of token_endpoint_request() and attempt_begin(), but for LANYARD_ERR_GRANT,
 * which is LANYARD_ERR_REFUSED.
 */
enum lanyard_error redeem_code(
    struct attempt *attempt, const struct secret *code, int64_t life_ms);

#endif
