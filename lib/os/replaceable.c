/*
 * replaceable.c - may a file be replaced by another?
 */
#include "os/replaceable.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __linux__

#include <linux/stat.h>

/* Since Linux 5.8; a header may be older than the kernel. */
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x00002000
#endif

#define UNCHANGING (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)

/*
 * Each libc has it for long. Headers show POSIX.1-2008, and a feature macro
 * here would come after tests/banned.h.
 */
int statx(int folder, const char *name, int flags, unsigned mask,
    struct statx *result);

/* What holds of it, of STATX_ATTR_*; 0 where that is not known. */
static unsigned long long
attributes_of(int folder, const char *name)
{
	struct statx found;

	if (statx(folder, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &found) != 0)
		return 0;
	return found.stx_attributes & found.stx_attributes_mask;
}

static enum lanyard_error
refuse_mount(
    const char *place, const char *inner, const char *name, struct error *error)
{
	error_set(error, LANYARD_ERR_STORE,
	    "%s: %s is a mount point of its own and cannot be replaced", place,
	    name);
	if (inner != NULL)
		error_hint(error, "mount the folder %s/, not the file", inner);
	else
		error_hint(error, "mount its folder, not the file");
	return LANYARD_ERR_STORE;
}

/* NAME NULL: it is the folder. */
static enum lanyard_error
refuse_unchanging(bool immutable, const char *place, const char *inner,
    const char *name, struct error *error)
{
	const char *kind = immutable ? "immutable" : "append-only";
	const char *option = immutable ? "chattr -i" : "chattr -a";

	if (name == NULL)
		error_set(error, LANYARD_ERR_STORE,
		    "%s: the folder is %s, so nothing in it can be replaced",
		    place, kind);
	else
		error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is %s and cannot be replaced", place, name, kind);
	/* With AT_FDCWD, where there is no INNER, NAME is a path. */
	if (inner == NULL)
		error_hint_path(
		    error, option, "%s", name != NULL ? name : place);
	else
		error_hint_path(error, option, "%s/%s%s%s", place, inner,
		    name != NULL ? "/" : "", name != NULL ? name : "");
	return LANYARD_ERR_STORE;
}

enum lanyard_error
replaceable_check(int folder, const char *place, const char *inner,
    const char *name, struct error *error)
{
	unsigned long long file = attributes_of(folder, name);
	unsigned long long around =
	    attributes_of(folder, folder == AT_FDCWD ? place : ".");

	if ((file & STATX_ATTR_MOUNT_ROOT) != 0)
		return refuse_mount(place, inner, name, error);
	if ((file & UNCHANGING) != 0)
		return refuse_unchanging((file & STATX_ATTR_IMMUTABLE) != 0,
		    place, inner, name, error);
	if ((around & UNCHANGING) != 0)
		return refuse_unchanging((around & STATX_ATTR_IMMUTABLE) != 0,
		    place, inner, NULL, error);
	return LANYARD_OK;
}

#else

enum lanyard_error
replaceable_check(int folder, const char *place, const char *inner,
    const char *name, struct error *error)
{
	(void)folder;
	(void)place;
	(void)inner;
	(void)name;
	(void)error;
	return LANYARD_OK;
}

#endif
