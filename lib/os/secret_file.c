/*
 * secret_file.c - a secret kept in a file of its own
 */
#include "os/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/file.h"

static enum lanyard_error
refuse(int errnum, const char *why, const char *path, struct error *error)
{
	error_set(error, LANYARD_ERR_CONFIG, "%s %s", path, why);
	file_hint_unread(error, errnum, path);
	return LANYARD_ERR_CONFIG;
}

/* The same of a system call that failed just now. */
static enum lanyard_error
fail(const char *what, const char *path, struct error *error)
{
	int errnum = errno;
	enum lanyard_error r = error_system(
	    error, LANYARD_ERR_CONFIG, errnum, "cannot %s %s", what, path);

	file_hint_unread(error, errnum, path);
	return r;
}

/*
 * A file of root's may be readable by its group: with an ACL the group bits
 * are its mask, and so systemd hands credentials to a service.
 */
static enum lanyard_error
check_secret_file(const char *path, const struct stat *st, struct error *error)
{
	mode_t forbidden = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

	if (!S_ISREG(st->st_mode))
		return refuse(EINVAL, "is not a regular file", path, error);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return refuse(EACCES, "belongs to another user", path, error);
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
	char large[48];

	switch (file_read_whole(fd, st->st_size, text)) {
	case LANYARD_OK:
		return LANYARD_OK;
	case LANYARD_ERR_MEMORY:
		return error_memory(error);
	case LANYARD_ERR_PROTOCOL:
		(void)snprintf(large, sizeof(large), "is larger than %u bytes",
		    LIMIT_SECRET_FILE);
		return refuse(EFBIG, large, path, error);
	default:
		return fail("read", path, error);
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
		return refuse(ENODATA, "is empty", path, error);
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
	if (fd < 0)
		return fail("open", path, error);
	if (fstat(fd, &st) != 0)
		r = fail("read", path, error);
	else if ((r = check_secret_file(path, &st, error)) == LANYARD_OK &&
		 (r = read_secret_fd(path, fd, &st, &text, error)) ==
		     LANYARD_OK)
		r = take_line(path, &text, secret, error);
	buf_clear(&text);
	close(fd);
	return r;
}
