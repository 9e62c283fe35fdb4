/*
 * error.h - what went wrong, and what to do about it
 *
 * The codes are public, so this header includes lanyard.h. Whoever knows the
 * detail (host, login, status) sets the record; those above it may put a prefix
 * before the message, add a hint, or set it anew.
 */
#ifndef ERROR_H
#define ERROR_H

#include "lanyard.h"

#define ERROR_TEXT 1024

struct error {
	enum lanyard_error code;
	int errnum; /* errno of a failed system call, else 0 */
	char message[ERROR_TEXT];
	char hint[ERROR_TEXT]; /* what to do, often a command; or "" */
};

/*
 * Set the record: printf-like. What is longer than ERROR_TEXT has its longest
 * words (a name, a URL, a path) shortened in their middle, so that no cause
 * behind one is lost, and is cut only where that does not do. An empty text is
 * that of CODE. Control characters, those that
 * turn the direction of writing and bytes that are not UTF-8 become "?". Any
 * hint is dropped. ERROR may be NULL, here and below.
 * Returns CODE, so that callers can write "return error_set(...)".
 */
enum lanyard_error error_set(struct error *error, enum lanyard_error code,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * What a failed system call is: LANYARD_ERR_NO_ROOM if time, or room that
 * somebody makes, heals ERRNUM (a full disk, a quota, no descriptor, process or
 * memory left); else LASTING, which is for what a person must mend. Which is
 * which is decided here alone.
 */
enum lanyard_error error_class(int errnum, enum lanyard_error lasting);

/*
 * error_set() for a failed system call: ": " and strerror(ERRNUM) are added,
 * for ERRNUM 0 the text of the code.
 * The code is error_class(ERRNUM, CODE), which is returned.
 */
enum lanyard_error error_system(struct error *error, enum lanyard_error code,
    int errnum, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* LANYARD_ERR_MEMORY, "out of memory". */
enum lanyard_error error_memory(struct error *error);

/* Set the hint of a record that has been set. */
void error_hint(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Set the hint to COMMAND and the path that the format gives, quoted for a
 * shell. If it has to be cut it lacks the last quote.
 */
void error_hint_path(struct error *error, const char *command,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Put "FORMAT: " before the message that is there. */
void error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Put ": FORMAT" behind the message that is there, "; FORMAT" where that has its
 * cause already: a command to run, which is
 * whole, while what is before it is shortened and cut.
 */
void error_end(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void error_clear(struct error *error);

#endif
