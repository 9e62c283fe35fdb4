/*
 * t_durable.c - durable.h: one file at any path, replaced whole
 */
#include "scratch.h"

#include "base/limits.h"
#include "os/durable.h"
#include "os/file.h"

static void
setup_file(struct durable *file, const struct scratch *s, const char *rest)
{
	memset(file, 0, sizeof(*file));
	assert_true(durable_set(file, scratch_path(s, rest)));
}

static enum lanyard_error
replace(const struct durable *file, const char *text)
{
	int fd = durable_open_empty(file);

	assert_int_not_equal(fd, -1);
	assert_int_equal(file_write_fd(fd, text, strlen(text)), LANYARD_OK);
	return durable_finish(file, fd, strlen(text));
}

static void
names_its_folder(void **state)
{
	static const char *const paths[][2] = {
	    {"a", "."}, {"/a", "/"}, {"b/c/a", "b/c"}, {"/b/a", "/b"}};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct durable file = {0};

		assert_true(durable_set(&file, paths[i][0]));
		assert_string_equal(file.folder, paths[i][1]);
		assert_string_equal(file.path, paths[i][0]);
		assert_memory_equal(
		    file.new + strlen(file.path), ".new", sizeof(".new"));
		durable_clear(&file);
	}
}

static void
replaces_the_whole(void **state)
{
	const struct scratch *s = *state;
	struct durable file;
	struct stat st;
	struct buf buf;
	int fd;

	buf_init(&buf, 4096);
	setup_file(&file, s, "deep/folder/token");
	assert_int_equal(durable_read(file.path, &buf), LANYARD_OK);
	assert_int_equal(buf.size, 0);
	assert_int_equal(replace(&file, "long, long"), LANYARD_OK);
	/* What is left of a save that stopped does not show behind another. */
	scratch_write(file.new, "left over from another time", 0, 0600);
	assert_int_equal(replace(&file, "short"), LANYARD_OK);
	assert_string_equal(scratch_read(file.path), "short");
	scratch_write(file.new, "left over from another time", 0, 0600);
	fd = durable_open_empty(&file);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 0);
	/* Room does. */
	assert_int_equal(ftruncate(fd, 1000), 0);
	close(fd);
	fd = durable_open_empty(&file);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 1000);
	assert_int_equal(file_write_fd(fd, "room", 4), LANYARD_OK);
	assert_int_equal(durable_finish(&file, fd, 4), LANYARD_OK);
	assert_int_equal(durable_read(file.path, &buf), LANYARD_OK);
	assert_string_equal(buf_text(&buf), "room");
	assert_false(scratch_exists(file.new));
	assert_int_equal(durable_sync(&file), LANYARD_OK);
	buf_clear(&buf);
	durable_clear(&file);
}

static void
leaves_what_it_cannot_rename(void **state)
{
	const struct scratch *s = *state;
	struct durable file;

	setup_file(&file, s, "token");
	assert_int_equal(mkdir(file.path, 0700), 0);
	assert_int_equal(replace(&file, "kept"), LANYARD_ERR_STORE);
	assert_string_equal(scratch_read(file.new), "kept");
	durable_clear(&file);
}

static void
trusts_its_own_only(void **state)
{
	const struct scratch *s = *state;
	struct durable file;
	struct buf buf;

	buf_init(&buf, 4096);
	setup_file(&file, s, "token");
	scratch_write(file.path, "x", 0, 0640);
	scratch_write(file.new, "y", 0, 0604);
	assert_int_equal(durable_read(file.path, &buf), LANYARD_ERR_STORE);
	assert_int_equal(durable_read(file.new, &buf), LANYARD_ERR_STORE);
	assert_int_equal(buf.size, 0);
	assert_int_equal(durable_open(&file), -1);
	assert_int_equal(durable_open_empty(&file), -1);
	assert_string_equal(scratch_read(file.new), "y");
	assert_int_equal(unlink(file.new), 0);
	assert_int_equal(symlink(file.path, file.new), 0);
	assert_int_equal(durable_open(&file), -1);
	assert_int_equal(durable_read(file.new, &buf), LANYARD_ERR_STORE);
	buf_clear(&buf);
	durable_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_its_folder),
	    SCRATCH_TEST(replaces_the_whole),
	    SCRATCH_TEST(leaves_what_it_cannot_rename),
	    SCRATCH_TEST(trusts_its_own_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
