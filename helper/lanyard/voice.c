/*
 * voice.c - how much is said: --quiet and --verbose, of any verb
 */
#include "voice.h"

#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "common/trace.h"

static bool
is_one_of(const char *word, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

bool
voice_is(struct voice *voice, const char *word)
{
	static const char *const quiet[] = {"-q", "--quiet", NULL};
	static const char *const verbose[] = {"-v", "--verbose", NULL};

	if (is_one_of(word, quiet))
		return voice->quiet = true;
	if (is_one_of(word, verbose))
		return voice->verbose = true;
	return false;
}

void
voice_take(struct voice *voice, char **arguments)
{
	/* Their value is the next word, whatever it is. */
	static const char *const valued[] = {"--for", "--format", "--user",
	    "--within", "--min-life", "--name", NULL};
	bool value = false, ended = false;
	char **kept = arguments;

	for (; *arguments != NULL; arguments++) {
		ended = ended || (!value && strcmp(*arguments, "--") == 0);
		if (!ended && !value && voice_is(voice, *arguments))
			continue;
		value = !value && is_one_of(*arguments, valued);
		*kept++ = *arguments;
	}
	*kept = NULL;
}

void
voice_raise(const struct voice *voice)
{
	if (voice->quiet)
		(void)setenv(REPORT_QUIET, "1", 1);
	if (voice->verbose)
		(void)setenv(TRACE_VARIABLE, "1", 1);
}
