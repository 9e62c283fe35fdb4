/*
 * interaction.c - one login by a person: browser, paste and device code
 *
 * One loop waits for the browser at the listener, for a line from the person
 * and for the next poll of the device code. Whatever brings the tokens first
 * ends it; the rest goes away with it.
 */
#include "net/job/interaction.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "net/http/listener.h"
#include "net/job/by_code.h"
#include "net/job/by_device.h"
#include "net/job/field.h"
#include "net/job/push.h"
#include "net/job/working.h"
#include "os/clock.h"

/* To ask whether input_fd came back, and tell the time. */
#define FIELD_MS 1000
#define LATE_MS	 1000

/* A connection is taken in one round, and read in the next. */
#define LATE_ROUNDS 3

/* ---- the loop ---- */

static int
wait_ms(const struct attempt *a)
{
	int64_t now = clock_monotonic_ms();
	int64_t until = attempt_deadline_ms(a), device = by_device_next_ms(a);

	if (device < until)
		until = device;
	if (push_next_ms(a) < until)
		until = push_next_ms(a);
	if (((!a->field_ended && a->ui->input_fd != NULL) ||
		a->ui->progress != NULL) &&
	    now + FIELD_MS < until)
		until = now + FIELD_MS;
	return until > now ? (int)(until - now) : 0;
}

static enum lanyard_error
handle(struct attempt *a, const struct pollfd *fds, size_t count, bool typed)
{
	struct listener *listener = redirect_listener(&a->redirect);
	enum lanyard_error r = LANYARD_OK;
	const char *query = NULL, *reason;

	if (listener != NULL)
		r = listener_handle(listener, fds, count, &query, a->error);
	while (
	    listener != NULL && (reason = listener_refusal(listener)) != NULL)
		by_code_refused(a, reason);
	if (r == LANYARD_OK && query != NULL)
		r = by_code_callback(a, query);
	if (r == LANYARD_OK && !a->done && typed)
		r = field_read(a);
	if (r == LANYARD_OK && !a->done)
		r = by_device_poll(a);
	if (r == LANYARD_OK && !a->done)
		push_again(a);
	return r;
}

static enum lanyard_error
wait_once(struct attempt *a)
{
	struct pollfd fds[LISTENER_POLL_MAX + 1];
	size_t count = 0, all;
	int fd = attempt_input_fd(a);

	if (redirect_listener(&a->redirect) != NULL)
		count = listener_poll(redirect_listener(&a->redirect), fds);
	if (a->redirect.listener == NULL && !attempt_has_device(a) && fd == -1)
		return error_set(a->error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s: nobody is there to paste its code",
		    a->login->name);
	all = count;
	if (fd != -1)
		fds[all++] = (struct pollfd){.fd = fd, .events = POLLIN};
	if (working_poll(a->ui, a->login->timeout_ms, fds, all, wait_ms(a)) ==
	    -1) {
		if (errno != EINTR)
			return error_system(a->error, LANYARD_ERR_SYSTEM, errno,
			    "cannot wait for login %s", a->login->name);
		all = count = 0;
	}
	return handle(a, fds, count, all > count && fds[count].revents != 0);
}

/* The time is up: for a code that failed, or for want of one. */
static enum lanyard_error
fail_late(const struct attempt *a)
{
	if (a->failure.code == LANYARD_OK)
		return error_set(a->error, LANYARD_ERR_TIMEOUT,
		    "login %s: nobody logged in in the time given",
		    a->login->name);
	*a->error = a->failure;
	return a->error->code;
}

static void
show_progress(const struct attempt *a, const char *text)
{
	if (a->ui->progress != NULL)
		a->ui->progress(a->ui->context, text);
}

static void
tell_time_left(const struct attempt *a)
{
	int64_t left_ms = attempt_deadline_ms(a) - clock_monotonic_ms();
	long long left_s = left_ms > 0 ? (long long)(left_ms + 999) / 1000 : 0;
	char text[64];

	snprintf(text, sizeof(text), "waiting for the login, %lld:%02lld left",
	    left_s / 60, left_s % 60);
	show_progress(a, text);
}

static enum lanyard_error
wait_for_answer(struct attempt *a)
{
	enum lanyard_error r = LANYARD_OK;
	int late = 0;

	while (r == LANYARD_OK && !a->done) {
		/* We may have been stopped, and the answer be here. */
		if (clock_monotonic_ms() < attempt_deadline_ms(a) ||
		    a->device_waits)
			tell_time_left(a);
		else if (late++ == LATE_ROUNDS)
			r = fail_late(a);
		if (r == LANYARD_OK)
			r = wait_once(a);
	}
	show_progress(a, "");
	return r;
}

/* ---- the beginning ---- */

static bool
can_paste(const struct attempt *a)
{
	return a->redirect.uri != NULL && attempt_input_fd(a) != -1;
}

/*
 * Where nobody listens (the port is taken, or redirect_uri is no loopback one)
 * the browser's answer has to be pasted, and where nobody can do that either
 * there is still the device code.
 */
static enum lanyard_error
open_redirect(struct attempt *a)
{
	enum lanyard_error r = redirect_open(&a->redirect, a->login, a->error);

	if ((r != LANYARD_OK && r != LANYARD_ERR_NETWORK) ||
	    a->redirect.listener != NULL)
		return r;
	if (!can_paste(a) && by_device_endpoint(a) == NULL)
		return r;
	a->browser = can_paste(a);
	if (r == LANYARD_ERR_NETWORK && a->browser)
		error_set(a->error, r,
		    a->redirect.taken
			? "%s: no browser is opened, as that program would "
			  "get the code: paste the final URL"
			: "%s: paste the final URL",
		    a->error->message);
	if (r == LANYARD_ERR_NETWORK)
		attempt_notice(a, a->error->message);
	error_clear(a->error);
	return LANYARD_OK;
}

/*
 * All users can read a program's arguments: the browser is given an address of
 * ours that leads to URL, which has state and challenge. Where there is none,
 * for want of a socket, the person opens what is shown.
 */
static enum lanyard_error
open_browser(struct attempt *a, const char *url, bool *opened)
{
	struct listener *listener = redirect_listener(&a->redirect);
	const struct lanyard_ui *ui = a->ui;
	enum lanyard_error r;
	char *start = NULL;

	if (ui->open_url == NULL || listener == NULL)
		return LANYARD_OK;
	if ((r = listener_start(listener, url, &start, a->error)) != LANYARD_OK)
		return r;
	*opened = ui->open_url(ui->context, start);
	free(start);
	return LANYARD_OK;
}

/* What the server must know: its page may be an error that only they can read.
 */
static void
hint_client(const struct attempt *a, struct error *error)
{
	error_hint(error,
	    "if the page showed an error: the server must know client_id %s "
	    "with redirect_uri %s",
	    a->login->client_id, a->redirect.uri);
}

static enum lanyard_error
start_browser(struct attempt *a, bool *opened)
{
	const struct metadata *metadata = &a->server->metadata;
	const struct lanyard_ui *ui = a->ui;
	struct error unused = {0};
	enum lanyard_error r;
	char host[HTTP_HOST_TEXT];
	const char *url;

	if ((r = open_redirect(a)) != LANYARD_OK || !a->browser)
		return r;
	r = authorization_begin(&a->authorization, a->login,
	    metadata->authorization_endpoint, a->redirect.uri, a->error);
	if (r == LANYARD_OK && push_is_due(a))
		r = push_request(a);
	if (r != LANYARD_OK)
		return r;
	url = a->authorization.url;
	if ((r = open_browser(a, url, opened)) != LANYARD_OK)
		return r;
	http_host(metadata->token_endpoint, host, sizeof(host));
	if (ui->show_url != NULL)
		ui->show_url(ui->context, a->login->name, host, url, *opened);
	hint_client(a, &unused);
	if (ui->at_interrupt != NULL)
		ui->at_interrupt(ui->context, unused.hint);
	return LANYARD_OK;
}

static enum lanyard_error
fail_nowhere(const struct attempt *a)
{
	const char *what = "authorization_endpoint and no "
			   "device_authorization_endpoint";

	if (attempt_only_by(a, "device_code"))
		what = "device_authorization_endpoint";
	else if (attempt_only_by(a, "authorization_code"))
		what = "authorization_endpoint";
	if (a->server->metadata.unusable.code != LANYARD_OK) {
		*a->error = a->server->metadata.unusable;
		return a->error->code = LANYARD_ERR_CONFIG;
	}
	return error_set(a->error, LANYARD_ERR_CONFIG,
	    "login %s: no %s is known", a->login->name, what);
}

static enum lanyard_error
start(struct attempt *a)
{
	const struct metadata *metadata = &a->server->metadata;
	enum lanyard_error r = LANYARD_OK;
	bool opened = false;

	a->browser = !attempt_only_by(a, "device_code") &&
		     metadata->authorization_endpoint != NULL;
	if (!a->browser && by_device_endpoint(a) == NULL)
		return fail_nowhere(a);
	if (a->browser)
		r = start_browser(a, &opened);
	/* A code that nobody uses should not be lying about (design). */
	if (r == LANYARD_OK && !opened && by_device_endpoint(a) != NULL)
		r = by_device_start(a);
	return r;
}

/* ---- the end ---- */

/* For a second, the page goes to whoever else of this browser asks for it. */
static void
serve_late(void *to)
{
	struct attempt *a = to;
	int64_t until = clock_monotonic_ms() + LATE_MS, left;
	struct pollfd fds[LISTENER_POLL_MAX];
	const char *query;
	nfds_t count;

	while ((left = until - clock_monotonic_ms()) > 0) {
		count = listener_poll(a->redirect.listener, fds);
		if (poll(fds, count, (int)left) == -1 && errno != EINTR)
			return;
		if (listener_handle(a->redirect.listener, fds, count, &query,
			NULL) != LANYARD_OK)
			return;
		if (query != NULL)
			by_code_late(a, query);
	}
}

static void
linger(struct attempt *a)
{
	const struct lanyard_ui *ui = a->ui;

	if (ui->linger == NULL || a->redirect.listener == NULL ||
	    (!a->done && !a->is_answered))
		return;
	/* Pasted, or by device code: the browser may yet come. */
	if (a->done)
		error_clear(&a->answered);
	ui->linger(ui->context, serve_late, a);
	listener_leave(a->redirect.listener);
}

/* Nothing came back. */
static void
hint_page(const struct attempt *a, enum lanyard_error r)
{
	if (!a->is_answered && a->redirect.uri != NULL &&
	    a->error->hint[0] == '\0' &&
	    (r == LANYARD_ERR_CANCELLED || r == LANYARD_ERR_TIMEOUT))
		hint_client(a, a->error);
}

enum lanyard_error
interaction_run(
    struct exchange *exchange, const struct server *server, int64_t timeout_ms)
{
	struct attempt a;
	enum lanyard_error r;

	attempt_init(&a, exchange, server);
	a.deadline_ms = clock_monotonic_ms() +
			(timeout_ms != 0 ? timeout_ms : TIMEOUT_LOGIN_MS);
	r = start(&a);
	if (r == LANYARD_OK)
		r = wait_for_answer(&a);
	if (r != LANYARD_OK)
		exchange_name_login(exchange);
	hint_page(&a, r);
	linger(&a);
	attempt_clear(&a);
	return r;
}
