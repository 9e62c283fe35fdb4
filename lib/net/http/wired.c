/*
 * wired.c - a POST by hand over a connection, and what its reply comes to
 */
#include "net/http/wired.h"

#include <stdio.h>
#include <string.h>

#include "net/http/wire.h"
#include "net/http/wire_request.h"
#include "os/signals.h"

/* What most replies need is here before they are asked for. */
#define RAW_FIRST 16384

/*
 * Is the proxy to pass on the request itself? For https, and for SOCKS, it
 * only leads to the server.
 */
static bool
is_told(const struct transfer_request *request)
{
	return request->proxy != NULL &&
	       strncmp(request->proxy, "http", strlen("http")) == 0 &&
	       strcmp(request->protocol, "http") == 0;
}

bool
wired_can_send(const struct transfer_request *request)
{
	return !is_told(request) || request->proxy_user == NULL;
}

enum lanyard_error
wired_write(struct buf *text, const struct transfer_request *request,
    const char *const *fields)
{
	const struct wire_request wire = {
	    .url = request->url,
	    .user = request->user,
	    .password = request->password,
	    .fields = fields,
	    .body = request->body,
	    .absolute = is_told(request),
	};
	enum lanyard_error r = wire_write(text, &wire);

	return r == LANYARD_OK ? buf_reserve(request->raw, RAW_FIRST) : r;
}

/* *WHY is told of what is not good; DETAIL is the connection's own word. */
static enum transfer_outcome
judge(const struct wire_reply *reply, enum talk_end end,
    enum lanyard_error taken, const char *detail, const char **why)
{
	*why = reply->problem != NULL ? reply->problem : "";
	if (taken == LANYARD_ERR_MEMORY || end == TALK_END_MEMORY)
		return TRANSFER_MEMORY;
	if (taken != LANYARD_OK || reply->large || end == TALK_END_FULL)
		return TRANSFER_TOO_LARGE;
	if (reply->state == WIRE_MORE)
		return TRANSFER_TIMEOUT;
	/* It may have been whole, or not; nothing but its end says so. */
	if (end == TALK_END_BROKEN &&
	    (reply->state == WIRE_CUT || !reply->framed)) {
		*why = *detail != '\0' ? detail : "the connection broke";
		return TRANSFER_CUT;
	}
	if (reply->problem == NULL)
		return TRANSFER_DONE;
	return reply->state == WIRE_CUT && reply->http ? TRANSFER_CUT
						       : TRANSFER_NOT_HTTP;
}

enum transfer_outcome
wired_exchange(const struct talk_line *line, const struct buf *text,
    struct buf *raw, struct buf *body, int64_t deadline_ms, const char *detail,
    struct transfer_report *report)
{
	enum transfer_outcome result;
	struct wire_reply reply;
	enum lanyard_error taken;
	enum talk_end end;
	const char *why;

	report->sent = true;
	signals_hold_alarm();
	end = talk_run(line, text, raw, deadline_ms, &reply);
	report->status = reply.status;
	memcpy(report->retry_after, reply.retry_after,
	    sizeof(report->retry_after));
	memcpy(report->location, reply.location, sizeof(report->location));
	taken = wire_take_body(&reply, raw, body);
	result = judge(&reply, end, taken, detail, &why);
	(void)snprintf(report->detail, sizeof report->detail, "%s", why);
	return result;
}
