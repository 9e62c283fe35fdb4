/*
 * t_store.c - store.h: the same of each kind of place, and where they differ
 */
#include "a_store.h"

/* The two kinds; a program's storage is the library's own in memory. */
struct kinds {
	struct lanyard_storage *storage;
	struct store *folder, *program;
};

static void
open_kinds(struct kinds *kinds, const struct scratch *s)
{
	assert_int_equal(lanyard_storage_memory(&kinds->storage), LANYARD_OK);
	kinds->folder = a_store(s);
	assert_int_equal(
	    store_open_storage(&kinds->program, kinds->storage, NULL),
	    LANYARD_OK);
}

static void
close_kinds(struct kinds *kinds)
{
	store_close(&kinds->folder);
	assert_null(kinds->folder);
	store_close(&kinds->folder);
	store_close(&kinds->program);
	lanyard_storage_free(&kinds->storage);
}

static enum lanyard_error
count(void *context, const char *name)
{
	int *left = context;

	assert_string_equal(name, "work");
	return --*left == 0 ? LANYARD_ERR_CANCELLED : LANYARD_OK;
}

static void
lives(struct store *store)
{
	int held = -2, busy = -2, left = 5;

	a_store_has(store, "work", "-");
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &held, NULL),
	    LANYARD_OK);
	assert_true(held >= 0);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &busy, NULL),
	    LANYARD_OK);
	assert_int_equal(busy, -1);
	assert_int_equal(
	    store_reserve(store, STORE_LOGIN, "work", 100, NULL), LANYARD_OK);
	store_unreserve(store, STORE_LOGIN, "work");
	assert_int_equal(
	    store_reserve(store, STORE_LOGIN, "work", 100, NULL), LANYARD_OK);
	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	store_unlock(store, &busy);
	store_unlock(store, &held);
	assert_int_equal(held, -1);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &held, NULL),
	    LANYARD_OK);
	assert_true(held >= 0);
	store_unlock(store, &held);
	a_store_has(store, "work", "x");
	assert_int_equal(
	    store_each(store, STORE_LOGIN, count, &left, NULL), LANYARD_OK);
	assert_int_equal(left, 4);
	left = 1;
	assert_int_equal(store_each(store, STORE_LOGIN, count, &left, NULL),
	    LANYARD_ERR_CANCELLED);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    store_remove(store, STORE_LOGIN, "work", NULL), LANYARD_OK);
	a_store_has(store, "work", "-");
}

static void
keeps_records_in_each_kind(void **state)
{
	const struct scratch *s = *state;
	struct kinds kinds;

	open_kinds(&kinds, s);
	assert_string_equal(store_path(kinds.folder), s->store);
	assert_null(store_path(kinds.program));
	lives(kinds.program);
	assert_false(scratch_exists(s->store));
	lives(kinds.folder);
	close_kinds(&kinds);
}

/* A program's storage has records only, and what it says is all there is. */
static void
keeps_the_rest_in_the_folder(void **state)
{
	static const enum store_kind others[] = {STORE_PASSWORD, STORE_ROUTE};
	const struct scratch *s = *state;
	struct error error = {0};
	struct kinds kinds;
	char path[ERROR_TEXT];
	bool found = true;
	struct buf buf;
	int left = 1;

	buf_init(&buf, LIMIT_RECORD);
	open_kinds(&kinds, s);
	assert_int_equal(
	    a_store_save(kinds.program, "work", "x", NULL), LANYARD_OK);
	for (size_t i = 0; i < COUNT(others); i++) {
		found = true;
		assert_int_equal(store_load(kinds.program, others[i], "work",
				     &buf, &found, &error),
		    LANYARD_OK);
		assert_false(found);
		assert_int_equal(
		    store_each(kinds.program, others[i], count, &left, &error),
		    LANYARD_OK);
	}
	found = true;
	assert_int_equal(store_load_new(kinds.program, STORE_LOGIN, "work",
			     &buf, &found, &error),
	    LANYARD_OK);
	assert_false(found);
	assert_int_equal(buf_add_text(&buf, "route"), LANYARD_OK);
	store_put(kinds.program, STORE_ROUTE, "work", &buf);
	a_store_has(kinds.program, "work", "x");
	assert_int_equal(
	    store_set_aside(kinds.program, STORE_LOGIN, "work", path, &error),
	    LANYARD_ERR_STORE);
	assert_string_equal(error.message,
	    "the program's storage has a record of login work that cannot be "
	    "used");
	assert_string_equal(
	    error.hint, "keep it elsewhere and remove it there");
	a_store_has(kinds.program, "work", "x");
	close_kinds(&kinds);
	buf_clear(&buf);
}

static void
finds_what_a_kill_left(void **state)
{
	const struct scratch *s = *state;
	struct kinds kinds;
	bool found = false;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	open_kinds(&kinds, s);
	assert_int_equal(
	    a_store_save(kinds.folder, "work", "x", NULL), LANYARD_OK);
	scratch_write(scratch_path(s, "store/logins/work.new"), "y\0", 2, 0600);
	assert_int_equal(store_load_new(kinds.folder, STORE_LOGIN, "work", &buf,
			     &found, NULL),
	    LANYARD_OK);
	assert_true(found);
	assert_int_equal(buf.size, 2);
	assert_int_equal(
	    store_adopt_new(kinds.folder, STORE_LOGIN, "work", 1, NULL),
	    LANYARD_OK);
	a_store_has(kinds.folder, "work", "y");
	close_kinds(&kinds);
	buf_clear(&buf);
}

static void
says_what_cannot_be_opened(void **state)
{
	const struct scratch *s = *state;
	struct lanyard_storage lacking = {NULL};
	struct store *store = (struct store *)state;
	struct error error = {0};

	scratch_write(s->store, "no folder", 0, 0600);
	assert_int_equal(
	    store_open(&store, s->store, &error), LANYARD_ERR_STORE);
	assert_null(store);
	assert_non_null(strstr(error.message, s->store));
	store = (struct store *)state;
	assert_int_equal(
	    store_open_storage(&store, &lacking, &error), LANYARD_ERR_ARGUMENT);
	assert_null(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_records_in_each_kind),
	    SCRATCH_TEST(keeps_the_rest_in_the_folder),
	    SCRATCH_TEST(finds_what_a_kill_left),
	    SCRATCH_TEST(says_what_cannot_be_opened),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
