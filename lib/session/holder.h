/*
 * holder.h - who is logging in, for those who wait for it
 */
#ifndef HOLDER_H
#define HOLDER_H

#include "session/session.h"

/* This process has the prompt's lock FD: say so to those who will wait. */
void holder_note(struct lanyard_session *session, int fd);

/*
 * This process waits for the prompt of login NAME, until DEADLINE_MS: one
 * notice at once of who has it, at which terminal, and how much time is left,
 * and then a line that is redrawn each second. None where it is the same
 * terminal, whose person sees the prompt. *NEXT_MS is 0 at first, and kept from
 * call to call.
 */
void holder_tell(struct lanyard_session *session, const char *name,
    int64_t deadline_ms, int64_t *next_ms);

/* The wait is over: that line goes. */
void holder_end(struct lanyard_session *session);

#endif
