/*
 * scan.h - the members of a name in text that is not JSON, or not all of it
 *
 * For a reply that was cut, or in which bytes are wrong that nobody reads: one
 * pass over all bytes, which takes a quoted name with a colon behind it for a
 * member, wherever it stands. Comments count as space.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct scan {
	const unsigned char *text;
	size_t size;
	size_t at;
	unsigned depth; /* brackets open, as far as quotes can be trusted */
	bool quoted;
};

struct scan_member {
	size_t start, end; /* of its value; END 0: it is none, or not whole */
	unsigned depth;
};

/*
 * The next member called NAME (without escapes) in what is left of SCAN, which
 * begins as the text, its size, and 0. False: there is no other.
 */
bool scan_next(
    struct scan *scan, const char *name, struct scan_member *member);

#endif
