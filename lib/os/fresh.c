/*
 * fresh.c - a private file where none was: a secret that comes once
 */
#include "os/fresh.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/file.h"

void
fresh_init(struct fresh *file)
{
	*file = (struct fresh){.fd = -1};
}

/* The folder that has PATH. */
static enum lanyard_error
make_way(const char *path, struct error *error)
{
	const char *slash = strrchr(path, '/');
	char *folder =
	    strndup(path, slash != NULL ? (size_t)(slash - path) : 0);
	enum lanyard_error r = LANYARD_OK;

	if (folder == NULL)
		return error_memory(error);
	if (*folder != '\0' && file_make_folders(folder) != LANYARD_OK)
		r = error_system(
		    error, LANYARD_ERR_STORE, errno, "cannot make %s", folder);
	free(folder);
	return r;
}

static enum lanyard_error
fail_there(const char *path, struct error *error)
{
	error_set(error, LANYARD_ERR_CONFIG,
	    "%s is there already, and is not written over", path);
	error_hint(error, "move it away, or choose another name");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
fresh_check(const char *path, struct error *error)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return fail_there(path, error);
	return make_way(path, error);
}

/* What PATH is in has its new name on the disk. */
static bool
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - path);
	char *folder =
	    slash == NULL ? strdup(".") : strndup(path, size + !size);
	bool done = false;
	int fd;

	if (folder == NULL)
		return false;
	if ((fd = file_open_at(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY)) !=
	    -1) {
		done = file_sync_folder(fd);
		close(fd);
	}
	free(folder);
	return done;
}

static bool
fill_with_blanks(int fd, size_t size)
{
	char *blanks = malloc(size + 1);
	bool done;

	if (blanks == NULL)
		return false;
	memset(blanks, ' ', size);
	done = file_fill(fd, blanks, size);
	free(blanks);
	return done;
}

enum lanyard_error
fresh_open(
    struct fresh *file, const char *path, size_t size, struct error *error)
{
	enum lanyard_error r;
	int errnum;

	fresh_init(file);
	if ((r = make_way(path, error)) != LANYARD_OK)
		return r;
	if ((file->path = strdup(path)) == NULL)
		return error_memory(error);
	file->fd = file_open_at(
	    AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
	file->made = file->fd != -1;
	if (file->made && fchmod(file->fd, 0600) == 0 &&
	    fill_with_blanks(file->fd, size) && sync_folder(path))
		return LANYARD_OK;
	errnum = errno;
	r = !file->made && errnum == EEXIST
		? fail_there(path, error)
		: error_system(
		      error, LANYARD_ERR_STORE, errnum, "cannot make %s", path);
	fresh_drop(file);
	return r;
}

enum lanyard_error
fresh_fill(
    struct fresh *file, const void *bytes, size_t size, struct error *error)
{
	if (file_fill(file->fd, bytes, size))
		return LANYARD_OK;
	return error_system(
	    error, LANYARD_ERR_STORE, errno, "cannot write %s", file->path);
}

void
fresh_keep(struct fresh *file)
{
	file->made = false;
}

void
fresh_drop(struct fresh *file)
{
	if (file->made)
		(void)unlink(file->path);
	if (file->fd != -1)
		(void)close(file->fd);
	free(file->path);
	fresh_init(file);
}

enum lanyard_error
fresh_write_secret(
    const char *path, const struct secret *secret, struct error *error)
{
	enum lanyard_error r;
	struct fresh file;
	struct buf line;

	buf_init(&line, LIMIT_SECRET_FILE);
	fresh_init(&file);
	if (buf_add(&line, secret->bytes, secret->size) != LANYARD_OK ||
	    buf_add_text(&line, "\n") != LANYARD_OK)
		r = error_memory(error);
	else if ((r = fresh_open(&file, path, line.size, error)) ==
		     LANYARD_OK &&
		 (r = fresh_fill(&file, line.data, line.size, error)) ==
		     LANYARD_OK)
		fresh_keep(&file);
	fresh_drop(&file);
	buf_clear(&line);
	return r;
}
