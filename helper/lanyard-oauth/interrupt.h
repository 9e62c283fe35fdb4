/*
 * interrupt.h - a signal that ends a login which leaves more than a terminal
 *
 * INT, TERM, HUP and QUIT. One that our parent ignores stays ignored.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <sys/types.h>

/* From now on a signal ends CHILD (by TERM), and then us. */
void interrupt_with(pid_t child);

/*
 * From now on the first one is noted only; the second ends us as above. Whoever
 * has more to undo than a process can then do so.
 */
void interrupt_note(void);

/* Which was noted; 0: none. */
int interrupt_number(void);

/* Can be read, by poll(2), once one was noted; -1: none was. */
int interrupt_fd(void);

/* End by what was noted, if anything was, as our parent expects it. */
void interrupt_raise(void);

#endif
