/*
 * onefile.c - the record of one login in a file that a program names
 *
 * pyoauth2's FileStorage. Saved as the store's files are: PATH.new, write,
 * fsync, rename, fsync folder; the locks are PATH.lock and PATH.prompt-lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/durable.h"
#include "os/file.h"
#include "store/recover.h"
#include "store/storage_own.h"

struct one {
	struct storage_own own;
	struct durable file;
	char *lock[2]; /* by enum lanyard_lock */
};

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
	r = durable_read(one->file.path, buf);
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
	if ((fd = durable_open_empty(&one->file)) == -1)
		return LANYARD_ERR_STORE;
	if (file_write_fd(fd, data, size) == LANYARD_OK)
		return durable_finish(&one->file, fd, size);
	close(fd);
	unlink(one->file.new);
	return LANYARD_ERR_STORE;
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
		if ((unlink(one->file.new) != 0 && errno != ENOENT) ||
		    unlink(one->file.path) != 0)
			r = LANYARD_ERR_STORE;
		else
			r = durable_sync(&one->file);
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
	if ((fd = durable_open_empty(&one->file)) == -1)
		return LANYARD_ERR_NO_ROOM;
	do
		e = posix_fallocate(fd, 0, (off_t)size);
	while (e == EINTR);
	close(fd);
	if (e != 0)
		unlink(one->file.new);
	return e == 0 ? LANYARD_OK : LANYARD_ERR_NO_ROOM;
}

/* What PATH.new has beyond OLD, its record without the room left over. */
static enum lanyard_error
find_lost(const struct one *one, const struct record *old, size_t *size)
{
	struct record new;
	struct buf buf;
	enum lanyard_error r;

	*size = 0;
	record_init(&new);
	buf_init(&buf, LIMIT_RECORD);
	if ((r = durable_read(one->file.new, &buf)) != LANYARD_OK)
		goto out;
	while (buf.size > 0 && buf.data[buf.size - 1] == '\0')
		buf_cut(&buf, buf.size - 1);
	r = parse(&buf, &new);
	if (r == LANYARD_OK &&
	    (old->name == NULL || strcmp(old->name, new.name) == 0) &&
	    recover_is_lost(&new, old))
		*size = buf.size;
	/* Half a record is not what was lost. */
	if (r != LANYARD_ERR_MEMORY)
		r = LANYARD_OK;
out:
	record_clear(&new);
	buf_clear(&buf);
	return r;
}

/*
 * PATH.new, under the lock: a save that was killed may have left the only copy
 * of a rotated refresh token there (recover.h); anything else goes.
 */
static enum lanyard_error
recover(const struct one *one)
{
	struct record old;
	struct buf was;
	enum lanyard_error r;
	size_t size;
	int fd;

	r = look(one, &was, &old);
	if (r == LANYARD_ERR_STORE && was.size != 0) {
		/* A damaged file is for whoever loads it. */
		r = LANYARD_OK;
		goto out;
	}
	if (r != LANYARD_OK || (r = find_lost(one, &old, &size)) != LANYARD_OK)
		goto out;
	if (size == 0)
		unlink(one->file.new);
	else if ((fd = durable_open(&one->file)) == -1)
		r = LANYARD_ERR_STORE;
	else
		r = durable_finish(&one->file, fd, size);
out:
	record_clear(&old);
	buf_clear(&was);
	return r;
}

static enum lanyard_error
lock(void *context, const char *name, enum lanyard_lock which, int *handle)
{
	const struct one *one = context;
	enum lanyard_error r;
	bool busy;
	int fd;

	(void)name;
	*handle = -1;
	if ((r = file_make_folders(one->file.folder)) != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY ? r : LANYARD_ERR_NO_ROOM;
	fd = open(one->lock[which],
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0600);
	if (fd == -1)
		return LANYARD_ERR_STORE;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		busy = errno == EWOULDBLOCK || errno == EINTR;
		close(fd);
		return busy ? LANYARD_OK : LANYARD_ERR_STORE;
	}
	if (which == LANYARD_LOCK_RECORD && (r = recover(one)) != LANYARD_OK) {
		close(fd);
		return r;
	}
	*handle = fd;
	return LANYARD_OK;
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

	durable_clear(&one->file);
	free(one->lock[LANYARD_LOCK_RECORD]);
	free(one->lock[LANYARD_LOCK_PROMPT]);
	free(one);
}

static bool
set_paths(struct one *one, const char *path)
{
	char **lock = one->lock;

	lock[LANYARD_LOCK_RECORD] = durable_path(path, ".lock");
	lock[LANYARD_LOCK_PROMPT] = durable_path(path, ".prompt-lock");
	return durable_set(&one->file, path) &&
	       lock[LANYARD_LOCK_RECORD] != NULL &&
	       lock[LANYARD_LOCK_PROMPT] != NULL;
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
