/*
 * t_lock.c - lock.h: who may, a lock that is a file
 */
#include "scratch.h"

#include <sys/file.h>
#include <sys/syscall.h>

#include "os/lock.h"

long syscall(long number, ...);

/* In the place of libc's: how often others take the name away before it. */
static const char *taken_away;
static int times;

int
flock(int fd, int operation)
{
	if (times > 0) {
		times--;
		assert_int_equal(unlink(taken_away), 0);
	}
	return (int)syscall(SYS_flock, fd, operation);
}

static void
is_of_one_open_file(void **state)
{
	const struct scratch *s = *state;
	int folder = open(s->path, O_RDONLY), held, other;

	assert_int_equal(lock_try(folder, "lock", &held), LANYARD_OK);
	assert_true(held >= 0);
	assert_true(fcntl(held, F_GETFD) & FD_CLOEXEC);
	scratch_holds(s, "lock", "");
	assert_int_equal(
	    lock_try(AT_FDCWD, scratch_path(s, "lock"), &other), LANYARD_OK);
	assert_int_equal(other, -1);
	close(held);
	assert_int_equal(
	    lock_try(AT_FDCWD, scratch_path(s, "lock"), &other), LANYARD_OK);
	assert_true(other >= 0);
	close(other);
	assert_int_equal(symlink("lock", scratch_path(s, "link")), 0);
	assert_int_equal(lock_try(folder, "link", &other), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(other, -1);
	close(folder);
}

/* What is locked but has lost its name keeps nobody out, and is known. */
static void
knows_when_its_name_was_taken(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "lock");
	int held, other;

	assert_int_equal(lock_try(AT_FDCWD, path, &held), LANYARD_OK);
	assert_true(lock_is_at(held, AT_FDCWD, path));
	assert_int_equal(unlink(path), 0);
	assert_false(lock_is_at(held, AT_FDCWD, path));
	assert_int_equal(lock_try(AT_FDCWD, path, &other), LANYARD_OK);
	assert_true(other >= 0);
	assert_false(lock_is_at(held, AT_FDCWD, path));
	assert_true(lock_is_at(other, AT_FDCWD, path));
	close(held);
	close(other);
}

/* Opened, taken away by another, and locked: that keeps nobody out. */
static void
is_not_one_without_a_name(void **state)
{
	const struct scratch *s = *state;
	int held;

	taken_away = scratch_path(s, "lock");
	times = 3;
	assert_int_equal(lock_try(AT_FDCWD, taken_away, &held), LANYARD_OK);
	assert_int_equal(times, 0);
	assert_true(lock_is_at(held, AT_FDCWD, taken_away));
	close(held);
	/* Not for ever. */
	times = 100000;
	assert_int_equal(lock_try(AT_FDCWD, taken_away, &held), LANYARD_OK);
	assert_int_equal(held, -1);
	assert_true(times > 90000);
	times = 0;
}

/* What is noted can be read while the lock is held, and by nobody mistaken. */
static void
is_seen_from_outside(void **state)
{
	const struct scratch *s = *state;
	const char *name = scratch_path(s, "l");
	int fd = -1;

	assert_false(lock_is_held(AT_FDCWD, name));
	assert_int_equal(lock_try(AT_FDCWD, name, &fd), LANYARD_OK);
	assert_true(lock_is_held(AT_FDCWD, name));
	close(fd);
	assert_false(lock_is_held(AT_FDCWD, name));
	/* Another who looks, too, holds nothing. */
	fd = open(name, O_RDONLY);
	assert_int_equal(flock(fd, LOCK_SH | LOCK_NB), 0);
	assert_false(lock_is_held(AT_FDCWD, name));
	close(fd);
	scratch_holds(s, "l", "");
	scratch_remove(name);
	assert_int_equal(mkfifo(name, 0600), 0);
	assert_false(lock_is_held(AT_FDCWD, name));
}

static void
keeps_a_note(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "lock");
	char text[16];
	int fd;

	assert_false(lock_noted(AT_FDCWD, path, text, sizeof(text)));
	assert_int_equal(lock_try(AT_FDCWD, path, &fd), LANYARD_OK);
	assert_false(lock_noted(AT_FDCWD, path, text, sizeof(text)));
	lock_note(fd, "a longer one than this");
	assert_true(lock_noted(AT_FDCWD, path, text, sizeof(text)));
	assert_string_equal(text, "a longer one th");
	lock_note(fd, "short");
	assert_true(lock_noted(AT_FDCWD, path, text, sizeof(text)));
	assert_string_equal(text, "short");
	close(fd);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(lock_noted(AT_FDCWD, path, text, sizeof(text)));
}

static void
locks_what_is_open(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "lock");
	int first, second;

	assert_int_equal(lock_try(AT_FDCWD, path, &first), LANYARD_OK);
	second = open(path, O_RDWR);
	assert_false(lock_try_fd(second));
	assert_int_equal(errno, EWOULDBLOCK);
	close(first);
	assert_true(lock_try_fd(second));
	close(second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_of_one_open_file),
	    SCRATCH_TEST(knows_when_its_name_was_taken),
	    SCRATCH_TEST(is_not_one_without_a_name),
	    SCRATCH_TEST(is_seen_from_outside),
	    SCRATCH_TEST(keeps_a_note),
	    SCRATCH_TEST(locks_what_is_open),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
