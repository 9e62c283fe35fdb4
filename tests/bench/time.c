/*
 * time.c - how long commands take, side by side
 *
 *   time RUNS COMMAND...
 *
 * Each COMMAND is one argument, its words separated by single spaces; before
 * them may stand
 *   <FILE      its standard input (else /dev/null)
 *   FROM>TO    copy FROM over TO before each run, outside of the time taken
 *   NAME=VALUE its environment
 * The one word >FILE is no command: a block is written over FILE, and the time
 * of its fsync() is taken.
 * They run RUNS times in turn, so that whatever else the machine does hits all
 * of them. For each one line: the median of its wall time in microseconds,
 * the least, and its peak memory in KiB. A command that fails ends it all.
 */
#define _DEFAULT_SOURCE /* wait4() */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS	 64
#define SETTINGS 4

extern char **environ;

struct command {
	char *argv[WORDS];
	const char *input;
	const char *from, *to;
	char *settings[SETTINGS][2];
	int64_t *times_us;
	long memory_kib;
};

static void
die(const char *what)
{
	fprintf(stderr, "time: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
parse(struct command *command, char *text, size_t runs)
{
	size_t count = 0, set = 0;
	char *word, *mark, *next = NULL;

	command->input = "/dev/null";
	for (word = strtok_r(text, " ", &next); word != NULL;
	     word = strtok_r(NULL, " ", &next)) {
		if (count == 0 && word[0] == '<') {
			command->input = word + 1;
		} else if (count == 0 && (mark = strchr(word, '>')) != NULL) {
			*mark = '\0';
			command->from = word;
			command->to = mark + 1;
		} else if (count == 0 && set < SETTINGS &&
			   (mark = strchr(word, '=')) != NULL) {
			*mark = '\0';
			command->settings[set][0] = word;
			command->settings[set++][1] = mark + 1;
		} else if (count < WORDS - 1) {
			command->argv[count++] = word;
		}
	}
	if (count == 0 && (command->from == NULL || *command->from != '\0'))
		die("no command");
	if ((command->times_us = calloc(runs, sizeof(int64_t))) == NULL)
		die("memory");
}

static void
copy(const char *from, const char *to)
{
	char bytes[65536];
	int in = open(from, O_RDONLY), out;
	ssize_t size;

	if (in == -1 || (size = read(in, bytes, sizeof(bytes))) < 0)
		die(from);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (out == -1 || write(out, bytes, (size_t)size) != size)
		die(to);
	close(in);
	close(out);
}

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static int64_t
sync_us(const char *path)
{
	static const char block[4096];
	int file = open(path, O_WRONLY | O_CREAT, 0600);
	int64_t start_us;

	if (file == -1 || write(file, block, sizeof(block)) != sizeof(block))
		die(path);
	start_us = now_us();
	if (fsync(file) == -1)
		die(path);
	start_us = now_us() - start_us;
	close(file);
	return start_us;
}

static void
run(struct command *command, size_t n)
{
	posix_spawn_file_actions_t files;
	struct rusage usage;
	int64_t start_us;
	int status;
	pid_t pid;

	if (command->argv[0] == NULL) {
		command->times_us[n] = sync_us(command->to);
		return;
	}
	if (command->from != NULL)
		copy(command->from, command->to);
	for (size_t i = 0; i < SETTINGS && command->settings[i][0]; i++)
		setenv(command->settings[i][0], command->settings[i][1], 1);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(
	    &files, 0, command->input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	start_us = now_us();
	if ((errno = posix_spawnp(&pid, command->argv[0], &files, NULL,
		 command->argv, environ)) != 0)
		die(command->argv[0]);
	while (wait4(pid, &status, 0, &usage) == -1)
		if (errno != EINTR)
			die("wait4");
	command->times_us[n] = now_us() - start_us;
	posix_spawn_file_actions_destroy(&files);
	for (size_t i = 0; i < SETTINGS && command->settings[i][0]; i++)
		unsetenv(command->settings[i][0]);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "time: %s: failed (%d)\n", command->argv[0],
		    status);
		exit(1);
	}
	if (usage.ru_maxrss > command->memory_kib)
		command->memory_kib = usage.ru_maxrss;
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	size_t runs = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	size_t count = runs > 0 ? (size_t)argc - 2 : 0;
	struct command *commands = calloc(count + 1, sizeof(*commands));

	if (count == 0 || commands == NULL) {
		fputs("usage: time RUNS COMMAND...\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < count; i++)
		parse(&commands[i], argv[i + 2], runs);
	for (size_t n = 0; n < runs; n++)
		for (size_t i = 0; i < count; i++)
			run(&commands[i], n);
	for (size_t i = 0; i < count; i++) {
		int64_t *t = commands[i].times_us;

		qsort(t, runs, sizeof(*t), compare);
		printf("%" PRId64 " %" PRId64 " %ld\n", t[runs / 2], t[0],
		    commands[i].memory_kib);
		free(t);
	}
	free(commands);
	return 0;
}
