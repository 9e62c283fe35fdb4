/*
 * inherited.c - start a program with signals ignored or blocked, or be the one
 * that notes them
 *
 *   inherited IGNORED BLOCKED PROGRAM [ARGUMENT]...
 * starts it in a process group of its own; signals are numbers with commas.
 *
 * Under any other name, in a folder above which it may write, it notes in
 * ../NAME what it has blocked and ignored of 1 to 31, in hexadecimal, and
 * fails; as git only where it is asked for a helper. Neither a shell nor perl,
 * which have signals of their own.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALL 32

static int
begin(char *argv[])
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t set;
	char *text;

	/* What a shell ignores for what it starts with "&". */
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGQUIT, &action, NULL);
	action.sa_handler = SIG_IGN;
	for (text = strtok(argv[1], ","); text != NULL;
	     text = strtok(NULL, ","))
		sigaction(atoi(text), &action, NULL);
	sigemptyset(&set);
	for (text = strtok(argv[2], ","); text != NULL;
	     text = strtok(NULL, ","))
		sigaddset(&set, atoi(text));
	sigprocmask(SIG_SETMASK, &set, NULL);
	setpgid(0, 0);
	execvp(argv[3], argv + 3);
	return 127;
}

static int
note(const char *path)
{
	unsigned long blocked = 0, ignored = 0;
	char file[PATH_MAX], whole[PATH_MAX + 8];
	const char *slash = strrchr(path, '/');
	struct sigaction action;
	sigset_t set;
	FILE *out;

	sigprocmask(SIG_BLOCK, NULL, &set);
	for (int i = 1; i < ALL; i++) {
		if (sigismember(&set, i) == 1)
			blocked |= 1UL << (i - 1);
		if (sigaction(i, NULL, &action) == 0 &&
		    action.sa_handler == SIG_IGN)
			ignored |= 1UL << (i - 1);
	}
	snprintf(
	    file, sizeof(file), "%.*s/..%s", (int)(slash - path), path, slash);
	snprintf(whole, sizeof(whole), "%s.new", file);
	if ((out = fopen(whole, "w")) == NULL)
		return 126;
	fprintf(out, "%08lx %08lx\n", blocked, ignored);
	if (fclose(out) != 0 || rename(whole, file) != 0)
		return 126;
	return 1;
}

int
main(int argc, char *argv[])
{
	char path[PATH_MAX] = "";
	const char *name;
	int asked = 0;

	if (readlink("/proc/self/exe", path, sizeof(path) - 1) <= 0)
		return 126;
	name = strrchr(path, '/') + 1;
	if (strcmp(name, "inherited") == 0)
		return argc > 3 ? begin(argv) : 126;
	for (int i = 1; i < argc; i++)
		asked = asked || strstr(argv[i], "helper") != NULL;
	return strcmp(name, "git") != 0 || asked || getenv("ANY_GIT") != NULL
		   ? note(path)
		   : 1;
}
