/*
 * remedy.c - what a person does about a store that the system refuses
 */
#include "store/remedy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/owner.h"

#define ANOTHER OWNER_ANOTHER_STORE

static const char *const inner[] = {"", "/logins", "/passwords", "/routes"};

/* Has FOLDER a file of ours that we may not read? */
static bool
has_closed_file(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat st;
	bool has = false;

	while (dir != NULL && !has && (entry = readdir(dir)) != NULL)
		has = fstatat(dirfd(dir), entry->d_name, &st,
			  AT_SYMLINK_NOFOLLOW) == 0 &&
		      S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
		      (st.st_mode & S_IRUSR) == 0;
	if (dir != NULL)
		closedir(dir);
	return has;
}

/* Does a folder of ours, PATH or one in it, or a file keep ourselves out? */
static bool
lacks_mode(const char *path)
{
	char folder[LIMIT_PATH];
	struct stat st;

	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		(void)snprintf(folder, sizeof(folder), "%s%s", path, inner[i]);
		if (stat(folder, &st) == 0 && st.st_uid == geteuid() &&
		    ((st.st_mode & S_IRWXU) != S_IRWXU ||
			has_closed_file(folder)))
			return true;
	}
	return false;
}

/* Who has what of it is not ours; the owner of PATH itself is OWNER. */
static uid_t
foreign_owner(const char *path, uid_t owner)
{
	char folder[LIMIT_PATH];
	struct stat st;

	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		(void)snprintf(folder, sizeof(folder), "%s%s", path, inner[i]);
		if (stat(folder, &st) == 0 && st.st_uid != geteuid())
			return st.st_uid;
	}
	return owner != geteuid() ? owner : 0;
}

/*
 * Nothing is to be made there; or a folder of ours lacks a mode; or something
 * in it belongs to another, as after a run by root.
 */
static void
hint_access(const char *path, struct error *error)
{
	struct stat st;
	uid_t owner;

	if (owner_is_another(path, &owner))
		owner_hint(error, path, owner, ANOTHER);
	else if (stat(path, &st) != 0)
		error_hint(error, "name a folder that you may write: " ANOTHER);
	else if (lacks_mode(path))
		error_hint_path(error, "chmod -R u+rwX", "%s", path);
	else
		owner_hint(
		    error, path, foreign_owner(path, st.st_uid), ANOTHER);
}

/* A disk may have room and no inode (ENOSPC is said of both). */
static void
hint_space(const char *path, struct error *error)
{
	struct statvfs fs;

	if (statvfs(path, &fs) == 0 && fs.f_files != 0 && fs.f_favail == 0)
		error_hint_path(error,
		    "no more files can be made there: remove some; look: df -i",
		    "%s", path);
	else
		error_hint_path(error, "make room there: df", "%s", path);
}

/* A link in it; or links on the way to it that lead to each other. */
static void
hint_link(const char *path, struct error *error)
{
	struct stat st;

	if (lstat(path, &st) == 0 || errno != ELOOP)
		error_hint_path(error,
		    "a link is there, and none is followed: move it away; "
		    "look: ls -lR",
		    "%s", path);
	else
		error_hint(error, "name another folder: " ANOTHER);
}

/*
 * Something is there that is no file of ours, or no folder; PATH itself may be,
 * or what is on the way to it.
 */
static void
hint_thing(int errnum, const char *path, struct error *error)
{
	struct stat st;

	if (errnum == ELOOP)
		hint_link(path, error);
	else if (errnum == ENXIO)
		error_hint_path(error,
		    "a socket or a device has that name: move it away; look: "
		    "ls -lR",
		    "%s", path);
	else if (errnum != ENOTDIR)
		error_hint_path(error,
		    "a folder has that name: move it away; look: ls -lR", "%s",
		    path);
	else if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		error_hint_path(error,
		    "a file or a link has the name of a folder: move it away; "
		    "look: ls -l",
		    "%s", path);
	else
		error_hint(error, "name another folder: " ANOTHER);
}

static void
hint_errno(int errnum, const char *path, struct error *error)
{
	switch (errnum) {
	case EROFS:
		error_hint(error,
		    "make that disk writable (mount -o remount,rw), or name "
		    "another folder: " ANOTHER);
		break;
	case EACCES:
		hint_access(path, error);
		break;
	case EPERM:
		error_hint_path(error, "sudo chattr -R -i -a", "%s", path);
		break;
	case ENOLCK:
		error_hint(error, "name a folder on a local disk: " ANOTHER);
		break;
	case ENOSPC:
		hint_space(path, error);
		break;
	case EDQUOT:
		error_hint(error, "make room there: quota -s");
		break;
	case EMFILE:
	case ENFILE:
		error_hint(error, "allow more open files: ulimit -n");
		break;
	case EBUSY:
		error_hint(error, "is a file there a mount point of its own? "
				  "mount the folder logins/, not the file");
		break;
	case ELOOP:
	case ENOTDIR:
	case ENXIO:
	case EISDIR:
	case ENOTEMPTY:
		hint_thing(errnum, path, error);
		break;
	case EFBIG:
		error_hint(error, "allow larger files: ulimit -f unlimited");
		break;
	case EIO:
		error_hint(error, "look at that disk: dmesg; or name another "
				  "folder: " ANOTHER);
		break;
	default:
		if (error_class(errnum, LANYARD_ERR_STORE) == LANYARD_ERR_STORE)
			error_hint(error, "name another folder: " ANOTHER);
	}
}

enum lanyard_error
remedy_hint(enum lanyard_error r, const char *path, struct error *error)
{
	if (r != LANYARD_OK && path != NULL && error != NULL &&
	    error->errnum != 0 && error->hint[0] == '\0')
		hint_errno(error->errnum, path, error);
	return r;
}
