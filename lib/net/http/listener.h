/*
 * listener.h - the loopback listener for one redirect (RFC 8252 7.3)
 *
 * Several connections may be open at once (browsers open some in advance and
 * send nothing). Only "GET PATH?query" with a Host field that is this listener,
 * or a form posted there where that is expected, is a callback; other paths get
 * 404, other methods 405, a request line beyond LIMIT_CALLBACK 414, whatever
 * else is wrong 400, each without ending the wait. Header fields may have any
 * length. A connection of another user of this machine is closed before it
 * counts (net/http/peer.h); where its user cannot be told it is taken, and
 * state decides.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "net/http/listener_page.h"

struct listener;

#define LISTENER_POLL_MAX 18 /* two sockets and 16 connections */

/*
 * Bind ADDRESS ("127.0.0.1" or "::1", NULL for the first; "localhost" for both,
 * as far as there are both) at PORT (0: the kernel's choice) and listen; PATH
 * is the callback's, with its "/". LANYARD_ERR_NETWORK: "cannot listen on
 * 127.0.0.1:8080: ..."; its errnum is EADDRINUSE where another program has the
 * port, at one address or the other.
 */
enum lanyard_error listener_new(struct listener **listener, const char *address,
    int port, const char *path, struct error *error);
void listener_free(struct listener **listener);

/* Another process has what is open, and lingers: listener_free() does not. */
void listener_leave(struct listener *listener);

int listener_port(const struct listener *listener);

/*
 * *URL, allocated, is an address of this listener that leads a browser to
 * LOCATION, once: it can be a program's argument, which all users can read, and
 * has nothing of LOCATION in it.
 */
enum lanyard_error listener_start(struct listener *listener,
    const char *location, char **url, struct error *error);

/*
 * Has a browser been led there? Where it has not, LOCATION is where it will be
 * led. LANYARD_ERR_MEMORY.
 */
bool listener_has_led(const struct listener *listener);
enum lanyard_error listener_lead_to(
    struct listener *listener, const char *location, struct error *error);

/* The same for an address that shows PAGE, as often as it is asked for. */
enum lanyard_error listener_show(struct listener *listener,
    const struct listener_page *page, char **url, struct error *error);

/* A callback may be posted as a form: response_mode=form_post asks for it. */
void listener_take_forms(struct listener *listener);

/* Fill FDS (LISTENER_POLL_MAX) for poll(2); the number used. */
size_t listener_poll(const struct listener *listener, struct pollfd *fds);

/*
 * After poll(2): accept, read, answer what is wrong. *QUERY (lent until the
 * next call) is set when a callback's request is complete: its query, "" if
 * it has none; it must then be answered.
 */
enum lanyard_error listener_handle(struct listener *listener,
    const struct pollfd *fds, size_t count, const char **query,
    struct error *error);

/*
 * Why a callback that came was refused, lent, once for each; NULL: no more.
 * Requests that bring nothing a redirect brings (favicon.ico) are not told.
 */
const char *listener_refusal(struct listener *listener);

/*
 * Answer the callback taken by listener_handle() with PAGE, and close that
 * connection. Bounded: a browser that does not read loses its page, not our
 * time.
 */
void listener_answer(
    struct listener *listener, const struct listener_page *page);

/* The same, and the browser goes on to LOCATION. */
void listener_answer_redirect(struct listener *listener, const char *location);

#endif
