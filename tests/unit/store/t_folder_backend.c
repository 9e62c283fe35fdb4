/*
 * t_folder_backend.c - a store that is a folder, and the locks in it
 */
#include "a_store.h"

static void
makes_private_folders_when_first_written_to(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_path(s, "a/b/store");
	struct store *store = NULL;
	mode_t mask = umask(0);
	int fd;

	assert_int_equal(store_open(&store, path, NULL), LANYARD_OK);
	assert_string_equal(store_path(store), path);
	a_store_has(store, "work", "-");
	store_unreserve(store, STORE_LOGIN, "work");
	assert_int_equal(
	    store_remove(store, STORE_LOGIN, "work", NULL), LANYARD_OK);
	assert_false(scratch_exists(scratch_path(s, "a")));

	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, NULL),
	    LANYARD_OK);
	store_unlock(NULL, &fd);
	umask(mask);
	a_store_mode(scratch_path(s, "a"), 0700);
	a_store_mode(scratch_path(s, "a/b"), 0700);
	a_store_mode(path, 0700);
	a_store_mode(scratch_path(s, "a/b/store/logins"), 0700);
	a_store_mode(scratch_path(s, "a/b/store/logins/work"), 0600);
	a_store_mode(scratch_path(s, "a/b/store/logins/work.lock"), 0600);
	assert_false(scratch_exists(scratch_path(s, "a/b/store/passwords")));
	a_store_has(store, "work", "x");
	store_close(&store);
	assert_null(store);
	store_close(&store);
}

static void
lets_the_store_itself_be_a_link(void **state)
{
	struct scratch *s = *state;
	struct store *store = NULL;

	assert_int_equal(mkdir(scratch_path(s, "real"), 0700), 0);
	assert_int_equal(symlink("real", s->store), 0);
	store = a_store(s);
	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	a_store_has(store, "work", "x");
	store_close(&store);
	assert_true(scratch_exists(scratch_path(s, "real/logins/work")));
}

static void
encodes_names_that_are_not_plain(void **state)
{
	static const struct {
		const char *name;
		const char *file;
	} cases[] = {
	    {"work", "work"},
	    {"Work_2-b", "Work_2-b"},
	    {"git.example.com:8443", "git%2Eexample%2Ecom%3A8443"},
	    {"work.new", "work%2Enew"},
	    {"..", "%2E%2E"},
	    {"../x", "%2E%2E%2Fx"},
	    {"a%2Eb", "a%252Eb"},
	    {"\xc3\xa4", "%C3%A4"},
	};
	struct scratch *s = *state;
	struct store *store = a_store(s);
	char path[256], name[300];

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    a_store_save(store, cases[i].name, cases[i].file, NULL),
		    LANYARD_OK);
		scratch_print(
		    path, sizeof(path), "store/logins/%s", cases[i].file);
		assert_string_equal(
		    scratch_read(scratch_path(s, path)), cases[i].file);
		a_store_has(store, cases[i].name, cases[i].file);
	}
	memset(name, 'n', sizeof(name));
	name[251] = '\0';
	assert_int_equal(a_store_save(store, name, "long", NULL), LANYARD_OK);
	a_store_has(store, name, "long");
	name[251] = 'n';
	name[252] = '\0';
	assert_int_not_equal(
	    a_store_save(store, name, "long", NULL), LANYARD_OK);
	a_store_has(store, name, "-");
	store_close(&store);
}

static int
try_lock(struct store *store, enum store_kind kind, const char *name,
    enum store_lock lock)
{
	int fd = -2;

	assert_int_equal(
	    store_try_lock(store, kind, name, lock, &fd, NULL), LANYARD_OK);
	return fd;
}

static void
locks_one_name_for_one_open_file(void **state)
{
	struct scratch *s = *state;
	struct store *a = a_store(s), *b = a_store(s);
	int held = try_lock(a, STORE_LOGIN, "work", STORE_LOCK_RECORD), fd;

	assert_true(held >= 0);
	assert_true(fcntl(held, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(
	    try_lock(b, STORE_LOGIN, "work", STORE_LOCK_RECORD), -1);
	assert_int_equal(
	    try_lock(a, STORE_LOGIN, "work", STORE_LOCK_RECORD), -1);
	fd = try_lock(b, STORE_LOGIN, "work", STORE_LOCK_PROMPT);
	assert_true(fd >= 0);
	store_unlock(NULL, &fd);
	assert_int_equal(fd, -1);
	fd = try_lock(b, STORE_PASSWORD, "work", STORE_LOCK_RECORD);
	assert_true(fd >= 0);
	store_unlock(NULL, &fd);
	fd = try_lock(b, STORE_LOGIN, "work2", STORE_LOCK_RECORD);
	assert_true(fd >= 0);
	store_unlock(NULL, &fd);
	/* Readers wait for nobody. */
	a_store_has(b, "work", "-");
	store_unlock(NULL, &held);
	fd = try_lock(b, STORE_LOGIN, "work", STORE_LOCK_RECORD);
	assert_true(fd >= 0);
	store_unlock(NULL, &fd);
	store_unlock(NULL, &fd);
	store_close(&a);
	store_close(&b);
}

/* A backup restored beside a program that runs: it goes on with that one. */
static void
locks_in_the_folder_that_is_there(void **state)
{
	struct scratch *s = *state;
	struct store *store = a_store(s);
	int fd;

	assert_int_equal(
	    a_store_save(store, "work", "before", NULL), LANYARD_OK);
	assert_int_equal(
	    rename(scratch_path(s, "store/logins"), scratch_path(s, "away")),
	    0);
	assert_int_equal(mkdir(scratch_path(s, "store/logins"), 0700), 0);
	scratch_write(scratch_path(s, "store/logins/work"), "after", 0, 0600);
	a_store_has(store, "work", "before");
	fd = try_lock(store, STORE_LOGIN, "work", STORE_LOCK_RECORD);
	assert_true(fd >= 0);
	scratch_holds(s, "store/logins/work.lock", "");
	a_store_has(store, "work", "after");
	store_unlock(NULL, &fd);
	store_close(&store);
}

static void
keeps_a_lock_that_a_child_inherited(void **state)
{
	struct scratch *s = *state;
	struct store *store = a_store(s);
	int fd = try_lock(store, STORE_LOGIN, "work", STORE_LOCK_RECORD);
	int ends[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	if ((pid = fork()) == 0) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
	}
	close(ends[0]);
	store_unlock(NULL, &fd);
	assert_int_equal(
	    try_lock(store, STORE_LOGIN, "work", STORE_LOCK_RECORD), -1);
	close(ends[1]);
	assert_int_equal(scratch_reap(pid), 0);
	fd = try_lock(store, STORE_LOGIN, "work", STORE_LOCK_RECORD);
	assert_true(fd >= 0);
	store_unlock(NULL, &fd);
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(makes_private_folders_when_first_written_to),
	    SCRATCH_TEST(lets_the_store_itself_be_a_link),
	    SCRATCH_TEST(encodes_names_that_are_not_plain),
	    SCRATCH_TEST(locks_one_name_for_one_open_file),
	    SCRATCH_TEST(locks_in_the_folder_that_is_there),
	    SCRATCH_TEST(keeps_a_lock_that_a_child_inherited),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
