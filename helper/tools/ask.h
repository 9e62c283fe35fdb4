/*
 * ask.h - what a program asks, and how it is answered
 */
#ifndef ASK_H
#define ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "lanyard.h"

#define ASK_MAX 65536 /* bytes of a question */
#define ASK_URL 4096  /* of a server's name, made a URL */

/*
 * All of stdin, or, of a LINE, what comes up to the first line feed, without
 * the white space at its end, for lanyard_text_free(). NULL: it cannot be read,
 * has a NUL in it, or is ASK_MAX bytes or more.
 */
char *ask_stdin(bool line);

/*
 * SERVER (a host, with a port and a path or not, or a URL) as a URL that a
 * login may answer: https unless it says http, without what cargo writes before
 * one, and grpcs as https. False: it does not fit, or is empty.
 */
bool ask_url(char url[ASK_URL], const char *server);

/*
 * What git would be answered for URL and USER (NULL: any): *ANSWER, NULL where
 * nothing is known (LANYARD_OK then too).
 */
enum lanyard_error ask_credential(struct lanyard_session *session,
    const char *url, const char *user, struct lanyard_credential **answer);

/*
 * TOKEN in FORMAT on stdout, as a line. Returns the exit status; stderr has
 * what is wrong.
 */
int ask_print(const struct lanyard_credential *token, const char *format);

/* The attribute KEY of ANSWER, which has it, likewise. */
int ask_print_value(const struct lanyard_credential *answer, const char *key);

/* TEXT, which says that nothing is known, as a line on stdout. */
int ask_none(const char *text);

/* The token of the login TARGET in FORMAT on stdout; the exit status. */
int ask_token(
    struct lanyard_session *session, const char *target, const char *format);

#endif
