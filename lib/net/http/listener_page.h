/*
 * listener_page.h - what the loopback listener says to a browser
 */
#ifndef LISTENER_PAGE_H
#define LISTENER_PAGE_H

#include "net/http/listener_html.h"

/*
 * Append a whole HTTP response: PAGE, without the page itself where HEAD_ONLY.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL when BUF's limit would be passed.
 */
enum lanyard_error listener_page_write(
    struct buf *buf, const struct listener_page *page, bool head_only);

/*
 * Append a whole HTTP response that sends the browser to LOCATION; what no URL
 * may have in it is escaped. Errors as above.
 */
enum lanyard_error listener_page_redirect(
    struct buf *buf, const char *location);

/* What is said of a request that is refused with STATUS. */
struct listener_page listener_page_refusal(int status);

/* Why it is no callback, for the person at the terminal. */
const char *listener_page_reason(int status);

#endif
