/*
 * error.h - the one error record, set once by the floor that knows
 *
 * The codes are public, so this header includes lanyard.h: the one include
 * that points up (tests/check-floors.sh knows it).
 */
#ifndef ERROR_H
#define ERROR_H

#include "lanyard.h"

#define ERROR_TEXT 256

struct error {
	enum lanyard_error code;
	int errnum; /* errno of a failed system call, else 0 */
	char message[ERROR_TEXT];
	char hint[ERROR_TEXT]; /* the next command to run, or "" */
};

/*
 * Set the record: printf-like, cut at 255 bytes. Control characters and bytes
 * that are not UTF-8 become "?". Any hint is dropped. ERROR may be NULL.
 * Returns CODE, so that callers can write "return error_set(...)".
 */
enum lanyard_error error_set(struct error *error, enum lanyard_error code,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: ": " and strerror(ERRNUM) are added. */
enum lanyard_error error_system(struct error *error, enum lanyard_error code,
    int errnum, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* LANYARD_ERR_MEMORY, "out of memory". */
enum lanyard_error error_memory(struct error *error);

/* Set the hint of a record that has been set. */
void error_hint(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Set it to COMMAND and a path, which the format gives, quoted for a shell; cut,
 * it lacks the last quote.
 */
void error_hint_path(struct error *error, const char *command,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Put "FORMAT: " before the message that is there, cutting its end. */
void error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void error_clear(struct error *error);

#endif
