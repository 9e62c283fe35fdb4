/*
 * F1 recover.h - a save that did not come to its end
 */
#ifndef RECOVER_H
#define RECOVER_H

#include "error.h"
#include "store.h"

/*
 * Finish a save of login NAME that was killed, or failed, between its write
 * and its rename: a NAME.new with a whole record of a later generation becomes
 * the record. Anything else in it is left alone. The lock is held.
 */
enum lanyard_error recover_record(
    struct store *store, const char *name, struct error *error);

#endif
