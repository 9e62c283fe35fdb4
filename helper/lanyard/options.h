/*
 * options.h - the words behind a verb
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

/* An option of a verb; the last of a table has no name. */
struct option {
	const char *name;   /* with its dashes */
	const char **value; /* what it is to have; NULL: it has none */
	bool *given;	    /* set where it has none; may be NULL */
};

/* The words that are no options: a verb takes one at most. */
struct words {
	const char *first; /* NULL: none */
	bool more;
};

/*
 * Take ARGUMENTS (NULL at the end) of VERB apart: OPTIONS stand anywhere, a
 * value behind "=" or as the next word; "--" ends them. EXIT_DONE; or
 * EXIT_USAGE, and stderr has what is wrong and how the verb is used. Of an
 * option that is not known no more is shown than its name: what is behind it
 * may be a secret.
 */
int options_parse(const char *verb, char *const *arguments,
    const struct option *options, struct words *words);

/* The same of a verb that takes one login by name or URL: *TARGET. */
int options_target(const char *verb, char *const *arguments,
    const struct option *options, const char **target);

/*
 * WORDS are not what VERB takes, one login or, where OPTIONAL, none: stderr has
 * why, and how the verb is used. EXIT_USAGE. The second word is not shown: it
 * may be a secret, too.
 */
int options_wrong_words(
    const char *verb, const struct words *words, bool optional);

#endif
