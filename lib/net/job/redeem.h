/*
 * redeem.h - a code given for tokens (RFC 6749 4.1.3), with a second try
 *
 * A code lives for a minute or a little longer, and is good once. So what the
 * server has surely not taken is sent again while that minute lasts; what it
 * may have taken, once, if not a byte of an answer came.
 */
#ifndef REDEEM_H
#define REDEEM_H

#include "net/job/attempt.h"

#define REDEEM_MS 60000 /* what most servers give a code */

/*
 * Send CODE, which has just come and is good for LIFE_MS. LANYARD_OK: the tokens are saved, and DONE is
 * set. Where the server cannot be reached, or answers 429 or 503, it is asked
 * again as long as that, later where Retry-After says so; after a connection that
 * broke, once. Each time the person is told, and nothing is held meanwhile.
 * Errors as of token_endpoint_request() and attempt_begin(), but for
 * LANYARD_ERR_GRANT, which is LANYARD_ERR_REFUSED.
 */
enum lanyard_error redeem_code(
    struct attempt *attempt, const struct secret *code, int64_t life_ms);

#endif
