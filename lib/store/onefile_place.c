/*
 * onefile_place.c - the file that a program names, and what is beside it
 */
#include "store/onefile_place.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/private.h"
#include "store/recover.h"

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

bool
onefile_place_set(struct onefile_place *place, const char *path)
{
	const char *slash = strrchr(path, '/');
	char **lock = place->lock, **claim = place->claim;

	place->folder = slash == NULL	? strdup(".")
			: slash == path ? strdup("/")
					: strndup(path, (size_t)(slash - path));
	place->path = strdup(path);
	place->new = beside(path, ".new");
	place->reply = beside(path, ".reply");
	lock[LANYARD_LOCK_RECORD] = beside(path, ".lock");
	lock[LANYARD_LOCK_PROMPT] = beside(path, ".prompt-lock");
	claim[LANYARD_LOCK_RECORD] = beside(path, ".claim");
	claim[LANYARD_LOCK_PROMPT] = beside(path, ".prompt-claim");
	for (size_t i = 0; i < sizeof(place->lock) / sizeof(place->lock[0]);
	     i++)
		if (lock[i] == NULL || claim[i] == NULL)
			return false;
	return place->folder != NULL && place->path != NULL &&
	       place->reply != NULL && place->new != NULL;
}

void
onefile_place_clear(struct onefile_place *place)
{
	free(place->folder);
	free(place->path);
	free(place->new);
	free(place->reply);
	for (size_t i = 0; i < sizeof(place->lock) / sizeof(place->lock[0]);
	     i++) {
		free(place->lock[i]);
		free(place->claim[i]);
	}
	memset(place, 0, sizeof(*place));
}

struct durable
onefile_place_writer(const struct onefile_place *place)
{
	return (struct durable){.folder = AT_FDCWD,
	    .place = place->folder,
	    .name = place->path,
	    .new = place->new,
	    .fd = -1};
}

enum lanyard_error
onefile_place_read(
    const struct onefile_place *place, const char *path, struct buf *buf)
{
	bool found;

	return private_read(AT_FDCWD, place->folder, path, buf, &found, NULL);
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

enum lanyard_error
onefile_place_look(
    const struct onefile_place *place, struct buf *buf, struct record *record)
{
	enum lanyard_error r;

	record_init(record);
	buf_init(buf, LIMIT_RECORD);
	r = onefile_place_read(place, place->path, buf);
	if (r == LANYARD_OK && buf->size != 0)
		r = parse(buf, record);
	if (r == LANYARD_ERR_PROTOCOL)
		r = LANYARD_ERR_STORE;
	if (r != LANYARD_OK)
		record_clear(record);
	return r;
}

/* What recovery asks of a place; there is one record here, whatever its name.
 */
static enum lanyard_error
load(void *place, enum store_kind kind, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	const struct onefile_place *at = place;

	(void)kind;
	(void)name;
	return private_read(AT_FDCWD, at->folder, at->path, buf, found, error);
}

static enum lanyard_error
load_new(void *place, enum store_kind kind, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	const struct onefile_place *at = place;

	(void)kind;
	(void)name;
	return private_read(AT_FDCWD, at->folder, at->new, buf, found, error);
}

static enum lanyard_error
adopt_new(void *place, enum store_kind kind, const char *name, size_t size,
    struct error *error)
{
	struct durable file = onefile_place_writer(place);

	(void)kind;
	(void)name;
	return durable_adopt(&file, size, error);
}

/* What a request could only keep as it came, out of the way of the next. */
static enum lanyard_error
move_reply(
    void *place, enum store_kind kind, const char *name, struct error *error)
{
	const struct onefile_place *at = place;
	const struct durable file = onefile_place_writer(at);

	(void)kind;
	(void)name;
	return durable_rename(&file, at->new, at->reply, error);
}

static const struct backend backend = {
    .load = load,
    .load_new = load_new,
    .adopt_new = adopt_new,
    .move_reply = move_reply,
};

/* Whose whole record PATH.new has; name NULL: nobody's. */
static enum lanyard_error
look_new(struct onefile_place *place, struct buf *buf, struct record *record)
{
	enum lanyard_error r;

	buf_reset(buf);
	if ((r = onefile_place_read(place, place->new, buf)) != LANYARD_OK)
		return r;
	if (buf->size > strlen(STORE_REPLY) &&
	    memcmp(buf->data, STORE_REPLY, strlen(STORE_REPLY)) == 0)
		return move_reply(place, STORE_LOGIN, NULL, NULL);
	while (buf->size > 0 && buf->data[buf->size - 1] == '\0')
		buf_cut(buf, buf->size - 1);
	if ((r = parse(buf, record)) == LANYARD_OK || r == LANYARD_ERR_MEMORY)
		return r;
	record_clear(record);
	return LANYARD_OK;
}

enum lanyard_error
onefile_place_recover(struct onefile_place *place)
{
	struct store store = {.backend = &backend, .place = place};
	struct record record;
	struct buf buf;
	enum lanyard_error r = onefile_place_look(place, &buf, &record);

	if (r == LANYARD_ERR_STORE && buf.size != 0) {
		/* A damaged file is for whoever loads it. */
		r = LANYARD_OK;
		goto out;
	}
	if (r == LANYARD_OK && record.name == NULL)
		r = look_new(place, &buf, &record);
	if (r == LANYARD_OK && record.name != NULL)
		r = recover_record(&store, record.name, NULL);
	/* What is in it now is nobody's. */
	if (r == LANYARD_OK)
		unlink(place->new);
out:
	record_clear(&record);
	buf_clear(&buf);
	return r;
}
