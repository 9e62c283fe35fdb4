/*
 * t_folder_read.c - the reading half of the folder: what it trusts and lists
 */
#include "a_store.h"
#include "another.h"

#define OTHER_USER 12345

static void
refuses_what_is_open_to_others(void **state)
{
	static const struct {
		const char *path;
		mode_t mode;
	} cases[] = {
	    {"store", 0750},
	    {"store", 0710},
	    {"store", 0701},
	    {"store", 0702},
	    {"store", 0777},
	    {"store/logins", 0750},
	    {"store/logins", 0704},
	    {"store/logins/work", 0640},
	    {"store/logins/work", 0602},
	    {"store/logins/work", 0604},
	};
	struct scratch *s = *state;
	char text[64], hint[2 * SCRATCH_PATH];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = scratch_path(s, cases[i].path);
		struct store *store = a_store(s);
		struct error error = {0};
		enum lanyard_error r;

		assert_int_equal(
		    a_store_save(store, "work", "x", NULL), LANYARD_OK);
		store_close(&store);
		assert_int_equal(chmod(path, cases[i].mode), 0);
		r = store_open(&store, s->store, &error);
		if (r == LANYARD_OK)
			r = a_store_load(
			    store, "work", text, sizeof(text), &error);
		assert_int_equal(r, LANYARD_ERR_STORE);
		assert_int_equal(error.code, LANYARD_ERR_STORE);
		assert_non_null(strstr(error.message, "open to others (mode "));
		scratch_print(
		    hint, sizeof(hint), "chmod -R go= '%s'", s->store);
		assert_string_equal(error.hint, hint);
		store_close(&store);
		assert_int_equal(chmod(path, i < 7 ? 0700 : 0600), 0);
	}
}

static void
refuses_what_is_not_ours(void **state)
{
	static const char *const paths[] = {
	    "store", "store/logins", "store/logins/work"};
	struct scratch *s = *state;
	char text[64];

	for (size_t i = 0; i < COUNT(paths); i++) {
		const char *path = scratch_path(s, paths[i]);
		struct store *store = a_store(s);
		struct error error = {0};
		enum lanyard_error r;

		assert_int_equal(
		    a_store_save(store, "work", "x", NULL), LANYARD_OK);
		store_close(&store);
		another_owner(path, OTHER_USER);
		r = store_open(&store, s->store, &error);
		if (r == LANYARD_OK)
			r = a_store_load(
			    store, "work", text, sizeof(text), &error);
		assert_int_equal(r, LANYARD_ERR_STORE);
		assert_non_null(
		    strstr(error.message, "belongs to user 12345, not to us"));
		store_close(&store);
		another_owner(path, geteuid());
	}
	another_forget();
}

static void
make_file(const char *path)
{
	scratch_write(path, "a file", 0, 0600);
}

static void
make_folder(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
}

static void
make_fifo(const char *path)
{
	assert_int_equal(mkfifo(path, 0600), 0);
}

/* To something that would be good enough in its place. */
static void
make_link(const char *path)
{
	assert_int_equal(symlink("../target", path), 0);
}

static void
refuses_what_is_no_plain_file_or_folder(void **state)
{
	static const struct {
		const char *path;
		void (*make)(const char *path);
		bool is_file;
	} cases[] = {
	    {"store", make_file, false},
	    {"store", make_fifo, false},
	    {"store/logins", make_file, false},
	    {"store/logins", make_link, false},
	    {"store/logins/work", make_link, true},
	    {"store/logins/work", make_folder, true},
	    {"store/logins/work", make_fifo, true},
	    {"store/logins/work.new", make_link, true},
	    {"store/logins/work.new", make_folder, true},
	    {"store/logins/work.new", make_fifo, true},
	};
	struct scratch *s = *state;
	struct store *store = NULL;
	char text[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *target = scratch_path(s, "store/target");
		enum lanyard_error r;

		(void)alarm(5);
		if (strcmp(cases[i].path, "store") != 0)
			assert_int_equal(mkdir(s->store, 0700), 0);
		if (cases[i].is_file)
			assert_int_equal(
			    mkdir(scratch_path(s, "store/logins"), 0700), 0);
		if (cases[i].is_file)
			scratch_write(target, "precious", 0, 0600);
		else if (strcmp(cases[i].path, "store") != 0)
			assert_int_equal(mkdir(target, 0700), 0);
		cases[i].make(scratch_path(s, cases[i].path));
		r = store_open(&store, s->store, NULL);
		if (r == LANYARD_OK && strstr(cases[i].path, ".new") == NULL)
			r = a_store_load(
			    store, "work", text, sizeof(text), NULL);
		else if (r == LANYARD_OK)
			r = a_store_save(store, "work", "x", NULL);
		assert_int_equal(r, LANYARD_ERR_STORE);
		if (cases[i].is_file)
			assert_string_equal(scratch_read(target), "precious");
		store_close(&store);
		scratch_remove(s->store);
		(void)alarm(0);
	}
}

static void
refuses_a_file_beyond_the_limit(void **state)
{
	struct scratch *s = *state;
	struct store *store = a_store(s);
	struct error error = {0};
	char text[64];

	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(truncate(scratch_path(s, "store/logins/work"),
			     (off_t)LIMIT_RECORD + 1),
	    0);
	assert_int_equal(
	    a_store_load(store, "work", text, sizeof(text), &error),
	    LANYARD_ERR_STORE);
	/* It is there, but not what it says. */
	assert_string_equal(text, "");
	assert_non_null(strstr(error.message, "too large"));
	store_close(&store);
}

struct list {
	char text[256];
	int left;
};

static enum lanyard_error
list_one(void *context, const char *name)
{
	struct list *list = context;
	size_t size = strlen(list->text);

	scratch_print(
	    list->text + size, sizeof(list->text) - size, "<%s>", name);
	return --list->left == 0 ? LANYARD_ERR_CANCELLED : LANYARD_OK;
}

static void
lists_names_but_no_others_files(void **state)
{
	static const char *const others[] = {"store/logins/work.new",
	    "store/logins/work.lock", "store/logins/work.aside-1",
	    "store/logins/.hidden", "store/logins/bad%zzescape",
	    "store/logins/nul%00", "store/passwords/p"};
	struct scratch *s = *state;
	struct store *store = a_store(s);
	struct list list = {"", -1};

	assert_int_equal(
	    store_each(store, STORE_LOGIN, list_one, &list, NULL), LANYARD_OK);
	assert_string_equal(list.text, "");
	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(a_store_save(store, "a.b:1", "x", NULL), LANYARD_OK);
	make_folder(scratch_path(s, "store/passwords"));
	for (size_t i = 0; i < COUNT(others); i++)
		make_file(scratch_path(s, others[i]));
	/* Twice: the folder that is kept open must not remember its place. */
	for (int i = 0; i < 2; i++) {
		list = (struct list){"", -1};
		assert_int_equal(
		    store_each(store, STORE_LOGIN, list_one, &list, NULL),
		    LANYARD_OK);
		assert_non_null(strstr(list.text, "<work>"));
		assert_non_null(strstr(list.text, "<a.b:1>"));
		assert_int_equal(strlen(list.text), strlen("<work><a.b:1>"));
	}
	list = (struct list){"", 1};
	assert_int_equal(store_each(store, STORE_LOGIN, list_one, &list, NULL),
	    LANYARD_ERR_CANCELLED);
	assert_null(strstr(list.text, "><"));
	store_close(&store);
}

/* A disk that gives half of a folder's names. */
static int names_left = -1; /* -1: all */

struct dirent *
readdir(DIR *dir)
{
	struct dirent *(*next)(DIR *) = NULL;

	*(void **)&next = dlsym(ANOTHER_NEXT, "readdir");
	if (names_left-- == 0) {
		errno = EIO;
		return NULL;
	}
	return next(dir);
}

static void
fails_where_a_list_breaks_off(void **state)
{
	struct store *store = a_store(*state);
	struct list list = {"", -1};
	struct error error = {0};

	assert_int_equal(a_store_save(store, "work", "x", NULL), LANYARD_OK);
	for (int left = 0; left < 3; left++) {
		names_left = left;
		assert_int_equal(
		    store_each(store, STORE_LOGIN, list_one, &list, &error),
		    LANYARD_ERR_STORE);
		assert_int_equal(error.errnum, EIO);
		assert_memory_equal(error.message, "cannot list ", 12);
	}
	names_left = -1;
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(refuses_what_is_open_to_others),
	    SCRATCH_TEST(refuses_what_is_not_ours),
	    SCRATCH_TEST(refuses_what_is_no_plain_file_or_folder),
	    SCRATCH_TEST(refuses_a_file_beyond_the_limit),
	    SCRATCH_TEST(fails_where_a_list_breaks_off),
	    SCRATCH_TEST(lists_names_but_no_others_files),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
