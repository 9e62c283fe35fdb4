/*
 * inherited.h - signals, as the programs that take our place inherit them
 */
#ifndef INHERITED_H
#define INHERITED_H

/*
 * What a program ignores is ignored in what it starts, too (execve(2)), which
 * may rely on it, as `yes | head` does on SIGPIPE. So nothing is ever ignored
 * here: what must not end us is caught, which an exec forgets.
 *
 * From now on a file beyond a limit is an error to tell, not an end; and how a
 * child ended can be seen, also where our parent ignores its children.
 */
void inherited_init(void);

/* SIGNAL does nothing from now on, but let a system call fail. */
void inherited_catch(int signal);

/* Before each exec: the signals are as our parent left them. */
void inherited_restore(void);

#endif
