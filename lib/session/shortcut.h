/*
 * shortcut.h - which login is meant, where an earlier search has found it
 *
 * What a search finds for a record that exists is kept as a route (route.h),
 * so that the next one needs neither configuration nor the other records.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "session/entry.h"
#include "login/match.h"
#include "store/route.h"

#define KEY_LIMIT 1024 /* of route_add_key(): longer is no file name anyway */

/* A search for a login, by request or by name. */
struct search {
	struct entry *entry; /* what is found, with its record */
	struct lanyard_session *session;
	const struct match_request *request; /* NULL: by name */
	/* The same as git sent it; NULL: a URL that a person names. */
	const struct lanyard_credential *credential;
	struct buf key; /* the route's; empty: it has none */
	bool meant; /* those only whose state or token the request brings */
	bool failed; /* memory ran out while logins were looked at */
	bool found;
};

/* Look into the route of the request, of the name; found tells. */
enum lanyard_error known_request(struct search *search);
enum lanyard_error known_name(struct search *search, const char *name);

/* Keep ROUTE for the next search, where that spares one and is safe. */
void known_keep(const struct search *search, const struct route *route);

/*
 * The one of the COUNT at LOGINS that answers the request, lent; NULL: none.
 * Of several that do, for which git's user name is one (basic_username), it is
 * the one whose state or token the request brings back.
 */
struct login *known_choose(
    struct search *search, struct login *logins, size_t count);

/* Does LOGIN answer such a request? */
bool known_matches(struct search *search, const struct login *login,
    const struct match_request *request);

/*
 * The one of ROUTE that only the store has, where none of the configuration's
 * is the answer: without a path asked for, all that name the host count.
 */
struct login *known_choose_stored(
    struct search *search, const struct route *route);

/*
 * A login is found, but the request brings back what another has given out: one
 * that only the store knows may be meant.
 */
bool known_is_other(const struct search *search);

/*
 * Append the stamp of the folder with the records to STAMP. *SETTLED as in
 * stamp_add(): the stamp is no use when it becomes false.
 */
enum lanyard_error known_stamp(
    struct lanyard_session *session, struct buf *stamp, bool *settled);

#endif
