/*
 * seed.h - a refresh token from elsewhere becomes a login's
 */
#ifndef SEED_H
#define SEED_H

#include "answer/seed_given.h"
#include "session/entry.h"

/* Who hands it in. */
enum seed_way {
	SEED_BY_GIT,	/* may come by the way: what is not kept is no error */
	SEED_BY_PERSON, /* has meant it: told when it is not kept */
	SEED_BY_FORCE,	/* and it replaces a live one */
};

/*
 * Make GIVEN's the tokens of ENTRY, which is complete or can be completed, if
 * it has no live refresh token. Takes the login's lock, and waits for whoever
 * has it. Where there is no record, one that a killed save has left half-way is
 * set aside and does not count. LANYARD_ERR_LIVE, LANYARD_ERR_GRANT as
 * lanyard_seed(), but not by git; those of the lock and the store.
 */
enum lanyard_error seed_keep(struct entry *entry,
    struct lanyard_session *session, const struct seed_given *given,
    enum seed_way way);

#endif
