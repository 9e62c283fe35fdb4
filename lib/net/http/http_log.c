/*
 * http_log.c - the line that a log has for an exchange
 */
#include "net/http/http_log.h"

#include <string.h>

#include "base/limits.h"

static enum lanyard_error
add_path(struct buf *line, const struct http_log *log, const char *path)
{
	const char *at = log->hidden != NULL ? strstr(path, log->hidden) : NULL;

	if (at == NULL)
		return buf_printf(line, "/%s: ", path);
	return buf_printf(line, "/%.*s...%s: ", (int)(at - path), path,
	    at + strlen(log->hidden));
}

void
http_log_exchange(const struct http_log *log,
    const struct transfer_request *request, const struct url *url,
    const struct transfer_report *report)
{
	const char *method = request->method;
	struct buf line;

	if (log->write == NULL)
		return;
	if (method == NULL)
		method = request->body != NULL || request->read != NULL ? "POST"
									: "GET";
	buf_init(&line, 2 * LIMIT_URL);
	if (buf_printf(&line, "http: %s ", method) == LANYARD_OK &&
	    url_add_host(&line, url) == LANYARD_OK &&
	    add_path(&line, log, url->path) == LANYARD_OK &&
	    (report->status != 0
		    ? buf_printf(&line, "%d", report->status)
		    : buf_add_text(&line, "no answer")) == LANYARD_OK &&
	    buf_printf(&line, ", %lld ms", (long long)report->time_ms) ==
		LANYARD_OK)
		log->write(log->context, buf_text(&line));
	buf_clear(&line);
}
