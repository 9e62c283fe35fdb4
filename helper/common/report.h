/*
 * report.h - what the programs say on stderr, and how they end
 */
#ifndef REPORT_H
#define REPORT_H

#include "lanyard.h"

/* The exit statuses (lanyard(1), EXIT STATUS). */
enum report_exit {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_PERSON = 3,
	EXIT_REFUSED = 4,
	EXIT_TEMPORARY = 5,
};

/*
 * To be called first: where a standard stream is closed, put one in its place
 * that fails, lest a file of the store is opened there and written to. SIGXFSZ
 * ends nothing from then
 * on (inherited.h).
 */
void report_init(void);

/* The exit status for CODE. */
int report_exit_status(enum lanyard_error code);

/* The worse of two: 5 heals by itself, so that each other failure outranks it.
 */
int report_worse(int a, int b);

/* "lanyard: error: TEXT" and, unless HINT is NULL, "lanyard: hint: HINT". */
void report_error(const char *text, const char *hint);

/* "lanyard: error: out of memory". Returns the exit status for that. */
int report_memory(void);

/* Are notices unwanted? So says LANYARD_QUIET, for lanyard-oauth too. */
#define REPORT_QUIET "LANYARD_QUIET"
bool report_is_quiet(void);

/* "lanyard: TEXT", unless notices are unwanted */
void report_notice(const char *text);

/*
 * One line for a login that only a person brings back: why (TEXT), and what to
 * run. Returns the exit status for CODE.
 */
int report_login_needed(
    const char *login, const char *text, enum lanyard_error code);

/*
 * What CODE is about, lent: the session's message, but that memory may have run
 * out where no session was asked.
 */
const char *report_text(
    const struct lanyard_session *session, enum lanyard_error code);

/* The session's error, if CODE is one. Returns the exit status for CODE. */
int report_session(
    const struct lanyard_session *session, enum lanyard_error code);

#endif
