/*
 * search.h - which login is meant: by configuration, store or git
 *
 * ENTRY is initialized; what is found is in it, the record with it, and the
 * caller clears it. Errors are the session's.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "git/credential.h"
#include "session/entry.h"

/*
 * The login that answers REQUEST: the configuration's, else one that only the
 * store knows, else the one git's configuration describes. *FOUND is false
 * when there is none, or none that can be told from others. The login may be
 * brief: no more than route.h promises.
 */
enum lanyard_error search_request(struct entry *entry,
    struct lanyard_session *session, const struct lanyard_credential *request,
    bool *found);

/*
 * The login named by TARGET, a name or a URL. LANYARD_ERR_UNKNOWN_LOGIN with a
 * message.
 */
enum lanyard_error search_target(
    struct entry *entry, struct lanyard_session *session, const char *target);

/* The same, where an answer is all that is wanted: the login may be brief. */
enum lanyard_error search_target_brief(
    struct entry *entry, struct lanyard_session *session, const char *target);

/* The login of that very name; the record of a login may name no other. */
enum lanyard_error search_name(
    struct entry *entry, struct lanyard_session *session, const char *name);

#endif
