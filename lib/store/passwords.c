/*
 * passwords.c - password records: plain passwords for hosts without a login
 */
#include "store/passwords.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "os/clock.h"
#include "store/password_file.h"
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
copy_kept(struct attributes *to, const struct attributes *from, size_t first,
    size_t end)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = first; r == LANYARD_OK && i < end; i++) {
		const struct secret *value = attributes_secret(from, kept[i]);

		if (value != NULL)
			r = attributes_set(to, kept[i], value);
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
find_one(struct password_pass *pass, const struct attributes *entry)
{
	if (pass->answer->count != 0 || is_expired(entry) ||
	    !password_place_fits(pass->request, entry))
		return LANYARD_OK;
	/* protocol, host and path are never echoed: git would take them. */
	return copy_kept(pass->answer, entry, KEPT_PLACE - 1, KEPT_COUNT);
}

static enum lanyard_error
keep_others(struct password_pass *pass, const struct attributes *entry)
{
	if (is_same(pass->request, entry))
		return LANYARD_OK;
	return add_block(&pass->output, entry);
}

static enum lanyard_error
erase_one(struct password_pass *pass, const struct attributes *entry)
{
	if (!matches(pass->request, entry))
		return add_block(&pass->output, entry);
	pass->changed = true;
	return LANYARD_OK;
}

static enum lanyard_error
pass_over(struct store *store, const char *name, struct password_pass *pass,
    struct error *error)
{
	struct buf content;
	enum lanyard_error r;

	buf_init(&content, LIMIT_RECORD);
	r = password_file_load(store, name, &content, error);
	if (r == LANYARD_OK)
		r = password_file_pass(pass, &content, error);
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
	struct password_pass pass = {
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
	    (r = pass_over(store, buf_text(&name), &pass, error)) ==
		LANYARD_OK &&
	    answer->count == 0 && is_other(&written, &name))
		r = pass_over(store, buf_text(&written), &pass, error);
	buf_clear(&name);
	buf_clear(&written);
	return r;
}

enum lanyard_error
passwords_keep(
    struct store *store, const struct attributes *request, struct error *error)
{
	struct password_pass pass = {.each = keep_others, .request = request};
	struct attributes entry = {0};
	struct buf name, content;
	enum lanyard_error r;
	int fd = -1;

	buf_init(&content, LIMIT_RECORD);
	buf_init(&pass.output, LIMIT_RECORD);
	buf_init(&name, NAME_LIMIT);
	if ((r = password_place_file(request, &name)) != LANYARD_OK)
		goto out;
	r = password_file_lock(store, buf_text(&name), &fd, error);
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
	    (r = password_file_load_locked(
		 store, buf_text(&name), &content, error)) == LANYARD_OK &&
	    (r = copy_kept(&entry, request, 0, KEPT_COUNT)) == LANYARD_OK &&
	    (r = add_block(&pass.output, &entry)) == LANYARD_OK &&
	    (r = password_file_pass(&pass, &content, error)) == LANYARD_OK)
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
	struct password_pass pass = {.each = erase_one, .request = request};
	struct buf content;
	enum lanyard_error r;
	int fd = -1;

	buf_init(&content, LIMIT_RECORD);
	buf_init(&pass.output, LIMIT_RECORD);
	/* Nothing there: make no folder and no lock for it. */
	if ((r = password_file_load(store, name, &content, error)) !=
		LANYARD_OK ||
	    content.size == 0)
		goto out;
	if ((r = password_file_lock(store, name, &fd, error)) != LANYARD_OK ||
	    (r = password_file_load_locked(store, name, &content, error)) !=
		LANYARD_OK ||
	    (r = password_file_pass(&pass, &content, error)) != LANYARD_OK ||
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

/* Who is told of the passwords of each file. */
struct tell {
	struct store *store;
	enum lanyard_error (*function)(
	    void *context, const struct attributes *place);
	void *context;
	struct error *error;
};

static enum lanyard_error
tell_one(struct password_pass *pass, const struct attributes *entry)
{
	const struct tell *tell = pass->context;
	struct attributes place = {0};
	enum lanyard_error r;

	if (is_expired(entry))
		return LANYARD_OK;
	if ((r = copy_kept(&place, entry, 0, KEPT_PLACE)) == LANYARD_OK)
		r = tell->function(tell->context, &place);
	attributes_clear(&place);
	return r;
}

static enum lanyard_error
tell_file(void *context, const char *name)
{
	struct tell *tell = context;
	struct password_pass pass = {.each = tell_one, .context = tell};

	return pass_over(tell->store, name, &pass, tell->error);
}

enum lanyard_error
passwords_each(struct store *store,
    enum lanyard_error (*function)(
	void *context, const struct attributes *place),
    void *context, struct error *error)
{
	struct tell tell = {store, function, context, error};

	return store_each(store, STORE_PASSWORD, tell_file, &tell, error);
}
