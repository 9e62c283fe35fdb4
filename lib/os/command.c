/*
 * command.c - what a command of the configuration prints
 */
#include "os/command.h"

#include <errno.h>

#include "base/limits.h"
#include "os/child.h"
#include "os/start.h"

static enum lanyard_error
explain(const struct command *command, const struct buf *output,
    enum lanyard_error r, int errnum, int status, struct error *error)
{
	const char *what = command->what, *program = command->argv[0];

	switch (r) {
	case LANYARD_ERR_MEMORY:
		return error_memory(error);
	case LANYARD_ERR_TIMEOUT:
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s took longer than %lld ms", what,
		    (long long)command->timeout_ms);
		break;
	case LANYARD_ERR_PROTOCOL:
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s printed more than %zu bytes", what, output->limit);
		break;
	case LANYARD_OK:
		error_set(error, LANYARD_ERR_CONFIG, "%s ended with status %d",
		    what, status);
		break;
	default:
		return start_failed(error, LANYARD_ERR_CONFIG, errnum, program,
		    "install it, or give its absolute path; only absolute "
		    "folders of PATH count",
		    "cannot run %s: %s", what, program);
	}
	error_hint(error, "run the command by hand to see why: %s", program);
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
command_run(
    const struct command *command, struct buf *output, struct error *error)
{
	enum lanyard_error r;
	int status = 0;

	r = child_run(
	    command->argv, NULL, command->timeout_ms, output, &status);
	if (r == LANYARD_OK && status == 0)
		return r;
	return explain(command, output, r, errno, status, error);
}

enum lanyard_error
command_read(
    const struct command *command, struct secret *line, struct error *error)
{
	enum lanyard_error r;
	struct buf output;
	size_t size;

	buf_init(&output, LIMIT_SECRET_FILE);
	r = command_run(command, &output, error);
	size = output.size;
	if (size > 0 && output.data[size - 1] == '\n')
		size--;
	if (size > 0 && size < output.size && output.data[size - 1] == '\r')
		size--;
	if (r == LANYARD_OK &&
	    secret_set(line, buf_text(&output), size) != LANYARD_OK)
		r = error_memory(error);
	buf_clear(&output);
	return r;
}
