/*
 * check_store.h - is the store one that tokens can be kept in
 */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H

#include "answer/finding.h"
#include "session/session.h"

/*
 * Tell of SESSION's store: each record can be read and replaced, a file can be
 * made and has room, nothing is left of a save, and locks hold.
 */
void check_store(struct lanyard_session *session, struct findings *findings);

#endif
