/*
 * refresh.h - who refreshes: one request per expiry, whoever asks
 */
#ifndef REFRESH_H
#define REFRESH_H

#include "session/entry.h"

/*
 * Bring ENTRY up to date, so that its access token can be handed out.
 * REJECTED not 0: a resource rejected the token of that generation, so that
 * one is not good enough, however fresh. Only the lock's holder asks the
 * server; the others wait and read, and share its failure. A token that is
 * inside its margin but alive is good enough when a refresh is in flight or
 * has failed; one that does not last (entry_is_lasting()) when it has failed.
 * LANYARD_ERR_LOGIN_NEEDED: there is no refresh token. LANYARD_ERR_GRANT: it
 * is dead. LANYARD_ERR_REJECTED: REJECTED was obtained just now.
 */
enum lanyard_error refresh_when_due(
    struct entry *entry, struct lanyard_session *session, uint64_t rejected);

/*
 * Ask the server, however fresh the token is; where GENERATION is not 0, only
 * if that is the stored one. A failure of before does not stand in the way, nor
 * (GENERATION 0: by hand) that the server has refused the refresh token; but
 * with GENERATION one while the lock was awaited is ours, too. The token
 * may have been replaced by an equally fresh one; errors as above.
 */
enum lanyard_error refresh_now(
    struct entry *entry, struct lanyard_session *session, uint64_t generation);

/*
 * Record the session's error as a failed attempt, by which configuration, and
 * when the next may be made. The lock is held.
 */
void refresh_note_failure(struct entry *entry, struct lanyard_session *session,
    int64_t retry_after_s);

/*
 * When the server may be asked again after a failure that is noted; 0: now, as
 * it is where lanyard.conf describes the login otherwise since (mark.h).
 */
int64_t refresh_retry_at(struct entry *entry, struct lanyard_session *session);

/*
 * Where there is nothing to refresh with, a save that was killed may have
 * brought it: taking the lock, until DEADLINE_MS, finishes that save
 * (recover.h), unless the session only looks. Errors are ignored: whoever needs the lock will meet them.
 */
void refresh_look_again(
    struct entry *entry, struct lanyard_session *session, int64_t deadline_ms);

#endif
