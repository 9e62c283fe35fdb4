/*
 * child_spawn.c - another program, started with these descriptors and signals
 */
#include "os/child_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "os/file.h"

#define HIGH_FD 10 /* out of the way of the child's own numbers */

/*
 * What a shell or nohup ignores for all that it starts. All else that is
 * ignored the caller ignores for its own sake.
 */
static const int kept[] = {
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};

/*
 * No signal is blocked, whatever the caller holds back, and none but these is
 * ignored; LEADS: a process group of its own.
 */
static int
set_attributes(posix_spawnattr_t *attributes, bool leads)
{
	int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t none, all;
	int errnum;

	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		sigdelset(&all, kept[i]);
	if ((errnum = posix_spawnattr_setsigmask(attributes, &none)) != 0)
		return errnum;
	if ((errnum = posix_spawnattr_setsigdefault(attributes, &all)) != 0)
		return errnum;
	/* The group's number is 0, for the child's own, if nothing is said. */
	if (leads)
		flags |= POSIX_SPAWN_SETPGROUP;
	return posix_spawnattr_setflags(attributes, (short)flags);
}

/*
 * NOTHING is /dev/null, and what is open in FILES is as it shall be in the
 * child, which opens nothing: an interrupted open there could not be repeated.
 * The result is an errno.
 */
static int
add_files(posix_spawn_file_actions_t *actions, int nothing, const int high[],
    const struct child_file files[], size_t count)
{
	int errnum;

	if ((errnum = posix_spawn_file_actions_adddup2(
		 actions, nothing, STDIN_FILENO)) != 0 ||
	    (errnum = posix_spawn_file_actions_adddup2(
		 actions, nothing, STDOUT_FILENO)) != 0)
		return errnum;
	for (size_t i = 0; errnum == 0 && i < count; i++)
		errnum = posix_spawn_file_actions_adddup2(
		    actions, high[i], files[i].number);
	return errnum;
}

static int
spawn(pid_t *pid, const char *program, const char *const argv[],
    char *const env[], bool leads, int nothing, const int high[],
    const struct child_file files[], size_t count)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char *const *arguments;
	unsigned n = 0;
	int errnum;

	/* The same bytes: C has no conversion that says "only const added". */
	memcpy(&arguments, &argv, sizeof(arguments));
	if ((errnum = posix_spawn_file_actions_init(&actions)) != 0)
		return errnum;
	if ((errnum = posix_spawnattr_init(&attributes)) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return errnum;
	}
	if ((errnum = set_attributes(&attributes, leads)) == 0 &&
	    (errnum = add_files(&actions, nothing, high, files, count)) == 0)
		do
			errnum = posix_spawn(pid, program, &actions,
			    &attributes, arguments, env);
		while (errnum == EINTR && ++n < FILE_INTERRUPTS);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return errnum;
}

int
child_spawn(pid_t *pid, const char *program, const char *const argv[],
    char *const env[], bool leads, const struct child_file files[],
    size_t count)
{
	int high[CHILD_FILES] = {-1, -1}, nothing;
	int errnum = 0;
	size_t opened = 0;

	nothing =
	    file_open_at(AT_FDCWD, "/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (nothing == -1)
		return errno;
	for (; errnum == 0 && opened < count; opened++) {
		high[opened] =
		    fcntl(files[opened].fd, F_DUPFD_CLOEXEC, HIGH_FD);
		/* EINVAL: so high a number is beyond ulimit -n. */
		if (high[opened] == -1)
			errnum = errno == EINVAL ? EMFILE : errno;
	}
	if (errnum == 0)
		errnum = spawn(pid, program, argv, env, leads, nothing, high,
		    files, count);
	while (opened-- > 0)
		if (high[opened] != -1)
			close(high[opened]);
	close(nothing);
	return errnum;
}
