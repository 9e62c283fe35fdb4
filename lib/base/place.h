/*
 * place.h - the place that a credential is for, as git reads it from a URL
 *
 * git's credential_from_url() takes nearly every text with "://" for a URL,
 * and sends its parts decoded. So one place has many spellings; here each of
 * them becomes the one by which places are compared.
 */
#ifndef PLACE_H
#define PLACE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct place {
	char *scheme;	/* lower case; whatever stands before "://" */
	char *user;	/* decoded; NULL if there is none */
	char *password; /* decoded; NULL if there is none; it is wiped */
	/* "host[:port]", lower case; it may be "", or no host at all */
	char *host;
	/* Decoded, but as git has it; without "/" at its ends; "" if none. */
	char *path;
	size_t path_size; /* of it; "?" or "#" and what follows come after */
};

/*
 * Take TEXT apart as git does: user and password end at the first "@", an
 * escape that is none (%zz, %00) stands for itself.
 *
 * LANYARD_ERR_ARGUMENT, PLACE empty: no "://" or nothing before it, longer than
 * a line of git's protocol, or what two readers could take for two hosts: a
 * password of other characters than RFC 3986 3.2.1 has, a user name with one of
 * ASCII's others but the space, or with a control character; a line break in a
 * part.
 */
enum lanyard_error place_parse(struct place *place, const char *text);
void place_clear(struct place *place);

/*
 * The HOST (allocated) and *PORT (0: none, or an empty one) of git's
 * "host[:port]", in the spelling by which hosts are compared: lower case, one
 * final dot left out, an IPv6 address as RFC 5952 has it. A name outside ASCII
 * stays what it is, as git sends it. "*." may come before a name.
 *
 * LANYARD_ERR_ARGUMENT: no host, as url_is_host() knows them; one with a zone;
 * a port that is no number in 1..65535.
 */
enum lanyard_error place_host(const char *text, char **host, int *port);

/*
 * Append PATH, as git sends it, with all of it decoded once: what stands before
 * a colon git leaves as it was written (its url_decode() takes that for a
 * scheme).
 */
enum lanyard_error place_add_path(struct buf *buf, const char *path);

/*
 * Append TEXT, a URL or what should be one, for people: without its password,
 * even one with an "@" that should have been escaped, and with what no URL has
 * behind its host (spaces, UTF-8) escaped.
 */
enum lanyard_error place_add_shown(struct buf *buf, const char *text);

#endif
