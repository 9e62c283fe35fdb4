/*
 * secret_file.c - a secret kept in a file of its own
 */
#include "os/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/file.h"

/*
 * A file of root's may be readable by its group: with an ACL the group bits
 * are its mask, and so systemd hands credentials to a service.
 */
static enum lanyard_error
check_secret_file(const char *path, const struct stat *st, struct error *error)
{
	mode_t forbidden = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

	if (!S_ISREG(st->st_mode))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s is not a regular file", path);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s belongs to another user", path);
	if (st->st_uid == 0)
		forbidden &= ~(mode_t)S_IRGRP;
	if ((st->st_mode & forbidden) == 0)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "%s holds a secret and is open to others", path);
	/* We cannot close root's file, and others may need it as it is. */
	if (st->st_uid != geteuid())
		error_hint(error, "name a copy of your own that is closed to "
				  "others, or a client_secret_command");
	else
		error_hint_path(error,
		    st->st_uid == 0 ? "chmod g-w,o-rw" : "chmod go-rw", "%s",
		    path);
	return LANYARD_ERR_CONFIG;
}

/* What FD, of *ST, holds; errors are told in terms of the configuration. */
static enum lanyard_error
read_secret_fd(const char *path, int fd, const struct stat *st,
    struct buf *text, struct error *error)
{
	switch (file_read_whole(fd, st->st_size, text)) {
	case LANYARD_OK:
		return LANYARD_OK;
	case LANYARD_ERR_MEMORY:
		return error_memory(error);
	case LANYARD_ERR_PROTOCOL:
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s is larger than %u bytes", path, LIMIT_SECRET_FILE);
	default:
		return error_system(
		    error, LANYARD_ERR_CONFIG, errno, "cannot read %s", path);
	}
}

/* SECRET from what the file held, without the end of its last line. */
static enum lanyard_error
take_line(const char *path, const struct buf *text, struct secret *secret,
    struct error *error)
{
	size_t size = text->size;

	if (size > 0 && text->data[size - 1] == '\n') {
		size--;
		if (size > 0 && text->data[size - 1] == '\r')
			size--;
	}
	if (size == 0)
		return error_set(
		    error, LANYARD_ERR_CONFIG, "%s is empty", path);
	if (secret_set(secret, text->data, size) != LANYARD_OK)
		return error_memory(error);
	return LANYARD_OK;
}

enum lanyard_error
secret_file_read(const char *path, struct secret *secret, struct error *error)
{
	enum lanyard_error r;
	struct buf text;
	struct stat st;
	int fd;

	buf_init(&text, LIMIT_SECRET_FILE);
	/* Non-blocking, or a FIFO there would hang us before fstat(). */
	fd = file_open_at(
	    AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		r = error_system(
		    error, LANYARD_ERR_CONFIG, errno, "cannot open %s", path);
		if (errno == EACCES)
			error_hint_path(error, "ls -l", "%s", path);
		return r;
	}
	if (fstat(fd, &st) != 0)
		r = error_system(
		    error, LANYARD_ERR_CONFIG, errno, "cannot read %s", path);
	else if ((r = check_secret_file(path, &st, error)) == LANYARD_OK &&
		 (r = read_secret_fd(path, fd, &st, &text, error)) ==
		     LANYARD_OK)
		r = take_line(path, &text, secret, error);
	buf_clear(&text);
	close(fd);
	return r;
}
