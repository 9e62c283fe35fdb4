/*
 * seed.c - a refresh token for a login, from standard input or a person
 *
 * Never from an argument: those are for everybody on the machine to see.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/report.h"
#include "hidden.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

#define TEXT_SIZE (1U << 20)

/* Wiped so that no compiler leaves it out. */
static void
wipe(char *text)
{
	for (volatile char *at = text; at < text + TEXT_SIZE; at++)
		*at = '\0';
}

static int
fail_read(const char *why, int status)
{
	report_error(why, NULL);
	return status;
}

static int
fail_stdin(void)
{
	char why[128];

	snprintf(why, sizeof(why), "cannot read stdin: %s", strerror(errno));
	return fail_read(why, EXIT_FAILED);
}

/* All of standard input. */
static int
read_all(char *text, size_t *size)
{
	ssize_t n;

	while (*size < TEXT_SIZE) {
		n = read(STDIN_FILENO, text + *size, TEXT_SIZE - *size);
		if (n == 0)
			return EXIT_DONE;
		if (n > 0)
			*size += (size_t)n;
		else if (errno != EINTR)
			return fail_stdin();
	}
	return fail_read("standard input is too long for a token", EXIT_USAGE);
}

static int
ask(char *text, size_t *size)
{
	presence_by_hand();
	if (!presence_somebody(NULL))
		return fail_read("nobody is here to type a token: pipe it, "
				 "lanyard seed NAME <FILE",
		    EXIT_PERSON);
	if (hidden_read(STDIN_FILENO,
		"lanyard: refresh token (not shown): ", text, TEXT_SIZE, size))
		return EXIT_DONE;
	return fail_read("no token was typed, nothing is changed", EXIT_FAILED);
}

static int
seed(struct lanyard_session *session, const char *target, bool force)
{
	char *text = calloc(1, TEXT_SIZE);
	size_t size = 0;
	int status;

	if (text == NULL)
		return fail_read("out of memory", EXIT_FAILED);
	status =
	    isatty(STDIN_FILENO) ? ask(text, &size) : read_all(text, &size);
	if (status == EXIT_DONE)
		status = report_session(
		    session, lanyard_seed(session, target, text, size, force));
	wipe(text);
	free(text);
	return status;
}

int
verb_seed(struct lanyard_session *session, char *const *arguments)
{
	bool force = false;
	const struct option options[] = {
	    {"--force", NULL, &force},
	    {NULL, NULL, NULL},
	};
	struct words words;
	int status = options_parse("seed", arguments, options, &words);

	if (status != EXIT_DONE)
		return status;
	if (words.first == NULL || words.first[0] == '\0' ||
	    strcmp(words.first, "-") == 0)
		return usage_of("seed");
	if (words.more) {
		report_error("a token is not taken as an argument, where "
			     "everybody can see it: pipe it",
		    "lanyard seed [--force] NAME|URL <FILE");
		return EXIT_USAGE;
	}
	return seed(session, words.first, force);
}
