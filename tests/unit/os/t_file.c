/*
 * t_file.c - file.h: files and folders
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "another.h"
#include "base/limits.h"
#include "os/child.h"
#include "os/file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * In the place of libc's: interrupted so often before they do anything, or
 * behind it.
 */
static int interrupts;
static bool behind;

long syscall(long number, ...);

static int
interrupt(int done)
{
	if (interrupts <= 0)
		return done;
	interrupts--;
	errno = EINTR;
	return -1;
}

int
unlinkat(int folder, const char *name, int flags)
{
	if (interrupts > 0 && !behind)
		return interrupt(0);
	return interrupt((int)syscall(SYS_unlinkat, folder, name, flags));
}

int
renameat(int folder, const char *from, int other, const char *to)
{
	if (interrupts > 0 && !behind)
		return interrupt(0);
	return interrupt(
	    (int)syscall(SYS_renameat2, folder, from, other, to, 0));
}

int
mkdirat(int folder, const char *name, mode_t mode)
{
	if (interrupts > 0)
		return interrupt(0);
	return (int)syscall(SYS_mkdirat, folder, name, mode);
}

/* Every test runs in a folder of its own. */
static int
enter_folder(void **state)
{
	char name[] = "/tmp/t_file.XXXXXX";

	if (mkdtemp(name) == NULL || chdir(name) != 0)
		return -1;
	umask(022);
	*state = strdup(name);
	return *state == NULL ? -1 : 0;
}

static int
leave_folder(void **state)
{
	const char *const rm[] = {"rm", "-rf", *state, NULL};
	struct buf output;
	int status = 1;

	buf_init(&output, 1000);
	if (chdir("/") == 0)
		(void)child_run(rm, NULL, 10000, &output, &status);
	buf_clear(&output);
	free(*state);
	return status;
}

static void
write_file(const char *path, const void *bytes, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, bytes, size), LANYARD_OK);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static void
read_takes_all_up_to_the_limit(void **state)
{
	static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 100000};
	unsigned char *bytes = malloc(100000);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < 100000; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 256);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buf b;
		int fd;

		write_file("f", bytes, sizes[i], 0600);
		fd = open("f", O_RDONLY | O_CLOEXEC);
		buf_init(&b, sizes[i] + 3);
		buf_add_text(&b, "xyz");
		assert_int_equal(file_read_fd(fd, &b), LANYARD_OK);
		assert_int_equal(b.size, sizes[i] + 3);
		assert_memory_equal(b.data + 3, bytes, sizes[i]);
		buf_cut(&b, 3);
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		b.limit--;
		if (sizes[i] > 0)
			assert_int_equal(
			    file_read_fd(fd, &b), LANYARD_ERR_PROTOCOL);
		assert_string_equal(buf_text(&b), "xyz");
		buf_clear(&b);
		close(fd);
	}
	free(bytes);
}

/* Who cuts a file to write it anew shows half of it meanwhile. */
static void
read_whole_or_not_at_all(void **state)
{
	const char *what = "";
	struct buf b;
	int fd;

	(void)state;
	write_file("f", "123456", 6, 0600);
	fd = open("f", O_RDONLY | O_CLOEXEC);
	buf_init(&b, 100);
	buf_add_text(&b, "xyz");
	for (off_t size = 0; size <= 7; size++) {
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		buf_cut(&b, 3);
		errno = 0;
		assert_int_equal(file_read_whole(fd, size, &b),
		    size <= 6 ? LANYARD_OK : LANYARD_ERR_SYSTEM);
		assert_string_equal(
		    buf_text(&b), size <= 6 ? "xyz123456" : "xyz");
		assert_int_equal(errno, size <= 6 ? 0 : ETXTBSY);
	}
	close(fd);
	assert_int_equal(file_read_whole(-1, 0, &b), LANYARD_ERR_SYSTEM);
	assert_int_equal(file_read_regular("f", &b, &what), LANYARD_OK);
	assert_string_equal(buf_text(&b), "xyz123456");
	assert_null(what);
	assert_int_equal(
	    file_read_regular("none", &b, &what), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_read_regular(".", &b, &what), LANYARD_ERR_SYSTEM);
	assert_non_null(what);
	b.limit = b.size + 5;
	assert_int_equal(
	    file_read_regular("f", &b, &what), LANYARD_ERR_PROTOCOL);
	buf_clear(&b);
}

static void
read_and_write_tell_errno(void **state)
{
	struct buf b;
	int fd = open("/", O_RDONLY | O_CLOEXEC);

	(void)state;
	buf_init(&b, 100);
	errno = 0;
	assert_int_equal(file_read_fd(-1, &b), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EBADF);
	assert_int_equal(file_read_fd(fd, &b), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EISDIR);
	errno = 0;
	assert_int_equal(file_write_fd(fd, "x", 1), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EBADF);
	assert_int_equal(file_write_fd(-1, "x", 0), LANYARD_OK);
	close(fd);
	if ((fd = open("/dev/full", O_WRONLY | O_CLOEXEC)) >= 0) {
		assert_int_equal(file_write_fd(fd, "x", 1), LANYARD_ERR_SYSTEM);
		assert_int_equal(errno, ENOSPC);
		close(fd);
	}
	buf_clear(&b);
}

/* More than a pipe holds, both ends non-blocking, the reader slow. */
static void
non_blocking_pipes_are_waited_for(void **state)
{
	size_t size = 300000;
	unsigned char *bytes = calloc(size, 1);
	struct buf b;
	int fds[2], status = 1;
	pid_t pid;

	(void)state;
	assert_non_null(bytes);
	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(fcntl(fds[i], F_SETFL, O_NONBLOCK), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(fds[0]);
		(void)poll(NULL, 0, 50);
		_exit(file_write_fd(fds[1], bytes, size) != LANYARD_OK);
	}
	close(fds[1]);
	buf_init(&b, size);
	assert_int_equal(file_read_fd(fds[0], &b), LANYARD_OK);
	assert_int_equal(b.size, size);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(fds[0]);
	buf_clear(&b);
	free(bytes);
}

static void
assert_mode(const char *path, mode_t mode)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, mode);
}

static void
folders_are_made_private(void **state)
{
	char path[200];

	assert_int_equal(file_make_folders("a/b//c/"), LANYARD_OK);
	assert_mode("a", 0700);
	assert_mode("a/b", 0700);
	assert_mode("a/b/c", 0700);
	assert_int_equal(file_make_folders("a/b/c"), LANYARD_OK);
	assert_int_equal(file_make_folders("/"), LANYARD_OK);
	(void)snprintf(path, sizeof(path), "%s/x/y", (char *)*state);
	assert_int_equal(file_make_folders(path), LANYARD_OK);
	assert_mode(path, 0700);
	/* What is there stays as it is, and may be a link. */
	assert_int_equal(mkdir("open", 0755), 0);
	assert_int_equal(symlink("open", "link"), 0);
	assert_int_equal(file_make_folders("open"), LANYARD_OK);
	assert_int_equal(file_make_folders("link/in"), LANYARD_OK);
	assert_mode("open", 0755);
	assert_mode("open/in", 0700);
}

static void
folders_that_cannot_be(void **state)
{
	(void)state;
	write_file("f", "", 0, 0600);
	errno = 0;
	assert_int_equal(file_make_folders("f"), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(file_make_folders("f/a/b"), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(file_make_folders("dangling"), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(file_make_folders(""), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, ENOENT);
}

/* Over what is there, shorter or longer, and from the beginning. */
static void
fills_a_file_whole(void **state)
{
	static const char *const texts[] = {"long, long", "", "short"};
	char text[64];
	int fd;

	(void)state;
	fd = file_open_at(AT_FDCWD, "f", O_RDWR | O_CREAT);
	assert_true(fd != -1);
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_true(file_fill(fd, texts[i], strlen(texts[i])));
		assert_int_equal(pread(fd, text, sizeof(text), 0),
		    (ssize_t)strlen(texts[i]));
		assert_memory_equal(text, texts[i], strlen(texts[i]));
	}
	assert_true(file_cut(fd, 2));
	assert_int_equal(pread(fd, text, sizeof(text), 0), 2);
	close(fd);
	fd = file_open_at(AT_FDCWD, "f", O_RDONLY);
	assert_false(file_fill(fd, "x", 1));
	assert_int_equal(errno, EBADF);
	close(fd);
	assert_int_equal(file_open_at(AT_FDCWD, "none/f", O_RDONLY), -1);
	assert_int_equal(errno, ENOENT);
}

/* A pipe cannot be synced, which is an error of a file alone. */
static void
syncs_what_can_be(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_false(file_sync(fds[0]));
	assert_int_equal(errno, EINVAL);
	assert_true(file_sync_folder(fds[0]));
	close(fds[0]);
	close(fds[1]);
	assert_false(file_sync_folder(fds[0]));
	assert_int_equal(errno, EBADF);
}

/* What the kind of a thing is, where it is no file; NULL: errno tells. */
static void
opens_regular_files_only(void **state)
{
	static const struct {
		const char *path, *what;
		int errnum;
	} cases[] = {
	    {"f", NULL, 0},
	    {"to-f", NULL, 0},
	    {"fifo", "is a named pipe, not a file", EINVAL},
	    {"to-fifo", "is a named pipe, not a file", EINVAL},
	    {".", "is a folder, not a file", EISDIR},
	    {"/dev/zero", "is a device, not a file", EINVAL},
	    {"none", NULL, ENOENT},
	    {"dangling", NULL, ENOENT},
	    {"loop", NULL, ELOOP},
	    {"f/none", NULL, ENOTDIR},
	};

	(void)state;
	write_file("f", "abc", 3, 0600);
	assert_int_equal(mkfifo("fifo", 0600) + symlink("f", "to-f") +
			     symlink("fifo", "to-fifo") +
			     symlink("none", "dangling") +
			     symlink("loop", "loop"),
	    0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *what = "unset";
		int fd = file_open_regular(cases[i].path, &what);

		assert_int_equal(fd == -1, cases[i].errnum != 0);
		if (fd == -1)
			assert_int_equal(errno, cases[i].errnum);
		else
			close(fd);
		if (cases[i].what == NULL)
			assert_null(what);
		else
			assert_string_equal(what, cases[i].what);
		fd = file_open_regular(cases[i].path, NULL);
		assert_int_equal(fd == -1, cases[i].errnum != 0);
		close(fd);
	}
}

static void
repeats_what_is_interrupted(void **state)
{
	static const struct {
		int interrupts;
		bool behind, done;
	} cases[] = {
	    {0, false, true},
	    {3, false, true},
	    {1, true, true},
	    {100000, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		behind = cases[i].behind;
		close(open("from", O_WRONLY | O_CREAT, 0600));
		interrupts = cases[i].interrupts;
		assert_int_equal(
		    file_rename_at(AT_FDCWD, "from", "to"), cases[i].done);
		interrupts = 0;
		assert_int_equal(access("to", F_OK) == 0, cases[i].done);
		close(open("to", O_WRONLY | O_CREAT, 0600));
		interrupts = cases[i].interrupts;
		assert_int_equal(file_remove_at(AT_FDCWD, "to"), cases[i].done);
		interrupts = 0;
		assert_int_equal(access("to", F_OK) != 0, cases[i].done);
		interrupts = behind ? 0 : cases[i].interrupts;
		assert_int_equal(
		    file_make_folder_at(AT_FDCWD, "folder"), cases[i].done);
		interrupts = 0;
		(void)rmdir("folder");
	}
	behind = false;
	assert_false(file_rename_at(AT_FDCWD, "none", "to"));
	assert_int_equal(errno, ENOENT);
	assert_true(file_remove_at(AT_FDCWD, "none"));
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_false(file_remove_at(AT_FDCWD, "folder"));
}

static void
hints_at_what_cannot_be_read(void **state)
{
	static const struct {
		int errnum;
		const char *hint;
	} cases[] = {
	    {ENOENT, "is its name right? ls -l 'a file'"},
	    {ENOTDIR, "is its name right? ls -l 'a file'"},
	    {EISDIR, "name a file instead; what is there: ls -ld 'a file'"},
	    {EINVAL, "name a file instead; what is there: ls -ld 'a file'"},
	    {ENODATA, "write it anew; look: ls -l 'a file'"},
	    {EFBIG, "is it the right one? ls -l 'a file'"},
	    {EACCES, "ls -l 'a file'"},
	    {EIO, "ls -l 'a file'"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {.code = LANYARD_ERR_CONFIG};

		file_hint_unread(&error, cases[i].errnum, "a file");
		assert_string_equal(error.hint, cases[i].hint);
	}
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(read_takes_all_up_to_the_limit),
	    TEST(read_whole_or_not_at_all),
	    TEST(read_and_write_tell_errno),
	    TEST(non_blocking_pipes_are_waited_for),
	    TEST(fills_a_file_whole),
	    TEST(syncs_what_can_be),
	    TEST(opens_regular_files_only),
	    TEST(repeats_what_is_interrupted),
	    TEST(hints_at_what_cannot_be_read),
	    TEST(folders_are_made_private),
	    TEST(folders_that_cannot_be),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
