/*
 * rivals.h - the other logins that a new one must not take requests from
 *
 * A login that no configuration describes comes from a record: whoever makes
 * one is told where it would answer in the place of another. LOGIN has its name
 * and patterns. Errors are the session's; LANYARD_ERR_CONFIG names the other
 * login.
 */
#ifndef RIVALS_H
#define RIVALS_H

#include "session/session.h"

/* Has another login, of configuration or store, one of LOGIN's patterns? */
enum lanyard_error rivals_check(
    const struct login *login, struct lanyard_session *session);

/* Does git's own configuration describe a login for one of them? */
enum lanyard_error rivals_check_git(
    const struct login *login, struct lanyard_session *session);

/*
 * Has the configuration, which was read, a login of that name with another
 * server or client?
 */
enum lanyard_error rivals_check_configured(
    const struct login *login, struct lanyard_session *session);

#endif
