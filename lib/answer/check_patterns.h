/*
 * check_patterns.h - is each login the one that answers for its URLs
 */
#ifndef CHECK_PATTERNS_H
#define CHECK_PATTERNS_H

#include "answer/finding.h"
#include "session/session.h"

/*
 * Tell FINDINGS of each login, of the configuration, which was read, or of the
 * store alone, that has a URL pattern of a login before it, and no username
 * that tells them apart: it answers for it only by its name. TARGET: of that
 * login, NULL: of all. A record that cannot be read is passed over.
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error check_patterns(struct lanyard_session *session,
    struct findings *findings, const char *target);

#endif
