/*
 * a_store.h - a store in a scratch folder, for the tests of its rooms
 */
#ifndef TEST_A_STORE_H
#define TEST_A_STORE_H

#include "scratch.h"

#include "base/limits.h"
#include "store/store.h"

static inline struct store *
a_store(const struct scratch *s)
{
	struct store *store = NULL;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	return store;
}

static inline enum lanyard_error
a_store_save(struct store *store, const char *name, const char *text,
    struct error *error)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	assert_int_equal(buf_add_text(&buf, text), LANYARD_OK);
	r = store_save(store, STORE_LOGIN, name, &buf, error);
	buf_clear(&buf);
	return r;
}

/* Loads NAME into TEXT (SIZE bytes), "-" when there is none. */
static inline enum lanyard_error
a_store_load(struct store *store, const char *name, char *text, size_t size,
    struct error *error)
{
	enum lanyard_error r;
	struct buf buf;
	bool found;

	buf_init(&buf, LIMIT_RECORD);
	r = store_load(store, STORE_LOGIN, name, &buf, &found, error);
	scratch_print(text, size, "%s", found ? buf_text(&buf) : "-");
	buf_clear(&buf);
	return r;
}

static inline void
a_store_has(struct store *store, const char *name, const char *expected)
{
	char text[256];

	assert_int_equal(
	    a_store_load(store, name, text, sizeof(text), NULL), LANYARD_OK);
	assert_string_equal(text, expected);
}

static inline void
a_store_mode(const char *path, mode_t mode)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

#endif
