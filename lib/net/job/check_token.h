/*
 * check_token.h - what a login's server says of its access token
 */
#ifndef CHECK_TOKEN_H
#define CHECK_TOKEN_H

#include "session/entry.h"
#include "session/session.h"

/*
 * Ask the introspection endpoint of ENTRY's issuer about the stored access
 * token, as the login's client: the one request of a check that has secrets, at
 * the server that has made them. *SAID is what is well, constant; NULL: there
 * is nothing to say, as the server does not tell this client. FAULT, zeroed: a
 * token that the server no longer takes though it should, or a client that it
 * does not know. LANYARD_ERR_MEMORY.
 */
enum lanyard_error check_token(struct lanyard_session *session,
    const struct entry *entry, int64_t timeout_ms, const char **said,
    struct error *fault);

#endif
