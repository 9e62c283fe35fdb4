/*
 * tokens.h - what a grant and its token replies change in a record
 */
#ifndef GRANT_H
#define GRANT_H

#include "base/attributes.h"
#include "login/login.h"
#include "net/oauth/token_endpoint.h"

/*
 * A new grant of LOGIN: what the old one had is not the new one's. A reply
 * without scope grants what was asked for (RFC 6749 5.1).
 */
enum lanyard_error grant_begin(
    struct attributes *record, const struct login *login);

/*
 * What the reply brought. Without an access token (the reply was refused, but
 * a rotated refresh token came with it) only the refresh token changes.
 */
enum lanyard_error grant_keep(
    struct attributes *record, const struct token *token);

/* Set KEY; TEXT NULL leaves what is there. */
enum lanyard_error grant_set(
    struct attributes *record, const char *key, const char *text);

#endif
