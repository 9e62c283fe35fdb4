/*
 * check_store.h - is the store one that tokens can be kept in
 */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H

#include "answer/finding.h"
#include "session/session.h"

/*
 * Tell of SESSION's store: each record can be read, the file system can be
 * written to, has room, and locks that hold. The configuration was read.
 */
void check_store(struct lanyard_session *session, struct findings *findings);

#endif
