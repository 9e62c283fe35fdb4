/*
 * parameters.h - the parameters that a login adds to its requests
 */
#ifndef PARAMETERS_H
#define PARAMETERS_H

#include "base/buf.h"
#include "login/login.h"

/*
 * Append each of LOGIN's resources (RFC 8707) and its audience, then LIST, but
 * no name of LIST's that BUF has since byte START, or that client_post() is to
 * add: no other parameter may occur twice (RFC 6749 3.2).
 */
enum lanyard_error parameters_add_extras(struct buf *buf, size_t start,
    const struct login *login, const struct login_parameter *list);

/*
 * Append to BODY what every token request of LOGIN has: resource, audience and
 * token_parameters.
 */
enum lanyard_error parameters_add(struct buf *body, const struct login *login);

/*
 * Append to BODY the grant_type of LOGIN, which needs no person, the scope that
 * it asks for (RFC 6749 4.4.2), and those.
 */
enum lanyard_error parameters_add_grant(
    struct buf *body, const struct login *login);

/* Append to BODY grant_type=refresh_token (RFC 6749 6), and those. */
enum lanyard_error parameters_add_refresh(struct buf *body,
    const struct login *login, const struct secret *refresh_token);

#endif
