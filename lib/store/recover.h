/*
 * recover.h - a save that did not come to its end
 */
#ifndef RECOVER_H
#define RECOVER_H

#include <stdbool.h>

#include "base/error.h"
#include "store/store.h"

/*
 * Finish a save of login NAME that was killed, or failed, between its write
 * and its rename: a whole record in NAME.new that has what would be lost
 * becomes the record. Anything else in it is left alone; a damaged record in
 * its place is set aside. The lock is held. STORE needs to know how to load,
 * load_new, adopt_new and, for what is damaged, set_aside (backend.h).
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

/*
 * Is there a reply that could not be saved as a record (NAME.reply)? The job
 * that refreshes takes its tokens, without another request.
 */
bool recover_reply_is_due(struct store *store, const char *name);

#endif
