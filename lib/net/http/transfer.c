/*
 * transfer.c - one HTTP exchange, by libcurl's HTTP or by hand
 */
#include "net/http/transfer.h"

#include <stdlib.h>

#include "base/limits.h"
#include "net/http/transfer_bytes.h"
#include "net/http/transfer_options.h"
#include "net/http/transfer_report.h"
#include "net/http/unpack.h"
#include "net/http/wired.h"
#include "os/clock.h"

/* One round may do no more than finish a handshake; many bring LIMIT_REPLY. */
#define LAST_ROUNDS_MIN 4
#define LAST_ROUNDS_MAX 1024

struct transfer {
	struct libcurl *curl;
};

enum lanyard_error
transfer_new(struct transfer **transfer, struct error *error)
{
	struct transfer *new = calloc(1, sizeof(*new));
	enum lanyard_error r;

	*transfer = NULL;
	if (new == NULL)
		return error_memory(error);
	if ((r = libcurl_new(&new->curl, error)) == LANYARD_OK)
		*transfer = new;
	else
		free(new);
	return r;
}

void
transfer_free(struct transfer **transfer)
{
	if (*transfer == NULL)
		return;
	libcurl_free(&(*transfer)->curl);
	free(*transfer);
	*transfer = NULL;
}

const char *
transfer_ca_file(struct transfer *transfer)
{
	return libcurl_ca_file(transfer->curl);
}

/* What brings a token is not left to libcurl's HTTP, where that can be. */
static bool
is_wired(const struct transfer_request *request)
{
	return request->raw != NULL && wired_can_send(request);
}

static bool
takes_all(const struct transfer_request *request)
{
	return request->body != NULL && request->write == NULL;
}

/*
 * The time is up. While this process was stopped the answer may have come: look
 * at what is here, without waiting, for as long as there is more.
 */
static void
take_what_is_here(struct libcurl *curl, const struct transfer_bytes *bytes)
{
	size_t before;
	int rounds = 0;

	do {
		before = bytes->count;
		if (!libcurl_step(curl))
			return;
		rounds++;
	} while (rounds < LAST_ROUNDS_MIN ||
		 (bytes->count != before && rounds < LAST_ROUNDS_MAX));
	libcurl_time_out(curl);
}

/*
 * Begin, and go on to the end. libcurl's own timeout would end the exchange
 * before it has looked at the socket.
 */
static void
drive(struct libcurl *curl, enum libcurl_handle which,
    const struct transfer_bytes *bytes, int64_t deadline_ms)
{
	int64_t left_ms;

	if (!libcurl_begin(curl, which))
		return;
	while (libcurl_step(curl)) {
		left_ms = deadline_ms - clock_monotonic_ms();
		if (left_ms <= 0) {
			take_what_is_here(curl, bytes);
			return;
		}
		if (!libcurl_wait(curl, left_ms))
			return;
	}
}

/* What CAME of it by libcurl, and by our own part in it. */
static enum transfer_outcome
outcome(enum transfer_outcome came, const struct transfer_bytes *bytes)
{
	if (bytes->failed != LANYARD_OK)
		return TRANSFER_CALLED_OFF;
	if (bytes->full == LANYARD_ERR_MEMORY)
		return TRANSFER_MEMORY;
	if (bytes->full != LANYARD_OK)
		return TRANSFER_TOO_LARGE;
	if (came == TRANSFER_DONE && bytes->status == 0)
		return TRANSFER_NOT_HTTP;
	return came;
}

/* By hand, over a connection of libcurl's (wired.h). */
static enum transfer_outcome
run_wired(struct libcurl *curl, const struct transfer_request *request,
    const struct transfer_bytes *bytes, int64_t deadline_ms,
    struct transfer_report *report)
{
	const struct talk_line line = libcurl_line(curl);
	enum transfer_outcome result = TRANSFER_MEMORY;
	struct buf text;

	buf_init(&text, 2 * LIMIT_REQUEST);
	if (wired_write(&text, request,
		request->fields != NULL
		    ? request->fields
		    : transfer_options_fields()) != LANYARD_OK)
		goto out;
	drive(curl, LIBCURL_LINE, bytes, deadline_ms);
	if (libcurl_is_done(curl)) {
		result = wired_exchange(&line, &text, request->raw, bytes->body,
		    deadline_ms, libcurl_detail(curl), report);
	} else {
		transfer_report_fill(report, curl);
		result = outcome(libcurl_outcome(curl), bytes);
		report->unsent = result == TRANSFER_UNREACHABLE ||
				 result == TRANSFER_TIMEOUT ||
				 result == TRANSFER_PROXY ||
				 result == TRANSFER_CUT;
	}
	libcurl_end(curl);
out:
	buf_clear(&text);
	return result;
}

static enum transfer_outcome
run_http(struct libcurl *curl, const struct transfer_bytes *bytes,
    int64_t deadline_ms, struct transfer_report *report)
{
	enum transfer_outcome came;

	drive(curl, LIBCURL_HTTP, bytes, deadline_ms);
	libcurl_end(curl);
	came = libcurl_outcome(curl);
	transfer_report_fill(report, curl);
	report->failed = bytes->failed;
	return came == TRANSFER_TOO_LARGE ? came : outcome(came, bytes);
}

static enum transfer_outcome
run(struct libcurl *curl, const struct transfer_request *request,
    struct transfer_bytes *bytes, int64_t deadline_ms,
    struct transfer_report *report)
{
	bool wired = is_wired(request);
	enum transfer_outcome result;

	if (wired)
		transfer_options_set_line(curl, request);
	else
		transfer_options_set(curl, request, bytes);
	result = libcurl_setup(curl);
	if (result != TRANSFER_DONE) {
		transfer_report_words(report, curl);
		return result;
	}
	if (wired)
		return run_wired(curl, request, bytes, deadline_ms, report);
	return run_http(curl, bytes, deadline_ms, report);
}

enum transfer_outcome
transfer_perform(struct transfer *transfer,
    const struct transfer_request *request, struct buf *body,
    struct transfer_report *report)
{
	static const struct transfer_report empty;
	struct transfer_bytes bytes = {
	    .read = request->read,
	    .write = request->write,
	    .field = request->field,
	    .context = request->context,
	    .body = body,
	};
	int64_t start_ms = clock_monotonic_ms();
	enum transfer_outcome result;

	*report = empty;
	result = run(transfer->curl, request, &bytes,
	    start_ms + request->timeout_ms, report);
	report->time_ms = clock_monotonic_ms() - start_ms;
	if (takes_all(request))
		bytes.full = unpack_body(body);
	if (bytes.full == LANYARD_ERR_MEMORY)
		result = TRANSFER_MEMORY;
	else if (bytes.full != LANYARD_OK)
		result = TRANSFER_TOO_LARGE;
	libcurl_reset(transfer->curl);
	return result;
}
