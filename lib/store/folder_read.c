/*
 * folder_read.c - the reading half of the folder: no lock, nothing waited for
 */
#include "store/folder_read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/percent.h"
#include "os/file.h"
#include "os/private.h"
#include "store/folder.h"

static enum lanyard_error
load_from(struct folder *f, enum store_kind kind, const char *name,
    const char *suffix, struct buf *buf, bool *found, struct error *error)
{
	enum lanyard_error r;
	char *file = NULL;
	int folder;

	*found = false;
	if ((r = folder_open(f, kind, false, &folder, error)) != LANYARD_OK ||
	    folder == -1)
		return r;
	r = folder_file_name(name, suffix, &file, error);
	if (r == LANYARD_ERR_PROTOCOL) {
		/* No file can have that name: there is none. */
		error_clear(error);
		return LANYARD_OK;
	}
	if (r == LANYARD_OK)
		r = private_read(folder, f->path, file, buf, found, error);
	free(file);
	return r;
}

/* From what is there by now, where the folder was removed, or another is. */
static enum lanyard_error
load_file(struct folder *f, enum store_kind kind, const char *name,
    const char *suffix, struct buf *buf, bool *found, struct error *error)
{
	enum lanyard_error r =
	    load_from(f, kind, name, suffix, buf, found, error);

	if (r == LANYARD_OK && !*found && folder_forget_moved(f, kind))
		r = load_from(f, kind, name, suffix, buf, found, error);
	return r;
}

enum lanyard_error
folder_load(void *place, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	return load_file(place, kind, name, "", buf, found, error);
}

enum lanyard_error
folder_load_new(void *place, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	return load_file(place, kind, name, ".new", buf, found, error);
}

enum lanyard_error
folder_load_reply(void *place, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	return load_file(place, kind, name, ".reply", buf, found, error);
}

static enum lanyard_error
fail_list(const struct folder *f, struct error *error)
{
	return error_system(
	    error, LANYARD_ERR_STORE, errno, "cannot list %s", f->path);
}

/*
 * Only plain names are records: ".new", ".lock" and the like have a dot. A list
 * that breaks off is an error: whoever is told of no dead login takes all for
 * alive.
 */
static enum lanyard_error
each_in(const struct folder *f, DIR *dir,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	struct dirent *entry;
	struct buf name;

	buf_init(&name, 1024);
	while (r == LANYARD_OK) {
		errno = 0;
		if ((entry = readdir(dir)) == NULL)
			break;
		if (strchr(entry->d_name, '.') != NULL)
			continue;
		buf_reset(&name);
		if (percent_add_decoded(&name, entry->d_name) == LANYARD_OK)
			r = function(context, buf_text(&name));
	}
	if (r == LANYARD_OK && errno != 0)
		r = fail_list(f, error);
	buf_clear(&name);
	return r;
}

enum lanyard_error
folder_each(void *place, enum store_kind kind,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error)
{
	struct folder *f = place;
	enum lanyard_error r;
	DIR *dir;
	int folder, fd;

	if ((r = folder_open(f, kind, false, &folder, error)) != LANYARD_OK ||
	    folder == -1)
		return r;
	fd = file_open_at(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || (dir = fdopendir(fd)) == NULL) {
		r = fail_list(f, error);
		if (fd != -1)
			close(fd);
		return r;
	}
	r = each_in(f, dir, function, context, error);
	closedir(dir);
	return r;
}
