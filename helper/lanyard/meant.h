/*
 * meant.h - the name that a word is probably meant to be
 */
#ifndef MEANT_H
#define MEANT_H

#define MEANT_NAME 41 /* bytes, with the NUL */

/*
 * The one among NAMES (NULL at the end) from which WORD differs by one letter,
 * or by two that changed places, or that begins with WORD; NULL: none. Lent.
 */
const char *meant_by(const char *word, const char *const *names);

/*
 * What of WORD can be shown: up to a "=", behind which may be a secret, cut,
 * and with "?" for what is not visible ASCII.
 */
void meant_name(const char *word, char name[MEANT_NAME]);

#endif
