/*
 * transfer.h - one HTTP exchange, by libcurl's HTTP or by hand
 *
 * http.c decides what may be asked, and says what went wrong.
 */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "net/http/transfer_request.h"

struct transfer; /* a handle that keeps its connections */

/*
 * Loads libcurl, if this process has not. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_SYSTEM, _NO_ROOM: as libcurl_new().
 */
enum lanyard_error transfer_new(
    struct transfer **transfer, struct error *error);
void transfer_free(struct transfer **transfer);

/* The file of CA certificates libcurl was built for, or NULL. */
const char *transfer_ca_file(struct transfer *transfer);

/*
 * Send REQUEST, append the decoded body to BODY up to its limit (not used
 * where REQUEST has WRITE). Where REQUEST has a body nothing that came is left
 * out: neither for a wrong Content-Encoding, nor because its status line cannot
 * be read (TRANSFER_NOT_HTTP), nor what is here already when the time is up.
 * BODY, RAW and REPORT are filled as far as it came also after a failure. RAW
 * stays empty where http goes through a proxy with a user (wired.h).
 */
enum transfer_outcome transfer_perform(struct transfer *transfer,
    const struct transfer_request *request, struct buf *body,
    struct transfer_report *report);

#endif
