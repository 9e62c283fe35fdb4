/*
 * remains.c - what a program leaves of a secret in its memory when it ends:
 *
 *     remains FILE COMMAND [WORD...]
 *
 * runs COMMAND and prints how often what the first line of FILE has is in its
 * memory at the moment of its exit. Exits with COMMAND's status; with 125
 * where no process may be traced.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* In FROM to TO of the memory behind FILE. */
static unsigned
count_in(FILE *memory, unsigned long from, unsigned long to, const char *secret)
{
	size_t size = to - from, length = strlen(secret);
	char *bytes = malloc(size);
	unsigned n = 0;

	if (bytes != NULL && fseek(memory, (long)from, SEEK_SET) == 0 &&
	    fread(bytes, 1, size, memory) == size)
		for (size_t i = 0; i + length <= size; i++)
			n += memcmp(bytes + i, secret, length) == 0;
	free(bytes);
	return n;
}

static unsigned
count(pid_t pid, const char *secret)
{
	char path[64], line[512], mode[8];
	unsigned long from, to;
	unsigned n = 0;
	FILE *maps, *memory;

	snprintf(path, sizeof(path), "/proc/%ld/maps", (long)pid);
	maps = fopen(path, "r");
	snprintf(path, sizeof(path), "/proc/%ld/mem", (long)pid);
	memory = fopen(path, "r");
	if (maps == NULL || memory == NULL)
		exit(125);
	while (fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 &&
		    mode[0] == 'r' && mode[1] == 'w')
			n += count_in(memory, from, to, secret);
	fclose(maps);
	fclose(memory);
	return n;
}

static void
run(char *argv[])
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(125);
	execvp(argv[0], argv);
	_exit(127);
}

int
main(int argc, char *argv[])
{
	FILE *file = argc > 2 ? fopen(argv[1], "r") : NULL;
	char secret[4096];
	int status, deliver;
	pid_t pid;

	if (file == NULL || fgets(secret, sizeof(secret), file) == NULL)
		return 125;
	secret[strcspn(secret, "\n")] = '\0';
	if ((pid = fork()) == 0)
		run(argv + 2);
	/* Its execve has stopped it. */
	if (pid == -1 || waitpid(pid, &status, 0) != pid ||
	    !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXIT) != 0)
		return 125;
	for (deliver = 0;; deliver = WSTOPSIG(status)) {
		if (ptrace(PTRACE_CONT, pid, NULL, deliver) != 0 ||
		    waitpid(pid, &status, 0) != pid)
			return 125;
		if (!WIFSTOPPED(status))
			return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
			fprintf(stderr, "remains: %u\n", count(pid, secret));
			status = 0;
		}
	}
}
