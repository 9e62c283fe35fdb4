/*
 * working.h - what a program is told of how long something may take
 */
#ifndef WORKING_H
#define WORKING_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "lanyard.h"

/*
 * UI's working(): what comes next is over in TIMEOUT_MS, or hangs where no time
 * can be set; 0: a person is waited for, or it is over. UI may be NULL.
 */
void working_for(const struct lanyard_ui *ui, int64_t timeout_ms);

/*
 * poll(2) for a person, as working() is told, and then TIMEOUT_MS for what
 * comes of it. errno is that of poll().
 */
int working_poll(const struct lanyard_ui *ui, int64_t timeout_ms,
    struct pollfd *fds, size_t count, int wait_ms);

#endif
