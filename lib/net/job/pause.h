/*
 * pause.h - a login that waits before it goes on, and can be given up
 */
#ifndef PAUSE_H
#define PAUSE_H

#include "net/job/attempt.h"

/*
 * Wait TIME_MS; what is typed meanwhile is answered by a notice, but for "q":
 * LANYARD_ERR_CANCELLED. LANYARD_ERR_MEMORY.
 */
enum lanyard_error pause_wait(struct attempt *attempt, int64_t time_ms);

#endif
