/*
 * t_stamp.c - stamp.h: has a file changed since it was read?
 */
#include "scratch.h"

#include "base/limits.h"
#include "os/stamp.h"

/* The stamp of PATH, lent until the fourth next call. */
static const char *
stamp(const char *path, bool *settled)
{
	static char texts[4][256];
	static unsigned next;
	char *text = texts[next++ % COUNT(texts)];
	bool unused = true;
	struct buf buf;

	buf_init(&buf, sizeof(texts[0]) - 1);
	assert_int_equal(
	    stamp_add(&buf, path, settled != NULL ? settled : &unused),
	    LANYARD_OK);
	assert_null(strchr(buf_text(&buf), '\n'));
	scratch_print(text, sizeof(texts[0]), "%s", buf_text(&buf));
	buf_clear(&buf);
	return text;
}

/* Wait for the kernel's next tick, by which files are dated. */
static void
tick(const struct scratch *s)
{
	const char *path = scratch_path(s, "tick");
	struct stat st, now;

	scratch_write(path, "x", 0, 0600);
	assert_int_equal(stat(path, &st), 0);
	do {
		clock_sleep_ms(1);
		scratch_write(path, "x", 0, 0600);
		assert_int_equal(stat(path, &now), 0);
	} while (st.st_mtim.tv_sec == now.st_mtim.tv_sec &&
		 st.st_mtim.tv_nsec == now.st_mtim.tv_nsec);
}

static void
tells_each_change(void **state)
{
	const struct scratch *s = *state;
	char path[SCRATCH_PATH], other[SCRATCH_PATH], before[256];
	struct stat st;

	scratch_print(path, sizeof(path), "%s", scratch_path(s, "file"));
	scratch_print(other, sizeof(other), "%s", scratch_path(s, "other"));
#define CHANGED()                                                              \
	do {                                                                   \
		assert_string_not_equal(stamp(path, NULL), before);            \
		scratch_print(                                                 \
		    before, sizeof(before), "%s", stamp(path, NULL));          \
		assert_string_equal(stamp(path, NULL), before);                \
		tick(s);                                                       \
	} while (0)
	scratch_print(before, sizeof(before), "%s", stamp(path, NULL));
	assert_string_equal(before, "absent");
	scratch_write(path, "one", 0, 0600);
	CHANGED();
	/* In place, of the same size. */
	scratch_write(path, "two", 0, 0600);
	CHANGED();
	/* The same, with the old mtime put back. */
	assert_int_equal(stat(path, &st), 0);
	scratch_write(path, "six", 0, 0600);
	assert_int_equal(utimensat(AT_FDCWD, path,
			     (struct timespec[]){st.st_atim, st.st_mtim}, 0),
	    0);
	CHANGED();
	/* Only the mode: it may have been refused for that. */
	assert_int_equal(chmod(path, 0640), 0);
	CHANGED();
	/* Replaced. */
	scratch_write(other, "six", 0, 0640);
	assert_int_equal(rename(other, path), 0);
	CHANGED();
	/* Another file behind a symlink. */
	scratch_write(other, "six", 0, 0640);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(other, path), 0);
	CHANGED();
	scratch_write(other, "ten", 0, 0640);
	CHANGED();
	assert_int_equal(unlink(path), 0);
	CHANGED();
	/* A folder: what is in it. */
	assert_int_equal(mkdir(path, 0700), 0);
	CHANGED();
	scratch_write(scratch_path(s, "file/within"), "x", 0, 0600);
	CHANGED();
	assert_int_equal(rename(scratch_path(s, "file/within"),
			     scratch_path(s, "file/without")),
	    0);
	CHANGED();
}

static void
trusts_no_file_of_this_second(void **state)
{
	const struct scratch *s = *state;
	const char *path = scratch_path(s, "file");
	bool settled = true;

	/* Nothing is there, and nothing changed: that is as good as old. */
	stamp(path, &settled);
	assert_true(settled);
	stamp(scratch_path(s, "no/such/folder"), &settled);
	assert_true(settled);
	stamp("/bin/sh", &settled);
	assert_true(settled);
	scratch_write(path, "x", 0, 0600);
	stamp(path, &settled);
	assert_false(settled);
	/* It stays so: one of several is enough. */
	stamp("/bin/sh", &settled);
	assert_false(settled);
}

static void
trusts_nothing_it_cannot_look_at(void **state)
{
	const struct scratch *s = *state;
	bool settled = true;

	assert_int_equal(symlink("loop", scratch_path(s, "loop")), 0);
	/* What was made where there was nothing does not hold for it. */
	assert_string_not_equal(
	    stamp(scratch_path(s, "loop"), &settled), "absent");
	assert_false(settled);
}

/* No name that a host gives to what a server has: device and inode. */
static void
tells_a_change_alike_on_all_hosts(void **state)
{
	const struct scratch *s = *state;
	char path[SCRATCH_PATH], whole[256];
	struct buf buf, before;

	scratch_print(path, sizeof(path), "%s", scratch_path(s, "file"));
	buf_init(&buf, LIMIT_LINE);
	buf_init(&before, LIMIT_LINE);
	assert_int_equal(stamp_add_change(&buf, path), LANYARD_OK);
	assert_string_equal(buf_text(&buf), "absent");
	scratch_write(path, "one", 0, 0600);
	buf_reset(&buf);
	assert_int_equal(stamp_add_change(&buf, path), LANYARD_OK);
	scratch_print(whole, sizeof(whole), "%s", stamp(path, NULL));
	assert_string_equal(
	    strchr(strchr(whole, ' ') + 1, ' ') + 1, buf_text(&buf));
	assert_int_equal(stamp_add_change(&before, path), LANYARD_OK);
	assert_string_equal(buf_text(&buf), buf_text(&before));
	tick(s);
	assert_int_equal(chmod(path, 0640), 0);
	buf_reset(&buf);
	assert_int_equal(stamp_add_change(&buf, path), LANYARD_OK);
	assert_string_not_equal(buf_text(&buf), buf_text(&before));
	buf_clear(&before);
	buf_clear(&buf);
}

static void
keeps_to_the_limit(void **state)
{
	bool settled = true;
	struct buf buf;

	(void)state;
	buf_init(&buf, 8);
	assert_int_equal(
	    stamp_add(&buf, "/bin/sh", &settled), LANYARD_ERR_PROTOCOL);
	assert_int_equal(buf.size, 0);
	buf_clear(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_each_change),
	    SCRATCH_TEST(trusts_no_file_of_this_second),
	    SCRATCH_TEST(trusts_nothing_it_cannot_look_at),
	    SCRATCH_TEST(tells_a_change_alike_on_all_hosts),
	    cmocka_unit_test(keeps_to_the_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
