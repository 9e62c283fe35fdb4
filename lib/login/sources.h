/*
 * sources.h - where a login's configuration says to get a token from
 *
 * Not a login's own token, but one that a request shows: what a CI says of its
 * job, or a platform of its machine, mostly a JWT. Read anew for each request,
 * and never stored.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include "login/login.h"
#include "login/words.h"

enum source_kind {
	SOURCE_AUTO,	       /* whichever of the others is there */
	SOURCE_GITHUB_ACTIONS, /* and Forgejo's */
	SOURCE_GITLAB,	       /* a variable of the job's id_tokens */
	SOURCE_BUILDKITE,
	SOURCE_FILE,
	SOURCE_VARIABLE,
	SOURCE_COMMAND,
	SOURCE_NONE, /* nothing is configured */
};

/* The words of the keys that end in _source; TEXT NULL ends. */
extern const struct word words_sources[];

/*
 * The kind that SOURCE names, or that the one of file, variable and command
 * which is given stands for.
 */
enum source_kind sources_kind(const struct login_source *source);

/* What a CI sets in the environment of a job; NULL ends. */
extern const char *const sources_variables[];

/* The word for KIND: "github-actions"; constant. */
const char *sources_word(enum source_kind kind);

/*
 * Is what LOGIN says of its sources whole? LANYARD_ERR_CONFIG names the key
 * that is missing, or that is of no use.
 */
enum lanyard_error sources_check(
    const struct login *login, struct error *error);

#endif
