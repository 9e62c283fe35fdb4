/*
 * t_secret_file.c - secret_file.h: whose it may be, and what it holds
 */
#include "scratch.h"

#include "another.h"
#include "base/limits.h"
#include "os/secret_file.h"

/* Each test runs in the folder that it is given. */
static int
enter_folder(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	umask(022);
	return chdir(((struct scratch *)*state)->path);
}

static int
leave_folder(void **state)
{
	return chdir("/") != 0 || scratch_teardown(state) != 0 ? -1 : 0;
}

static void
write_file(const char *path, const void *bytes, size_t size, mode_t mode)
{
	scratch_write(path, bytes, size, mode);
}

static void
secrets_lose_one_line_end(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *secret;
		size_t secret_size;
	} cases[] = {
	    {"abc", 3, "abc", 3},
	    {"abc\n", 4, "abc", 3},
	    {"abc\r\n", 5, "abc", 3},
	    {"abc\n\n", 5, "abc\n", 4},
	    {"abc\r", 4, "abc\r", 4},
	    {" abc ", 5, " abc ", 5},
	    {"a\nb\n", 4, "a\nb", 3},
	    {"a\0b\n", 4, "a\0b", 3},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret s = {0};
		struct error e = {0};

		write_file("s", cases[i].text, cases[i].size, 0600);
		assert_int_equal(secret_file_read("s", &s, &e), LANYARD_OK);
		assert_int_equal(s.size, cases[i].secret_size);
		assert_memory_equal(s.bytes, cases[i].secret, s.size + 1);
		secret_clear(&s);
	}
}

/* Fail unless "s" is refused with MESSAGE and HINT, and no secret is taken. */
static void
assert_refused(const char *message, const char *hint)
{
	struct secret s = {0};
	struct error e = {0};

	assert_int_equal(secret_set_text(&s, "old"), LANYARD_OK);
	assert_int_equal(secret_file_read("s", &s, &e), LANYARD_ERR_CONFIG);
	assert_int_equal(e.code, LANYARD_ERR_CONFIG);
	assert_string_equal(e.message, message);
	assert_string_equal(e.hint, hint);
	assert_string_equal((const char *)s.bytes, "old");
	secret_clear(&s);
}

static void
secrets_that_others_may_read(void **state)
{
	static const struct {
		mode_t mode;
		bool ok_for_user, ok_for_root;
	} cases[] = {
	    {0600, true, true},
	    {0400, true, true},
	    {0700, true, true},
	    {0611, true, true},
	    {0640, false, true},
	    {0440, false, true},
	    {0620, false, false},
	    {0604, false, false},
	    {0602, false, false},
	    {0644, false, false},
	    {0666, false, false},
	};
	bool root = geteuid() == 0;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret s = {0};

		write_file("s", "abc", 3, cases[i].mode);
		if (root ? cases[i].ok_for_root : cases[i].ok_for_user)
			assert_int_equal(
			    secret_file_read("s", &s, NULL), LANYARD_OK);
		else
			assert_refused("s holds a secret and is open to others",
			    root ? "chmod g-w,o-rw 's'" : "chmod go-rw 's'");
		secret_clear(&s);
		assert_int_equal(unlink("s"), 0);
	}
}

/* 0 if another user than root is refused a file of his that a group reads. */
static int
read_as_user(uid_t uid)
{
	struct secret s = {0};
	struct error e = {0};

	another_become(uid);
	if (secret_file_read("s", &s, &e) != LANYARD_ERR_CONFIG)
		return 1;
	return strcmp(e.hint, "chmod go-rw 's'") != 0;
}

/* 0 if a user is not told to close a file of root's. */
static int
read_of_root(uid_t uid)
{
	struct secret s = {0};
	struct error e = {0};

	another_become(uid);
	if (secret_file_read("s", &s, &e) != LANYARD_ERR_CONFIG)
		return 1;
	return strstr(e.hint, "chmod") != NULL ||
	       strstr(e.hint, "client_secret_command") == NULL;
}

static void
secrets_of_other_users(void **state)
{
	int status = 1;
	pid_t pid;

	(void)state;
	write_file("s", "abc", 3, 0600);
	another_owner("s", 4242);
	assert_refused("s belongs to another user", "ls -l 's'");
	assert_int_equal(chmod("s", 0640), 0);
	assert_int_equal(chmod(".", 0755), 0);
	/* In a child, or the sanitizers could not look at this process. */
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(read_as_user(4242));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	another_owner("s", 0);
	assert_int_equal(chmod("s", 0644), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(read_of_root(4242));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	another_forget();
}

static void
secrets_that_are_none(void **state)
{
	static const char *const empty[] = {"", "\n", "\r\n"};
	char *big = calloc(LIMIT_SECRET_FILE + 1, 1);
	struct secret s = {0};

	(void)state;
	assert_non_null(big);
	assert_refused("cannot open s: No such file or directory",
	    "is its name right? ls -l 's'");
	for (size_t i = 0; i < COUNT(empty); i++) {
		write_file("s", empty[i], strlen(empty[i]), 0600);
		assert_refused("s is empty", "write it anew; look: ls -l 's'");
	}
	write_file("s", big, LIMIT_SECRET_FILE + 1, 0600);
	assert_refused(
	    "s is larger than 65536 bytes", "is it the right one? ls -l 's'");
	write_file("s", big, LIMIT_SECRET_FILE, 0600);
	assert_int_equal(secret_file_read("s", &s, NULL), LANYARD_OK);
	assert_int_equal(s.size, LIMIT_SECRET_FILE);
	secret_clear(&s);
	free(big);
	assert_int_equal(unlink("s"), 0);
	assert_int_equal(mkdir("s", 0700), 0);
	assert_refused("s is not a regular file",
	    "name a file instead; what is there: ls -ld 's'");
	assert_int_equal(rmdir("s"), 0);
	/* Opening one for reading waits for a writer, if one lets it. */
	assert_int_equal(mkfifo("s", 0600), 0);
	assert_refused("s is not a regular file",
	    "name a file instead; what is there: ls -ld 's'");
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(secrets_lose_one_line_end),
	    TEST(secrets_that_others_may_read),
	    TEST(secrets_of_other_users),
	    TEST(secrets_that_are_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
