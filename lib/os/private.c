/*
 * private.c - a file of this user's that is closed to others
 */
#include "os/private.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "os/owner.h"

enum lanyard_error
private_check(int fd, const char *place, const char *name, off_t *size,
    struct error *error)
{
	char owner[OWNER_TEXT];
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_system(
		    error, LANYARD_ERR_STORE, errno, "%s: %s", place, name);
	*size = st.st_size;
	if (!S_ISREG(st.st_mode)) {
		error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is not a regular file", place, name);
		error_hint_path(
		    error, "move it away; look: ls -lR", "%s", place);
		return LANYARD_ERR_STORE;
	}
	if (st.st_uid != geteuid()) {
		owner_print(owner, st.st_uid);
		error_set(error, LANYARD_ERR_STORE,
		    "%s: %s belongs to %s, not to us", place, name, owner);
		owner_hint(error, place, st.st_uid, OWNER_ANOTHER_STORE);
		return LANYARD_ERR_STORE;
	}
	if ((st.st_mode & 077) != 0) {
		error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is open to others (mode %03o)", place, name,
		    (unsigned)(st.st_mode & 0777));
		file_hint_open(error, fd, place);
		return LANYARD_ERR_STORE;
	}
	return LANYARD_OK;
}

/* file_read_whole(), with its errors told in terms of the place. */
static enum lanyard_error
read_fd(int fd, off_t size, const char *place, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	enum lanyard_error r = file_read_whole(fd, size, buf);

	*found = r == LANYARD_OK || r == LANYARD_ERR_PROTOCOL;
	switch (r) {
	case LANYARD_OK:
		return LANYARD_OK;
	case LANYARD_ERR_PROTOCOL:
		return error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is too large", place, name);
	case LANYARD_ERR_MEMORY:
		return error_memory(error);
	default:
		return error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot read %s", place, name);
	}
}

enum lanyard_error
private_read(int folder, const char *place, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	int fd = file_open_at(folder, name, O_RDONLY | PRIVATE_OPEN);
	enum lanyard_error r;
	off_t size = 0;

	*found = false;
	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR
			   ? LANYARD_OK
			   : error_system(error, LANYARD_ERR_STORE, errno,
				 "%s: cannot open %s", place, name);
	if ((r = private_check(fd, place, name, &size, error)) == LANYARD_OK)
		r = read_fd(fd, size, place, name, buf, found, error);
	close(fd);
	return r;
}
