/*
 * start.h - why a program did not start, and what to do about it
 */
#ifndef START_H
#define START_H

#include "base/error.h"

/*
 * PROGRAM, a path, could not be started, for ERRNUM: set the record, with CODE
 * (see error_system(), whose result is returned), the printf-like text of what
 * was wanted, the reason, and what mends just that. INSTALL is what to do where
 * there is no such program; NULL: to install it.
 */
enum lanyard_error start_failed(struct error *error, enum lanyard_error code,
    int errnum, const char *program, const char *install, const char *format,
    ...) __attribute__((format(printf, 6, 7)));

#endif
