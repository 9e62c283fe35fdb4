/*
 * trust.h - may what leads to a file be believed?
 *
 * A file is as safe as the folders on its way: who may write one of them puts
 * another file in its place. sshd asks the same of ~/.ssh (StrictModes).
 */
#ifndef TRUST_H
#define TRUST_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

enum trust {
	TRUST_YES,
	TRUST_OWNER,	/* a folder or link of another user */
	TRUST_WRITABLE, /* a folder that others may write */
	TRUST_UNKNOWN	/* it cannot be seen (errno), or memory is out */
};

/*
 * Look at each folder on the way to PATH, and each link, as far as the links
 * in it lead: they are this user's or root's, and nobody else may write a
 * folder. A sticky one (/tmp) may be written, as nobody takes away another's
 * file there; and one whose group is this user's alone, as Debian makes it for
 * each user. The folders above HOME are not looked at: who may write these has
 * HOME. AT becomes the first that is wrong, *MODE what it may be (st_mode).
 */
enum trust trust_check(
    const char *path, const char *home, struct buf *at, mode_t *mode);

/*
 * By the files GROUP and PASSWD (group(5), passwd(5)): is GID a group in which
 * nobody is but USER and root? False in any doubt.
 */
bool trust_group_is_own(
    const char *group, const char *passwd, gid_t gid, uid_t user);

#endif
