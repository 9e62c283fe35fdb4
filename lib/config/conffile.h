/*
 * conffile.h - a configuration file's bytes, once it may be trusted
 *
 * What libconfig would do silently is refused here, before it parses: it
 * follows @include, cuts strings at NUL, cuts numbers to 32 bits, takes a
 * comment without an end to be the rest of the file, and makes one of two
 * strings of a list between which a comma is missing. A byte order mark is
 * taken for a blank.
 */
#ifndef CONFFILE_H
#define CONFFILE_H

#include "base/buf.h"
#include "base/error.h"

struct conffile {
	struct buf text; /* a line feed added where libconfig needs one */
	bool found;	 /* false: there is no such file */
	bool readable;	 /* by group or others */
	bool foreign;	 /* root's, and we are not root */
};

/*
 * Open PATH once, check it by fstat (a regular file of this user or root that
 * nobody else may write) and the way to it (trust.h), read and check it.
 * LANYARD_ERR_CONFIG.
 */
enum lanyard_error conffile_read(
    struct conffile *file, const char *path, struct error *error);
void conffile_clear(struct conffile *file);

#endif
