/*
 * secrecy.h - a process that holds secrets, and what others may see of it
 */
#ifndef SECRECY_H
#define SECRECY_H

/*
 * From here on the process leaves no core file, and no other process of the
 * same user may trace it or read its memory and environment (Linux: prctl(2),
 * PR_SET_DUMPABLE; root may). A program that it becomes, or starts, is free of
 * this again. LANYARD_TRACEABLE=1 is for who wants to look, with strace(1): who
 * sets our environment could run another program in our place. Where the system
 * has no such thing it is as before.
 */
void secrecy_begin(void);

#endif
