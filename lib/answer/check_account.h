/*
 * check_account.h - does what git says of a host lead to the login that is
 * meant
 */
#ifndef CHECK_ACCOUNT_H
#define CHECK_ACCOUNT_H

#include "answer/check_place.h"
#include "base/url.h"
#include "session/session.h"

/* Has a login before LOGIN URL's host? Then what is of the host was told. */
bool check_account_is_told(const struct config *config,
    const struct login *login, const struct url *url);

/*
 * Tell where git does not say enough of PLACE, which is LOGIN's URL, for LOGIN
 * to be found (credential.useHttpPath), or asks for an account that none has
 * (credential.username), or brings a header of its own.
 */
void check_account(const struct check_place *place, const struct config *config,
    const struct login *login, const struct url *url);

#endif
