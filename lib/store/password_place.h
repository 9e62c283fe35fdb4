/*
 * password_place.h - whose a plain password is
 *
 * protocol, host, path and username of a request, or of what was kept of one.
 * One host has many spellings (place.h), and each means the same.
 */
#ifndef PASSWORD_PLACE_H
#define PASSWORD_PLACE_H

#include <stdbool.h>

#include "base/attributes.h"

/*
 * Is ENTRY one of those that PATTERN means, in which what is absent means any?
 * Its path may be encoded, as once it was kept where a request had "url=".
 */
bool password_place_fits(
    const struct attributes *pattern, const struct attributes *entry);

/*
 * Append to NAME what the file for REQUEST, which has protocol and host, is
 * called: "https://example.com". Once it was called by both as they were
 * written, which is the second.
 */
enum lanyard_error password_place_file(
    const struct attributes *request, struct buf *name);
enum lanyard_error password_place_written(
    const struct attributes *request, struct buf *name);

#endif
