/*
 * setup_git.c - git told to ask lanyard for one host
 *
 * For that host only: credential.URL.helper, empty first, so that the helpers
 * before it are not asked, and nothing that other hosts need is changed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask.h"
#include "common/inherited.h"
#include "common/report.h"
#include "setup.h"

#define WORDS_MAX   8
#define HELPER_SIZE 1024
#define HELPER	    "git-credential-lanyard"
#define OTHERS	    512

/* git config with WORDS, at work: what it prints is at OUT. */
struct running {
	pid_t pid;
	FILE *out;
};

static bool
start_git(struct running *running, const char *git, const char *const *words)
{
	const char *argv[WORDS_MAX + 3] = {git, "config"};
	int ends[2];
	size_t n = 2;

	for (; *words != NULL && n < WORDS_MAX + 2; words++)
		argv[n++] = *words;
	if (pipe(ends) == -1)
		return false;
	if ((running->pid = fork()) == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		/* A repository says nothing of it. */
		(void)setenv("GIT_DIR", "/dev/null", 1);
		inherited_restore();
		execv(git, (char *const *)argv);
		_exit(127);
	}
	close(ends[1]);
	running->out = fdopen(ends[0], "r");
	if (running->pid != -1 && running->out != NULL)
		return true;
	close(ends[0]);
	return false;
}

/* Its status, or -1. */
static int
end_git(struct running *running)
{
	int status;

	(void)fclose(running->out);
	while (waitpid(running->pid, &status, 0) == -1)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Is HELPER, as git's configuration has it, lanyard? */
static bool
is_lanyard(const char *helper)
{
	const char *slash = strrchr(helper, '/');

	return strcmp(helper, "lanyard") == 0 ||
	       (slash != NULL && strcmp(slash + 1, HELPER) == 0);
}

/* Does KEY, credential.helper or credential.URL.helper, count for ORIGIN? */
static bool
counts(const char *key, const char *origin)
{
	size_t size = strlen("credential."), all = strlen(key);
	size_t end = strlen(".helper");

	if (strcasecmp(key, "credential.helper") == 0)
		return true;
	if (all <= size + end)
		return false;
	all -= size + end;
	if (all > 0 && key[size + all - 1] == '/')
		all--;
	return all == strlen(origin) &&
	       strncasecmp(key + size, origin, all) == 0;
}

/* What git asks for the host now: who beside lanyard, and whether lanyard. */
struct chain {
	char others[OTHERS];
	bool has_lanyard;
};

static void
add_helper(struct chain *chain, const char *helper)
{
	size_t used = strlen(chain->others);

	if (helper[0] == '\0') {
		chain->others[0] = '\0';
		chain->has_lanyard = false;
	} else if (is_lanyard(helper)) {
		chain->has_lanyard = true;
	} else {
		(void)snprintf(chain->others + used, OTHERS - used, "%s%s",
		    used > 0 ? ", " : "", helper);
	}
}

/* Lines of "KEY VALUE", in git's order; a repository's own are not asked. */
static void
read_chain(struct chain *chain, const char *git, const char *origin)
{
	static const char *const words[] = {"--includes", "--get-regexp",
	    "^credential\\.(.*\\.)?helper$", NULL};
	struct running running;
	char *line = NULL, *value;
	size_t size = 0;

	memset(chain, 0, sizeof(*chain));
	if (!start_git(&running, git, words))
		return;
	while (getline(&line, &size, running.out) != -1) {
		line[strcspn(line, "\n")] = '\0';
		if ((value = strchr(line, ' ')) != NULL)
			*value++ = '\0';
		if (counts(line, origin))
			add_helper(chain, value != NULL ? value : "");
	}
	free(line);
	(void)end_git(&running);
}

/* As git finds us: by the short name, or by our own path. */
static void
find_helper(char helper[HELPER_SIZE])
{
	char *found = NULL;
	ssize_t n;

	if (lanyard_find_program(HELPER, &found) == LANYARD_OK) {
		(void)snprintf(helper, HELPER_SIZE, "lanyard");
		lanyard_text_free(&found);
		return;
	}
	n = readlink(
	    "/proc/self/exe", helper, HELPER_SIZE - sizeof(HELPER) - 1);
	helper[n > 0 ? n : 0] = '\0';
	if (n > 0)
		(void)snprintf(
		    strrchr(helper, '/') + 1, sizeof(HELPER) + 1, HELPER);
	if (n <= 0 || access(helper, X_OK) != 0)
		(void)snprintf(helper, HELPER_SIZE, "lanyard");
}

static int
set(const char *git, const char *how, const char *key, const char *value)
{
	const char *const words[] = {"--global", how, key, value, NULL};
	char hint[SETUP_URL + 64];
	struct running running;

	if (start_git(&running, git, words) && end_git(&running) == 0)
		return EXIT_DONE;
	(void)snprintf(hint, sizeof(hint), "git config --global %s %s '%s'",
	    how, key, value);
	return setup_fail(
	    EXIT_FAILED, hint, "git config could not set %s", key);
}

static int
write_chain(const struct setup *setup, const char *git, bool path)
{
	char key[SETUP_URL + 64], path_key[SETUP_URL + 64];
	char helper[HELPER_SIZE];
	int status;

	(void)snprintf(key, sizeof(key), "credential.%s.helper", setup->origin);
	(void)snprintf(path_key, sizeof(path_key), "credential.%s.useHttpPath",
	    setup->origin);
	find_helper(helper);
	if ((status = set(git, "--replace-all", key, "")) != EXIT_DONE ||
	    (status = set(git, "--add", key, helper)) != EXIT_DONE || !path)
		return status;
	return set(git, "--replace-all", path_key, "true");
}

/* Is it wanted? Without an option and a person it is not. */
static bool
is_wanted(const struct setup *setup)
{
	char prompt[SETUP_URL + 64];
	bool yes = setup->git;

	(void)snprintf(prompt, sizeof(prompt),
	    "lanyard: have git ask lanyard for %s? [Y/n] ", setup->host);
	if (!yes && !setup->check &&
	    ask_yes(prompt, true, &yes) != ASK_ANSWERED)
		setup_say("git: not changed; lanyard setup --git %s has it ask "
			  "lanyard",
		    setup->origin);
	return yes;
}

int
setup_git(struct setup *setup)
{
	bool path =
	    setup->path || pairs_get(&setup->found, "path_matters") != NULL;
	struct chain chain;
	char *git = NULL;
	int status = EXIT_DONE;

	if (setup->no_git || strncmp(setup->origin, "http", 4) != 0)
		return EXIT_DONE;
	if (lanyard_find_program("git", &git) != LANYARD_OK)
		return setup->git ? setup_fail(EXIT_FAILED, "install git",
					"there is no git")
				  : EXIT_DONE;
	read_chain(&chain, git, setup->origin);
	if (chain.has_lanyard && chain.others[0] == '\0') {
		setup_say("git: asks lanyard for %s already", setup->host);
	} else if (is_wanted(setup)) {
		if (!setup->check)
			status = write_chain(setup, git, path);
		if (status == EXIT_DONE)
			setup_say("git: %s lanyard for %s%s%s%s",
			    setup->check ? "would ask" : "asks", setup->host,
			    chain.others[0] != '\0' ? ", and no longer " : "",
			    chain.others, path ? ", by path" : "");
	}
	lanyard_text_free(&git);
	return status;
}
