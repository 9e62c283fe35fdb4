/*
 * http_log.h - the line that a log has for an exchange
 *
 * Method, host, path, status and time; never more of the URL, as a query may
 * hold a secret, never a field or a body.
 */
#ifndef HTTP_LOG_H
#define HTTP_LOG_H

#include "base/url.h"
#include "net/http/transfer_request.h"

struct http_log {
	/* NULL: nobody wants it. TEXT is lent, without a line's end. */
	void (*write)(void *context, const char *text);
	void *context;
	const char *hidden; /* of a path, "..." stands for it; lent, or NULL */
};

/* Memory that runs out costs the line. */
void http_log_exchange(const struct http_log *log,
    const struct transfer_request *request, const struct url *url,
    const struct transfer_report *report);

#endif
