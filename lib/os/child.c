/*
 * child.c - another program, its output, and never for longer
 */
#include "os/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/child_environment.h"
#include "os/child_spawn.h"
#include "os/clock.h"
#include "os/descendants.h"
#include "os/executable.h"
#include "os/file.h"
#include "os/pipe.h"

/* While output is awaited: how often to see whether the child has ended. */
#define LOOK_AGAIN_MS 20

struct child {
	pid_t pid;
	int fd; /* non-blocking, its standard output; -1 after its end */
	int wait_status;
	bool leads; /* a process group of its own */
	bool ended;
	int64_t deadline_ms;
};

static enum lanyard_error
open_pipe(int fds[2])
{
	int flags;

	if (pipe_open(fds) != LANYARD_OK)
		return LANYARD_ERR_SYSTEM;
	flags = fcntl(fds[0], F_GETFL);
	if (flags < 0 || fcntl(fds[0], F_SETFL, flags | O_NONBLOCK) != 0)
		return LANYARD_ERR_SYSTEM;
	return LANYARD_OK;
}

/*
 * A command may start others, and they must not outlive the time that it has:
 * they are killed by their group. But only the terminal's own group may read
 * from it, and hears Ctrl-C: where there is one the command stays in ours.
 */
static bool
has_terminal(void)
{
	int fd =
	    file_open_at(AT_FDCWD, "/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd == -1)
		return false;
	close(fd);
	return true;
}

static enum lanyard_error
start(struct child *child, const char *const argv[], const char *const env[],
    int input)
{
	enum lanyard_error r;
	struct child_file files[] = {
	    {STDOUT_FILENO, -1}, {STDIN_FILENO, input}};
	int fds[2] = {-1, -1}, errnum = 0;
	char **merged = NULL, *program = NULL;

	if ((r = executable_find(&program, argv[0])) != LANYARD_OK)
		return r;
	if ((r = child_environment(env, &merged)) != LANYARD_OK)
		goto out;
	if ((r = open_pipe(fds)) != LANYARD_OK) {
		errnum = errno;
		goto out;
	}
	files[0].fd = fds[1];
	child->leads = !has_terminal();
	errnum = child_spawn(&child->pid, program, argv, merged, child->leads,
	    files, input == -1 ? 1 : 2);
	if (errnum != 0) {
		r = LANYARD_ERR_SYSTEM;
		goto out;
	}
	child->fd = fds[0];
	fds[0] = -1;
out:
	if (fds[0] >= 0)
		close(fds[0]);
	if (fds[1] >= 0)
		close(fds[1]);
	free(merged);
	free(program);
	errno = errnum;
	return r;
}

/* Read what is there; at its end close the pipe. */
static enum lanyard_error
read_output(struct child *child, struct buf *output)
{
	enum lanyard_error r = LANYARD_OK;
	unsigned char chunk[4096];
	ssize_t n = 1;
	int errnum;

	while (n > 0 && r == LANYARD_OK) {
		n = read(child->fd, chunk, sizeof(chunk));
		if (n > 0)
			r = buf_add(output, chunk, (size_t)n);
	}
	errnum = errno;
	sodium_memzero(chunk, sizeof(chunk));
	errno = errnum;
	if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		return LANYARD_ERR_SYSTEM;
	if (n == 0) {
		close(child->fd);
		child->fd = -1;
	}
	return r;
}

/*
 * See whether the child has ended; with OPTIONS 0 wait for that. In a program
 * that ignores SIGCHLD, or reaps all children itself, it may be gone with its
 * status: then what it said must do, and its number is nobody's to kill.
 */
static enum lanyard_error
look_after(struct child *child, int options)
{
	pid_t pid;

	while ((pid = waitpid(child->pid, &child->wait_status, options)) < 0 &&
	       errno == EINTR)
		continue;
	if (pid < 0 && errno != ECHILD)
		return LANYARD_ERR_SYSTEM;
	child->ended = pid != 0;
	return LANYARD_OK;
}

/* Wait for output, for at most a moment, so that the child's end is seen. */
static enum lanyard_error
wait_a_moment(const struct child *child)
{
	struct pollfd wait = {.fd = child->fd, .events = POLLIN};
	int64_t left_ms = child->deadline_ms - clock_monotonic_ms();

	if (left_ms <= 0)
		return LANYARD_ERR_TIMEOUT;
	if (left_ms > LOOK_AGAIN_MS)
		left_ms = LOOK_AGAIN_MS;
	/* With its output closed a child has nothing left to do but end. */
	if (child->fd < 0)
		left_ms = 1;
	if (poll(&wait, child->fd < 0 ? 0 : 1, (int)left_ms) < 0 &&
	    errno != EINTR)
		return LANYARD_ERR_SYSTEM;
	return LANYARD_OK;
}

/*
 * Until the child has ended. Not until its output has: a daemon that it left
 * behind may keep that open for ever.
 */
static enum lanyard_error
collect(struct child *child, struct buf *output)
{
	enum lanyard_error r;

	for (;;) {
		if ((r = look_after(child, WNOHANG)) != LANYARD_OK)
			return r;
		/* After that look, so that its last words are not missed. */
		if (child->fd >= 0 &&
		    (r = read_output(child, output)) != LANYARD_OK)
			return r;
		if (child->ended)
			return LANYARD_OK;
		if ((r = wait_a_moment(child)) != LANYARD_OK)
			return r;
	}
}

static int
exit_status(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return 128 + WTERMSIG(wait_status);
	return WEXITSTATUS(wait_status);
}

enum lanyard_error
child_start_from(struct child **started, const char *const argv[],
    const char *const env[], int input, int64_t timeout_ms)
{
	int64_t now_ms = clock_monotonic_ms();
	struct child *child;
	enum lanyard_error r;
	int errnum;

	*started = NULL;
	if (argv[0] == NULL)
		return LANYARD_ERR_ARGUMENT;
	if ((child = calloc(1, sizeof(*child))) == NULL)
		return LANYARD_ERR_MEMORY;
	child->pid = -1;
	child->fd = -1;
	if (timeout_ms < 0)
		timeout_ms = 0;
	child->deadline_ms =
	    timeout_ms > INT64_MAX - now_ms ? INT64_MAX : now_ms + timeout_ms;
	r = start(child, argv, env, input);
	if (r == LANYARD_OK) {
		*started = child;
		return r;
	}
	errnum = errno;
	free(child);
	errno = errnum;
	return r;
}

enum lanyard_error
child_start(struct child **started, const char *const argv[],
    const char *const env[], int64_t timeout_ms)
{
	return child_start_from(started, argv, env, -1, timeout_ms);
}

/* With what it has started: its group, where it has one. */
static void
end(struct child *child)
{
	/* Once reaped, its number may be somebody else's. */
	if (child->ended)
		return;
	if (child->leads)
		(void)kill(-child->pid, SIGKILL);
	if (descendants_kill(child->pid) == 0)
		(void)look_after(child, 0);
}

enum lanyard_error
child_finish(struct child **started, struct buf *output, int *status)
{
	struct child *child = *started;
	size_t before = output->size;
	enum lanyard_error r;
	int errnum;

	*status = 0;
	r = collect(child, output);
	errnum = errno;
	if (r == LANYARD_OK) {
		*status = exit_status(child->wait_status);
	} else {
		buf_cut(output, before);
		end(child);
	}
	if (child->fd >= 0)
		close(child->fd);
	free(child);
	*started = NULL;
	errno = errnum;
	return r;
}

enum lanyard_error
child_run(const char *const argv[], const char *const env[], int64_t timeout_ms,
    struct buf *output, int *status)
{
	struct child *child;
	enum lanyard_error r;

	*status = 0;
	if ((r = child_start(&child, argv, env, timeout_ms)) != LANYARD_OK)
		return r;
	return child_finish(&child, output, status);
}
