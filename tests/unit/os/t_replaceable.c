/*
 * t_replaceable.c - replaceable.h: may a file be replaced by another?
 */
#include "scratch.h"

#include <linux/stat.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "os/replaceable.h"

/* What chattr(1) does. */
#define GET_FLAGS _IOR('f', 1, long)
#define SET_FLAGS _IOW('f', 2, long)
#define IMMUTABLE 0x10
#define APPEND	  0x20

/* False where the file system, or its lack of rights, does not let us. */
static bool
change(const char *path, int add, int remove)
{
	int fd = open(path, O_RDONLY), flags;
	bool done;

	done = fd != -1 && ioctl(fd, GET_FLAGS, &flags) == 0;
	flags = (flags | add) & ~remove;
	done = done && ioctl(fd, SET_FLAGS, &flags) == 0;
	close(fd);
	return done;
}

/* What a file and its folder have beside what is true. */
static struct {
	unsigned file, folder;
} pretended;

long syscall(long number, ...);
int statx(int folder, const char *name, int flags, unsigned mask,
    struct statx *result);

/* In the place of libc's: only root may give a file such a flag. */
int
statx(int folder, const char *name, int flags, unsigned mask,
    struct statx *result)
{
	unsigned also =
	    strcmp(name, ".") == 0 ? pretended.folder : pretended.file;

	if (syscall(SYS_statx, folder, name, flags, mask, result) != 0)
		return -1;
	result->stx_attributes |= also;
	result->stx_attributes_mask |= also;
	return 0;
}

static void
pretend(int flag, bool folder)
{
	unsigned attribute = flag == IMMUTABLE ? STATX_ATTR_IMMUTABLE
			     : flag == APPEND  ? STATX_ATTR_APPEND
					       : 0;

	pretended.file = folder ? 0 : attribute;
	pretended.folder = folder ? attribute : 0;
}

static void
may_be_replaced(void **state)
{
	const struct scratch *s = *state;
	struct error error = {0};

	scratch_write(scratch_path(s, "file"), "x", 0, 0600);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    replaceable_check(AT_FDCWD, s->path, NULL,
			scratch_path(s, i == 0 ? "file" : "none"), &error),
		    LANYARD_OK);
	assert_string_equal(error.message, "");
}

static void
assert_refused(const struct scratch *s, const char *inner, const char *message,
    const char *hint)
{
	int folder = open(s->path, O_RDONLY);
	struct error error = {0};

	assert_int_equal(
	    replaceable_check(folder, "PLACE", inner, "file", &error),
	    LANYARD_ERR_STORE);
	assert_string_equal(error.message, message);
	assert_string_equal(error.hint, hint);
	close(folder);
}

static void
refuses_what_may_not_change(void **state)
{
	static const struct {
		int flag;
		bool folder;
		const char *message, *hint;
	} cases[] = {
	    {IMMUTABLE, false,
		"PLACE: file is immutable and cannot be replaced",
		"chattr -i 'PLACE/logins/file'"},
	    {APPEND, false, "PLACE: file is append-only and cannot be replaced",
		"chattr -a 'PLACE/logins/file'"},
	    {IMMUTABLE, true,
		"PLACE: the folder is immutable, so nothing in it can be "
		"replaced",
		"chattr -i 'PLACE/logins'"},
	    {APPEND, true,
		"PLACE: the folder is append-only, so nothing in it can be "
		"replaced",
		"chattr -a 'PLACE/logins'"},
	};
	const struct scratch *s = *state;
	const char *path;
	bool changed;

	scratch_write(scratch_path(s, "file"), "x", 0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		path = cases[i].folder ? s->path : scratch_path(s, "file");
		changed = change(path, cases[i].flag, 0);
		if (!changed)
			pretend(cases[i].flag, cases[i].folder);
		assert_refused(s, "logins", cases[i].message, cases[i].hint);
		pretend(0, false);
		assert_true(!changed || change(path, 0, cases[i].flag));
	}
}

/* The root of a file system is one that cannot be missed. */
static void
refuses_a_mount_point(void **state)
{
	struct error error = {0};

	(void)state;
	assert_int_equal(
	    replaceable_check(AT_FDCWD, "/", NULL, "/proc", &error),
	    LANYARD_ERR_STORE);
	assert_string_equal(error.message,
	    "/: /proc is a mount point of its own and cannot be replaced");
	assert_string_equal(error.hint, "mount its folder, not the file");
	assert_int_equal(
	    replaceable_check(AT_FDCWD, "/", "logins", "/proc", &error),
	    LANYARD_ERR_STORE);
	assert_string_equal(
	    error.hint, "mount the folder logins/, not the file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(may_be_replaced),
	    SCRATCH_TEST(refuses_what_may_not_change),
	    SCRATCH_TEST(refuses_a_mount_point),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
