/*
 * append.c - a login added to a configuration file, and nothing else changed
 */
#include "config/append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "config/addition.h"
#include "config/conffile.h"
#include "config/config.h"
#include "os/clock.h"
#include "os/durable.h"
#include "os/file.h"
#include "os/linked.h"
#include "os/lock.h"
#include "os/owner.h"

#define TRIES	  100
#define FEW_TRIES 3 /* where nobody seems to have it */
#define PAUSE_MS  50

void
append_init(struct append *append)
{
	append->path = append->added = append->login = NULL;
	append->is_new = false;
}

void
append_clear(struct append *append)
{
	free(append->path);
	free(append->added);
	free(append->login);
	append_init(append);
}

/* A file that is being changed: its NAME.new is open, and so locked. */
struct change {
	struct durable file;
	char *folder;
	struct buf before;
	bool found;
};

static void
end_change(struct change *c)
{
	c->file.stays = false;
	durable_unreserve(&c->file);
	durable_clear(&c->file);
	free(c->folder);
	buf_clear(&c->before);
}

/* PATH is absolute. */
static enum lanyard_error
find_names(struct change *c, const char *path, struct error *error)
{
	size_t size = (size_t)(strrchr(path, '/') - path);
	struct buf new;

	buf_init(&new, LIMIT_PATH);
	if (buf_printf(&new, "%s.new", path) == LANYARD_OK)
		c->file.new = strdup(buf_text(&new));
	buf_clear(&new);
	c->file.name = strdup(path);
	c->folder = strndup(path, size != 0 ? size : 1);
	c->file.place = c->folder;
	c->file.folder = AT_FDCWD;
	return c->file.new != NULL && c->file.name != NULL && c->folder != NULL
		   ? LANYARD_OK
		   : error_memory(error);
}

/*
 * Another setup has NAME.new for the moment that a change takes, at the end of
 * it with the mode that the file is to have: then it looks like none of ours.
 */
static enum lanyard_error
wait_turn(struct change *c, struct error *error)
{
	enum lanyard_error r;

	for (int n = 0;; n++) {
		r = durable_reserve(&c->file, 0, error);
		if (r == LANYARD_OK || r == LANYARD_ERR_MEMORY || n == TRIES ||
		    (r != LANYARD_ERR_TIMEOUT && n >= FEW_TRIES &&
			!lock_is_held(AT_FDCWD, c->file.new)))
			return r;
		clock_sleep_ms(PAUSE_MS);
	}
}

/* The bytes as they are, once the file may be trusted. */
static enum lanyard_error
read_before(struct change *c, const char *path, struct error *error)
{
	struct conffile file;
	enum lanyard_error r;
	struct stat st = {0};
	int fd = -1;

	c->found = false;
	c->file.mode = S_IRUSR | S_IWUSR;
	r = conffile_read(&file, path, error);
	conffile_clear(&file);
	if (r != LANYARD_OK || !file.found)
		return r;
	c->found = true;
	if ((fd = file_open_at(AT_FDCWD, path, O_RDONLY | O_CLOEXEC)) == -1 ||
	    fstat(fd, &st) != 0 ||
	    file_read_whole(fd, st.st_size, &c->before) != LANYARD_OK) {
		r = error_system(error, LANYARD_ERR_CONFIG, errno, "%s", path);
	} else if ((st.st_mode & S_IWUSR) == 0) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s: is read-only, and stays as it is", path);
		error_hint_path(error, "chmod u+w", "%s", path);
	}
	if (r == LANYARD_OK)
		c->file.mode = st.st_mode & (mode_t)07777;
	if (fd != -1)
		close(fd);
	return r;
}

/* PATH is open for a change; end_change() ends it. */
static enum lanyard_error
begin_change(struct change *c, const char *path, struct error *error)
{
	enum lanyard_error r;

	memset(c, 0, sizeof(*c));
	c->file.fd = -1;
	buf_init(&c->before, LIMIT_CONFIG);
	if ((r = find_names(c, path, error)) != LANYARD_OK ||
	    (r = owner_check_place(path, LANYARD_ERR_CONFIG, error)) !=
		LANYARD_OK)
		return r;
	if (file_make_folders(c->folder) != LANYARD_OK) {
		r = error_system(error, LANYARD_ERR_CONFIG, errno,
		    "%s cannot be made", c->folder);
		error_hint_path(error, "ls -ld", "%s", c->folder);
		return r;
	}
	/* Read after that: who waits sees what another has added. */
	if ((r = wait_turn(c, error)) == LANYARD_OK)
		return read_before(c, path, error);
	if (error->hint[0] == '\0')
		error_hint_path(error, "ls -ld", "%s", c->file.new);
	return r;
}

/* Does PATH parse, whole, as it lies there? */
static enum lanyard_error
check(const char *path, struct error *error)
{
	struct config *config = NULL;
	enum lanyard_error r = config_load(&config, path, true, NULL, error);

	config_free(&config);
	return r;
}

/*
 * NAME.new gets what is to become of the file first, and is parsed there; only
 * then is the file replaced.
 */
static enum lanyard_error
try_out(struct change *c, const struct buf *after, struct error *error)
{
	enum lanyard_error r;

	if (!file_fill(c->file.fd, buf_text(after), after->size))
		return error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot write", c->file.new);
	if ((r = check(c->file.new, error)) == LANYARD_ERR_CONFIG)
		error_prefix(error, "%s stays as it is", c->file.name);
	return r;
}

static enum lanyard_error
write_after(struct change *c, const struct buf *after, struct error *error)
{
	enum lanyard_error r;

	if ((r = try_out(c, after, error)) != LANYARD_OK ||
	    (r = durable_save(&c->file, buf_text(after), after->size, error)) !=
		LANYARD_OK)
		return r;
	if ((r = check(c->file.name, error)) == LANYARD_OK)
		return r;
	/* It did, a moment ago: somebody else is at work here. */
	if (c->found)
		(void)durable_save(
		    &c->file, buf_text(&c->before), c->before.size, NULL);
	else
		(void)unlink(c->file.name);
	return r;
}

/* BEFORE with ADDED at AT. */
static enum lanyard_error
insert(struct buf *after, const struct buf *before, const struct buf *added,
    size_t at)
{
	const char *text = buf_text(before);
	enum lanyard_error r;

	if ((r = buf_add(after, text, at)) == LANYARD_OK &&
	    (r = buf_add(after, buf_text(added), added->size)) == LANYARD_OK)
		r = buf_add(after, text + at, before->size - at);
	return r;
}

/* What append_undo() looks for. */
static enum lanyard_error
note_added(struct append *append, const struct buf *before,
    const struct buf *added, const char *name, const char *const *settings,
    struct error *error)
{
	enum lanyard_error r;
	struct buf login;

	buf_init(&login, LIMIT_CONFIG);
	r = addition_describe(&login, name, settings, error);
	if (r == LANYARD_OK)
		r = addition_end_lines(&login, buf_text(before), error);
	if (r == LANYARD_OK &&
	    ((append->added = strdup(buf_text(added))) == NULL ||
		(append->login = strdup(buf_text(&login))) == NULL))
		r = error_memory(error);
	buf_clear(&login);
	return r;
}

static enum lanyard_error
fail_relative(const char *path, struct error *error)
{
	bool none = path[0] == '\0';

	error_set(error, LANYARD_ERR_CONFIG,
	    "the path of the configuration is not absolute: %s",
	    none ? "there is none" : path);
	error_hint(error, "export LANYARD_CONFIG=\"$PWD/%s\"",
	    none ? "lanyard.conf" : path);
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
append_login(struct append *append, const char *path, const char *name,
    const char *const *settings, struct error *error)
{
	struct buf added, after;
	struct change c;
	enum lanyard_error r;
	size_t at;

	append_clear(append);
	if (path[0] != '/')
		return fail_relative(path, error);
	buf_init(&added, LIMIT_CONFIG);
	buf_init(&after, LIMIT_CONFIG);
	if ((r = linked_resolve(&append->path, path, error)) != LANYARD_OK) {
		buf_clear(&added);
		buf_clear(&after);
		return r;
	}
	if ((r = begin_change(&c, append->path, error)) != LANYARD_OK ||
	    (r = addition_compose(&added, &at, buf_text(&c.before), name,
		 settings, error)) != LANYARD_OK ||
	    (r = note_added(append, &c.before, &added, name, settings,
		 error)) != LANYARD_OK)
		goto out;
	append->is_new = !c.found;
	if (insert(&after, &c.before, &added, at) != LANYARD_OK)
		r = error_memory(error);
	else
		r = write_after(&c, &after, error);
out:
	if (r != LANYARD_OK)
		append_clear(append);
	end_change(&c);
	buf_clear(&added);
	buf_clear(&after);
	return r;
}

/* The whole, or the login alone where others stand beside it now. */
static const char *
find_added(const struct append *append, const char *text, size_t *size)
{
	const char *found = strstr(text, append->added);

	*size = strlen(found != NULL ? append->added : append->login);
	return found != NULL ? found : strstr(text, append->login);
}

enum lanyard_error
append_undo(struct append *append, struct error *error)
{
	const char *text, *found;
	struct change c;
	enum lanyard_error r;
	struct buf after;
	size_t size;

	if (append->added == NULL)
		return LANYARD_OK;
	buf_init(&after, LIMIT_CONFIG);
	if ((r = begin_change(&c, append->path, error)) != LANYARD_OK)
		goto out;
	text = buf_text(&c.before);
	if ((found = find_added(append, text, &size)) == NULL)
		goto out;
	if (append->is_new && c.before.size == size) {
		if (unlink(append->path) != 0)
			r = error_system(error, LANYARD_ERR_CONFIG, errno, "%s",
			    append->path);
		goto out;
	}
	if (buf_add(&after, text, (size_t)(found - text)) != LANYARD_OK ||
	    buf_add_text(&after, found + size) != LANYARD_OK)
		r = error_memory(error);
	else
		r = write_after(&c, &after, error);
out:
	end_change(&c);
	buf_clear(&after);
	append_clear(append);
	return r;
}
