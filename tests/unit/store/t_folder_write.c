/*
 * t_folder_write.c - the writing half of the folder: what is there after it,
 * and after a failure in the middle
 */
#include "a_store.h"

#include "store/folder.h"

struct save {
	struct store *store;
	const struct folder *folder;
	struct error error;
};

static void
open_store(struct save *save, const struct scratch *s)
{
	memset(save, 0, sizeof(*save));
	assert_int_equal(
	    store_open(&save->store, s->store, &save->error), LANYARD_OK);
	save->folder = save->store->place;
}

static enum lanyard_error
save_text(struct save *save, const char *name, const char *text)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	assert_int_equal(buf_add_text(&buf, text), LANYARD_OK);
	r = store_save(save->store, STORE_LOGIN, name, &buf, &save->error);
	/* Whatever came of it, nothing is kept open for it. */
	assert_int_equal(save->folder->room.fd, -1);
	assert_null(save->folder->room_name);
	buf_clear(&buf);
	return r;
}

static void
keeps_room_for_the_answer(void **state)
{
	struct scratch *s = *state;
	const char *new = scratch_path(s, "store/logins/work.new");
	const char *path = scratch_path(s, "store/logins/work");
	struct store *store = a_store(s);
	struct stat reserved, saved;

	assert_int_equal(
	    store_reserve(store, STORE_LOGIN, "work", LIMIT_REPLY, NULL),
	    LANYARD_OK);
	assert_int_equal(stat(new, &reserved), 0);
	assert_int_equal(reserved.st_size, LIMIT_REPLY);
	assert_true((size_t)reserved.st_blocks * 512 >= LIMIT_REPLY);
	a_store_mode(new, 0600);
	assert_false(scratch_exists(path));
	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(stat(path, &saved), 0);
	assert_int_equal(saved.st_ino, reserved.st_ino);
	assert_int_equal(saved.st_size, 1);
	assert_string_equal(scratch_read(path), "x");
	assert_false(scratch_exists(new));
	store_unreserve(store, STORE_LOGIN, "work");
	assert_true(scratch_exists(path));

	/* Nothing came of it; twice, for a second request of one login. */
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    store_reserve(store, STORE_LOGIN, "work", 100, NULL),
		    LANYARD_OK);
	store_unreserve(store, STORE_LOGIN, "work");
	assert_false(scratch_exists(new));
	assert_string_equal(scratch_read(path), "x");
	store_close(&store);
}

static void
says_where_nothing_can_be_made(void **state)
{
	struct scratch *s = *state;
	struct store *store = a_store(s);
	struct error error = {0};

	scratch_write(s->store, "no folder", 0, 0600);
	assert_int_equal(store_reserve(store, STORE_LOGIN, "work", 100, &error),
	    LANYARD_ERR_STORE);
	assert_int_equal(error.code, LANYARD_ERR_STORE);
	assert_non_null(strstr(error.message, s->store));
	assert_int_equal(store_reserve(store, STORE_LOGIN, "work", 100, NULL),
	    LANYARD_ERR_STORE);
	assert_int_equal(
	    a_store_save(store, "work", "x", NULL), LANYARD_ERR_STORE);
	store_close(&store);
}

static void
removes_a_file_and_its_new_one(void **state)
{
	struct scratch *s = *state;
	const char *new = scratch_path(s, "store/logins/work.new");
	struct store *store = a_store(s);

	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(a_store_save(store, "work2", "y", NULL), LANYARD_OK);
	scratch_write(new, "a token", 0, 0600);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    store_remove(store, STORE_LOGIN, "work", NULL), LANYARD_OK);
		a_store_has(store, "work", "-");
		assert_false(scratch_exists(new));
	}
	a_store_has(store, "work2", "y");
	store_close(&store);
}

static void
sets_aside_without_deleting(void **state)
{
	struct scratch *s = *state;
	char first[ERROR_TEXT], second[ERROR_TEXT], prefix[2 * SCRATCH_PATH];
	struct store *store = a_store(s);
	struct error error = {0};

	scratch_print(
	    prefix, sizeof(prefix), "%s/logins/work.aside-", s->store);
	assert_int_equal(a_store_save(store, "work", "one", NULL), LANYARD_OK);
	assert_int_equal(
	    store_set_aside(store, STORE_LOGIN, "work", first, NULL),
	    LANYARD_OK);
	a_store_has(store, "work", "-");
	/* In the same second, most of the time. */
	assert_int_equal(a_store_save(store, "work", "two", NULL), LANYARD_OK);
	assert_int_equal(
	    store_set_aside(store, STORE_LOGIN, "work", second, NULL),
	    LANYARD_OK);
	assert_int_equal(strncmp(first, prefix, strlen(prefix)), 0);
	assert_int_equal(strncmp(second, prefix, strlen(prefix)), 0);
	assert_string_not_equal(first, second);
	assert_string_equal(scratch_read(first), "one");
	assert_string_equal(scratch_read(second), "two");
	assert_int_equal(
	    store_set_aside(store, STORE_LOGIN, "work", first, &error),
	    LANYARD_ERR_STORE);
	store_close(&store);
}

/* A save without room of its own leaves what another name has reserved. */
static void
saves_under_its_own_name(void **state)
{
	const struct scratch *s = *state;
	struct save save;

	open_store(&save, s);
	assert_int_equal(
	    store_reserve(save.store, STORE_LOGIN, "work", 10, &save.error),
	    LANYARD_OK);
	assert_int_equal(save_text(&save, "other", "x"), LANYARD_OK);
	scratch_holds(s, "store/logins/other", "x");
	scratch_holds(s, "store/logins/work", NULL);
	assert_true(scratch_exists(scratch_path(s, "store/logins/work.new")));
	assert_int_equal(save_text(&save, "work", "y"), LANYARD_OK);
	scratch_holds(s, "store/logins/work", "y");
	scratch_holds(s, "store/logins/work.new", NULL);
	store_close(&save.store);
}

/* Without the lock: of two who meet, or after a kill, one makes way. */
static void
puts_what_may_be_lost(void **state)
{
	const struct scratch *s = *state;
	struct save save;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	assert_int_equal(buf_add_text(&buf, "route"), LANYARD_OK);
	open_store(&save, s);
	store_put(save.store, STORE_ROUTE, "key", &buf);
	scratch_holds(s, "store/routes/key", "route");
	assert_int_equal(buf_add_text(&buf, " 2"), LANYARD_OK);
	scratch_write(scratch_path(s, "store/routes/key.new"), "x", 0, 0600);
	store_put(save.store, STORE_ROUTE, "key", &buf);
	scratch_holds(s, "store/routes/key", "route");
	scratch_holds(s, "store/routes/key.new", NULL);
	store_put(save.store, STORE_ROUTE, "key", &buf);
	scratch_holds(s, "store/routes/key", "route 2");
	scratch_holds(s, "store/routes/key.new", NULL);
	buf_clear(&buf);
	store_close(&save.store);
}

/* In the way of NAME.new, or of NAME: the old record stays, and is named. */
static void
loses_nothing_when_it_fails(void **state)
{
	const struct scratch *s = *state;
	struct save save;
	char new[2 * SCRATCH_PATH], expected[2 * SCRATCH_PATH];

	scratch_print(new, sizeof(new), "%s/logins/work.new", s->store);
	open_store(&save, s);
	assert_int_equal(save_text(&save, "work", "old"), LANYARD_OK);
	scratch_write(scratch_path(s, "target"), "target", 0, 0600);

	assert_int_equal(mkdir(new, 0700), 0);
	assert_int_equal(save_text(&save, "work", "x"), LANYARD_ERR_STORE);
	scratch_print(expected, sizeof(expected),
	    "%s: cannot write work.new: ", s->store);
	assert_memory_equal(save.error.message, expected, strlen(expected));
	assert_int_equal(rmdir(new), 0);

	assert_int_equal(symlink(scratch_path(s, "target"), new), 0);
	assert_int_equal(save_text(&save, "work", "x"), LANYARD_ERR_STORE);
	assert_int_equal(
	    store_reserve(save.store, STORE_LOGIN, "work", 10, &save.error),
	    LANYARD_ERR_STORE);
	assert_int_equal(save.error.code, LANYARD_ERR_STORE);
	assert_int_equal(save.error.errnum, ELOOP);
	scratch_holds(s, "target", "target");
	assert_int_equal(unlink(new), 0);

	scratch_write(new, "x", 0, 0640);
	assert_int_equal(save_text(&save, "work", "x"), LANYARD_ERR_STORE);
	assert_non_null(strstr(save.error.message, "is open to others"));
	assert_int_equal(unlink(new), 0);
	scratch_holds(s, "store/logins/work", "old");

	/* Written, but cannot be renamed: NAME.new stays, see recover.h. */
	assert_int_equal(unlink(scratch_path(s, "store/logins/work")), 0);
	assert_int_equal(mkdir(scratch_path(s, "store/logins/work"), 0700), 0);
	assert_int_equal(save_text(&save, "work", "x"), LANYARD_ERR_STORE);
	scratch_print(
	    expected, sizeof(expected), "%s: cannot save work: ", s->store);
	assert_memory_equal(save.error.message, expected, strlen(expected));
	scratch_holds(s, "store/logins/work.new", "x");
	store_close(&save.store);
}

/* The limit is the folder's: NAME may be fine where NAME.new is not. */
static void
refuses_names_that_do_not_fit(void **state)
{
	const struct scratch *s = *state;
	struct save save;
	char name[300];

	open_store(&save, s);
	for (size_t size = 251; size <= 256; size++) {
		memset(name, 'a', size);
		name[size] = '\0';
		assert_int_equal(save_text(&save, name, "x"),
		    size == 251 ? LANYARD_OK : LANYARD_ERR_PROTOCOL);
		assert_int_equal(store_reserve(save.store, STORE_LOGIN, name,
				     10, &save.error),
		    size == 251 ? LANYARD_OK : LANYARD_ERR_PROTOCOL);
		store_unreserve(save.store, STORE_LOGIN, name);
	}
	store_close(&save.store);
}

/* All of one letter, from A to Z, as many as its place in the alphabet. */
static void
write_letters(struct store *store)
{
	char text[100];

	for (size_t i = 1;; i = i % 26 + 1) {
		memset(text, (int)('A' + i - 1), i);
		text[i] = '\0';
		if (a_store_save(store, "work", text, NULL) != LANYARD_OK)
			_exit(1);
	}
}

static void
assert_letters(struct store *store)
{
	char text[256];

	assert_int_equal(
	    a_store_load(store, "work", text, sizeof(text), NULL), LANYARD_OK);
	assert_true(text[0] >= 'A' && text[0] <= 'Z');
	assert_int_equal(strlen(text), text[0] - 'A' + 1);
	assert_int_equal(strspn(text, (char[]){text[0], '\0'}), strlen(text));
}

static void
is_whole_for_readers_and_after_a_kill(void **state)
{
	struct scratch *s = *state;
	struct store *store = a_store(s);
	int status;
	pid_t pid;

	assert_int_equal(a_store_save(store, "work", "A", NULL), LANYARD_OK);
	for (int i = 0; i < 20; i++) {
		int64_t until_ms = clock_monotonic_ms() + 10 + i;

		if ((pid = fork()) == 0) {
			(void)alarm(10);
			write_letters(store);
		}
		while (clock_monotonic_ms() < until_ms)
			assert_letters(store);
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_letters(store);
	}
	assert_int_equal(a_store_save(store, "work", "BB", NULL), LANYARD_OK);
	a_store_has(store, "work", "BB");
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_room_for_the_answer),
	    SCRATCH_TEST(says_where_nothing_can_be_made),
	    SCRATCH_TEST(removes_a_file_and_its_new_one),
	    SCRATCH_TEST(sets_aside_without_deleting),
	    SCRATCH_TEST(saves_under_its_own_name),
	    SCRATCH_TEST(puts_what_may_be_lost),
	    SCRATCH_TEST(loses_nothing_when_it_fails),
	    SCRATCH_TEST(refuses_names_that_do_not_fit),
	    SCRATCH_TEST(is_whole_for_readers_and_after_a_kill),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
