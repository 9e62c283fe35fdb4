/*
 * check_git.h - does git ask Lanyard, and whom else
 */
#ifndef CHECK_GIT_H
#define CHECK_GIT_H

#include "answer/finding.h"
#include "login/login.h"
#include "session/session.h"

struct check_git {
	bool of_all;	  /* all logins are looked at, so what two share is told
			     once */
	bool there;	  /* git is, and its helpers can be looked at */
	bool asks_nobody; /* that was told */
};

/* Tell of git itself, and set GIT->there. */
void check_git(struct findings *findings, struct check_git *git);

/*
 * Tell of the helpers that git asks for the URLs of LOGIN, unless GIT is
 * not there. LANYARD_ERR_MEMORY, or what FINDINGS gave.
 */
enum lanyard_error check_git_login(struct lanyard_session *session,
    struct findings *findings, const struct login *login,
    struct check_git *git);

#endif
