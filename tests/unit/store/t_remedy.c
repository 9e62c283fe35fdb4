/*
 * t_remedy.c - remedy.h: what a person does about a store
 */
#include "scratch.h"

#include "store/remedy.h"

#define ANOTHER "export LANYARD_STORE=FOLDER"

/* errno x hint; "PATH" stands for the store's, quoted. */
static void
names_the_next_command(void **state)
{
	static const struct {
		int errnum;
		const char *hint; /* NULL: none, it is tried again */
	} cases[] = {
	    {EROFS, "make that disk writable (mount -o remount,rw), or name "
		    "another folder: " ANOTHER},
	    {EPERM, "sudo chattr -R -i -a "},
	    {ENOLCK, "name a folder on a local disk: " ANOTHER},
	    {ENOSPC, "make room there: df "},
	    {EDQUOT, "make room there: quota -s"},
	    {EMFILE, "allow more open files: ulimit -n"},
	    {ENFILE, "allow more open files: ulimit -n"},
	    {EFBIG, "allow larger files: ulimit -f unlimited"},
	    {EIO, "look at that disk: dmesg; or name another folder: " ANOTHER},
	    {EBUSY, "is a file there a mount point of its own? mount the "
		    "folder logins/, not the file"},
	    {EISDIR, "a folder has that name: move it away; look: ls -lR "},
	    {ENOTEMPTY, "a folder has that name: move it away; look: ls -lR "},
	    {ENOTDIR, "name another folder: " ANOTHER},
	    {ELOOP, "a link is there, and none is followed: move it away; "
		    "look: ls -lR "},
	    {ENXIO, "a socket or a device has that name: move it away; "
		    "look: ls -lR "},
	    {ENOMEM, NULL},
	    {EAGAIN, NULL},
	    {0, NULL},
	};
	const struct scratch *s = *state;
	char wanted[2 * ERROR_TEXT];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {
		    .code = LANYARD_ERR_STORE, .errnum = cases[i].errnum};
		const char *hint = cases[i].hint;

		assert_int_equal(
		    remedy_hint(LANYARD_ERR_STORE, s->store, &error),
		    LANYARD_ERR_STORE);
		scratch_print(wanted, sizeof(wanted), "%s", hint ? hint : "");
		if (hint != NULL && hint[strlen(hint) - 1] == ' ')
			scratch_print(
			    wanted, sizeof(wanted), "%s'%s'", hint, s->store);
		assert_string_equal(error.hint, wanted);
	}
}

static void
tells_links_on_the_way_apart(void **state)
{
	const struct scratch *s = *state;
	const char *loop = scratch_path(s, "loop");
	struct error error = {.errnum = ELOOP};
	char path[2 * ERROR_TEXT];

	assert_int_equal(symlink(loop, loop), 0);
	scratch_print(path, sizeof(path), "%s/store", loop);
	remedy_hint(LANYARD_ERR_STORE, path, &error);
	assert_string_equal(error.hint, "name another folder: " ANOTHER);
	assert_int_equal(unlink(loop), 0);
}

static void
tells_why_access_is_denied(void **state)
{
	const struct scratch *s = *state;
	char wanted[2 * ERROR_TEXT];
	struct error error = {.errnum = EACCES};

	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	assert_string_equal(
	    error.hint, "name a folder that you may write: " ANOTHER);

	assert_int_equal(mkdir(s->store, 0700), 0);
	error = (struct error){.errnum = ENOTDIR};
	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	scratch_print(wanted, sizeof(wanted),
	    "a file or a link has the name of a folder: move it away; look: "
	    "ls -l '%s'",
	    s->store);
	assert_string_equal(error.hint, wanted);
	error = (struct error){.errnum = EACCES};
	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	scratch_print(wanted, sizeof(wanted), "sudo chown -R %lu '%s'",
	    (unsigned long)geteuid(), s->store);
	assert_string_equal(error.hint, wanted);

	assert_int_equal(chmod(s->store, 0500), 0);
	error = (struct error){.errnum = EACCES};
	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	scratch_print(wanted, sizeof(wanted), "chmod -R u+rwX '%s'", s->store);
	assert_string_equal(error.hint, wanted);
	assert_int_equal(chmod(s->store, 0700), 0);

	/* A file, too. */
	assert_int_equal(mkdir(scratch_path(s, "store/passwords"), 0700), 0);
	scratch_write(scratch_path(s, "store/passwords/x"), "", 0, 0200);
	error = (struct error){.errnum = EACCES};
	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	assert_string_equal(error.hint, wanted);
	assert_int_equal(chmod(scratch_path(s, "store/passwords/x"), 0600), 0);
	error = (struct error){.errnum = EACCES};
	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	assert_non_null(strstr(error.hint, "sudo chown"));

	/* One in it counts, too. */
	assert_int_equal(mkdir(scratch_path(s, "store/logins"), 0500), 0);
	error = (struct error){.errnum = EACCES};
	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	assert_string_equal(error.hint, wanted);
}

static void
leaves_what_is_no_store_of_ours(void **state)
{
	const struct scratch *s = *state;
	struct error error = {.errnum = EROFS, .hint = "its own"};

	remedy_hint(LANYARD_ERR_STORE, s->store, &error);
	assert_string_equal(error.hint, "its own");
	error.hint[0] = '\0';
	assert_int_equal(
	    remedy_hint(LANYARD_ERR_STORE, NULL, &error), LANYARD_ERR_STORE);
	assert_int_equal(remedy_hint(LANYARD_OK, s->store, &error), LANYARD_OK);
	assert_int_equal(
	    remedy_hint(LANYARD_ERR_STORE, s->store, NULL), LANYARD_ERR_STORE);
	assert_string_equal(error.hint, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(names_the_next_command),
	    SCRATCH_TEST(tells_links_on_the_way_apart),
	    SCRATCH_TEST(tells_why_access_is_denied),
	    SCRATCH_TEST(leaves_what_is_no_store_of_ours),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
