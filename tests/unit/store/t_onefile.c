/*
 * t_onefile.c - the record of one login in a file that a program names
 */
#include "storage.h"

#include "a_flock.h"

static struct lanyard_storage *
make(const struct scratch *s, const char *rest)
{
	struct lanyard_storage *storage = NULL;

	assert_int_equal(
	    lanyard_storage_file(&storage, scratch_path(s, rest)), LANYARD_OK);
	return storage;
}

static void
keeps_one_record(void **state)
{
	const struct scratch *s = *state;
	struct lanyard_storage *storage = make(s, "a/b/token");
	struct stat st;
	char before[512];

	assert_string_equal(storage_get(storage, "work"), "(none)");
	assert_string_equal(storage_names(storage), "");
	assert_int_equal(storage->remove(storage->context, "work"), LANYARD_OK);
	assert_false(scratch_exists(scratch_path(s, "a")));
	assert_int_equal(storage_put(storage, "work"), LANYARD_OK);
	assert_int_equal(stat(scratch_path(s, "a/b/token"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(scratch_exists(scratch_path(s, "a/b/token.new")));
	scratch_print(before, sizeof(before), "%s", storage_record("work"));
	assert_string_equal(storage_get(storage, "work"), before);
	assert_string_equal(storage_names(storage), "work ");
	/* Another login's is not there, and has no place. */
	assert_string_equal(storage_get(storage, "more"), "(none)");
	assert_int_equal(storage_put(storage, "more"), E(STORE));
	assert_int_equal(
	    storage->reserve(storage->context, "more", 10), E(STORE));
	assert_int_equal(storage->remove(storage->context, "more"), LANYARD_OK);
	assert_string_equal(storage_get(storage, "work"), before);
	assert_int_equal(storage->remove(storage->context, "work"), LANYARD_OK);
	assert_false(scratch_exists(scratch_path(s, "a/b/token")));
	assert_int_equal(storage_put(storage, "more"), LANYARD_OK);
	lanyard_storage_free(&storage);
}

static void
serves_a_session(void **state)
{
	struct scratch *s = *state;
	struct lanyard_storage *storage = make(s, "token");

	storage_lives(s, storage);
	lanyard_storage_free(&storage);
}

static void
refuses_paths(void **state)
{
	static const char *const paths[] = {NULL, "", "/", "folder/"};
	struct lanyard_storage *storage;

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		storage = (struct lanyard_storage *)state;
		assert_int_equal(
		    lanyard_storage_file(&storage, paths[i]), E(ARGUMENT));
		assert_null(storage);
	}
}

/* What is not a private file of ours is neither used nor replaced. */
static void
trusts_no_other_file(void **state)
{
	const struct scratch *s = *state;
	struct lanyard_storage *storage = make(s, "token");
	const char *text = storage_record("work");
	char path[SCRATCH_PATH], seen[4096] = "";

	scratch_print(path, sizeof(path), "%s", scratch_path(s, "token"));
	for (int i = 0; i < 4; i++) {
		scratch_write(scratch_path(s, "other"), text, 0, 0600);
		if (i == 0)
			scratch_write(path, text, 0, 0640);
		else if (i == 1)
			assert_int_equal(
			    symlink(scratch_path(s, "other"), path), 0);
		else if (i == 2)
			assert_int_equal(mkfifo(path, 0600), 0);
		else
			assert_int_equal(mkdir(path, 0700), 0);
		assert_int_equal(
		    storage->load(storage->context, "work", storage_take, seen),
		    E(STORE));
		assert_string_equal(seen, "");
		assert_int_equal(storage_put(storage, "work"), E(STORE));
		assert_string_equal(
		    scratch_read(scratch_path(s, "other")), text);
		scratch_remove(path);
	}
	/* Nor does PATH.new lead elsewhere. */
	assert_int_equal(
	    symlink(scratch_path(s, "other"), scratch_path(s, "token.new")), 0);
	assert_int_equal(storage_put(storage, "work"), E(STORE));
	lanyard_storage_free(&storage);
}

/* A file that is no record stays as it is, and the session says so. */
static void
keeps_what_is_damaged(void **state)
{
	struct scratch *s = *state;
	struct lanyard_storage *storage = make(s, "token");
	struct lanyard_session *session = storage_session(s, storage);
	struct lanyard_credential *token = NULL;

	scratch_write(scratch_path(s, "token"), "name=work\nhalf", 0, 0600);
	assert_int_equal(lanyard_token(session, "work", &token), E(STORE));
	assert_non_null(strstr(lanyard_session_message(session), "work"));
	assert_int_equal(storage_put(storage, "work"), E(STORE));
	assert_string_equal(
	    scratch_read(scratch_path(s, "token")), "name=work\nhalf");
	lanyard_session_close(&session);
	lanyard_storage_free(&storage);
}

static void
finishes_a_killed_save(void **state)
{
	static const struct {
		const char *new;
		bool taken;
	} cases[] = {
	    {"name=work\nrefresh_token=new\ngeneration=6\n\n", true},
	    {"name=work\nrefresh_token=new\ngeneration=5\n\n", true},
	    {"name=work\nrefresh_token=rt\ngeneration=5\n\n", false},
	    {"name=work\nrefresh_token=new\ngeneration=4\n\n", false},
	    {"name=work\ngeneration=5\n\n", false},
	    {"name=work\nrefresh_token=new\ngeneration=6\n", false},
	    {"name=more\nrefresh_token=new\ngeneration=6\n\n", false},
	    {"", false},
	};
	const struct scratch *s = *state;
	struct lanyard_storage *storage = make(s, "token");

	for (size_t i = 0; i < COUNT(cases); i++) {
		char room[2000] = "";
		int handle = -1, busy = -1;

		scratch_remove(scratch_path(s, "token.new"));
		assert_int_equal(storage_put(storage, "work"), LANYARD_OK);
		/* As reserved: with zeros behind it. */
		memcpy(room, cases[i].new, strlen(cases[i].new));
		scratch_write(
		    scratch_path(s, "token.new"), room, sizeof(room), 0600);
		assert_int_equal(storage->lock(storage->context, "work",
				     LANYARD_LOCK_RECORD, &handle),
		    LANYARD_OK);
		assert_true(handle >= 0);
		assert_int_equal(storage->lock(storage->context, "work",
				     LANYARD_LOCK_RECORD, &busy),
		    LANYARD_OK);
		assert_int_equal(busy, -1);
		assert_string_equal(storage_get(storage, "work"),
		    cases[i].taken ? cases[i].new : storage_record("work"));
		assert_false(scratch_exists(scratch_path(s, "token.new")));
		storage->unlock(storage->context, handle);
	}
	lanyard_storage_free(&storage);
}

/* How the lock is taken, with what PATH and PATH.new have; NULL: nothing. */
static void
recovers(const struct scratch *s, const char *old, const char *new, mode_t mode,
    enum lanyard_error expected)
{
	struct lanyard_storage *storage = make(s, "token");
	int handle = -1;

	scratch_remove(scratch_path(s, "token"));
	scratch_remove(scratch_path(s, "token.new"));
	if (old != NULL)
		scratch_write(scratch_path(s, "token"), old, 0, 0600);
	if (new != NULL)
		scratch_write(scratch_path(s, "token.new"), new, 0, mode);
	assert_int_equal(storage->lock(storage->context, "any",
			     LANYARD_LOCK_RECORD, &handle),
	    expected);
	assert_int_equal(handle >= 0, expected == LANYARD_OK);
	if (handle >= 0)
		storage->unlock(storage->context, handle);
	lanyard_storage_free(&storage);
}

static void
recovers_as_the_folder_does(void **state)
{
	static const char whole[] =
	    "name=work\nrefresh_token=new\ngeneration=1\n\n";
	static const char half[] = "name=work\nrefresh_token=new\n";
	const struct scratch *s = *state;
	char path[2 * SCRATCH_PATH], new[2 * SCRATCH_PATH];

	scratch_print(path, sizeof(path), "%s/token", s->path);
	scratch_print(new, sizeof(new), "%s/token.new", s->path);
	/* The first record of all, whoever takes the lock. */
	recovers(s, NULL, whole, 0600, LANYARD_OK);
	assert_string_equal(scratch_read(path), whole);
	assert_false(scratch_exists(new));
	recovers(s, NULL, half, 0600, LANYARD_OK);
	assert_false(scratch_exists(path));
	assert_false(scratch_exists(new));
	/* A damaged file is for whoever loads it; both stay. */
	recovers(s, half, whole, 0600, LANYARD_OK);
	assert_string_equal(scratch_read(path), half);
	assert_string_equal(scratch_read(new), whole);
	/* What may be the only copy and cannot be had is an error. */
	recovers(s, storage_record("work"), whole, 0640, E(STORE));
	assert_string_equal(scratch_read(path), storage_record("work"));
	assert_string_equal(scratch_read(new), whole);
	recovers(s, NULL, whole, 0640, E(STORE));
	assert_string_equal(scratch_read(new), whole);
}

/* The claim of the lock WHICH, while that is held. */
static void
claims(const struct scratch *s, enum lanyard_lock which, const char *claim)
{
	struct lanyard_storage *one = make(s, "token"), *two = make(s, "token");
	int handle = -1, busy = -1;

	flock_does_nothing = true;
	assert_int_equal(
	    one->lock(one->context, "work", which, &handle), LANYARD_OK);
	assert_true(handle >= 0);
	assert_true(scratch_exists(scratch_path(s, claim)));
	assert_int_equal(
	    two->lock(two->context, "work", which, &busy), LANYARD_OK);
	assert_int_equal(busy, -1);
	one->unlock(one->context, handle);
	assert_false(scratch_exists(scratch_path(s, claim)));
	assert_int_equal(
	    two->lock(two->context, "work", which, &busy), LANYARD_OK);
	assert_true(busy >= 0);
	two->unlock(two->context, busy);
	flock_does_nothing = false;
	lanyard_storage_free(&one);
	lanyard_storage_free(&two);
}

/* As on NFS without locks: one at a time all the same. */
static void
claims_where_flock_does_nothing(void **state)
{
	claims(*state, LANYARD_LOCK_RECORD, "token.claim");
	claims(*state, LANYARD_LOCK_PROMPT, "token.prompt-claim");
}

static void
makes_room_first(void **state)
{
	const struct scratch *s = *state;
	struct lanyard_storage *storage = make(s, "token");
	struct stat st;

	assert_int_equal(
	    storage->reserve(storage->context, "work", 100000), LANYARD_OK);
	assert_int_equal(stat(scratch_path(s, "token.new"), &st), 0);
	assert_int_equal(st.st_size, 100000);
	assert_int_equal(storage_put(storage, "work"), LANYARD_OK);
	assert_string_equal(
	    storage_get(storage, "work"), storage_record("work"));
	assert_int_equal(
	    storage->reserve(storage->context, "work", (size_t)1 << 60),
	    E(STORE));
	assert_string_equal(
	    storage_get(storage, "work"), storage_record("work"));
	lanyard_storage_free(&storage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_one_record),
	    SCRATCH_TEST(serves_a_session),
	    cmocka_unit_test(refuses_paths),
	    SCRATCH_TEST(trusts_no_other_file),
	    SCRATCH_TEST(keeps_what_is_damaged),
	    SCRATCH_TEST(finishes_a_killed_save),
	    SCRATCH_TEST(recovers_as_the_folder_does),
	    SCRATCH_TEST(claims_where_flock_does_nothing),
	    SCRATCH_TEST(makes_room_first),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
