/*
 * t_probe.c - probe.h: can a file be made, and have room
 */
#include "scratch.h"

#include <sys/resource.h>

#include "os/probe.h"

static void
leaves_nothing(void **state)
{
	const struct scratch *s = *state;
	struct stat before, after;
	const struct dirent *entry;
	DIR *dir;

	assert_int_equal(stat(s->path, &before), 0);
	assert_int_equal(probe_file(s->path, 100000), 0);
	assert_int_equal(stat(s->path, &after), 0);
	assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	assert_non_null(dir = opendir(s->path));
	while ((entry = readdir(dir)) != NULL)
		assert_true(entry->d_name[0] == '.');
	closedir(dir);
}

static void
tells_why_not(void **state)
{
	const struct scratch *s = *state;
	struct rlimit before, small;
	pid_t pid;

	assert_int_equal(probe_file(scratch_path(s, "none"), 1), ENOENT);
	scratch_write(scratch_path(s, "file"), "", 0, 0600);
	assert_int_equal(probe_file(scratch_path(s, "file"), 1), ENOTDIR);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(probe_file(s->path, 101), EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	/* Who is root may write anywhere. */
	assert_int_equal(chmod(s->path, 0500), 0);
	if ((pid = fork()) == 0) {
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(0); /* there is no other user */
		_exit(probe_file(s->path, 1) != EACCES);
	}
	assert_int_equal(scratch_reap(pid), 0);
	assert_int_equal(chmod(s->path, 0700), 0);
}

/* No file without a name is made there: what is known else must do. */
static void
guesses_where_it_must(void **state)
{
	(void)state;
	/* Of a user namespace's root /proc is another's. */
	if (access("/proc/self", F_OK) == 0 && access("/proc", W_OK) == 0)
		assert_int_equal(probe_file("/proc", 1), ENODEV);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(leaves_nothing),
	    SCRATCH_TEST(tells_why_not),
	    SCRATCH_TEST(guesses_where_it_must),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
