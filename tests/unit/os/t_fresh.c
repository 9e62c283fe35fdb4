/*
 * t_fresh.c - a private file where none was: a secret that comes once
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/resource.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/fresh.h"
#include "os/secret_file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
enter_folder(void **state)
{
	char name[] = "/tmp/t_fresh.XXXXXX";

	*state = NULL;
	umask(0);
	return mkdtemp(name) != NULL && chdir(name) == 0 &&
		       (*state = strdup(name)) != NULL
		   ? 0
		   : -1;
}

static int
leave_folder(void **state)
{
	(void)unlink("secret");
	(void)unlink("link");
	(void)unlink("plain");
	(void)rmdir("folder");
	if (chdir("/") != 0 || rmdir(*state) != 0)
		return -1;
	free(*state);
	return 0;
}

static off_t
size_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return -1;
	return S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0600 ? st.st_size
								   : -2;
}

static void
has_room_and_is_filled(void **state)
{
	struct fresh file;
	char text[16];
	int fd;

	(void)state;
	fresh_init(&file);
	assert_int_equal(fresh_check("secret", NULL), LANYARD_OK);
	assert_int_equal(fresh_open(&file, "secret", 4096, NULL), LANYARD_OK);
	assert_int_equal(size_of("secret"), 4096);
	assert_int_equal(fresh_fill(&file, "s3cret", 6, NULL), LANYARD_OK);
	assert_int_equal(size_of("secret"), 6);
	fresh_keep(&file);
	fresh_drop(&file);
	fd = open("secret", O_RDONLY);
	assert_int_equal(read(fd, text, sizeof(text)), 6);
	assert_memory_equal(text, "s3cret", 6);
	close(fd);
}

static void
goes_away_unless_it_is_kept(void **state)
{
	struct fresh file;

	(void)state;
	for (int filled = 0; filled < 2; filled++) {
		fresh_init(&file);
		assert_int_equal(
		    fresh_open(&file, "secret", 10, NULL), LANYARD_OK);
		if (filled)
			assert_int_equal(
			    fresh_fill(&file, "x", 1, NULL), LANYARD_OK);
		fresh_drop(&file);
		assert_int_equal(size_of("secret"), -1);
	}
	fresh_drop(&file);
}

/* Whatever is there stays as it is. */
static void
writes_over_nothing(void **state)
{
	static const char *const names[] = {"plain", "link", "folder"};
	struct error error = {0};
	struct fresh file;

	(void)state;
	assert_int_equal(close(open("plain", O_CREAT | O_WRONLY, 0600)), 0);
	assert_int_equal(symlink("nowhere", "link"), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct stat before, after;

		assert_int_equal(lstat(names[i], &before), 0);
		fresh_init(&file);
		assert_int_equal(
		    fresh_check(names[i], &error), LANYARD_ERR_CONFIG);
		assert_int_equal(fresh_open(&file, names[i], 10, &error),
		    LANYARD_ERR_CONFIG);
		assert_non_null(strstr(error.message, names[i]));
		assert_non_null(strstr(error.message, "is there already"));
		assert_non_null(strstr(error.hint, "move it away"));
		fresh_drop(&file);
		assert_int_equal(lstat(names[i], &after), 0);
		assert_int_equal(before.st_ino, after.st_ino);
		assert_int_equal(before.st_size, after.st_size);
	}
	assert_int_equal(size_of("nowhere"), -1);
}

static void
says_what_cannot_be_made(void **state)
{
	struct error error = {0};
	struct fresh file;

	(void)state;
	fresh_init(&file);
	assert_int_equal(
	    fresh_open(&file, "/proc/secret", 10, &error), LANYARD_ERR_STORE);
	assert_non_null(strstr(error.message, "cannot make /proc/secret: "));
	assert_int_equal(file.fd, -1);
}

/* A disk that is full leaves nothing. */
static void
leaves_nothing_where_there_is_no_room(void **state)
{
	struct rlimit most, before;
	struct error error = {0};
	struct fresh file;

	(void)state;
	fresh_init(&file);
	/* A limit of the process stands for the disk's. */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	most = before;
	most.rlim_cur = 4096;
	assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &most), 0);
	assert_int_not_equal(
	    fresh_open(&file, "secret", 65536, &error), LANYARD_OK);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(size_of("secret"), -1);
	assert_int_equal(file.fd, -1);
}

static void
secrets_are_written_once(void **state)
{
	struct secret s = {0}, back = {0};
	struct error e = {0};
	struct stat st;

	(void)state;
	assert_int_equal(secret_set_text(&s, "s3cret"), LANYARD_OK);
	assert_int_equal(fresh_write_secret("way/on/x", &s, &e), LANYARD_OK);
	assert_int_equal(stat("way/on/x", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat("way", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(secret_file_read("way/on/x", &back, &e), LANYARD_OK);
	assert_int_equal(back.size, s.size);
	assert_memory_equal(back.bytes, "s3cret", 6);
	/* What is there stays. */
	assert_int_equal(
	    fresh_write_secret("way/on/x", &s, &e), LANYARD_ERR_CONFIG);
	assert_int_equal(unlink("way/on/x"), 0);
	assert_int_equal(symlink("elsewhere", "way/on/x"), 0);
	assert_int_equal(
	    fresh_write_secret("way/on/x", &s, &e), LANYARD_ERR_CONFIG);
	assert_int_equal(unlink("way/on/x"), 0);
	assert_int_equal(
	    fresh_write_secret("/proc/x", &s, &e), LANYARD_ERR_STORE);
	assert_int_equal(rmdir("way/on"), 0);
	assert_int_equal(rmdir("way"), 0);
	secret_clear(&s);
	secret_clear(&back);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)
	const struct CMUnitTest tests[] = {
	    TEST(has_room_and_is_filled),
	    TEST(goes_away_unless_it_is_kept),
	    TEST(writes_over_nothing),
	    TEST(says_what_cannot_be_made),
	    TEST(secrets_are_written_once),
	    TEST(leaves_nothing_where_there_is_no_room),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
