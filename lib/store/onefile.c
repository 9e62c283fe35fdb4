/*
 * onefile.c - the record of one login in a file that a program names
 *
 * pyoauth2's FileStorage. Saved as the store's files are (os/durable.h); the
 * locks are PATH.lock and PATH.prompt-lock, with PATH.claim and
 * PATH.prompt-claim where flock(2) excludes nobody (locks.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "login/record.h"
#include "os/durable.h"
#include "os/file.h"
#include "os/replaceable.h"
#include "store/locks.h"
#include "store/recover.h"
#include "store/storage.h"

struct one {
	struct storage_own own;
	char *folder, *path, *new, *reply;
	char *lock[2], *claim[2]; /* by enum lanyard_lock */
	struct locks locks;
	struct durable room; /* from a reserve to its save, under the lock */
	int locked_by;	     /* that lock's handle, while it is held here */
};

/* The file as a writer has it; what it names is lent. */
static struct durable
writer(const struct one *one)
{
	return (struct durable){.folder = AT_FDCWD,
	    .place = one->folder,
	    .name = one->path,
	    .new = one->new,
	    .fd = -1};
}

/* What PATH, which is one->path or one->new, has. None: BUF stays empty. */
static enum lanyard_error
read_file(const struct one *one, const char *path, struct buf *buf)
{
	bool found;

	return durable_read(AT_FDCWD, one->folder, path, buf, &found, NULL);
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

	r = attributes_parse(&a, buf->data, buf->size, NULL, NULL, NULL);
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
	r = read_file(one, one->path, buf);
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
	struct one *one = context;
	enum lanyard_error r = LANYARD_OK;

	/* With room all has been looked after, and nothing more is opened. */
	if (one->room.fd == -1) {
		one->room = writer(one);
		if ((r = check_name(one, name)) == LANYARD_OK &&
		    file_make_folders(one->folder) != LANYARD_OK)
			r = LANYARD_ERR_STORE;
	}
	if (r == LANYARD_OK)
		r = durable_save(&one->room, data, size, NULL);
	return r;
}

static enum lanyard_error
remove_record(void *context, const char *name)
{
	const struct one *one = context;
	struct durable file = writer(one);
	struct record record;
	struct buf buf;
	enum lanyard_error r = look(one, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL &&
	    strcmp(record.name, name) == 0)
		r = durable_remove(&file, NULL);
	if (r == LANYARD_OK)
		(void)unlink(one->reply);
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

/* It stays open until it is saved, or the lock is given back. */
static enum lanyard_error
reserve(void *context, const char *name, size_t size)
{
	struct one *one = context;
	enum lanyard_error r = check_name(one, name);

	if (r == LANYARD_OK)
		r = replaceable_check(
		    AT_FDCWD, one->folder, NULL, one->path, NULL);
	if (r != LANYARD_OK)
		return r;
	durable_close(&one->room);
	one->room = writer(one);
	return file_make_folders(one->folder) == LANYARD_OK
		   ? durable_reserve(&one->room, size, NULL)
		   : error_class(errno, LANYARD_ERR_STORE);
}

/* What recovery asks of a place; there is one record here, whatever its name.
 */
static enum lanyard_error
place_load(void *place, enum store_kind kind, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	const struct one *one = place;

	(void)kind;
	(void)name;
	return durable_read(
	    AT_FDCWD, one->folder, one->path, buf, found, error);
}

static enum lanyard_error
place_load_new(void *place, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	const struct one *one = place;

	(void)kind;
	(void)name;
	return durable_read(AT_FDCWD, one->folder, one->new, buf, found, error);
}

static enum lanyard_error
place_adopt_new(void *place, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	struct durable file = writer(place);

	(void)kind;
	(void)name;
	return durable_adopt(&file, size, error);
}

/* What a request could only keep as it came, out of the way of the next. */
static enum lanyard_error
place_move_reply(
    void *place, enum store_kind kind, const char *name, struct error *error)
{
	const struct one *one = place;
	const struct durable file = writer(one);

	(void)kind;
	(void)name;
	return durable_rename(&file, one->new, one->reply, error);
}

static const struct backend place = {
    .load = place_load,
    .load_new = place_load_new,
    .adopt_new = place_adopt_new,
    .move_reply = place_move_reply,
};

/* Whose whole record PATH.new has; name NULL: nobody's. */
static enum lanyard_error
look_new(struct one *one, struct buf *buf, struct record *record)
{
	enum lanyard_error r;

	buf_reset(buf);
	if ((r = read_file(one, one->new, buf)) != LANYARD_OK)
		return r;
	if (buf->size > strlen(STORE_REPLY) &&
	    memcmp(buf->data, STORE_REPLY, strlen(STORE_REPLY)) == 0)
		return place_move_reply(one, STORE_LOGIN, NULL, NULL);
	while (buf->size > 0 && buf->data[buf->size - 1] == '\0')
		buf_cut(buf, buf->size - 1);
	if ((r = parse(buf, record)) == LANYARD_OK || r == LANYARD_ERR_MEMORY)
		return r;
	record_clear(record);
	return LANYARD_OK;
}

/*
 * PATH.new, under the lock: a save that was killed may have left the only copy
 * of a rotated refresh token there (recover.h); anything else goes.
 */
static enum lanyard_error
recover(struct one *one)
{
	struct store store = {.backend = &place, .place = one};
	struct record record;
	struct buf buf;
	enum lanyard_error r = look(one, &buf, &record);

	if (r == LANYARD_ERR_STORE && buf.size != 0) {
		/* A damaged file is for whoever loads it. */
		r = LANYARD_OK;
		goto out;
	}
	if (r == LANYARD_OK && record.name == NULL)
		r = look_new(one, &buf, &record);
	if (r == LANYARD_OK && record.name != NULL)
		r = recover_record(&store, record.name, NULL);
	/* What is in it now is nobody's. */
	if (r == LANYARD_OK)
		unlink(one->new);
out:
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
lock(void *context, const char *name, enum lanyard_lock which, int *handle)
{
	struct one *one = context;
	bool record = which == LANYARD_LOCK_RECORD;
	const struct locks_files files = {
	    .folder = AT_FDCWD,
	    .place = one->folder,
	    .lock = one->lock[which],
	    .claim = one->claim[which],
	    .new = record ? one->new : NULL,
	};
	enum lanyard_error r;

	(void)name;
	*handle = -1;
	if ((r = file_make_folders(one->folder)) != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY
			   ? r
			   : error_class(errno, LANYARD_ERR_STORE);
	r = locks_try(&one->locks, &files, handle, NULL);
	if (r != LANYARD_OK || *handle == -1 || !record)
		return r;
	if ((r = recover(one)) != LANYARD_OK) {
		locks_drop(&one->locks, *handle);
		*handle = -1;
	} else {
		one->locked_by = *handle;
	}
	return r;
}

static void
unlock(void *context, int handle)
{
	struct one *one = context;

	if (handle == one->locked_by) {
		one->locked_by = -1;
		durable_close(&one->room);
	}
	locks_drop(&one->locks, handle);
}

/* Into PATH.new, whose room is still open; recover() makes it PATH.reply. */
static enum lanyard_error
keep(void *context, const char *name, const void *data, size_t size)
{
	const struct buf none = {0};
	struct one *one = context;

	(void)name;
	if (size == 0)
		return unlink(one->reply) == 0 || errno == ENOENT
			   ? LANYARD_OK
			   : error_class(errno, LANYARD_ERR_STORE);
	return durable_keep(&one->room, &none, data, size) ? LANYARD_OK
							   : LANYARD_ERR_STORE;
}

static enum lanyard_error
load_kept(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	const struct one *one = context;
	enum lanyard_error r;
	struct buf buf;

	(void)name;
	buf_init(&buf, LIMIT_RECORD);
	r = read_file(one, one->reply, &buf);
	if (r == LANYARD_OK && buf.size != 0)
		r = give(to, buf.data, buf.size);
	buf_clear(&buf);
	return r;
}

static void
free_one(struct storage_own *own)
{
	struct one *one = own->storage.context;

	durable_close(&one->room);
	free(one->folder);
	free(one->path);
	free(one->new);
	free(one->reply);
	locks_clear(&one->locks);
	for (size_t i = 0; i < sizeof(one->lock) / sizeof(one->lock[0]); i++) {
		free(one->lock[i]);
		free(one->claim[i]);
	}
	free(one);
}

/* PATH with SUFFIX, allocated. */
static char *
beside(const char *path, const char *suffix)
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
	char **lock = one->lock, **claim = one->claim;

	one->folder = slash == NULL   ? strdup(".")
		      : slash == path ? strdup("/")
				      : strndup(path, (size_t)(slash - path));
	one->path = strdup(path);
	one->new = beside(path, ".new");
	one->reply = beside(path, ".reply");
	lock[LANYARD_LOCK_RECORD] = beside(path, ".lock");
	lock[LANYARD_LOCK_PROMPT] = beside(path, ".prompt-lock");
	claim[LANYARD_LOCK_RECORD] = beside(path, ".claim");
	claim[LANYARD_LOCK_PROMPT] = beside(path, ".prompt-claim");
	for (size_t i = 0; i < sizeof(one->lock) / sizeof(one->lock[0]); i++)
		if (lock[i] == NULL || claim[i] == NULL)
			return false;
	return one->folder != NULL && one->path != NULL && one->reply != NULL &&
	       one->new != NULL;
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
	one->room.fd = one->locked_by = -1;
	locks_init(&one->locks);
	one->own.storage = (struct lanyard_storage){
	    .context = one,
	    .load = load,
	    .save = save,
	    .remove = remove_record,
	    .each = each,
	    .lock = lock,
	    .unlock = unlock,
	    .reserve = reserve,
	    .keep = keep,
	    .load_kept = load_kept,
	};
	if (!set_paths(one, path)) {
		free_one(&one->own);
		return LANYARD_ERR_MEMORY;
	}
	*storage = &one->own.storage;
	return LANYARD_OK;
}
