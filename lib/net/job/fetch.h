/*
 * fetch.h - a token from a source, over HTTP as a login's settings have it
 */
#ifndef FETCH_H
#define FETCH_H

#include "net/oauth/source.h"
#include "session/session.h"

/*
 * source_read() of SOURCE, with HTTP made for whom it asks, if anybody.
 * DEADLINE_MS as in http.h. Errors are the session's.
 */
enum lanyard_error fetch_source(struct lanyard_session *session,
    const struct login *login, const struct source *source, int64_t deadline_ms,
    struct secret *token);

#endif
