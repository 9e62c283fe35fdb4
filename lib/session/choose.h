/*
 * choose.h - which of several logins a request means
 *
 * Their patterns say which answers it (match.h). Where several do, and git was
 * given one's token before, it is the one whose state or token git brings back.
 */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "git/credential.h"
#include "login/match.h"
#include "session/entry.h"

/* What a login is chosen by, and what was found so far. */
struct choice {
	struct entry *entry; /* what is found, with its record */
	struct lanyard_session *session;
	const struct match_request *request; /* NULL: by name */
	/* The same as git sent it; NULL: a URL that a person names. */
	const struct lanyard_credential *credential;
	struct buf key; /* of its route (shortcut.h); empty: it has none */
	bool meant; /* those only whose state or token the request brings */
	bool failed; /* memory ran out while logins were looked at */
	bool found;
	char *near; /* see nearest_path(); NULL: nothing to say */
};

/* Does LOGIN answer such a request? */
bool choose_matches(struct choice *choice, const struct login *login,
    const struct match_request *request);

/*
 * The one of the COUNT at LOGINS that answers the request, lent; NULL: none.
 * Of several that do, for which git's user name is one (basic_username), it is
 * the one whose state or token the request brings back.
 */
struct login *choose_login(
    struct choice *choice, struct login *logins, size_t count);

/*
 * The same where none of the configuration's is the answer, though they stand
 * among LOGINS: without a path asked for, all that name the host count.
 */
struct login *choose_stored(
    struct choice *choice, struct login *logins, size_t count);

/*
 * A login is found, but the request brings back what another has given out: one
 * that only the store knows may be meant.
 */
bool choose_is_other(const struct choice *choice);

#endif
