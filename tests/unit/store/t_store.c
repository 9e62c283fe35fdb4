/*
 * t_store.c - store.h: private, whole, durable files, and their locks
 */
#include "scratch.h"

#include <sys/resource.h>

#include "base/limits.h"

#define OTHER_USER 12345

static struct store *
open_store(const struct scratch *s)
{
	struct store *store = NULL;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	return store;
}

static enum lanyard_error
save(struct store *store, const char *name, const char *text,
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
static enum lanyard_error
load(struct store *store, const char *name, char *text, size_t size,
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

static void
assert_loads(struct store *store, const char *name, const char *expected)
{
	char text[256];

	assert_int_equal(
	    load(store, name, text, sizeof(text), NULL), LANYARD_OK);
	assert_string_equal(text, expected);
}

static void
assert_mode(const char *path, mode_t mode)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

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
	assert_loads(store, "work", "-");
	store_unreserve(store, STORE_LOGIN, "work");
	assert_int_equal(
	    store_remove(store, STORE_LOGIN, "work", NULL), LANYARD_OK);
	assert_false(scratch_exists(scratch_path(s, "a")));

	assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, NULL),
	    LANYARD_OK);
	store_unlock(NULL, &fd);
	umask(mask);
	assert_mode(scratch_path(s, "a"), 0700);
	assert_mode(scratch_path(s, "a/b"), 0700);
	assert_mode(path, 0700);
	assert_mode(scratch_path(s, "a/b/store/logins"), 0700);
	assert_mode(scratch_path(s, "a/b/store/logins/work"), 0600);
	assert_mode(scratch_path(s, "a/b/store/logins/work.lock"), 0600);
	assert_false(scratch_exists(scratch_path(s, "a/b/store/passwords")));
	assert_loads(store, "work", "x");
	store_close(&store);
	assert_null(store);
	store_close(&store);
}

static void
refuses_what_is_open_to_others(void **state)
{
	static const struct {
		const char *path;
		mode_t mode;
		const char *hint; /* before the store's path */
		const char *inner;
	} cases[] = {
	    {"store", 0750, "chmod 700 '", ""},
	    {"store", 0710, "chmod 700 '", ""},
	    {"store", 0701, "chmod 700 '", ""},
	    {"store", 0702, "chmod 700 '", ""},
	    {"store", 0777, "chmod 700 '", ""},
	    {"store/logins", 0750, "chmod 700 '", "/logins"},
	    {"store/logins", 0704, "chmod 700 '", "/logins"},
	    {"store/logins/work", 0640, "chmod -R go= '", ""},
	    {"store/logins/work", 0602, "chmod -R go= '", ""},
	    {"store/logins/work", 0604, "chmod -R go= '", ""},
	};
	struct scratch *s = *state;
	char text[64], hint[2 * SCRATCH_PATH];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = scratch_path(s, cases[i].path);
		struct store *store = open_store(s);
		struct error error = {0};
		enum lanyard_error r;

		assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
		store_close(&store);
		assert_int_equal(chmod(path, cases[i].mode), 0);
		r = store_open(&store, s->store, &error);
		if (r == LANYARD_OK)
			r = load(store, "work", text, sizeof(text), &error);
		assert_int_equal(r, LANYARD_ERR_STORE);
		assert_int_equal(error.code, LANYARD_ERR_STORE);
		assert_non_null(strstr(error.message, "open to others (mode "));
		scratch_print(hint, sizeof(hint), "%s%s%s'", cases[i].hint,
		    s->store, cases[i].inner);
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

	/* Who cannot give a file away takes one of root's. */
	if (geteuid() != 0) {
		struct store *store = NULL;
		struct error error = {0};

		assert_int_equal(
		    store_open(&store, "/", &error), LANYARD_ERR_STORE);
		assert_non_null(
		    strstr(error.message, "belongs to user 0, not to us"));
		return;
	}
	for (size_t i = 0; i < COUNT(paths); i++) {
		const char *path = scratch_path(s, paths[i]);
		struct store *store = open_store(s);
		struct error error = {0};
		enum lanyard_error r;

		assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
		store_close(&store);
		assert_int_equal(chown(path, OTHER_USER, (gid_t)-1), 0);
		r = store_open(&store, s->store, &error);
		if (r == LANYARD_OK)
			r = load(store, "work", text, sizeof(text), &error);
		assert_int_equal(r, LANYARD_ERR_STORE);
		assert_non_null(
		    strstr(error.message, "belongs to user 12345, not to us"));
		store_close(&store);
		assert_int_equal(chown(path, 0, (gid_t)-1), 0);
	}
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
			r = load(store, "work", text, sizeof(text), NULL);
		else if (r == LANYARD_OK)
			r = save(store, "work", "x", NULL);
		assert_int_equal(r, LANYARD_ERR_STORE);
		if (cases[i].is_file)
			assert_string_equal(scratch_read(target), "precious");
		store_close(&store);
		scratch_remove(s->store);
		(void)alarm(0);
	}
}

static void
lets_the_store_itself_be_a_link(void **state)
{
	struct scratch *s = *state;
	struct store *store = NULL;

	assert_int_equal(mkdir(scratch_path(s, "real"), 0700), 0);
	assert_int_equal(symlink("real", s->store), 0);
	store = open_store(s);
	assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
	assert_loads(store, "work", "x");
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
	struct store *store = open_store(s);
	char path[256], name[300];

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    save(store, cases[i].name, cases[i].file, NULL),
		    LANYARD_OK);
		scratch_print(
		    path, sizeof(path), "store/logins/%s", cases[i].file);
		assert_string_equal(
		    scratch_read(scratch_path(s, path)), cases[i].file);
		assert_loads(store, cases[i].name, cases[i].file);
	}
	memset(name, 'n', sizeof(name));
	name[251] = '\0';
	assert_int_equal(save(store, name, "long", NULL), LANYARD_OK);
	assert_loads(store, name, "long");
	name[251] = 'n';
	name[252] = '\0';
	assert_int_not_equal(save(store, name, "long", NULL), LANYARD_OK);
	assert_loads(store, name, "-");
	store_close(&store);
}

static void
replaces_a_file_by_way_of_its_new_one(void **state)
{
	struct scratch *s = *state;
	const char *new = scratch_path(s, "store/logins/work.new");
	const char *path = scratch_path(s, "store/logins/work");
	struct store *store = open_store(s);
	struct stat before, after;
	char junk[5000];

	assert_int_equal(save(store, "work", "long content", NULL), LANYARD_OK);
	assert_int_equal(stat(path, &before), 0);
	/* Left behind by a process that was killed. */
	memset(junk, 'j', sizeof(junk));
	scratch_write(new, junk, sizeof(junk), 0600);
	assert_int_equal(stat(new, &after), 0);
	assert_int_equal(save(store, "work", "short", NULL), LANYARD_OK);
	assert_string_equal(scratch_read(path), "short");
	assert_false(scratch_exists(new));
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	store_close(&store);
}

static void
keeps_room_for_the_answer(void **state)
{
	struct scratch *s = *state;
	const char *new = scratch_path(s, "store/logins/work.new");
	const char *path = scratch_path(s, "store/logins/work");
	struct store *store = open_store(s);
	struct stat reserved, saved;

	assert_int_equal(
	    store_reserve(store, STORE_LOGIN, "work", LIMIT_REPLY, NULL),
	    LANYARD_OK);
	assert_int_equal(stat(new, &reserved), 0);
	assert_int_equal(reserved.st_size, LIMIT_REPLY);
	assert_true(reserved.st_blocks * 512 >= LIMIT_REPLY);
	assert_mode(new, 0600);
	assert_false(scratch_exists(path));
	assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
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

/* A disk that takes 4096 bytes a file, to this process. */
static void
limit_files(rlim_t size)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
loses_nothing_on_a_full_disk(void **state)
{
	struct scratch *s = *state;
	const char *new = scratch_path(s, "store/logins/work.new");
	struct store *store = open_store(s);
	struct error error = {0};
	enum lanyard_error reserved, saved;
	char large[10000];

	memset(large, 'l', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	assert_int_equal(save(store, "work", "precious", NULL), LANYARD_OK);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(4096);
	reserved =
	    store_reserve(store, STORE_LOGIN, "work", LIMIT_REPLY, &error);
	saved = save(store, "work", large, NULL);
	limit_files(RLIM_INFINITY);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(reserved, LANYARD_ERR_NO_ROOM);
	assert_int_equal(error.code, LANYARD_ERR_NO_ROOM);
	assert_non_null(strstr(error.message, s->store));
	assert_int_equal(saved, LANYARD_ERR_STORE);
	assert_false(scratch_exists(new));
	assert_loads(store, "work", "precious");
	/* And it goes on once there is room. */
	assert_int_equal(save(store, "work", "again", NULL), LANYARD_OK);
	assert_loads(store, "work", "again");
	store_close(&store);
}

static void
reports_no_room_where_nothing_can_be_made(void **state)
{
	struct scratch *s = *state;
	struct store *store = open_store(s);
	struct error error = {0};

	scratch_write(s->store, "no folder", 0, 0600);
	assert_int_equal(store_reserve(store, STORE_LOGIN, "work", 100, &error),
	    LANYARD_ERR_NO_ROOM);
	assert_int_equal(error.code, LANYARD_ERR_NO_ROOM);
	assert_non_null(strstr(error.message, s->store));
	assert_int_equal(store_reserve(store, STORE_LOGIN, "work", 100, NULL),
	    LANYARD_ERR_NO_ROOM);
	assert_int_equal(save(store, "work", "x", NULL), LANYARD_ERR_STORE);
	store_close(&store);
}

static void
removes_a_file_and_its_new_one(void **state)
{
	struct scratch *s = *state;
	const char *new = scratch_path(s, "store/logins/work.new");
	struct store *store = open_store(s);

	assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(save(store, "work2", "y", NULL), LANYARD_OK);
	scratch_write(new, "a token", 0, 0600);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    store_remove(store, STORE_LOGIN, "work", NULL), LANYARD_OK);
		assert_loads(store, "work", "-");
		assert_false(scratch_exists(new));
	}
	assert_loads(store, "work2", "y");
	store_close(&store);
}

static void
sets_aside_without_deleting(void **state)
{
	struct scratch *s = *state;
	char first[ERROR_TEXT], second[ERROR_TEXT], prefix[2 * SCRATCH_PATH];
	struct store *store = open_store(s);
	struct error error = {0};

	scratch_print(
	    prefix, sizeof(prefix), "%s/logins/work.aside-", s->store);
	assert_int_equal(save(store, "work", "one", NULL), LANYARD_OK);
	assert_int_equal(
	    store_set_aside(store, STORE_LOGIN, "work", first, NULL),
	    LANYARD_OK);
	assert_loads(store, "work", "-");
	/* In the same second, most of the time. */
	assert_int_equal(save(store, "work", "two", NULL), LANYARD_OK);
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
	struct store *store = open_store(s);
	struct list list = {"", -1};

	assert_int_equal(
	    store_each(store, STORE_LOGIN, list_one, &list, NULL), LANYARD_OK);
	assert_string_equal(list.text, "");
	assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(save(store, "a.b:1", "x", NULL), LANYARD_OK);
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
	struct store *a = open_store(s), *b = open_store(s);
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
	assert_loads(b, "work", "-");
	store_unlock(NULL, &held);
	fd = try_lock(b, STORE_LOGIN, "work", STORE_LOCK_RECORD);
	assert_true(fd >= 0);
	store_unlock(NULL, &fd);
	store_unlock(NULL, &fd);
	store_close(&a);
	store_close(&b);
}

static void
keeps_a_lock_that_a_child_inherited(void **state)
{
	struct scratch *s = *state;
	struct store *store = open_store(s);
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

static void
refuses_a_file_beyond_the_limit(void **state)
{
	struct scratch *s = *state;
	struct store *store = open_store(s);
	struct error error = {0};
	char text[64];

	assert_int_equal(save(store, "work", "x", NULL), LANYARD_OK);
	assert_int_equal(truncate(scratch_path(s, "store/logins/work"),
			     (off_t)LIMIT_RECORD + 1),
	    0);
	assert_int_equal(
	    load(store, "work", text, sizeof(text), &error), LANYARD_ERR_STORE);
	/* It is there, but not what it says. */
	assert_string_equal(text, "");
	assert_non_null(strstr(error.message, "too large"));
	store_close(&store);
}

/* All of one letter, from A to Z, as many as its place in the alphabet. */
static void
write_letters(struct store *store)
{
	char text[100];

	for (size_t i = 1;; i = i % 26 + 1) {
		memset(text, (int)('A' + i - 1), i);
		text[i] = '\0';
		if (save(store, "work", text, NULL) != LANYARD_OK)
			_exit(1);
	}
}

static void
assert_letters(struct store *store)
{
	char text[256];

	assert_int_equal(
	    load(store, "work", text, sizeof(text), NULL), LANYARD_OK);
	assert_true(text[0] >= 'A' && text[0] <= 'Z');
	assert_int_equal(strlen(text), text[0] - 'A' + 1);
	assert_int_equal(strspn(text, (char[]){text[0], '\0'}), strlen(text));
}

static void
is_whole_for_readers_and_after_a_kill(void **state)
{
	struct scratch *s = *state;
	struct store *store = open_store(s);
	int status;
	pid_t pid;

	assert_int_equal(save(store, "work", "A", NULL), LANYARD_OK);
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
	assert_int_equal(save(store, "work", "BB", NULL), LANYARD_OK);
	assert_loads(store, "work", "BB");
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(makes_private_folders_when_first_written_to),
	    SCRATCH_TEST(refuses_what_is_open_to_others),
	    SCRATCH_TEST(refuses_what_is_not_ours),
	    SCRATCH_TEST(refuses_what_is_no_plain_file_or_folder),
	    SCRATCH_TEST(lets_the_store_itself_be_a_link),
	    SCRATCH_TEST(encodes_names_that_are_not_plain),
	    SCRATCH_TEST(replaces_a_file_by_way_of_its_new_one),
	    SCRATCH_TEST(keeps_room_for_the_answer),
	    SCRATCH_TEST(loses_nothing_on_a_full_disk),
	    SCRATCH_TEST(reports_no_room_where_nothing_can_be_made),
	    SCRATCH_TEST(removes_a_file_and_its_new_one),
	    SCRATCH_TEST(sets_aside_without_deleting),
	    SCRATCH_TEST(lists_names_but_no_others_files),
	    SCRATCH_TEST(locks_one_name_for_one_open_file),
	    SCRATCH_TEST(keeps_a_lock_that_a_child_inherited),
	    SCRATCH_TEST(refuses_a_file_beyond_the_limit),
	    SCRATCH_TEST(is_whole_for_readers_and_after_a_kill),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
