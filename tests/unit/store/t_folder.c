/*
 * t_folder.c - folder.h: the store's folders, and what their files are called
 */
#include "scratch.h"

#include "another.h"
#include "store/folder.h"

static void
opens_and_makes(void **state)
{
	static const struct {
		enum store_kind kind;
		const char *path;
	} cases[] = {
	    {STORE_LOGIN, "store/logins"}, {STORE_PASSWORD, "store/passwords"}};
	const struct scratch *s = *state;
	struct folder f;
	mode_t mask = umask(0);
	struct stat st, opened;
	int fd, again;

	assert_int_equal(folder_init(&f, s->store, NULL), LANYARD_OK);
	assert_int_equal(f.top, -1);
	assert_string_equal(f.path, s->store);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = scratch_path(s, cases[i].path);

		/* Looking makes nothing. */
		fd = -5;
		assert_int_equal(
		    folder_open(&f, cases[i].kind, false, &fd, NULL),
		    LANYARD_OK);
		assert_int_equal(fd, -1);
		assert_int_equal(f.inner[cases[i].kind], -1);
		assert_false(scratch_exists(path));

		assert_int_equal(
		    folder_open(&f, cases[i].kind, true, &fd, NULL),
		    LANYARD_OK);
		assert_int_not_equal(fd, -1);
		assert_int_equal(f.inner[cases[i].kind], fd);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0700);
		assert_int_equal(fstat(fd, &opened), 0);
		assert_int_equal(st.st_ino, opened.st_ino);
		assert_string_equal(
		    path + strlen(s->store) + 1, folder_of_kind(cases[i].kind));
		/* It is kept. */
		assert_int_equal(
		    folder_open(&f, cases[i].kind, false, &again, NULL),
		    LANYARD_OK);
		assert_int_equal(again, fd);
	}
	umask(mask);
	assert_int_not_equal(f.inner[0], f.inner[1]);
	folder_clear(&f);
}

static void
refuses_folders_of_others(void **state)
{
	static const struct {
		const char *path;
		mode_t mode;
		const char *message; /* STORE before and behind */
	} cases[] = {
	    {"store", 0750, " is open to others (mode 750)"},
	    {"store", 0701, " is open to others (mode 701)"},
	    {"store/logins", 0720, "/logins is open to others (mode 720)"},
	    {"store/logins", 0704, "/logins is open to others (mode 704)"},
	};
	const struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char message[2 * SCRATCH_PATH], hint[2 * SCRATCH_PATH];

		scratch_remove(s->store);
		assert_int_equal(mkdir(s->store, 0700), 0);
		(void)mkdir(scratch_path(s, "store/logins"), 0700);
		assert_int_equal(
		    chmod(scratch_path(s, cases[i].path), cases[i].mode), 0);
		scratch_print(message, sizeof(message), "store folder %s%s",
		    s->store, cases[i].message);
		/* One hint, whatever of the store is open. */
		scratch_print(
		    hint, sizeof(hint), "chmod -R go= '%s'", s->store);
		for (int make = 0; make <= 1; make++) {
			struct error error = {0};
			struct folder f;
			int fd = -1;

			if (folder_init(&f, s->store, &error) == LANYARD_OK)
				assert_int_equal(folder_open(&f, STORE_LOGIN,
						     make == 1, &fd, &error),
				    LANYARD_ERR_STORE);
			assert_int_equal(error.code, LANYARD_ERR_STORE);
			assert_int_equal(fd, -1);
			assert_int_equal(f.inner[STORE_LOGIN], -1);
			folder_clear(&f);
			assert_string_equal(error.message, message);
			assert_string_equal(error.hint, hint);
		}
	}
}

/* Inside the store no link is followed, and nothing is made through one. */
static void
refuses_what_is_no_folder(void **state)
{
	const struct scratch *s = *state;
	const char *logins = scratch_path(s, "store/logins");
	const char *target = scratch_path(s, "target");
	struct error error = {0};
	struct folder f;
	int fd;

	assert_int_equal(mkdir(s->store, 0700), 0);
	assert_int_equal(mkdir(target, 0700), 0);
	assert_int_equal(symlink(target, logins), 0);
	assert_int_equal(folder_init(&f, s->store, &error), LANYARD_OK);
	for (int make = 0; make <= 1; make++)
		assert_int_equal(
		    folder_open(&f, STORE_LOGIN, make == 1, &fd, &error),
		    LANYARD_ERR_STORE);
	assert_int_equal(unlink(logins), 0);
	scratch_write(logins, "x", 0, 0600);
	assert_int_equal(
	    folder_open(&f, STORE_LOGIN, true, &fd, &error), LANYARD_ERR_STORE);
	assert_int_equal(fd, -1);
	assert_int_equal(error.errnum, ENOTDIR);
	assert_non_null(strstr(error.message, s->store));

	folder_clear(&f);
	scratch_remove(s->store);
	scratch_write(s->store, "x", 0, 0600);
	assert_int_equal(folder_init(&f, s->store, &error), LANYARD_ERR_STORE);
	assert_int_equal(error.errnum, ENOTDIR);
	folder_clear(&f);
}

/* A folder that has another name is as good as before; one removed is not. */
static void
sees_where_it_is(void **state)
{
	const struct scratch *s = *state;
	const char *logins = scratch_path(s, "store/logins");
	const char *other = scratch_path(s, "other");
	struct folder f;
	bool removed;
	int fd, old;

	assert_int_equal(folder_init(&f, s->store, NULL), LANYARD_OK);
	assert_false(folder_has_moved(&f, STORE_LOGIN, &removed));
	assert_false(folder_forget_moved(&f, STORE_LOGIN));
	assert_int_equal(
	    folder_open(&f, STORE_LOGIN, true, &old, NULL), LANYARD_OK);
	assert_false(folder_has_moved(&f, STORE_LOGIN, &removed));
	assert_int_equal(rename(logins, other), 0);
	assert_false(folder_has_moved(&f, STORE_LOGIN, &removed));
	assert_int_equal(symlink(other, logins), 0);
	assert_false(folder_has_moved(&f, STORE_LOGIN, &removed));
	scratch_remove(logins);
	assert_int_equal(mkdir(logins, 0700), 0);
	assert_true(folder_has_moved(&f, STORE_LOGIN, &removed));
	assert_false(removed);
	/* A claim has its descriptor, too. */
	f.locks.claims[0].lock_fd = old;
	assert_false(folder_forget_moved(&f, STORE_LOGIN));
	f.locks.claims[0].lock_fd = -1;

	scratch_remove(other);
	assert_true(folder_has_moved(&f, STORE_LOGIN, &removed));
	assert_true(removed);
	/* What is written to it just now has its descriptor. */
	f.room.fd = dup(old);
	assert_false(folder_forget_moved(&f, STORE_LOGIN));
	durable_close(&f.room);
	assert_true(folder_forget_moved(&f, STORE_LOGIN));
	assert_int_equal(
	    folder_open(&f, STORE_LOGIN, false, &fd, NULL), LANYARD_OK);
	assert_int_not_equal(fd, -1);
	assert_false(folder_has_moved(&f, STORE_LOGIN, &removed));

	assert_int_equal(rename(logins, other), 0);
	assert_int_equal(mkdir(logins, 0700), 0);
	assert_true(folder_forget_moved(&f, STORE_LOGIN));
	assert_int_equal(
	    folder_open(&f, STORE_LOGIN, false, &fd, NULL), LANYARD_OK);
	assert_false(folder_has_moved(&f, STORE_LOGIN, &removed));
	scratch_remove(other);
	scratch_remove(s->store);
	assert_true(folder_has_moved(&f, STORE_LOGIN, &removed));
	assert_true(removed);
	folder_clear(&f);
}

static void
refuses_what_belongs_to_others(void **state)
{
	const struct scratch *s = *state;
	struct error error = {0};
	struct folder f;

	another_owner(s->path, 12345);
	assert_int_equal(folder_init(&f, s->path, &error), LANYARD_ERR_STORE);
	assert_non_null(strstr(error.message, " belongs to user 12345"));
	assert_memory_equal(error.message, "store folder ", 13);
	folder_clear(&f);
	another_forget();
}

static void
names_files(void **state)
{
	static const struct {
		const char *name, *suffix, *file;
	} cases[] = {
	    {"work", "", "work"},
	    {"work", ".new", "work.new"},
	    {"a.lock", "", "a%2Elock"},
	    {"..", "", "%2E%2E"},
	    {"https://h/x", ".lock", "https%3A%2F%2Fh%2Fx.lock"},
	    {"", ".new", ".new"},
	};
	struct error error = {0};
	char name[300], *file;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(folder_file_name(cases[i].name,
				     cases[i].suffix, &file, &error),
		    LANYARD_OK);
		assert_string_equal(file, cases[i].file);
		free(file);
	}
	/* 255 bytes are what a folder's entry may have. */
	for (size_t size = 250; size <= 252; size++) {
		memset(name, 'a', size);
		name[size] = '\0';
		file = name;
		assert_int_equal(folder_file_name(name, ".new", &file, &error),
		    size + 4 <= 255 ? LANYARD_OK : LANYARD_ERR_PROTOCOL);
		if (size + 4 <= 255)
			free(file);
		else
			assert_null(file);
	}
	assert_non_null(strstr(error.message, "too long"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(opens_and_makes),
	    SCRATCH_TEST(refuses_folders_of_others),
	    SCRATCH_TEST(refuses_what_is_no_folder),
	    SCRATCH_TEST(sees_where_it_is),
	    SCRATCH_TEST(refuses_what_belongs_to_others),
	    SCRATCH_TEST(names_files),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
