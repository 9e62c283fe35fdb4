/*
 * interrupt.h - a signal that ends a login which leaves more than a terminal
 *
 * INT, TERM, HUP and QUIT. One that our parent ignores stays ignored.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on a signal ends CHILD (by TERM), and then us. */
void interrupt_with(pid_t child);

/*
 * From now on the first one is noted only; the second ends us as above. Whoever
 * has more to undo than a process can then do so.
 */
void interrupt_note(void);

/*
 * While this is ON, nobody looks at what is noted, as a server is waited for:
 * then the first one ends CHILD and us at once. A process without a terminal
 * goes on in our place for some seconds, as if it had been noted, to take back
 * what was granted meanwhile.
 */
void interrupt_works(bool on);

/* What is said with that, besides that the login was interrupted. */
void interrupt_hint(const char *text);

/* Which was noted; 0: none. */
int interrupt_number(void);

/* Can be read, by poll(2), once one was noted; -1: none was. */
int interrupt_fd(void);

/* End by what was noted, if anything was, as our parent expects it. */
void interrupt_raise(void);

#endif
