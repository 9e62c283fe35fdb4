/*
 * interaction.h - one login by a person: browser, paste and device code
 *
 * The loopback listener, the field to paste into, and (when no browser could
 * be opened or the person asks for it) a device code, side by side; the first
 * that completes wins and ends the others. Five minutes at most, or as long as
 * a device code lives.
 */
#ifndef INTERACTION_H
#define INTERACTION_H

#include "net/job/exchange.h"
#include "net/job/server.h"

/*
 * Run it at SERVER, which is prepared, with the person of the session's ui,
 * for TIMEOUT_MS (0: five minutes), longer if a device code does. LANYARD_OK:
 * the tokens are saved by EXCHANGE. Whether somebody is there (may_ask) was
 * asked before. LANYARD_ERR_CANCELLED: the person refused. LANYARD_ERR_TIMEOUT.
 * LANYARD_ERR_CONFIG: neither an authorization nor a device endpoint is known.
 * LANYARD_ERR_LOGIN_NEEDED: nothing is left by which an answer could come.
 * LANYARD_ERR_REFUSED: the server said no. A code that it did not take, or
 * could not, ends nothing: the next is waited for, and at the end of the time
 * that is the error.
 */
enum lanyard_error interaction_run(
    struct exchange *exchange, const struct server *server, int64_t timeout_ms);

#endif
