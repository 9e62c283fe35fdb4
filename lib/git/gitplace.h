/*
 * gitplace.h - for which beginning of a path git's configuration says something
 *
 * git compares the paths of credential.<url>.* decoded, but for the delimiters
 * of RFC 3986 2.2: there "a+b" and "a%2Bb" are two paths, and a request, which
 * is decoded, could mean either.
 */
#ifndef GITPLACE_H
#define GITPLACE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

struct gitplace {
	const char *base; /* "https://HOST[:PORT]", lent */
	const char *path; /* decoded, lent */
	bool plain; /* delimiters are not escaped: set by gitplace_ask() */
};

/*
 * What git says of PLACE in section "credential", as gitconfig_answer() has it,
 * into OUTPUT: in the spelling of which it says more than of the segments
 * before it, escaped else.
 */
enum lanyard_error gitplace_ask(
    struct gitplace *place, struct buf *output, struct error *error);

/*
 * Append to NAME the URL of as few segments of PLACE's path as make git say
 * OUTPUT, which was said of all of it.
 */
enum lanyard_error gitplace_name(const struct gitplace *place,
    const struct buf *output, struct buf *name, struct error *error);

#endif
