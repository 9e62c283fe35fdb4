/*
 * voice.h - how much is said: --quiet and --verbose, of any verb
 */
#ifndef VOICE_H
#define VOICE_H

#include <stdbool.h>

struct voice {
	bool quiet;   /* no notices; errors stay */
	bool verbose; /* a trace on stderr */
};

/* Is WORD one of the options? Then VOICE has it. */
bool voice_is(struct voice *voice, const char *word);

/*
 * Take the options out of ARGUMENTS (NULL at the end), up to "--". What another
 * option takes as its value is none.
 */
void voice_take(struct voice *voice, char **arguments);

/* Put it into the environment, for report.h, trace.h and lanyard-oauth. */
void voice_raise(const struct voice *voice);

#endif
