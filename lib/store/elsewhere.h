/*
 * elsewhere.h - a record whose folder was replaced during the request
 *
 * A backup restored, a folder moved to another disk: NAME is then in another
 * folder of the same path, which everybody reads from now on, with the refresh
 * token that the server has forgotten.
 */
#ifndef ELSEWHERE_H
#define ELSEWHERE_H

#include "base/secret.h"
#include "login/record.h"
#include "store/store.h"

/*
 * After a save of RECORD to STORE that came to R: the same where the path of
 * STORE leads by now, if that has a copy of the record as it was, with the
 * refresh token BEFORE (NULL: with none); or none, and the folder of before was
 * removed. The result is R where there is nothing to be done; else what that
 * save came to.
 */
enum lanyard_error elsewhere_save(struct record *record, struct store *store,
    const struct secret *before, enum lanyard_error r, struct error *error);

#endif
