/*
 * due.h - refresh ahead: every login that is due, side by side
 */
#ifndef DUE_H
#define DUE_H

#include "lanyard.h"

/*
 * Refresh every login that is due WITHIN_S seconds from now, each in a process
 * of its own, so that a server that fails delays no other login. A login whose
 * last attempt failed just now is left alone until its retry_at. One that only
 * a login can bring back, having had tokens once, is an error each time, and
 * the server is not asked. Errors go to stderr. Returns the worst exit status.
 */
int due_refresh(struct lanyard_session *session, int64_t within_s);

/* "90", "90s", "10m", "1h30m" or "1d" as seconds. False: none of these. */
bool due_parse_time(const char *text, int64_t *time_s);

#endif
