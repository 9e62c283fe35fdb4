/*
 * network.h - HTTP as a login's settings, and git's, have it
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "login/login.h"
#include "net/http/http.h"
#include "session/session.h"

/*
 * HTTP with LOGIN's settings, else those of git's own configuration for URL
 * (NULL: none), and with the passwords of proxies that are kept; errors are the
 * session's, and leave none open. DEADLINE_MS as in http.h.
 */
enum lanyard_error network_new_http(struct http **http,
    struct lanyard_session *session, const struct login *login, const char *url,
    int64_t deadline_ms);

/*
 * HTTP was made for a request to FROM; what follows goes TO, which an issuer
 * has named (NULL: nowhere). On another host git may have other settings.
 */
enum lanyard_error network_follow(struct http *http,
    struct lanyard_session *session, const struct login *login,
    const char *from, const char *to, int64_t deadline_ms);

/*
 * The session's error is of a request to URL that found no way there: if a
 * setting of git's was not read that may be the cause (gitinclude.h), that is
 * its hint.
 */
void network_explain(struct lanyard_session *session, const char *url);

#endif
