/*
 * check_variables.h - do the environment's paths lead where they seem to
 */
#ifndef CHECK_VARIABLES_H
#define CHECK_VARIABLES_H

#include "answer/finding.h"
#include "session/session.h"

/*
 * Tell of a configuration or a store that is relative, so another one in each
 * folder, and of a folder in XDG_CONFIG_HOME or XDG_STATE_HOME that does not
 * count, as it is relative (XDG Base Directory Specification).
 */
void check_variables(
    const struct lanyard_session *session, struct findings *findings);

#endif
