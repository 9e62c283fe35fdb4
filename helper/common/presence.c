/*
 * presence.c - is somebody there?
 *
 * A login that nobody will complete must not be started: cron jobs, CI and
 * background shells get an error at once.
 */
#include "presence.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GIT_MS	   5000
#define VALUE_SIZE 64

extern char **environ;

static bool
is_one_of(const char *value, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcasecmp(value, words[i]) == 0)
			return true;
	}
	return false;
}

/* git's idea of false, and the word that GCM has for it. */
static bool
is_no(const char *value)
{
	static const char *const words[] = {
	    "0", "false", "no", "off", "never", NULL};

	return is_one_of(value, words);
}

static bool
is_yes(const char *value)
{
	static const char *const words[] = {"1", "true", "yes", "on", NULL};

	return is_one_of(value, words);
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

static bool
environment_says_no(void)
{
	static const char *const no_ci[] = {"", "0", "false", NULL};
	const char *prompt = getenv("GIT_TERMINAL_PROMPT");
	const char *gcm = getenv("GCM_INTERACTIVE");
	const char *ci = getenv("CI");

	/* To git, an empty boolean is false. */
	if (prompt != NULL && (prompt[0] == '\0' || is_no(prompt)))
		return true;
	if (gcm != NULL && is_no(gcm))
		return true;
	return ci != NULL && !is_one_of(ci, no_ci);
}

bool
presence_foreground(int fd)
{
	pid_t group = tcgetpgrp(fd);

	return group != -1 && group == getpgrp();
}

static bool
has_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	bool foreground;

	if (fd == -1)
		return false;
	foreground = presence_foreground(fd);
	close(fd);
	return foreground;
}

/* ---- what git's configuration says ---- */

/*
 * Our environment with GIT_DIR=/dev/null: what a repository says about itself
 * is not trusted. The strings are lent; free the array.
 */
static char **
make_environment(char *git_dir)
{
	size_t count = 0, used = 0;
	char **result;

	while (environ[count] != NULL)
		count++;
	if ((result = calloc(count + 2, sizeof(*result))) == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strncmp(environ[i], "GIT_DIR=", 8) != 0)
			result[used++] = environ[i];
	}
	result[used] = git_dir;
	return result;
}

static bool
start_git(pid_t *pid, int output)
{
	char git[] = "git", config[] = "config", get[] = "--get",
	     key[] = "credential.interactive", git_dir[] = "GIT_DIR=/dev/null";
	char *arguments[] = {git, config, get, key, NULL};
	char **environment = make_environment(git_dir);
	posix_spawn_file_actions_t actions;
	bool started = false;

	if (environment == NULL)
		return false;
	if (posix_spawn_file_actions_init(&actions) != 0)
		goto out;
	if (posix_spawn_file_actions_addopen(
		&actions, 0, "/dev/null", O_RDONLY, 0) == 0 &&
	    posix_spawn_file_actions_adddup2(&actions, output, 1) == 0 &&
	    posix_spawn_file_actions_addopen(
		&actions, 2, "/dev/null", O_WRONLY, 0) == 0)
		started = posix_spawnp(pid, "git", &actions, NULL, arguments,
			      environment) == 0;
	posix_spawn_file_actions_destroy(&actions);
out:
	free(environment);
	return started;
}

static long
elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec - since->tv_sec) * 1000 +
	       (now.tv_nsec - since->tv_nsec) / 1000000;
}

/* Read one line into VALUE; "" for none. False: GIT_MS were not enough. */
static bool
read_value(int fd, char *value)
{
	struct pollfd fds = {.fd = fd, .events = POLLIN};
	struct timespec start;
	size_t used = 0;
	bool ended = false;
	long left;
	ssize_t n;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!ended && used < VALUE_SIZE - 1 &&
	       (left = GIT_MS - elapsed_ms(&start)) > 0) {
		if (poll(&fds, 1, (int)left) <= 0)
			continue;
		n = read(fd, value + used, VALUE_SIZE - 1 - used);
		ended = n == 0 || (n == -1 && errno != EINTR);
		if (n > 0)
			used += (size_t)n;
	}
	value[used] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return ended;
}

/* With a relative folder in PATH "git" may be a file of a cloned repository. */
static bool
is_path_absolute(void)
{
	const char *path = getenv("PATH");

	if (path == NULL || *path != '/')
		return false;
	for (; (path = strchr(path, ':')) != NULL; path++)
		if (path[1] != '/')
			return false;
	return true;
}

/*
 * Asked last: it costs a process. Where there is no git that can be trusted,
 * there is nothing to ask.
 */
static bool
git_says_no(void)
{
	char value[VALUE_SIZE] = "";
	bool started, answered = true;
	int output[2];
	pid_t pid;

	if (!is_path_absolute() || pipe(output) != 0)
		return false;
	fcntl(output[0], F_SETFD, FD_CLOEXEC);
	fcntl(output[1], F_SETFD, FD_CLOEXEC);
	started = start_git(&pid, output[1]);
	close(output[1]);
	if (started) {
		/* Where git is too slow to say, nobody is asked. */
		answered = read_value(output[0], value);
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
			;
	}
	close(output[0]);
	return !answered || is_no(value);
}

bool
presence_somebody(void)
{
	const char *forced = getenv("LANYARD_INTERACTIVE");

	if (forced != NULL && (is_yes(forced) || is_no(forced)))
		return is_yes(forced);
	if (environment_says_no())
		return false;
	if (!has_terminal() && !is_set("DISPLAY") &&
	    !is_set("WAYLAND_DISPLAY") && !is_set("BROWSER"))
		return false;
	return !git_says_no();
}
