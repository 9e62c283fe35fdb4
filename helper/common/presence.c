/*
 * presence.c - is somebody there?
 *
 * A login that nobody will complete must not be started: cron jobs, CI and
 * background shells get an error at once.
 */
#include "presence.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lanyard.h"

#define JOURNAL_SIZE 64

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
	    "false", "no", "off", "never", NULL};
	char *end;

	return value != NULL &&
	       (is_one_of(value, words) || (strtol(value, &end, 0) == 0 &&
					       end != value && *end == '\0'));
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

/* Set, and no way of saying that it is not so. */
static bool
is_claimed(const char *name)
{
	return is_set(name) && !is_no(getenv(name));
}

/*
 * Who runs us without anybody: build services, most of which set CI, too, and
 * an editor that fetches by itself.
 */
static const char *
unattended(void)
{
	static const char *const names[] = {
	    "CI", "TF_BUILD",	  /* Azure Pipelines, which sets no CI */
	    "JENKINS_URL",	  /* Jenkins, which sets no CI */
	    "TEAMCITY_VERSION",	  /* TeamCity, which sets no CI */
	    "CODEBUILD_BUILD_ID", /* AWS CodeBuild, which sets no CI */
	    "bamboo_buildKey",	  /* Bamboo, which sets no CI */
	    "GO_PIPELINE_NAME",	  /* GoCD, which sets no CI */
	    "BUILDBOT_BUILDERNAME", "HUDSON_URL", "GITHUB_ACTIONS", "GITLAB_CI",
	    "GITEA_ACTIONS", "FORGEJO_ACTIONS", "BITBUCKET_BUILD_NUMBER",
	    "BUILDKITE", "CIRCLECI", "CIRRUS_CI", "TRAVIS", "APPVEYOR", "DRONE",
	    "SEMAPHORE",
	    "TASKCLUSTER_ROOT_URL",    /* Taskcluster, which sets no CI */
	    "BUDDY_WORKSPACE_ID",      /* Buddy, which sets no CI */
	    "CONTINUOUS_INTEGRATION",  /* CI's older name */
	    "NONINTERACTIVE",	       /* Homebrew, and who starts it */
	    "VSCODE_GIT_FETCH_SILENT", /* Visual Studio Code's autofetch */
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_claimed(names[i]))
			return names[i];
	return NULL;
}

/* What in the environment says that nobody is to be asked, or NULL. */
static const char *
environment_says_no(void)
{
	const char *prompt = getenv("GIT_TERMINAL_PROMPT");
	const char *gcm = getenv("GCM_INTERACTIVE");

	/* To git, an empty boolean is false. */
	if (prompt != NULL && (prompt[0] == '\0' || is_no(prompt)))
		return "GIT_TERMINAL_PROMPT";
	if (gcm != NULL && is_no(gcm))
		return "GCM_INTERACTIVE";
	return unattended();
}

bool
presence_foreground(int fd)
{
	pid_t group = tcgetpgrp(fd);

	return group != -1 && group == getpgrp();
}

/* Is there a terminal? *FOREGROUND: and do we have its foreground? */
static bool
find_terminal(bool *foreground)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	*foreground = fd != -1 && presence_foreground(fd);
	if (fd != -1)
		close(fd);
	return fd != -1;
}

static bool
has_terminal(void)
{
	bool foreground;

	return find_terminal(&foreground) && foreground;
}

bool
presence_in_background(void)
{
	bool foreground;

	return find_terminal(&foreground) && !foreground;
}

/*
 * A service of systemd: what we say goes to the journal (systemd.exec(5)), to
 * be read by nobody now, though DISPLAY may be that of the user's session.
 */
static bool
is_service(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char ours[JOURNAL_SIZE];
	struct stat st;

	if (stream == NULL || fstat(STDERR_FILENO, &st) != 0)
		return false;
	(void)snprintf(ours, sizeof(ours), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(ours, stream) == 0;
}

/* The one word that overrules all: 1 somebody, 0 nobody, -1 it says neither. */
static int
forced(void)
{
	const char *value = getenv("LANYARD_INTERACTIVE");

	if (value == NULL || (!is_yes(value) && !is_no(value)))
		return -1;
	return is_yes(value) ? 1 : 0;
}

bool
presence_somebody(const char **why)
{
	const char *unused;

	if (why == NULL)
		why = &unused;
	*why = NULL;
	if (forced() == 0)
		*why = "LANYARD_INTERACTIVE";
	if (forced() != -1)
		return forced() == 1;
	if ((*why = environment_says_no()) != NULL)
		return false;
	if (!has_terminal()) {
		if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") &&
		    !is_set("BROWSER"))
			return false;
		if (is_service()) {
			*why = "JOURNAL_STREAM";
			return false;
		}
	}
	/* Last: it may cost a process. */
	*why = lanyard_git_says_no();
	return *why == NULL;
}

void
presence_by_hand(void)
{
	if (forced() == -1 && has_terminal())
		(void)setenv("LANYARD_INTERACTIVE", "1", 1);
}
