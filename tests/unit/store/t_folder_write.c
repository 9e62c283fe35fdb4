/*
 * t_folder_write.c - the writing half of store.h: what is there after a failure in the
 * middle; the happy path and full disks are in t_store.c
 */
#include "scratch.h"

#include <sys/resource.h>

#include "base/limits.h"
#include "store/folder.h"

struct save {
	struct store *store;
	struct error error;
};

static void
open_store(struct save *save, const struct scratch *s)
{
	memset(save, 0, sizeof(*save));
	assert_int_equal(
	    store_open(&save->store, s->store, &save->error), LANYARD_OK);
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
	assert_int_equal(save->store->room.fd, -1);
	assert_null(save->store->room_name);
	buf_clear(&buf);
	return r;
}

static void
assert_file(const struct scratch *s, const char *rest, const char *text)
{
	const char *got = scratch_read(scratch_path(s, rest));
	struct stat st;

	if (text == NULL) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_string_equal(got, text);
	assert_int_equal(stat(scratch_path(s, rest), &st), 0);
	assert_int_equal(st.st_size, strlen(text));
}

/* The file is another one each time: who reads the old one reads it whole. */
static void
replaces_the_whole_file(void **state)
{
	static const char *const texts[] = {"long, long, long", "", "short"};
	const struct scratch *s = *state;
	struct save save;
	ino_t last = 0;
	struct stat st;

	open_store(&save, s);
	for (size_t i = 0; i < COUNT(texts); i++) {
		/* The rest of an attempt that was killed does no harm. */
		if (i > 0)
			scratch_write(scratch_path(s, "store/logins/work.new"),
			    "left over from another time", 0, 0600);
		assert_int_equal(
		    save_text(&save, "work", texts[i]), LANYARD_OK);
		assert_file(s, "store/logins/work", texts[i]);
		assert_file(s, "store/logins/work.new", NULL);
		assert_int_equal(
		    stat(scratch_path(s, "store/logins/work"), &st), 0);
		assert_int_not_equal(st.st_ino, last);
		assert_int_equal(st.st_mode & 07777, 0600);
		last = st.st_ino;
	}
	store_close(&save.store);
}

/* Room is zeros at first; all of it goes that is not used. */
static void
uses_the_room_reserved(void **state)
{
	static const size_t sizes[] = {1, 5, 6, 7, 300000};
	const struct scratch *s = *state;
	struct save save;
	struct stat st;

	open_store(&save, s);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		/* What is left of another save must not show behind this. */
		if (i > 0)
			scratch_write(scratch_path(s, "store/logins/work.new"),
			    "left over from another time", 0, 0600);
		assert_int_equal(store_reserve(save.store, STORE_LOGIN, "work",
				     sizes[i], &save.error),
		    LANYARD_OK);
		assert_int_equal(
		    stat(scratch_path(s, "store/logins/work.new"), &st), 0);
		assert_int_equal(st.st_size, sizes[i]);
		assert_true(fcntl(save.store->room.fd, F_GETFD) & FD_CLOEXEC);
		assert_int_equal(
		    save_text(&save, "work", "secret"), LANYARD_OK);
		assert_file(s, "store/logins/work", "secret");
		assert_file(s, "store/logins/work.new", NULL);
	}
	store_close(&save.store);
}

static void
gives_room_back(void **state)
{
	const struct scratch *s = *state;
	struct save save;

	open_store(&save, s);
	assert_int_equal(save_text(&save, "work", "old"), LANYARD_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(store_reserve(save.store, STORE_LOGIN, "work",
				     100, &save.error),
		    LANYARD_OK);
	store_unreserve(save.store, STORE_LOGIN, "work");
	assert_int_equal(save.store->room.fd, -1);
	assert_file(s, "store/logins/work.new", NULL);
	assert_file(s, "store/logins/work", "old");
	/* Without a reservation, what lies there is somebody else's. */
	scratch_write(scratch_path(s, "store/logins/work.new"), "x", 0, 0600);
	store_unreserve(save.store, STORE_LOGIN, "work");
	assert_file(s, "store/logins/work.new", "x");
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
	    LANYARD_ERR_NO_ROOM);
	assert_int_equal(save.error.code, LANYARD_ERR_NO_ROOM);
	assert_int_equal(save.error.errnum, ELOOP);
	assert_file(s, "target", "target");
	assert_int_equal(unlink(new), 0);

	scratch_write(new, "x", 0, 0640);
	assert_int_equal(save_text(&save, "work", "x"), LANYARD_ERR_STORE);
	assert_non_null(strstr(save.error.message, "is open to others"));
	assert_int_equal(unlink(new), 0);
	assert_file(s, "store/logins/work", "old");

	/* Written, but cannot be renamed: NAME.new stays, see recover.h. */
	assert_int_equal(unlink(scratch_path(s, "store/logins/work")), 0);
	assert_int_equal(mkdir(scratch_path(s, "store/logins/work"), 0700), 0);
	assert_int_equal(save_text(&save, "work", "x"), LANYARD_ERR_STORE);
	scratch_print(
	    expected, sizeof(expected), "%s: cannot save work: ", s->store);
	assert_memory_equal(save.error.message, expected, strlen(expected));
	assert_file(s, "store/logins/work.new", "x");
	store_close(&save.store);
}

/* A write that stops half way, as on a full disk. */
static void
loses_nothing_when_a_write_stops(void **state)
{
	const struct scratch *s = *state;
	struct rlimit limit, small;
	struct save save;
	enum lanyard_error r;

	open_store(&save, s);
	assert_int_equal(save_text(&save, "work", "old"), LANYARD_OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 8;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = save_text(&save, "work", "longer than eight bytes");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(r, LANYARD_ERR_STORE);
	assert_int_equal(save.error.errnum, EFBIG);
	assert_file(s, "store/logins/work", "old");
	assert_file(s, "store/logins/work.new", NULL);

	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = store_reserve(
	    save.store, STORE_LOGIN, "work", LIMIT_REPLY, &save.error);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(r, LANYARD_ERR_NO_ROOM);
	assert_int_equal(save.error.code, LANYARD_ERR_NO_ROOM);
	assert_non_null(
	    strstr(save.error.message, "no room for the answer in "));
	assert_int_equal(save.store->room.fd, -1);
	assert_file(s, "store/logins/work.new", NULL);
	assert_file(s, "store/logins/work", "old");
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
		    size == 251 ? LANYARD_OK : LANYARD_ERR_NO_ROOM);
		store_unreserve(save.store, STORE_LOGIN, name);
	}
	store_close(&save.store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(replaces_the_whole_file),
	    SCRATCH_TEST(uses_the_room_reserved),
	    SCRATCH_TEST(gives_room_back),
	    SCRATCH_TEST(loses_nothing_when_it_fails),
	    SCRATCH_TEST(loses_nothing_when_a_write_stops),
	    SCRATCH_TEST(refuses_names_that_do_not_fit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
