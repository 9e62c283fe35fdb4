/*
 * tool_io.h - what a program asks, and how it is answered
 */
#ifndef TOOL_IO_H
#define TOOL_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "lanyard.h"

#define TOOL_IO_MAX 65536 /* bytes of a question */
#define TOOL_IO_URL 4096  /* of a server's name, made a URL */

#define TOOL_IO_WAIT_S 30 /* for the next bytes of a question */

/*
 * All of stdin without the white space at its end, for lanyard_text_free().
 * NULL, and *WHY, constant: it cannot be read, has a NUL in it, is TOOL_IO_MAX
 * bytes or more, or goes on for ever.
 */
char *tool_io_stdin(const char **why);

/*
 * The same of the next line, for which it waits as long as it takes. *ENDED:
 * there is none.
 */
char *tool_io_line(const char **why, bool *ended);

/*
 * SERVER (a host, with a port and a path or not, or a URL) as a URL that a
 * login may answer: https unless it says http, without what cargo writes before
 * one, and grpcs as https. False: it does not fit, or is empty.
 */
bool tool_io_url(char url[TOOL_IO_URL], const char *server);

/*
 * What git would be answered for URL and USER (NULL: any): *ANSWER, NULL where
 * nothing is known (LANYARD_OK then too).
 */
enum lanyard_error tool_io_credential(struct lanyard_session *session,
    const char *url, const char *user, struct lanyard_credential **answer);

#define TOOL_IO_TEXT 512 /* of a message */

/*
 * Why the token of TARGET, a login or a server, cannot be written, as
 * lanyard_token_format() says, into MESSAGE and HINT, both of TOOL_IO_TEXT
 * bytes. Returns the exit status.
 */
int tool_io_unfit(
    enum lanyard_error r, const char *target, char *message, char *hint);

/* The same on stderr. */
int tool_io_report_unfit(enum lanyard_error r, const char *target);

/*
 * TOKEN, of TARGET, in FORMAT on stdout, as a line. Returns the exit status;
 * stderr has what is wrong.
 */
int tool_io_print(const struct lanyard_credential *token, const char *format,
    const char *target);

/* What was printed did not arrive (errno): stderr has that, too. */
int tool_io_fail_output(void);

/* The attribute KEY of ANSWER, which has it, likewise. */
int tool_io_print_value(
    const struct lanyard_credential *answer, const char *key);

/* TEXT as a line on stdout, likewise; at once, as somebody may wait for it. */
int tool_io_say(const char *text);

/*
 * The token of the login TARGET in FORMAT on stdout; the exit status. Where no
 * login answers: NONE on stdout, which says so in that program's words; NULL:
 * that is an error.
 */
int tool_io_token(struct lanyard_session *session, const char *target,
    const char *format, const char *none);

/*
 * The members NAMES[i] of the JSON object TEXT, each a path as that of
 * lanyard_json_member(), strings or booleans, as text into VALUES[i], for
 * tool_io_members_free(); NULL where there is none, or one of another kind.
 * LANYARD_ERR_PROTOCOL: TEXT is no JSON object; LANYARD_ERR_MEMORY.
 */
enum lanyard_error tool_io_members(
    const char *text, const char *const *names, char **values, size_t count);
void tool_io_members_free(char **values, size_t count);

#endif
