/*
 * visit.h - a person at a browser, who comes back to the listener: the part of
 * it that is no login
 */
#ifndef VISIT_H
#define VISIT_H

#include "net/http/listener.h"
#include "session/session.h"

struct visit {
	struct lanyard_session *session; /* its ui is the person; errors */
	struct listener *listener;
	int64_t deadline_ms; /* clock_monotonic_ms() */
	/*
	 * Take a callback's QUERY, which is lent until it is answered, and
	 * answer it. *DONE: the wait is over; so it
	 * is with an error. What was of no use is told by visit_unused().
	 */
	enum lanyard_error (*take)(
	    void *context, const char *query, bool *done);
	void *context;
	int unused; /* how many were told */
};

/* A line for the person, if somebody hears it. */
void visit_notice(const struct visit *visit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A callback came and was not used, for REASON: one line, and not endlessly. */
void visit_unused(struct visit *visit, const char *reason);

/*
 * Wait. LANYARD_ERR_TIMEOUT: nobody came in time; what for is the caller's to
 * say. LANYARD_ERR_SYSTEM, _MEMORY; what TAKE returns.
 */
enum lanyard_error visit_wait(struct visit *visit);

#endif
