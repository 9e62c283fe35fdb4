/*
 * check_git.h - git, and what it says of a login's host
 */
#ifndef CHECK_GIT_H
#define CHECK_GIT_H

#include "answer/check_place.h"
#include "login/login.h"
#include "session/session.h"

/* Tell of git itself, and fill in GIT. */
void check_git(struct findings *findings, struct check_git *git);

/*
 * Tell of what git does for the URLs of LOGIN, unless GIT is not there.
 * LANYARD_ERR_MEMORY, or what FINDINGS gave.
 */
enum lanyard_error check_git_login(struct lanyard_session *session,
    struct findings *findings, const struct login *login,
    struct check_git *git);

#endif
