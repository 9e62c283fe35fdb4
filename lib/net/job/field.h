/*
 * field.h - what the person types while a login waits for its answer
 */
#ifndef FIELD_H
#define FIELD_H

#include "net/job/attempt.h"

/*
 * Read what the ui has, and do what it asks for. LANYARD_OK: the wait goes on,
 * or is over with DONE set. Nothing that was typed ends it but "q",
 * LANYARD_ERR_CANCELLED; and what would fail whatever is typed.
 */
enum lanyard_error field_read(struct attempt *attempt);

#endif
