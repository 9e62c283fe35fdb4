/*
 * unattended.h - what the request of a grant without a person says
 *
 * Everything that may fail before it is sent, such as a CI that does not tell
 * who the job is, fails here, and no secret has left then.
 */
#ifndef UNATTENDED_H
#define UNATTENDED_H

#include "net/job/server.h"

/*
 * Append to BODY the parameters of SERVER's login's grant: RFC 6749 4.4.2, RFC
 * 7523 2.1 (the assertion is signed by SERVER's key, or comes from a source),
 * RFC 8693 2.1. SERVER is prepared. Errors are the session's: source_read()'s,
 * assertion_add_grant()'s.
 */
enum lanyard_error unattended_add(
    struct buf *body, struct server *server, int64_t deadline_ms);

/*
 * Is what came of the type that LOGIN's exchange wants (RFC 8693 2.2.1)? A
 * server that does not say is believed. LANYARD_ERR_SERVER names both.
 */
enum lanyard_error unattended_check(const struct login *login,
    const char *issued_token_type, struct error *error);

#endif
