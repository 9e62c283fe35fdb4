/*
 * durable.c - one file at any path, replaced whole
 */
#include "os/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

char *
durable_path(const char *path, const char *suffix)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	char *text = malloc(size);

	if (text != NULL)
		snprintf(text, size, "%s%s", path, suffix);
	return text;
}

bool
durable_set(struct durable *file, const char *path)
{
	const char *slash = strrchr(path, '/');

	file->folder = slash == NULL   ? strdup(".")
		       : slash == path ? strdup("/")
				       : strndup(path, (size_t)(slash - path));
	file->path = strdup(path);
	file->new = durable_path(path, ".new");
	return file->folder != NULL && file->path != NULL && file->new != NULL;
}

void
durable_clear(struct durable *file)
{
	free(file->folder);
	free(file->path);
	free(file->new);
}

/* A regular file of ours that is closed to others? */
static bool
is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

enum lanyard_error
durable_read(const char *path, struct buf *buf)
{
	enum lanyard_error r = LANYARD_ERR_STORE;
	int fd = open(
	    path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR ? LANYARD_OK : r;
	if (is_private(fd))
		r = file_read_fd(fd, buf);
	close(fd);
	return r;
}

enum lanyard_error
durable_sync(const struct durable *file)
{
	int fd = open(file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd == -1)
		return LANYARD_ERR_STORE;
	failed = fsync(fd);
	close(fd);
	return failed == 0 ? LANYARD_OK : LANYARD_ERR_STORE;
}

int
durable_open(const struct durable *file)
{
	int fd;

	if (file_make_folders(file->folder) != LANYARD_OK)
		return -1;
	fd = open(file->new,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0600);
	if (fd != -1 && !is_private(fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

int
durable_open_empty(const struct durable *file)
{
	int fd = durable_open(file);
	char first;

	if (fd != -1 && pread(fd, &first, 1, 0) == 1 && first != '\0' &&
	    ftruncate(fd, 0) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

enum lanyard_error
durable_finish(const struct durable *file, int fd, size_t size)
{
	bool written = ftruncate(fd, (off_t)size) == 0 && fsync(fd) == 0;

	if (close(fd) != 0 || !written || rename(file->new, file->path) != 0)
		return LANYARD_ERR_STORE;
	return durable_sync(file);
}
