/*
 * append.h - a login added to a configuration file, and nothing else changed
 *
 * The login becomes the last of the group "logins", or of a new one at the
 * file's end. Comments, order and mode stay, and so does a symlink in the
 * file's place, whose target is replaced whole (durable.h).
 */
#ifndef APPEND_H
#define APPEND_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

/* What was added where, for append_undo(). */
struct append {
	char *path;  /* links followed */
	char *added; /* the very text; NULL: nothing */
	char *login; /* of it the login itself */
	bool is_new; /* there was no file */
};

void append_init(struct append *append);
void append_clear(struct append *append);

/*
 * Add the login that addition_describe() has of NAME and SETTINGS to the file
 * PATH, which is made if it is not there (mode 600, its folders 700). What
 * comes of it is parsed before it gets its name, and again afterwards; the old
 * file is back if that fails. Who adds another login meanwhile waits.
 *
 * LANYARD_ERR_CONFIG: a file that is not to be trusted, cannot be parsed or may
 * not be written, or what would come of it cannot be parsed; LANYARD_ERR_STORE,
 * _NO_ROOM: it cannot be replaced. The file is as it was.
 */
enum lanyard_error append_login(struct append *append, const char *path,
    const char *name, const char *const *settings, struct error *error);

/*
 * Take out what was added, if it is still there as it was; a file that was made
 * for it goes. Errors as above.
 */
enum lanyard_error append_undo(struct append *append, struct error *error);

#endif
