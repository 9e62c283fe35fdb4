/*
 * descendants.c - what a child has started, and its end
 *
 * One whose parent has ended is init's child, and nobody knows any more who
 * has started it. So all are stopped before the first is killed.
 */
#include "os/descendants.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STAT_SIZE 512 /* of its first fields; the name has 64 at most */
#define ROUNDS	  16  /* in which a stopped one's last children are found */
#define MAX	  4096

struct tree {
	pid_t *pids; /* the first is the root's */
	size_t count;
	pid_t group;
};

static bool
has(const struct tree *tree, long pid)
{
	for (size_t i = 0; i < tree->count; i++)
		if (tree->pids[i] == (pid_t)pid)
			return true;
	return false;
}

/* /proc/PID/stat (proc(5)): PID (NAME) STATE PARENT GROUP ... */
static bool
read_stat(const char *pid, long *parent, long *group)
{
	char path[64], text[STAT_SIZE];
	const char *end;
	size_t size;
	char state;
	FILE *file;

	if (snprintf(path, sizeof(path), "/proc/%.20s/stat", pid) < 0 ||
	    (file = fopen(path, "re")) == NULL)
		return false;
	size = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	text[size] = '\0';
	/* A name may have anything in it, ")" too. */
	end = strrchr(text, ')');
	return end != NULL &&
	       sscanf(end + 1, " %c %ld %ld", &state, parent, group) == 3 &&
	       state != 'Z' && state != 'X';
}

/* Stop the children of those in TREE that are not in it: true if there are. */
static bool
grow(struct tree *tree)
{
	const struct dirent *entry;
	long pid, parent, group;
	bool grown = false;
	DIR *proc = opendir("/proc");

	while (proc != NULL && tree->count < MAX &&
	       (entry = readdir(proc)) != NULL) {
		pid = strtol(entry->d_name, NULL, 10);
		if (pid <= 1 || has(tree, pid) ||
		    !read_stat(entry->d_name, &parent, &group) ||
		    group != tree->group || !has(tree, parent))
			continue;
		if (kill((pid_t)pid, SIGSTOP) != 0)
			continue;
		tree->pids[tree->count++] = (pid_t)pid;
		grown = true;
	}
	if (proc != NULL)
		(void)closedir(proc);
	return grown;
}

int
descendants_kill(pid_t pid)
{
	struct tree tree = {.count = 1, .group = getpgid(pid)};
	int errnum;

	tree.pids = malloc(MAX * sizeof(*tree.pids));
	if (tree.pids == NULL || tree.group <= 0)
		tree.count = 0;
	if (tree.count > 0 && kill(pid, SIGSTOP) == 0) {
		tree.pids[0] = pid;
		for (int round = 0; round < ROUNDS && grow(&tree); round++)
			continue;
	}
	while (tree.count > 1)
		(void)kill(tree.pids[--tree.count], SIGKILL);
	errnum = kill(pid, SIGKILL) == 0 ? 0 : errno;
	free(tree.pids);
	return errnum;
}
