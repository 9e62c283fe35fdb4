/*
 * t_claim.c - claim.h: a lock by link(2)
 */
#include "scratch.h"

#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <utime.h>

#include "os/claim.h"
#include "os/lock.h"

/* The type that fstatfs() tells; 0: the true one. */
static unsigned long pretended;

long syscall(long number, ...);

/* In the place of libc's: a file system of each kind is not to be had. */
int
fstatfs(int fd, struct statfs *fs)
{
	if (syscall(SYS_fstatfs, fd, fs) != 0)
		return -1;
	if (pretended != 0)
		memcpy(&fs->f_type, &pretended, sizeof(fs->f_type));
	return 0;
}

static bool
take(const char *path)
{
	bool taken;

	assert_int_equal(claim_take(AT_FDCWD, path, &taken), LANYARD_OK);
	return taken;
}

/* What PATH holds, with a process that has ended in the place of ours. */
static void
write_as_ended(const char *path)
{
	char text[1024], ours[32];
	char *at;
	pid_t pid;

	scratch_print(text, sizeof(text), "%s", scratch_read(path));
	scratch_print(ours, sizeof(ours), "pid=%ld\n", (long)getpid());
	assert_non_null(at = strstr(text, ours));
	if ((pid = fork()) == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	*at = '\0';
	scratch_remove(path);
	scratch_print(ours, sizeof(ours), "pid=%ld\n", (long)pid);
	memcpy(at, ours, strlen(ours) + 1);
	scratch_write(path, text, 0, 0600);
}

static void
is_held_by_one(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "claim");

	assert_true(take(path));
	assert_non_null(strstr(scratch_read(path), "host="));
	assert_false(take(path));
	claim_drop(AT_FDCWD, path);
	assert_false(scratch_exists(path));
	assert_true(take(path));
	claim_drop(AT_FDCWD, path);
	assert_int_equal(rmdir(s->path), 0);
	assert_int_equal(mkdir(s->path, 0700), 0);
}

static void
tells_of_another_host(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "claim");
	const struct utimbuf old = {0, 0}, ahead = {INT32_MAX, INT32_MAX};
	char host[CLAIM_HOST];

	assert_false(claim_is_of_another(AT_FDCWD, path, host));
	assert_true(take(path));
	assert_false(claim_is_of_another(AT_FDCWD, path, host));
	claim_drop(AT_FDCWD, path);
	scratch_write(path, "host=other.example\npid=1\n", 0, 0600);
	assert_true(claim_is_of_another(AT_FDCWD, path, host));
	assert_string_equal(host, "other.example");
	assert_int_equal(utime(path, &old), 0);
	assert_false(claim_is_of_another(AT_FDCWD, path, host));
	assert_int_equal(utime(path, &ahead), 0);
	assert_false(claim_is_of_another(AT_FDCWD, path, host));
	scratch_remove(path);
}

static void
ends_with_who_holds_it(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "claim");

	assert_true(take(path));
	write_as_ended(path);
	assert_true(take(path));
	assert_false(take(path));
	claim_drop(AT_FDCWD, path);
}

/* Whoever starts a child may end first. */
static void
outlives_who_shared_it(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "claim");
	pid_t pid;

	assert_true(take(path));
	if ((pid = fork()) == 0) {
		pause();
		_exit(0);
	}
	claim_share(AT_FDCWD, path, pid);
	claim_drop(AT_FDCWD, path);
	assert_false(take(path));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	/* We are still there, but have let go of it. */
	assert_true(take(path));
	assert_false(take(path));
	claim_drop(AT_FDCWD, path);
	assert_false(scratch_exists(path));
}

/* Of another host, and of another boot of this one. */
static void
knows_what_it_cannot_know(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "claim");
	struct utimbuf old = {time(NULL) - 3600, time(NULL) - 3600};
	struct utimbuf ahead = {time(NULL) + 3600, time(NULL) + 3600};
	char text[1024], *boot;

	scratch_write(path, "host=elsewhere\nboot=b\npid=1\n", 0, 0600);
	assert_false(take(path));
	assert_int_equal(utime(path, &old), 0);
	assert_true(take(path));
	/* Ours, and we live, whatever the clock was when we made it. */
	assert_int_equal(utime(path, &ahead), 0);
	assert_false(take(path));
	claim_drop(AT_FDCWD, path);
	scratch_write(path, "host=elsewhere\nboot=b\npid=1\n", 0, 0600);
	assert_int_equal(utime(path, &ahead), 0);
	assert_true(take(path));
	scratch_print(text, sizeof(text), "%s", scratch_read(path));
	assert_non_null(boot = strstr(text, "boot="));
	boot[5] = '-';
	scratch_remove(path);
	scratch_write(path, text, 0, 0600);
	assert_true(take(path));
	claim_drop(AT_FDCWD, path);
	/* One that is not written yet is somebody's. */
	scratch_write(path, "", 0, 0600);
	assert_false(take(path));
}

/* Where a file that is locked can be locked once more it keeps nobody out. */
static void
is_needed_where_locks_do_nothing(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "lock");
	int fd;

	assert_int_equal(lock_try(AT_FDCWD, path, &fd), LANYARD_OK);
	assert_false(claim_is_needed(fd, AT_FDCWD, path));
	close(fd);
	fd = open(path, O_RDWR);
	assert_true(claim_is_needed(fd, AT_FDCWD, path));
	close(fd);
}

/* Where other hosts may have it a lock that works here is not enough. */
static void
is_needed_on_what_may_be_shared(void **state)
{
	static const struct {
		unsigned long type; /* of <linux/magic.h>, and Lustre's */
		const char *name;
	} cases[] = {
	    {0x6969, "nfs"}, {0x517b, "smb"}, {0xff534d42, "cifs"},
	    {0xfe534d42, "smb2"}, {0x65735546, "fuse"}, {0x01021997, "9p"},
	    {0x0bd00bd0, "lustre"},
	    {0xffffffffff534d42, "cifs"}, /* where a long is signed */
	    {0xef53, NULL},		  /* ext4 */
	    {0x58465342, NULL},		  /* xfs */
	    {0x9123683e, NULL},		  /* btrfs */
	    {0x01021994, NULL},		  /* tmpfs */
	    {0x794c7630, NULL},		  /* overlayfs */
	    {0x2fc12fc1, NULL},		  /* zfs */
	};
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "lock"), *name;
	int folder = open(s->path, O_RDONLY), fd;

	assert_int_equal(lock_try(AT_FDCWD, path, &fd), LANYARD_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool needed = cases[i].name != NULL;

		pretended = cases[i].type;
		assert_int_equal(claim_is_needed(fd, folder, "lock"), needed);
		assert_int_equal(claim_is_made_in(folder, &name), needed);
		if (needed)
			assert_string_equal(name, cases[i].name);
		else
			assert_null(name);
	}
	pretended = 0;
	close(fd);
	close(folder);
}

/* Without a look at anybody's lock; whoever locks the folder does it so. */
static void
asks_the_folder(void **state)
{
	const struct scratch *s = *state;
	int folder = open(s->path, O_RDONLY), other;
	const char *name = "x";

	assert_false(claim_is_made_in(folder, &name));
	assert_null(name);
	other = open(s->path, O_RDONLY);
	assert_true(lock_try_fd(other));
	assert_false(claim_is_made_in(folder, &name));
	close(other);
	assert_int_equal(rmdir(s->path), 0);
	assert_false(claim_is_made_in(folder, &name));
	close(folder);
	assert_int_equal(mkdir(s->path, 0700), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_held_by_one),
	    SCRATCH_TEST(tells_of_another_host),
	    SCRATCH_TEST(ends_with_who_holds_it),
	    SCRATCH_TEST(outlives_who_shared_it),
	    SCRATCH_TEST(knows_what_it_cannot_know),
	    SCRATCH_TEST(is_needed_where_locks_do_nothing),
	    SCRATCH_TEST(is_needed_on_what_may_be_shared),
	    SCRATCH_TEST(asks_the_folder),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
