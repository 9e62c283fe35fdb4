/*
 * nearest.h - the login that a name, a path or a host is probably meant to be
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
 * A login of the configuration that answers what TARGET is probably meant to
 * be (target_add_meant()), else one for its host by another port or path, or
 * for this machine by another name: *TEXT, a sentence that ends in the command
 * which works, where the session knows it. The caller frees it; NULL: there is
 * none. The configuration was read.
 */
void nearest_place(
    struct lanyard_session *session, const char *target, char **text);

/*
 * Does one of the COUNT at LOGINS answer for CHOICE's path but for its case?
 * Then choice->near has a sentence that says which, allocated. Many servers
 * take both for the same; which do is not known, and a token may be another
 * account's, so that it is only said.
 */
void nearest_path(
    struct choice *choice, const struct login *logins, size_t count);

#endif
