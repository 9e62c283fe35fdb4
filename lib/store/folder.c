/*
 * folder.c - the store's folders, and what the files in them are called
 */
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/percent.h"
#include "os/file.h"
#include "os/owner.h"

const char *
folder_of_kind(enum store_kind kind)
{
	switch (kind) {
	case STORE_LOGIN:
		return "logins";
	case STORE_PASSWORD:
		return "passwords";
	case STORE_ROUTE:
		return "routes";
	}
	return NULL;
}

/* A folder must be ours and closed to others, or it is no place for tokens. */
static enum lanyard_error
check(int fd, const char *path, const char *inner, struct error *error)
{
	char owner[OWNER_TEXT];
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_system(
		    error, LANYARD_ERR_STORE, errno, "store folder %s", path);
	if (st.st_uid != geteuid()) {
		owner_print(owner, st.st_uid);
		error_set(error, LANYARD_ERR_STORE,
		    "store folder %s%s belongs to %s, not to us", path, inner,
		    owner);
		owner_hint(error, path, st.st_uid, OWNER_ANOTHER_STORE);
		return LANYARD_ERR_STORE;
	}
	if ((st.st_mode & 077) != 0) {
		error_set(error, LANYARD_ERR_STORE,
		    "store folder %s%s is open to others (mode %03o)", path,
		    inner, (unsigned)(st.st_mode & 0777));
		/* All of it: files and other folders may be no better. */
		file_hint_open(error, fd, path);
		return LANYARD_ERR_STORE;
	}
	return LANYARD_OK;
}

static enum lanyard_error
open_top(struct folder *f, struct error *error)
{
	enum lanyard_error r;
	int fd;

	if (f->top != -1)
		return LANYARD_OK;
	fd =
	    file_open_at(AT_FDCWD, f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return errno == ENOENT ? LANYARD_OK
				       : error_system(error, LANYARD_ERR_STORE,
					     errno, "store folder %s", f->path);
	if ((r = check(fd, f->path, "", error)) != LANYARD_OK) {
		close(fd);
		return r;
	}
	f->top = fd;
	return LANYARD_OK;
}

static enum lanyard_error
make_top(struct folder *f, struct error *error)
{
	enum lanyard_error r =
	    owner_check_place(f->path, LANYARD_ERR_STORE, error);

	if (r != LANYARD_OK)
		return r;
	if (file_make_folders(f->path) != LANYARD_OK)
		return error_system(error, LANYARD_ERR_STORE, errno,
		    "cannot make store folder %s", f->path);
	r = open_top(f, error);
	return r == LANYARD_OK && f->top == -1
		   ? error_set(error, LANYARD_ERR_STORE,
			 "store folder %s has gone", f->path)
		   : r;
}

static enum lanyard_error
make_inner(struct folder *f, const char *inner, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (f->top != -1 && !file_make_folder_at(f->top, inner) &&
	    errno == ENOENT) {
		/* It was removed while we had it open. */
		close(f->top);
		f->top = -1;
	}
	if (f->top == -1 && (r = make_top(f, error)) != LANYARD_OK)
		return r;
	if (!file_make_folder_at(f->top, inner) && errno != EEXIST)
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "cannot make %s/%s", f->path, inner);
	return r;
}

enum lanyard_error
folder_init(struct folder *f, const char *path, struct error *error)
{
	*f = (struct folder){.top = -1, .room = {.fd = -1}};
	for (int i = 0; i < STORE_KINDS; i++)
		f->inner[i] = -1;
	locks_init(&f->locks);
	if ((f->path = strdup(path)) == NULL)
		return error_memory(error);
	return open_top(f, error);
}

void
folder_clear(struct folder *f)
{
	for (int i = 0; i < STORE_KINDS; i++)
		if (f->inner[i] != -1)
			close(f->inner[i]);
	if (f->top != -1)
		close(f->top);
	durable_clear(&f->room);
	locks_clear(&f->locks);
	free(f->room_name);
	free(f->path);
}

enum lanyard_error
folder_open(struct folder *f, enum store_kind kind, bool make, int *fd,
    struct error *error)
{
	const char *inner = folder_of_kind(kind);
	enum lanyard_error r;
	char within[16];

	*fd = f->inner[kind];
	if (*fd != -1)
		return LANYARD_OK;
	r = make ? make_inner(f, inner, error) : open_top(f, error);
	if (r != LANYARD_OK || f->top == -1)
		return r;
	*fd = file_open_at(
	    f->top, inner, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd == -1 && (errno != ENOENT || make))
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "store folder %s/%s", f->path, inner);
	snprintf(within, sizeof(within), "/%s", inner);
	if (*fd != -1 &&
	    (r = check(*fd, f->path, within, error)) != LANYARD_OK) {
		close(*fd);
		*fd = -1;
	}
	f->inner[kind] = *fd;
	return r;
}

bool
folder_has_moved(const struct folder *f, enum store_kind kind, bool *removed)
{
	struct stat ours, named;
	char path[LIMIT_PATH];
	int n;

	*removed = false;
	if (f->inner[kind] == -1)
		return false;
	/* Over NFS one that was removed elsewhere is stale. */
	*removed = fstat(f->inner[kind], &ours) != 0 || ours.st_nlink == 0;
	n = snprintf(
	    path, sizeof(path), "%s/%s", f->path, folder_of_kind(kind));
	if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &named) != 0)
		return *removed;
	return *removed || ours.st_dev != named.st_dev ||
	       ours.st_ino != named.st_ino;
}

bool
folder_forget_moved(struct folder *f, enum store_kind kind)
{
	bool removed;

	/* Both have the folder's descriptor. */
	if (f->room.fd != -1 || locks_have_claims(&f->locks) ||
	    !folder_has_moved(f, kind, &removed))
		return false;
	for (int i = 0; i < STORE_KINDS; i++) {
		if (f->inner[i] != -1)
			close(f->inner[i]);
		f->inner[i] = -1;
	}
	close(f->top);
	f->top = -1;
	return true;
}

enum lanyard_error
folder_file_name(
    const char *name, const char *suffix, char **file, struct error *error)
{
	struct buf buf;
	enum lanyard_error r;

	*file = NULL;
	buf_init(&buf, 255);
	if ((r = percent_add_file_name(&buf, name)) == LANYARD_OK)
		r = buf_add_text(&buf, suffix);
	if (r == LANYARD_OK && (*file = allocate_text(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	if (r != LANYARD_OK)
		error_set(error, r, "too long for a file name: %s", name);
	buf_clear(&buf);
	return r;
}
