/*
 * F3 storage_file.c - the record of one login in a file that a program names
 *
 * pyoauth2's FileStorage. Saved as the store's files are: PATH.new, write,
 * fsync, rename, fsync folder; the locks are PATH.lock and PATH.prompt-lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "limits.h"
#include "record.h"
#include "storage_own.h"

struct one {
	struct storage_own own;
	char *folder; /* that has the file */
	char *path, *new;
	char *lock[2]; /* by enum lanyard_lock */
};

/* A regular file of ours that is closed to others? */
static bool
is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

/* No file: BUF stays empty. LANYARD_ERR_STORE: not to be trusted. */
static enum lanyard_error
read_file(const char *path, struct buf *buf)
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

/*
 * Whose record is in BUF? RECORD gets it; a file that is no record is nobody's
 * and must not be replaced.
 */
static enum lanyard_error
parse(const struct buf *buf, struct record *record)
{
	struct attributes a = {0};
	const char *name;
	enum lanyard_error r;

	r = attributes_parse(&a, buf->data, buf->size, false, NULL, NULL);
	if (r == LANYARD_OK && (name = attributes_text(&a, "name")) == NULL)
		r = LANYARD_ERR_STORE;
	else if (r == LANYARD_OK && (record->name = strdup(name)) == NULL)
		r = LANYARD_ERR_MEMORY;
	attributes_clear(&a);
	return r == LANYARD_OK ? record_parse(record, buf, NULL) : r;
}

/* What the file has: its bytes, and the login it is of; name NULL: none. */
static enum lanyard_error
look(const struct one *one, struct buf *buf, struct record *record)
{
	enum lanyard_error r;

	record_init(record);
	buf_init(buf, LIMIT_RECORD);
	r = read_file(one->path, buf);
	if (r == LANYARD_OK && buf->size != 0)
		r = parse(buf, record);
	if (r == LANYARD_ERR_PROTOCOL)
		r = LANYARD_ERR_STORE;
	if (r != LANYARD_OK)
		record_clear(record);
	return r;
}

/*
 * A file that is damaged is given as it is, to whoever asks: the session says
 * so, and does not replace it.
 */
static enum lanyard_error
load(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	struct record record;
	struct buf buf;
	enum lanyard_error r = look(context, &buf, &record);

	if (record.name != NULL ? strcmp(record.name, name) == 0
				: r == LANYARD_ERR_STORE && buf.size != 0)
		r = give(to, buf.data, buf.size);
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
sync_folder(const struct one *one)
{
	int fd = open(one->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd == -1)
		return LANYARD_ERR_STORE;
	failed = fsync(fd);
	close(fd);
	return failed == 0 ? LANYARD_OK : LANYARD_ERR_STORE;
}

/* What was reserved stays: it is overwritten, then cut. */
static int
open_new(const struct one *one)
{
	int fd;

	if (file_make_folders(one->folder) != LANYARD_OK)
		return -1;
	fd = open(one->new,
	    O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0600);
	if (fd != -1 && !is_private(fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* May NAME's record be where this one is? */
static enum lanyard_error
check_name(const struct one *one, const char *name)
{
	struct record record;
	struct buf buf;
	enum lanyard_error r = look(one, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL &&
	    strcmp(record.name, name) != 0)
		r = LANYARD_ERR_STORE;
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
save(void *context, const char *name, const void *data, size_t size)
{
	const struct one *one = context;
	enum lanyard_error r = check_name(one, name);
	int fd;

	if (r != LANYARD_OK)
		return r;
	if ((fd = open_new(one)) == -1)
		return LANYARD_ERR_STORE;
	if (file_write_fd(fd, data, size) != LANYARD_OK ||
	    ftruncate(fd, (off_t)size) != 0 || fsync(fd) != 0)
		r = LANYARD_ERR_STORE;
	if (close(fd) != 0 || r != LANYARD_OK) {
		unlink(one->new);
		return LANYARD_ERR_STORE;
	}
	/* Where that fails the record stays in PATH.new. */
	return rename(one->new, one->path) == 0 ? sync_folder(one)
						: LANYARD_ERR_STORE;
}

static enum lanyard_error
remove_record(void *context, const char *name)
{
	const struct one *one = context;
	struct record record;
	struct buf buf;
	enum lanyard_error r = look(one, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL &&
	    strcmp(record.name, name) == 0) {
		if ((unlink(one->new) != 0 && errno != ENOENT) ||
		    unlink(one->path) != 0)
			r = LANYARD_ERR_STORE;
		else
			r = sync_folder(one);
	}
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
each(void *context, enum lanyard_error (*function)(void *to, const char *name),
    void *to)
{
	struct record record;
	struct buf buf;
	enum lanyard_error r = look(context, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL)
		r = function(to, record.name);
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
reserve(void *context, const char *name, size_t size)
{
	const struct one *one = context;
	enum lanyard_error r = check_name(one, name);
	int fd, e;

	if (r != LANYARD_OK)
		return r;
	if ((fd = open_new(one)) == -1)
		return LANYARD_ERR_NO_ROOM;
	do
		e = posix_fallocate(fd, 0, (off_t)size);
	while (e == EINTR);
	close(fd);
	if (e != 0)
		unlink(one->new);
	return e == 0 ? LANYARD_OK : LANYARD_ERR_NO_ROOM;
}

/*
 * PATH.new, under the lock: a save that was killed may have left the only copy
 * of a rotated refresh token there (recover.h); anything else goes.
 */
static enum lanyard_error
recover(const struct one *one)
{
	struct record old, new;
	struct buf was, is;
	enum lanyard_error r;
	bool whole;

	buf_init(&is, LIMIT_RECORD);
	record_init(&new);
	r = look(one, &was, &old);
	if (r == LANYARD_OK)
		r = read_file(one->new, &is);
	while (is.size > 0 && is.data[is.size - 1] == '\0')
		buf_cut(&is, is.size - 1);
	whole = r == LANYARD_OK && is.size != 0 &&
		parse(&is, &new) == LANYARD_OK &&
		(old.name == NULL || strcmp(old.name, new.name) == 0) &&
		record_generation(&new) > record_generation(&old);
	if (whole && (truncate(one->new, (off_t)is.size) != 0 ||
			 rename(one->new, one->path) != 0))
		r = LANYARD_ERR_STORE;
	if (r == LANYARD_OK && !whole)
		unlink(one->new);
	record_clear(&old);
	record_clear(&new);
	buf_clear(&was);
	buf_clear(&is);
	/* A damaged file is for whoever loads it. */
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

static enum lanyard_error
lock(void *context, const char *name, enum lanyard_lock which, int *handle)
{
	const struct one *one = context;
	bool busy;
	int fd;

	(void)name;
	*handle = -1;
	if (file_make_folders(one->folder) != LANYARD_OK)
		return LANYARD_ERR_NO_ROOM;
	fd = open(one->lock[which],
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0600);
	if (fd == -1)
		return LANYARD_ERR_STORE;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		busy = errno == EWOULDBLOCK || errno == EINTR;
		close(fd);
		return busy ? LANYARD_OK : LANYARD_ERR_STORE;
	}
	*handle = fd;
	return which == LANYARD_LOCK_RECORD ? recover(one) : LANYARD_OK;
}

static void
unlock(void *context, int handle)
{
	(void)context;
	close(handle);
}

static void
free_one(struct storage_own *own)
{
	struct one *one = own->storage.context;

	free(one->folder);
	free(one->path);
	free(one->new);
	free(one->lock[LANYARD_LOCK_RECORD]);
	free(one->lock[LANYARD_LOCK_PROMPT]);
	free(one);
}

static char *
with(const char *path, const char *suffix)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	char *text = malloc(size);

	if (text != NULL)
		snprintf(text, size, "%s%s", path, suffix);
	return text;
}

static bool
set_paths(struct one *one, const char *path)
{
	const char *slash = strrchr(path, '/');

	one->folder = slash == NULL   ? strdup(".")
		      : slash == path ? strdup("/")
				      : strndup(path, (size_t)(slash - path));
	one->path = strdup(path);
	one->new = with(path, ".new");
	one->lock[LANYARD_LOCK_RECORD] = with(path, ".lock");
	one->lock[LANYARD_LOCK_PROMPT] = with(path, ".prompt-lock");
	return one->folder != NULL && one->path != NULL && one->new != NULL &&
	       one->lock[LANYARD_LOCK_RECORD] != NULL &&
	       one->lock[LANYARD_LOCK_PROMPT] != NULL;
}

enum lanyard_error
lanyard_storage_file(struct lanyard_storage **storage, const char *path)
{
	struct one *one;

	*storage = NULL;
	if (path == NULL || *path == '\0' || path[strlen(path) - 1] == '/')
		return LANYARD_ERR_ARGUMENT;
	if ((one = calloc(1, sizeof(*one))) == NULL)
		return LANYARD_ERR_MEMORY;
	one->own.free = free_one;
	one->own.storage = (struct lanyard_storage){
	    .context = one,
	    .load = load,
	    .save = save,
	    .remove = remove_record,
	    .each = each,
	    .lock = lock,
	    .unlock = unlock,
	    .reserve = reserve,
	};
	if (!set_paths(one, path)) {
		free_one(&one->own);
		return LANYARD_ERR_MEMORY;
	}
	*storage = &one->own.storage;
	return LANYARD_OK;
}
