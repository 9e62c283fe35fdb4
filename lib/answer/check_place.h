/*
 * check_place.h - what is looked at where git is asked of a login's URL
 */
#ifndef CHECK_PLACE_H
#define CHECK_PLACE_H

#include <stdbool.h>

#include "answer/finding.h"

struct check_git {
	bool of_all;	  /* all logins are looked at, so what two share is told
			     once */
	bool there;	  /* git is, and its helpers can be looked at */
	bool asks_nobody; /* that was told */
	int major, minor; /* its version */
};

/* One login's URL, of which git is asked. */
struct check_place {
	struct findings *findings;
	struct check_git *git;
	const char *login;
	const char *url;
	const char *base; /* scheme, host and port of URL */
};

/* Is its version 2.MINOR or later? */
static inline bool
check_git_is_since(const struct check_git *git, int minor)
{
	return git->major > 2 || (git->major == 2 && git->minor >= minor);
}

#endif
