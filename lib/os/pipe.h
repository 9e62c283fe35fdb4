/*
 * pipe.h - a pipe that no child gets by accident
 */
#ifndef PIPE_H
#define PIPE_H

#include "base/error.h"

/*
 * Both ends are close-on-exec from their first moment, as another thread may be
 * starting a program, and above 2: were our standard output closed, an end could
 * be descriptor 1, and dup2() onto itself would keep its flag.
 * LANYARD_ERR_SYSTEM: errno tells, both are -1.
 */
enum lanyard_error pipe_open(int fds[2]);

#endif
