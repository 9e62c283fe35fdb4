/*
 * by_code.h - a login by authorization code: called back, or pasted
 */
#ifndef BY_CODE_H
#define BY_CODE_H

#include "net/job/attempt.h"

/*
 * Each returns LANYARD_OK when the wait goes on, or is over with DONE set; an
 * error ends the login. What is no answer to this login is only told: on the
 * browser's page, or as a notice. LANYARD_ERR_CANCELLED: the person refused.
 */

/* A callback's QUERY, which is answered. */
enum lanyard_error by_code_callback(
    struct attempt *attempt, const char *query);

/* What a person typed: the final URL or the code. */
enum lanyard_error by_code_paste(struct attempt *attempt, const char *text);

#endif
