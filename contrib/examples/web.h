/*
 * web.h - what of server_side is not about logins: a socket, and pages
 */
#ifndef WEB_H
#define WEB_H

#include <microhttpd.h>
#include <stddef.h>

/*
 * A listening socket at 127.0.0.1, or -1 and errno; PORT "0": the kernel
 * chooses one. SITE gets its URL, without a "/" at the end.
 */
int web_listen(const char *port, char *site, size_t size);

/* A page with TITLE, TEXT, both escaped, and a link to /login. NULL: memory. */
struct MHD_Response *web_page(const char *title, const char *text);

/*
 * Send RESPONSE, and give it back to libmicrohttpd; NULL closes the connection.
 * No cache keeps it and no Referer tells of its address.
 */
enum MHD_Result web_answer(struct MHD_Connection *connection, unsigned status,
    struct MHD_Response *response);

#endif
