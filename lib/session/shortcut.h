/*
 * shortcut.h - which login is meant, where an earlier search has found it
 *
 * What a search finds for a record that exists is kept as a route (route.h),
 * so that the next one needs neither configuration nor the other records.
 */
#ifndef SHORTCUT_H
#define SHORTCUT_H

#include "session/choose.h"
#include "store/route.h"

/* Of route_add_key(): what is longer is no file name anyway. */
#define SHORTCUT_KEY_LIMIT 1024

/* Look into the route of the request, of the name; found tells. */
enum lanyard_error shortcut_request(struct choice *choice);
enum lanyard_error shortcut_name(struct choice *choice, const char *name);

/* Keep ROUTE for the next search, where that spares one and is safe. */
void shortcut_keep(const struct choice *choice, const struct route *route);

/*
 * Append the stamp of the folder with the records to STAMP. *SETTLED as in
 * stamp_add(): the stamp is no use when it becomes false.
 */
enum lanyard_error shortcut_stamp(
    struct lanyard_session *session, struct buf *stamp, bool *settled);

#endif
