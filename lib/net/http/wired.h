/*
 * wired.h - a POST by hand over a connection, and what its reply comes to
 *
 * libcurl gives nothing of a reply that it cannot read, and a token may be in
 * it. So it only connects, and wire.h and talk.h do the rest. Needs no curl.
 */
#ifndef WIRED_H
#define WIRED_H

#include "net/http/talk.h"
#include "net/http/transfer_request.h"

/*
 * Can the POST of REQUEST be sent so? All can but http through a proxy that
 * asks who we are: only libcurl knows the answers to that. Such a proxy writes
 * the reply anew, in HTTP of its own.
 */
bool wired_can_send(const struct transfer_request *request);

/*
 * Append the POST of REQUEST with FIELDS ("Name: value", NULL at the end) to
 * TEXT, and make room in its RAW for what most replies need.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: beyond TEXT's limit.
 */
enum lanyard_error wired_write(struct buf *text,
    const struct transfer_request *request, const char *const *fields);

/*
 * Over LINE, which is connected: say TEXT, append what comes to RAW and the
 * reply's body to BODY, until it is whole or DEADLINE_MS (see talk_run()).
 * DETAIL is where the connection says how it broke, "" if it does not. Of
 * REPORT sent, status, retry_after and detail are filled, whatever the end.
 */
enum transfer_outcome wired_exchange(const struct talk_line *line,
    const struct buf *text, struct buf *raw, struct buf *body,
    int64_t deadline_ms, const char *detail, struct transfer_report *report);

#endif
