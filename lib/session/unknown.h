/*
 * unknown.h - what is said of a login that there is not, and of what is near
 *
 * Each sets the session's error and returns LANYARD_ERR_UNKNOWN_LOGIN, or
 * LANYARD_ERR_MEMORY. The configuration was read.
 */
#ifndef UNKNOWN_H
#define UNKNOWN_H

#include "session/session.h"

/* No login has the name NAME; the hint is one that is probably meant. */
enum lanyard_error unknown_name(
    struct lanyard_session *session, const char *name);

/*
 * No login answers the URL TARGET. The hint is NEAR, which nearest_path() has
 * found, or what nearest_place() finds where NEAR is NULL.
 */
enum lanyard_error unknown_place(
    struct lanyard_session *session, const char *target, const char *near);

/* TARGET is no URL that a login could answer. */
enum lanyard_error unknown_url(
    struct lanyard_session *session, const char *target);

#endif
