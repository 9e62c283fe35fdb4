/*
 * nearest.h - the login that a name is probably meant to be
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "session/session.h"

/*
 * Of the logins in configuration and store the one whose name is nearest to
 * NAME, copied to *NEAREST, which the caller frees; NULL: none is near, or it
 * cannot be told. The configuration was read.
 */
void nearest_login(
    struct lanyard_session *session, const char *name, char **nearest);

#endif
