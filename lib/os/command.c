/*
 * command.c - what a command of the configuration prints
 */
#include "os/command.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/child.h"
#include "os/pipe.h"
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

/* A pipe that has the input and its end already; -1: there is none. */
static enum lanyard_error
open_input(const struct command *command, int *fd, struct error *error)
{
	int fds[2], errnum;

	*fd = -1;
	if (command->input == NULL)
		return LANYARD_OK;
	if (pipe_open(fds) != LANYARD_OK)
		return error_system(error, LANYARD_ERR_SYSTEM, errno,
		    "cannot run %s", command->what);
	if (fcntl(fds[1], F_SETFL, O_NONBLOCK) == 0 &&
	    write(fds[1], command->input, command->input_size) ==
		(ssize_t)command->input_size) {
		close(fds[1]);
		*fd = fds[0];
		return LANYARD_OK;
	}
	errnum = errno;
	close(fds[0]);
	close(fds[1]);
	return error_system(error, LANYARD_ERR_SYSTEM, errnum,
	    "cannot give %s its input of %zu bytes", command->what,
	    command->input_size);
}

/* errno stays what the start has left. */
static void
close_input(int fd)
{
	int errnum = errno;

	close(fd);
	errno = errnum;
}

enum lanyard_error
command_run(
    const struct command *command, struct buf *output, struct error *error)
{
	struct child *child = NULL;
	int status = 0, input = -1;
	enum lanyard_error r;

	if ((r = open_input(command, &input, error)) != LANYARD_OK)
		return r;
	r = child_start_from(
	    &child, command->argv, NULL, input, command->timeout_ms);
	if (input != -1)
		close_input(input);
	if (r == LANYARD_OK)
		r = child_finish(&child, output, &status);
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
