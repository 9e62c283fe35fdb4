/*
 * request_lines.h - what the lines of a request say beside their values
 *
 * git sends protocol, host, path and username once each, and to a helper no
 * url= at all (git-credential.txt). What comes twice, or names a second host,
 * is what a line feed makes that somebody has brought into what a client sends,
 * to get another host's token.
 */
#ifndef REQUEST_LINES_H
#define REQUEST_LINES_H

#include <stddef.h>

#include "base/error.h"

struct request_lines {
	size_t url;	       /* where its last "url=" begins, or 0 */
	const char *doubled;   /* a key that comes twice since; NULL: none */
	const char *differing; /* "host" or "protocol": of all lines, those of
				  url= among them, not each names the same */
};

/*
 * Read the SIZE bytes at TEXT, which attributes_parse() has taken. Hosts are
 * compared as place_host() spells them. LANYARD_ERR_MEMORY.
 */
enum lanyard_error request_lines_read(
    struct request_lines *lines, const unsigned char *text, size_t size);

#endif
