/*
 * listener_start.h - where the browser begins: an address of the listener that
 * nobody can guess
 *
 * A browser's argument can be read by all users of the machine, so what it is
 * to see first is not in it.
 */
#ifndef LISTENER_START_H
#define LISTENER_START_H

#include "net/http/connection.h"

struct listener_start {
	char *path;	     /* NULL: there is none */
	char *location;	     /* where it leads, once */
	struct buf response; /* or what it shows; empty: nothing */
};

void listener_start_init(struct listener_start *start);
void listener_start_clear(struct listener_start *start);

/*
 * Draw another address, at HOST and PORT: *URL, allocated. It leads to LOCATION
 * once, or shows PAGE as often as it is asked for.
 */
enum lanyard_error listener_start_lead(struct listener_start *start,
    const char *host, int port, const char *location, char **url,
    struct error *error);
enum lanyard_error listener_start_show(struct listener_start *start,
    const char *host, int port, const struct listener_page *page, char **url,
    struct error *error);

/*
 * Where one that leads has not led anybody yet, it leads to LOCATION instead.
 * LANYARD_ERR_MEMORY: to nowhere.
 */
enum lanyard_error listener_start_lead_to(
    struct listener_start *start, const char *location, struct error *error);

/* It was to lead somewhere, once, and has. */
bool listener_start_has_led(const struct listener_start *start);

/* Answer CONNECTION, which has asked for it. */
void listener_start_answer(
    struct listener_start *start, struct connection *connection);

#endif
