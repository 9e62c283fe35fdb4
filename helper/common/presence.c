/*
 * presence.c - is somebody there?
 *
 * A login that nobody will complete must not be started: cron jobs, CI and
 * background shells get an error at once.
 */
#include "presence.h"

#include <fcntl.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "lanyard.h"

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
	/* Last: it may cost a process. */
	return lanyard_git_is_interactive();
}
