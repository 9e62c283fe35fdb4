/*
 * recover.h - a save that did not come to its end
 */
#ifndef RECOVER_H
#define RECOVER_H

#include "base/error.h"
#include "login/record.h"
#include "store/store.h"

/*
 * Finish a save of login NAME that was killed, or failed, between its write
 * and its rename: a whole record in NAME.new that has what would be lost
 * becomes the record. Anything else in it is left alone. The lock is held.
 *
 * Any error means that there may be such a record, and that it could not be
 * had: nothing may be sent or saved then, since both would cost its refresh
 * token. LANYARD_ERR_STORE, LANYARD_ERR_MEMORY.
 */
enum lanyard_error recover_record(
    struct store *store, const char *name, struct error *error);

/*
 * May there be something to finish? Without the lock, so it may be the work of
 * somebody who is at it just now.
 */
bool recover_is_due(struct store *store, const char *name);

/* Would OLD, as it is, lack tokens that NEW, its unfinished save, has? */
bool recover_is_lost(const struct record *new, const struct record *old);

#endif
