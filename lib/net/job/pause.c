/*
 * pause.c - a login that waits before it goes on, and can be given up
 */
#include "net/job/pause.h"

#include "net/job/working.h"
#include "net/oauth/paste.h"
#include "os/clock.h"

#define FIELD_MS 1000 /* how often input_fd is asked whether it came back */

static enum lanyard_error
take_line(struct attempt *a)
{
	const struct paste_known known = {.state = &a->authorization.state};
	struct secret got = {NULL, 0};
	enum paste_kind kind = PASTE_NOTHING;
	enum lanyard_error r;
	char *line;

	if ((r = attempt_read_line(a, &line)) != LANYARD_OK || line == NULL)
		return r;
	(void)paste_read(&known, line, &kind, &got);
	secret_clear(&got);
	if (kind == PASTE_QUIT)
		r = attempt_cancelled(a);
	else if (kind != PASTE_NOTHING)
		attempt_notice(a, "a code has come and is sent to the server; "
				  "q gives up");
	attempt_free_line(&line);
	return r;
}

enum lanyard_error
pause_wait(struct attempt *a, int64_t time_ms)
{
	int64_t until_ms = clock_monotonic_ms() + time_ms, left_ms;
	enum lanyard_error r = LANYARD_OK;

	while (r == LANYARD_OK &&
	       (left_ms = until_ms - clock_monotonic_ms()) > 0) {
		struct pollfd fd = {
		    .fd = attempt_input_fd(a), .events = POLLIN};

		if (working_poll(a->ui, a->login->timeout_ms, &fd, 1,
			(int)(left_ms < FIELD_MS ? left_ms : FIELD_MS)) > 0)
			r = take_line(a);
	}
	return r;
}
