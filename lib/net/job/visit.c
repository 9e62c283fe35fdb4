/*
 * visit.c - a person at a browser, who comes back to the listener
 */
#include "net/job/visit.h"

#include <errno.h>
#include <stdarg.h>

#include "base/buf.h"
#include "base/limits.h"
#include "net/job/working.h"
#include "os/clock.h"

#define UNUSED_MAX 20 /* who sends more fills the terminal */

void
visit_notice(const struct visit *visit, const char *format, ...)
{
	const struct lanyard_ui *ui = visit->session->ui;
	va_list arguments;
	struct buf text;

	if (ui == NULL || ui->notice == NULL)
		return;
	buf_init(&text, LIMIT_URL);
	va_start(arguments, format);
	if (buf_vprintf(&text, format, arguments) == LANYARD_OK)
		ui->notice(ui->context, buf_text(&text));
	va_end(arguments);
	buf_clear(&text);
}

void
visit_unused(struct visit *visit, const char *reason)
{
	if (visit->unused++ < UNUSED_MAX)
		visit_notice(visit, "a callback came and was not used: %s%s",
		    reason,
		    visit->unused == UNUSED_MAX ? "; the rest is not told"
						: "");
}

static enum lanyard_error
wait_once(struct visit *visit, int left_ms, bool *done)
{
	struct error *error = &visit->session->error;
	struct pollfd fds[LISTENER_POLL_MAX];
	size_t count = listener_poll(visit->listener, fds);
	const char *query, *reason;
	enum lanyard_error r;

	if (working_poll(visit->session->ui, TIMEOUT_OPERATION_MS, fds, count,
		left_ms) == -1) {
		if (errno != EINTR)
			return error_system(error, LANYARD_ERR_SYSTEM, errno,
			    "cannot wait for the browser");
		count = 0;
	}
	r = listener_handle(visit->listener, fds, count, &query, error);
	while ((reason = listener_refusal(visit->listener)) != NULL)
		visit_unused(visit, reason);
	if (r == LANYARD_OK && query != NULL)
		r = visit->take(visit->context, query, done);
	return r;
}

enum lanyard_error
visit_wait(struct visit *visit)
{
	enum lanyard_error r = LANYARD_OK;
	bool done = false;
	int64_t left_ms;

	while (r == LANYARD_OK && !done) {
		left_ms = visit->deadline_ms - clock_monotonic_ms();
		if (left_ms <= 0)
			return error_set(&visit->session->error,
			    LANYARD_ERR_TIMEOUT, "nobody came back in time");
		r = wait_once(visit, (int)left_ms, &done);
	}
	return r;
}
