/*
 * program_report.c - how lanyard-oauth says that it ended
 *
 * Lines of key=value: code, message and hint; at_interrupt, the hint for where
 * a signal ends it; result[]=NAME=VALUE for each result of a job of no login.
 */
#include "session/program_report.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attributes.h"
#include "os/clock.h"

#define POLL_MS 60000

bool
program_read_report(int report_fd, int64_t deadline_ms, struct buf *report)
{
	struct pollfd fd = {.fd = report_fd, .events = POLLIN};
	unsigned char chunk[1024];
	int64_t left_ms;
	ssize_t n;

	for (;;) {
		/* What is here counts, however late: we may have been stopped.
		 */
		left_ms = deadline_ms - clock_monotonic_ms();
		if (left_ms < 0)
			left_ms = 0;
		if (poll(&fd, 1, left_ms < POLL_MS ? (int)left_ms : POLL_MS) <=
		    0) {
			if (left_ms == 0)
				return false;
			continue;
		}
		n = read(report_fd, chunk, sizeof(chunk));
		if (n == 0 || (n == -1 && errno != EINTR))
			return true;
		if (n > 0 && buf_add(report, chunk, (size_t)n) != LANYARD_OK)
			return true;
	}
}

/* The results of a job of no login: NAME=VALUE each. */
static enum lanyard_error
give_results(const struct lanyard_job *job, const struct attributes *a)
{
	enum lanyard_error r = LANYARD_OK;
	const char *line, *value;
	size_t at = 0;
	char *name;

	while (r == LANYARD_OK && job->result != NULL &&
	       (line = attributes_next(a, "result[]", &at)) != NULL) {
		if ((value = strchr(line, '=')) == NULL)
			continue;
		if ((name = strndup(line, (size_t)(value - line))) == NULL)
			return LANYARD_ERR_MEMORY;
		r = job->result(job->context, name, value + 1);
		free(name);
	}
	return r;
}

enum lanyard_error
program_take_report(struct lanyard_session *s, const struct lanyard_job *job,
    const struct buf *report, bool *said)
{
	struct attributes a = {0};
	enum lanyard_error code = LANYARD_OK, given;
	int64_t number;

	if (attributes_parse(&a, report->data, report->size, NULL, NULL,
		NULL) == LANYARD_OK) {
		number = attributes_number(&a, "code", -1);
		*said = number >= 0;
		if (number > LANYARD_OK && number <= LANYARD_ERR_MOVED)
			code = (enum lanyard_error)number;
		given = give_results(job, &a);
		if (code == LANYARD_OK)
			code = given;
	}
	if (code != LANYARD_OK)
		lanyard_session_fail(s, code,
		    attributes_text(&a, "message") != NULL
			? attributes_text(&a, "message")
			: lanyard_strerror(code),
		    attributes_text(&a, "hint"));
	attributes_clear(&a);
	return code;
}

void
program_hint_interrupt(struct error *error, const struct buf *report)
{
	struct attributes a = {0};
	const char *hint;

	if (attributes_parse(&a, report->data, report->size, NULL, NULL,
		NULL) == LANYARD_OK &&
	    (hint = attributes_text(&a, "at_interrupt")) != NULL)
		error_hint(error, "%s", hint);
	attributes_clear(&a);
}
