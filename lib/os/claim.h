/*
 * claim.h - a lock by link(2), where flock(2) excludes nobody
 *
 * A file that says who holds it: host, boot and process. It is there while it
 * is held. One whose processes have all ended, or whose boot is over, is broken
 * by whoever comes next on that host; of another host, or container, nothing is
 * known but its age: after a quarter of an hour it counts as gone, as does one
 * made that far in the future, by a clock that was set back since.
 */
#ifndef CLAIM_H
#define CLAIM_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/*
 * Is it needed for the open file FD, NAME in FOLDER, which is locked with
 * flock(2)? So where a second open of it can be locked, too, and on file
 * systems that may be shared with hosts that do not see that lock.
 */
bool claim_is_needed(int fd, int folder, const char *name);

/*
 * Would it be needed for files in the open FOLDER? Nothing is made there, and
 * no lock of a file is tried. *FILE_SYSTEM is the name of a file system that
 * may be shared, constant; NULL: it is none of those.
 */
bool claim_is_made_in(int folder, const char **file_system);

/*
 * Make the claim NAME in FOLDER, without waiting. *TAKEN is false where another
 * has it. LANYARD_ERR_STORE: errno tells.
 */
enum lanyard_error claim_take(int folder, const char *name, bool *taken);

/* PID, a child, holds it as well: it ends with the last of them. */
void claim_share(int folder, const char *name, pid_t pid);

#define CLAIM_HOST 256

/*
 * Has another host, by its name HOST, the claim NAME in FOLDER, and is it still
 * counted? For people: nothing is changed.
 */
bool claim_is_of_another(int folder, const char *name, char host[CLAIM_HOST]);

/* Let go of it, unless a process that it was shared with is still there. */
void claim_drop(int folder, const char *name);

#endif
