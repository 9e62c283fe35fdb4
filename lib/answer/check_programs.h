/*
 * check_programs.h - which Lanyard is installed, and is it one
 */
#ifndef CHECK_PROGRAMS_H
#define CHECK_PROGRAMS_H

#include "answer/finding.h"
#include "session/session.h"

/*
 * Tell FINDINGS where PATH has another lanyard, or git-credential-lanyard,
 * behind the first, and where SESSION's lanyard-oauth, which is asked for it,
 * is of another version than ours.
 */
void check_programs(
    const struct lanyard_session *session, struct findings *findings);

#endif
