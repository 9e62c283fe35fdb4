/*
 * pattern.h - a URL pattern of a login
 *
 * SCHEME://HOST[:PORT][/PATH], read as git reads a URL (place.h); "*." before
 * a host stands for one or more whole labels. match.h says what matches one.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>

#include "base/error.h"
#include "base/url.h"

/*
 * PATH, as git sends it, as paths are compared: decoded, without slashes at its
 * ends and with single ones in it. Allocated; NULL: no memory.
 */
char *pattern_path(const char *path);

/*
 * TEXT as a URL whose path is as pattern_path() makes it; to be cleared.
 * LANYARD_ERR_ARGUMENT: it is no URL, or one with a password or a query; then,
 * and at LANYARD_ERR_MEMORY, URL is clear.
 */
enum lanyard_error pattern_parse(struct url *url, const char *text);

/*
 * Are A and B the same pattern, however they are written? 1 or 0, or
 * PATTERN_FAILED: memory ran out. What is no pattern is the same as none.
 */
#define PATTERN_FAILED (-2)

int pattern_same(const char *a, const char *b);

/*
 * Has PATH "." or ".." as a segment, however it is written? Then it may mean
 * any path of its host.
 */
bool pattern_has_dots(const char *path);

/*
 * Is TEXT a pattern? https, or http on loopback or with ALLOW_HTTP, or another
 * scheme (imaps, smtp); no query, no user; its path may have spaces and UTF-8,
 * but, however it is written, no control character, and no "/" that is escaped.
 * LANYARD_ERR_CONFIG says why not.
 */
enum lanyard_error pattern_check(
    const char *text, bool allow_http, struct error *error);

#endif
