/*
 * passwords.c - password records: plain passwords for hosts without a login
 */
#include "store/passwords.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "os/clock.h"
#include "store/password_place.h"

/* What is kept of a request, in this order. */
static const char *const kept[] = {
    "protocol",
    "host",
    "path",
    "username",
    "password",
    "password_expiry_utc",
    "oauth_refresh_token",
};

#define NAME_LIMIT                                                             \
	((size_t)2 * LIMIT_LINE) /* protocol and host are a line each */
#define KEPT_COUNT (sizeof(kept) / sizeof(kept[0]))
#define KEPT_PLACE 4 /* the first ones say whose password it is */

/* The same place and user name; and where PATTERN has one, the password. */
static bool
matches(const struct attributes *pattern, const struct attributes *entry)
{
	const struct secret *want = attributes_secret(pattern, "password");

	return password_place_fits(pattern, entry) &&
	       (want == NULL ||
		   secret_equal(want, attributes_secret(entry, "password")));
}

/* The same place and user name, absence being equal to absence. */
static bool
is_same(const struct attributes *a, const struct attributes *b)
{
	return password_place_fits(a, b) && password_place_fits(b, a);
}

static bool
is_expired(const struct attributes *entry)
{
	int64_t expiry = attributes_number(entry, "password_expiry_utc", 0);

	return expiry != 0 && expiry < clock_now();
}

static enum lanyard_error
copy_kept(struct attributes *to, const struct attributes *from, size_t first)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = first; r == LANYARD_OK && i < KEPT_COUNT; i++) {
		const struct secret *value = attributes_secret(from, kept[i]);

		if (value != NULL)
			r = attributes_set(to, kept[i], value);
	}
	return r;
}

/* One pass over a file's blocks: EACH is called with every one of them. */
struct pass {
	enum lanyard_error (*each)(
	    struct pass *pass, const struct attributes *entry);
	const struct attributes *request;
	struct attributes *answer; /* find */
	struct buf output;	   /* keep, erase: what stays */
	bool changed;
};

static enum lanyard_error
run_pass(struct pass *pass, const struct buf *content, struct error *error)
{
	const unsigned char *at = content->data;
	size_t left = content->size, used;
	enum lanyard_error r = LANYARD_OK;
	struct attributes entry = {0};

	while (r == LANYARD_OK && left != 0) {
		r = attributes_parse(&entry, at, left, NULL, &used, error);
		if (r == LANYARD_OK && entry.count != 0)
			r = pass->each(pass, &entry);
		attributes_clear(&entry);
		at += used;
		left -= used;
	}
	return r;
}

static enum lanyard_error
add_block(struct buf *output, const struct attributes *entry)
{
	enum lanyard_error r = attributes_write(entry, output);

	return r == LANYARD_OK ? buf_add_text(output, "\n") : r;
}

static enum lanyard_error
see_one(struct pass *pass, const struct attributes *entry)
{
	(void)pass;
	(void)entry;
	return LANYARD_OK;
}

static enum lanyard_error
find_one(struct pass *pass, const struct attributes *entry)
{
	if (pass->answer->count != 0 || is_expired(entry) ||
	    !password_place_fits(pass->request, entry))
		return LANYARD_OK;
	/* protocol, host and path are never echoed: git would take them. */
	return copy_kept(pass->answer, entry, 3);
}

static enum lanyard_error
keep_others(struct pass *pass, const struct attributes *entry)
{
	if (is_same(pass->request, entry))
		return LANYARD_OK;
	return add_block(&pass->output, entry);
}

static enum lanyard_error
erase_one(struct pass *pass, const struct attributes *entry)
{
	if (!matches(pass->request, entry))
		return add_block(&pass->output, entry);
	pass->changed = true;
	return LANYARD_OK;
}

/*
 * Load NAME's blocks. *DAMAGED: it is no list of blocks, each of which ends in
 * an empty line; CONTENT is then empty.
 */
static enum lanyard_error
load(struct store *store, const char *name, struct buf *content, bool *damaged,
    struct error *error)
{
	struct pass nothing = {.each = see_one};
	enum lanyard_error r;
	bool found;

	*damaged = false;
	buf_clear(content);
	r = store_load(store, STORE_PASSWORD, name, content, &found, error);
	if (r == LANYARD_OK && content->size == 0)
		return LANYARD_OK;
	if (r != LANYARD_OK && !(found && r == LANYARD_ERR_STORE))
		return r;
	if (r == LANYARD_OK)
		r = run_pass(&nothing, content, NULL);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	*damaged = r != LANYARD_OK || content->size < 2 ||
		   memcmp(content->data + content->size - 2, "\n\n", 2) != 0;
	if (*damaged)
		buf_clear(content);
	return LANYARD_OK;
}

/* The same with the lock held: what is damaged is set aside. */
static enum lanyard_error
load_locked(struct store *store, const char *name, struct buf *content,
    struct error *error)
{
	char path[ERROR_TEXT];
	enum lanyard_error r;
	bool damaged;

	r = load(store, name, content, &damaged, error);
	if (r == LANYARD_OK && damaged)
		r = store_set_aside(store, STORE_PASSWORD, name, path, error);
	return r;
}

/* Another process holds it for milliseconds only. */
static enum lanyard_error
lock(struct store *store, const char *name, int *fd, struct error *error)
{
	int64_t deadline_ms = clock_monotonic_ms() + TIMEOUT_OPERATION_MS;
	enum lanyard_error r;

	for (;;) {
		r = store_try_lock(
		    store, STORE_PASSWORD, name, STORE_LOCK_RECORD, fd, error);
		if (r != LANYARD_OK || *fd != -1)
			return r;
		if (clock_monotonic_ms() >= deadline_ms)
			return error_set(error, LANYARD_ERR_TIMEOUT,
			    "another process has kept the passwords of %s "
			    "locked",
			    name);
		clock_sleep_ms(5);
	}
}

/* Without the lock, which is taken only where there is something damaged. */
static enum lanyard_error
load_unlocked(struct store *store, const char *name, struct buf *content,
    struct error *error)
{
	enum lanyard_error r;
	bool damaged;
	int fd = -1;

	r = load(store, name, content, &damaged, error);
	if (r == LANYARD_OK && damaged &&
	    (r = lock(store, name, &fd, error)) == LANYARD_OK)
		r = load_locked(store, name, content, error);
	store_unlock(store, &fd);
	return r;
}

static enum lanyard_error
find_in(struct store *store, const struct buf *name, struct pass *pass,
    struct error *error)
{
	struct buf content;
	enum lanyard_error r;

	buf_init(&content, LIMIT_RECORD);
	r = load_unlocked(store, buf_text(name), &content, error);
	if (r == LANYARD_OK)
		r = run_pass(pass, &content, error);
	buf_clear(&content);
	return r;
}

/* Are they two files? Then there may be passwords in the older one, too. */
static bool
is_other(const struct buf *written, const struct buf *name)
{
	return strcmp(buf_text(written), buf_text(name)) != 0;
}

enum lanyard_error
passwords_find(struct store *store, const struct attributes *request,
    struct attributes *answer, struct error *error)
{
	struct pass pass = {
	    .each = find_one, .request = request, .answer = answer};
	struct buf name, written;
	enum lanyard_error r;

	if (attributes_text(request, "protocol") == NULL ||
	    attributes_text(request, "host") == NULL)
		return LANYARD_OK;
	buf_init(&name, NAME_LIMIT);
	buf_init(&written, NAME_LIMIT);
	if ((r = password_place_file(request, &name)) == LANYARD_OK &&
	    (r = password_place_written(request, &written)) == LANYARD_OK &&
	    (r = find_in(store, &name, &pass, error)) == LANYARD_OK &&
	    answer->count == 0 && is_other(&written, &name))
		r = find_in(store, &written, &pass, error);
	buf_clear(&name);
	buf_clear(&written);
	return r;
}

enum lanyard_error
passwords_keep(
    struct store *store, const struct attributes *request, struct error *error)
{
	struct pass pass = {.each = keep_others, .request = request};
	struct attributes entry = {0};
	struct buf name, content;
	enum lanyard_error r;
	int fd = -1;

	buf_init(&content, LIMIT_RECORD);
	buf_init(&pass.output, LIMIT_RECORD);
	buf_init(&name, NAME_LIMIT);
	if ((r = password_place_file(request, &name)) != LANYARD_OK)
		goto out;
	r = lock(store, buf_text(&name), &fd, error);
	if (r == LANYARD_ERR_PROTOCOL) {
		/*
		 * A host whose name is too long for a file: its password is
		 * not kept, and git is not told.
		 */
		error_clear(error);
		r = LANYARD_OK;
		goto out;
	}
	if (r == LANYARD_OK &&
	    (r = load_locked(store, buf_text(&name), &content, error)) ==
		LANYARD_OK &&
	    (r = copy_kept(&entry, request, 0)) == LANYARD_OK &&
	    (r = add_block(&pass.output, &entry)) == LANYARD_OK &&
	    (r = run_pass(&pass, &content, error)) == LANYARD_OK)
		r = store_save(store, STORE_PASSWORD, buf_text(&name),
		    &pass.output, error);
out:
	store_unlock(store, &fd);
	attributes_clear(&entry);
	buf_clear(&name);
	buf_clear(&content);
	buf_clear(&pass.output);
	return r;
}

static enum lanyard_error
erase_in(struct store *store, const char *name,
    const struct attributes *request, struct error *error)
{
	struct pass pass = {.each = erase_one, .request = request};
	struct buf content;
	enum lanyard_error r;
	int fd = -1;

	buf_init(&content, LIMIT_RECORD);
	buf_init(&pass.output, LIMIT_RECORD);
	/* Nothing there: make no folder and no lock for it. */
	if ((r = load_unlocked(store, name, &content, error)) != LANYARD_OK ||
	    content.size == 0)
		goto out;
	if ((r = lock(store, name, &fd, error)) != LANYARD_OK ||
	    (r = load_locked(store, name, &content, error)) != LANYARD_OK ||
	    (r = run_pass(&pass, &content, error)) != LANYARD_OK ||
	    !pass.changed)
		goto out;
	r = pass.output.size == 0
		? store_remove(store, STORE_PASSWORD, name, error)
		: store_save(store, STORE_PASSWORD, name, &pass.output, error);
out:
	store_unlock(store, &fd);
	buf_clear(&content);
	buf_clear(&pass.output);
	return r;
}

struct erase {
	struct store *store;
	const struct attributes *request;
	struct error *error;
};

static enum lanyard_error
erase_each(void *context, const char *name)
{
	const struct erase *erase = context;

	return erase_in(erase->store, name, erase->request, erase->error);
}

enum lanyard_error
passwords_erase(
    struct store *store, const struct attributes *request, struct error *error)
{
	struct erase erase = {store, request, error};
	struct buf name, written;
	enum lanyard_error r;
	size_t given = 0;

	for (size_t i = 0; i < KEPT_PLACE; i++)
		given += attributes_text(request, kept[i]) != NULL;
	if (given == 0)
		return LANYARD_OK;
	if (attributes_text(request, "protocol") == NULL ||
	    attributes_text(request, "host") == NULL)
		return store_each(
		    store, STORE_PASSWORD, erase_each, &erase, error);
	buf_init(&name, NAME_LIMIT);
	buf_init(&written, NAME_LIMIT);
	if ((r = password_place_file(request, &name)) == LANYARD_OK &&
	    (r = password_place_written(request, &written)) == LANYARD_OK &&
	    (r = erase_in(store, buf_text(&name), request, error)) ==
		LANYARD_OK &&
	    is_other(&written, &name))
		r = erase_in(store, buf_text(&written), request, error);
	buf_clear(&name);
	buf_clear(&written);
	return r;
}
