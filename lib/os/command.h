/*
 * command.h - what a command of the configuration prints
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

struct command {
	const char
	    *what; /* begins messages: "sign_command of login \"work\"" */
	const char *const *argv; /* as child_run() takes it; lent */
	int64_t timeout_ms;
	/* For its stdin, lent; NULL: none. As much as a pipe holds: 4 kB. */
	const void *input;
	size_t input_size;
};

/*
 * Append what COMMAND prints to OUTPUT, whose limit it may not pass.
 * LANYARD_ERR_CONFIG: it does not start, or is too slow, prints too much, or
 * ends with another status than 0; the message says which, and repeats nothing
 * that it printed. LANYARD_ERR_MEMORY; LANYARD_ERR_NO_ROOM: error_class().
 */
enum lanyard_error command_run(
    const struct command *command, struct buf *output, struct error *error);

/* The same into LINE, without the LF or CR LF at the end. */
enum lanyard_error command_read(
    const struct command *command, struct secret *line, struct error *error);

#endif
