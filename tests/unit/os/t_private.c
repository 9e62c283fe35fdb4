/*
 * t_private.c - private.h: which files are ours alone
 */
#include "scratch.h"

#include "another.h"
#include "os/owner.h"
#include "os/private.h"

static void
make_link(const char *path)
{
	assert_int_equal(symlink("target", path), 0);
}

static void
make_fifo(const char *path)
{
	assert_int_equal(mkfifo(path, 0600), 0);
}

static void
make_folder(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
}

static void
make_open(const char *path)
{
	scratch_write(path, "x", 0, 0640);
}

static void
make_large(const char *path)
{
	scratch_write(path, "x", 0, 0600);
	assert_int_equal(truncate(path, 4097), 0);
}

static void
give_away(const char *path)
{
	scratch_write(path, "x", 0, 0600);
	another_owner(path, 12345);
}

static void
reads_its_own_only(void **state)
{
	static const struct {
		void (*make)(const char *path);
		const char *message;
		bool found;
	} cases[] = {
	    {make_open, ": token is open to others (mode 640)", false},
	    {make_link, ": cannot open token: ", false},
	    {make_fifo, ": token is not a regular file", false},
	    {make_folder, ": token is not a regular file", false},
	    {make_large, ": token is too large", true},
	    {give_away, ": token belongs to user 12345, not to us", false},
	};
	const struct scratch *s = *state;
	char hint[2 * SCRATCH_PATH];
	struct error error;
	int folder = open(s->path, O_RDONLY | O_DIRECTORY);
	struct buf buf;
	bool found;

	buf_init(&buf, 4096);
	scratch_write(scratch_path(s, "target"), "target", 0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		cases[i].make(scratch_path(s, "token"));
		memset(&error, 0, sizeof(error));
		assert_int_equal(private_read(folder, s->path, "token", &buf,
				     &found, &error),
		    LANYARD_ERR_STORE);
		if (strstr(error.message, cases[i].message) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_memory_equal(error.message, s->path, strlen(s->path));
		scratch_print(hint, sizeof(hint),
		    i == 0 ? "chmod -R go= '%s'"
		    : strstr(error.message, "not a regular") != NULL
			? "move it away; look: ls -lR '%s'"
			: "",
		    s->path);
		if (cases[i].make == give_away)
			scratch_print(hint, sizeof(hint),
			    "run it as that user: sudo -u '#12345' -H lanyard "
			    "...; or name one of your "
			    "own: " OWNER_ANOTHER_STORE);
		assert_string_equal(error.hint, hint);
		assert_int_equal(found, cases[i].found);
		assert_int_equal(buf.size, 0);
		scratch_remove(scratch_path(s, "token"));
	}
	another_forget();
	close(folder);
	buf_clear(&buf);
}

static void
reads_what_is_there(void **state)
{
	const struct scratch *s = *state;
	int folder = open(s->path, O_RDONLY | O_DIRECTORY), fd;
	struct buf buf;
	bool found = true;
	off_t size = 0;

	buf_init(&buf, 4096);
	assert_int_equal(
	    private_read(folder, "place", "token", &buf, &found, NULL),
	    LANYARD_OK);
	assert_false(found);
	scratch_write(scratch_path(s, "token"), "text", 0, 0600);
	buf_add_text(&buf, "before,");
	assert_int_equal(
	    private_read(folder, "place", "token", &buf, &found, NULL),
	    LANYARD_OK);
	assert_true(found);
	assert_string_equal(buf_text(&buf), "before,text");
	/* What is in a file, as if that were a folder, is not there. */
	assert_int_equal(
	    private_read(folder, "place", "token/x", &buf, &found, NULL),
	    LANYARD_OK);
	assert_false(found);
	fd = open(scratch_path(s, "token"), O_RDONLY);
	assert_int_equal(
	    private_check(fd, "place", "token", &size, NULL), LANYARD_OK);
	assert_int_equal(size, 4);
	close(fd);
	buf_clear(&buf);
	close(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(reads_its_own_only),
	    SCRATCH_TEST(reads_what_is_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
