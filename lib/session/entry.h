/*
 * entry.h - a login's description together with what is stored of it
 *
 * Which login is meant is found in search.h.
 */
#ifndef ENTRY_H
#define ENTRY_H

#include "login/record.h"
#include "session/session.h"

struct entry {
	const struct login *login; /* the configuration's, or &stored */
	struct login stored;	   /* described by record or git's own config */
	struct record record;
	const char *host; /* the request's, lent; NULL: found by name */
	const char *user; /* that a host is told, lent; NULL: none is known */
	bool agrees;	  /* the record comes from this server and client */
	bool brief; /* the login has what a route has: see entry_complete() */
	/* None was found: a sentence on one that would be but for the case. */
	char *near; /* of the path; NULL: there is none */
};

void entry_init(struct entry *entry);
void entry_clear(struct entry *entry);

/* Put the configuration's description in the place of a brief one. */
enum lanyard_error entry_complete(
    struct entry *entry, struct lanyard_session *session);

/*
 * Read the record again. A record that does not parse is set aside (a notice
 * says where) and counts as none, unless the session only looks:
 * LANYARD_ERR_STORE.
 */
enum lanyard_error entry_load(
    struct entry *entry, struct lanyard_session *session);

/*
 * Load NAME's record and describe the login by it. *FOUND is false where there
 * is none, or one that describes no login.
 */
enum lanyard_error entry_load_stored(struct entry *entry,
    struct lanyard_session *session, const char *name, bool *found);

/*
 * The same of one among many, where another may be meant: a record that does
 * not parse stays where it is. LANYARD_ERR_STORE.
 */
enum lanyard_error entry_scan_stored(struct entry *entry,
    struct lanyard_session *session, const char *name, bool *found);

/* Tokens that may be used with this login; NULL: none. */
const struct secret *entry_refresh_token(const struct entry *entry);
/* The same, though the server has refused it before (failure.h). */
const struct secret *entry_stored_refresh(const struct entry *entry);
/*
 * Can a new access token be had without a person: by a refresh token that is
 * not dead, or by a grant that needs none (login/grant.h)?
 */
bool entry_can_renew(const struct entry *entry);
bool entry_is_unattended(const struct entry *entry);
bool entry_is_fresh(const struct entry *entry, int64_t now);
/*
 * Does its access token live as long as the login and the caller want it to,
 * or as any token of that server's does (tokens_age.h)?
 */
bool entry_is_lasting(const struct entry *entry,
    const struct lanyard_session *session, int64_t now);
bool entry_is_alive(const struct entry *entry, int64_t now);

#endif
