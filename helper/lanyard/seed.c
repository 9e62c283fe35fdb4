/*
 * seed.c - a refresh token for a login, from standard input or a person
 *
 * Never from an argument: those are for everybody on the machine to see.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/report.h"
#include "hidden.h"
#include "input.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

#define TEXT_SIZE (1U << 20)

static int
fail_read(const char *why, int status)
{
	report_error(why, NULL);
	return status;
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
		return report_memory();
	status = isatty(STDIN_FILENO)
		     ? ask(text, &size)
		     : input_read("a token", text, TEXT_SIZE, &size);
	if (status == EXIT_DONE)
		status = report_session(
		    session, lanyard_seed(session, target, text, size, force));
	input_wipe(text, TEXT_SIZE);
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
	if (words.first != NULL && strcmp(words.first, "-") == 0)
		words.first = NULL;
	if (words.first == NULL || words.first[0] == '\0')
		return options_wrong_words("seed", &words, false);
	if (words.more) {
		report_error("a token is not taken as an argument, where "
			     "everybody can see it: pipe it",
		    "lanyard seed [--force] NAME|URL <FILE");
		return EXIT_USAGE;
	}
	return seed(session, words.first, force);
}
