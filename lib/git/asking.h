/*
 * asking.h - does git say that nobody is to be asked?
 *
 * lanyard_git_says_no() and lanyard_git_is_interactive() of lanyard.h are here.
 */
#ifndef ASKING_H
#define ASKING_H

#include <stdbool.h>

/*
 * Is PROGRAM, which git runs to ask for a password (GIT_ASKPASS, core.askPass,
 * SSH_ASKPASS), one that answers without asking anybody? People name true, echo
 * and their like, with or without a folder, where nobody sits. The empty string
 * is none: git asks at the terminal then.
 */
bool asking_is_mute(const char *program);

#endif
