/*
 * listener_page.h - what the loopback listener says to a browser
 */
#ifndef LISTENER_PAGE_H
#define LISTENER_PAGE_H

#include "base/buf.h"

/*
 * Append a whole HTTP response: STATUS and a plain page that says TEXT
 * (HTML-escaped here); without the page itself where HEAD_ONLY.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL when BUF's limit would be passed.
 */
enum lanyard_error listener_page_write(
    struct buf *buf, int status, const char *text, bool head_only);

/*
 * Append a whole HTTP response that sends the browser to LOCATION; what no URL may
 * have in it is escaped. Errors as above.
 */
enum lanyard_error listener_page_redirect(
    struct buf *buf, const char *location);

#endif
