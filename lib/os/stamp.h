/*
 * stamp.h - has a file changed since it was read?
 */
#ifndef STAMP_H
#define STAMP_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Append to BUF, in one line without its end, what tells the content of the
 * file or folder at PATH from any other: device, inode, size, mtime and ctime
 * (in ns); "absent" if there is none, "unknown" if that cannot be told. A
 * symlink is followed.
 *
 * *SETTLED becomes false, and stays as it was otherwise, where that cannot be
 * told: PATH cannot be looked at, or was changed less than two seconds ago, so
 * that the next change might bear the same ctime. Whoever reads the content
 * takes the stamp first. LANYARD_ERR_MEMORY, or BUF's limit.
 */
enum lanyard_error stamp_add(struct buf *buf, const char *path, bool *settled);

/*
 * The same of what every host tells alike that has the file from one server:
 * size, mtime and ctime. "unknown", too, where nothing can be told.
 */
enum lanyard_error stamp_add_change(struct buf *buf, const char *path);

#endif
