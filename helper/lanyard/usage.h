/*
 * usage.h - how the verbs are used, as lanyard tells it
 */
#ifndef USAGE_H
#define USAGE_H

#include <stdbool.h>

/* All verbs, one line each. Static. */
const char *usage_text(void);

/* "usage: ..." of VERB on stderr, for who called it wrongly: EXIT_USAGE. */
int usage_of(const char *verb);

/*
 * What VERB does and which options it has, on stdout; NULL: all verbs. The exit
 * status. An unknown verb is an error on stderr, with one that may be meant.
 */
int usage_help(const char *verb);

/* The error on stderr of somebody who gave an unknown VERB: EXIT_USAGE. */
int usage_unknown(const char *verb);

#endif
