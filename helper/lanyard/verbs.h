/*
 * verbs.h - the verbs of lanyard(1)
 *
 * Each takes the arguments after the verb (NULL-terminated) and an open
 * session, prints its data on stdout and its errors on stderr, and returns the
 * exit status.
 */
#ifndef VERBS_H
#define VERBS_H

#include "lanyard.h"

/* git's credential protocol on stdin and stdout: git.c */
int verb_get(struct lanyard_session *session, char *const *arguments);
int verb_store(struct lanyard_session *session, char *const *arguments);
int verb_erase(struct lanyard_session *session, char *const *arguments);

/* logins.c */
int verb_login(struct lanyard_session *session, char *const *arguments);
int verb_logout(struct lanyard_session *session, char *const *arguments);
int verb_refresh(struct lanyard_session *session, char *const *arguments);

/* setup.c */
int verb_setup(struct lanyard_session *session, char *const *arguments);

/* seed.c */
int verb_seed(struct lanyard_session *session, char *const *arguments);

/* export.c, import.c */
int verb_export(struct lanyard_session *session, char *const *arguments);
int verb_import(struct lanyard_session *session, char *const *arguments);

/* token.c, curl.c */
int verb_token(struct lanyard_session *session, char *const *arguments);
int verb_curl(struct lanyard_session *session, char *const *arguments);

/* No verb: EXIT_USAGE, and what to do first if no login is there: begin.c */
int verb_none(struct lanyard_session *session, char *const *arguments);

/* Say on stderr how the first login is described: begin.c */
void begin_show(const struct lanyard_session *session);

/* status.c */
int verb_status(struct lanyard_session *session, char *const *arguments);

/* doctor.c; the second for a SESSION that could not be opened */
int verb_doctor(struct lanyard_session *session, char *const *arguments);
int verb_doctor_unopened(
    struct lanyard_session *session, char *const *arguments);

#endif
