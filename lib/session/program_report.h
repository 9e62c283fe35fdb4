/*
 * program_report.h - how lanyard-oauth says that it ended
 */
#ifndef PROGRAM_REPORT_H
#define PROGRAM_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "session/session.h"

/*
 * Read REPORT_FD to its end, or REPORT's limit. False: the time is up, by
 * clock_monotonic_ms().
 */
bool program_read_report(
    int report_fd, int64_t deadline_ms, struct buf *report);

/*
 * The code, message and hint of REPORT become the session's error, its results
 * go to the job. *SAID, which is left alone otherwise: it says how it ended.
 */
enum lanyard_error program_take_report(struct lanyard_session *session,
    const struct lanyard_job *job, const struct buf *report, bool *said);

/* What a person should know where Ctrl-C has ended it, as ERROR's hint. */
void program_hint_interrupt(struct error *error, const struct buf *report);

#endif
