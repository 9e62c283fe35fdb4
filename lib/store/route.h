/*
 * route.h - what of the configuration the answer to one request needs
 *
 * Parsing the configuration costs more than all else that a known answer
 * needs. So the store's folder routes/ has a file for each scheme, host and
 * port, and for each login's name, that was asked for: the logins among which
 * the answer is found, in their order. It holds as long as the text it begins
 * with, the stamps of the configuration's files, is what they are now; losing
 * it costs time only. There is no secret in it, and not all that is needed to
 * refresh or to log in.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include "login/login.h"
#include "store/store.h"

/*
 * Logins here have what a record says of a login (lines.h), without
 * revocation_endpoint and token_parameters, and refresh_margin_s, min_life_s,
 * timeout_ms, allow_http and configured.
 */
struct route {
	bool found;
	struct login *logins;
	size_t count;
	size_t
	    configured; /* the first so many; the others only the store has */
	/*
	 * The stamp of the folder with the records when the stored ones were
	 * looked for; NULL: they were not.
	 */
	char *stored;
};

void route_init(struct route *route);
void route_clear(struct route *route);

/*
 * Append to KEY what names the route of a request, "https://example.com:443",
 * however its host is spelled (place.h).
 * LANYARD_ERR_ARGUMENT: HOST is none.
 */
enum lanyard_error route_add_key(
    struct buf *key, const char *protocol, const char *host);

/* Append a copy of LOGIN, as far as it goes into a route. */
enum lanyard_error route_add(struct route *route, const struct login *login);

/*
 * Load the route KEY. found is false where there is none, it is damaged, or
 * begins with another text than STAMPS. LANYARD_ERR_MEMORY.
 */
enum lanyard_error route_load(struct route *route, struct store *store,
    const char *key, const struct buf *stamps);

/* Save it, if that can be done. */
void route_save(const struct route *route, struct store *store, const char *key,
    const struct buf *stamps);

#endif
