/*
 * nearest.h - the login that a name, or a path, is probably meant to be
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "session/choose.h"

/*
 * Of the logins in configuration and store the one whose name is nearest to
 * NAME, copied to *NEAREST, which the caller frees; NULL: none is near, or it
 * cannot be told. The configuration was read.
 */
void nearest_login(
    struct lanyard_session *session, const char *name, char **nearest);

/*
 * Does one of the COUNT at LOGINS answer for CHOICE's path but for its case?
 * Then choice->near has a sentence that says which, allocated. Many servers
 * take both for the same; which do is not known, and a token may be another
 * account's, so that it is only said.
 */
void nearest_path(
    struct choice *choice, const struct login *logins, size_t count);

#endif
