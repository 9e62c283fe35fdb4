/*
 * sibling.h - another login of the same client at the same server
 *
 * Who revokes a token may end the grant that it is of (RFC 7009 2.1), and at some
 * servers all that the account has granted to the client: what is to be forgotten
 * of one login may be what another lives by.
 */
#ifndef SIBLING_H
#define SIBLING_H

#include "session/session.h"

/*
 * The name of a login, of configuration or store, that is not LOGIN and has its
 * client_id and its issuer (token_endpoint where either has none): *NAME,
 * allocated, or NULL. An error is the session's; then there may be one.
 */
enum lanyard_error sibling_find(const struct login *login,
    struct lanyard_session *session, char **name);

#endif
