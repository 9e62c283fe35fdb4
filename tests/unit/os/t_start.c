/*
 * t_start.c - why a program did not start, and what to do about it
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "os/start.h"
#include "scratch.h"

/* Each errno has a hint of its own, and a code that says whether time heals. */
static void
each_errno_has_its_hint(void **state)
{
	static const struct {
		int errnum;
		enum lanyard_error code;
		const char *hint;
	} table[] = {
	    {EAGAIN, LANYARD_ERR_NO_ROOM, "more processes"},
	    {ENOMEM, LANYARD_ERR_NO_ROOM, "memory"},
	    {EMFILE, LANYARD_ERR_NO_ROOM, "ulimit -n"},
	    {ENFILE, LANYARD_ERR_NO_ROOM, "ulimit -n"},
	    {ETXTBSY, LANYARD_ERR_NO_ROOM, "try again"},
	    {EPERM, LANYARD_ERR_SYSTEM, "seccomp"},
	    {ENOSYS, LANYARD_ERR_SYSTEM, "seccomp"},
	    {E2BIG, LANYARD_ERR_SYSTEM, "environment"},
	    {ENOENT, LANYARD_ERR_SYSTEM, "make it so"},
	    {ENOTDIR, LANYARD_ERR_SYSTEM, "make it so"},
	    {ENOEXEC, LANYARD_ERR_SYSTEM, "for this machine: make it so"},
	    {EACCES, LANYARD_ERR_SYSTEM, "findmnt -T '/none/x'"},
	    {ELOOP, LANYARD_ERR_SYSTEM, "ls -l '/none/x'"},
	    {EIO, LANYARD_ERR_SYSTEM, "ls -l '/none/x'"},
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(
		    start_failed(&error, LANYARD_ERR_SYSTEM, table[i].errnum,
			"/none/x", "make it so", "cannot start %s", "/none/x"),
		    table[i].code);
		assert_int_equal(error.code, table[i].code);
		assert_non_null(
		    strstr(error.message, "cannot start /none/x: "));
		assert_non_null(
		    strstr(error.message, strerror(table[i].errnum)));
		assert_non_null(strstr(error.hint, table[i].hint));
	}
	assert_int_equal(start_failed(NULL, LANYARD_ERR_CONFIG, ENOENT,
			     "/none/x", NULL, "x"),
	    LANYARD_ERR_CONFIG);
	assert_int_equal(start_failed(&error, LANYARD_ERR_CONFIG, ENOENT,
			     "/none/x", NULL, "x"),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.hint, "install it");
}

/* What is there is not to be installed. */
static void
a_program_that_is_there(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_path(s, "program");
	struct error error;

	scratch_write(path, "#!/none/interpreter\n", 0, 0755);
	assert_int_equal(start_failed(&error, LANYARD_ERR_SYSTEM, ENOENT, path,
			     "make it so", "x"),
	    LANYARD_ERR_SYSTEM);
	assert_non_null(strstr(error.hint, "interpreter"));
	assert_null(strstr(error.hint, "make it so"));
	assert_int_equal(start_failed(&error, LANYARD_ERR_SYSTEM, EACCES, path,
			     "make it so", "x"),
	    LANYARD_ERR_SYSTEM);
	assert_non_null(strstr(error.hint, "findmnt"));
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(start_failed(&error, LANYARD_ERR_SYSTEM, EACCES, path,
			     "make it so", "x"),
	    LANYARD_ERR_SYSTEM);
	assert_non_null(strstr(error.hint, "chmod a+rx"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_errno_has_its_hint),
	    SCRATCH_TEST(a_program_that_is_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
