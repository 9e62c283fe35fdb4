/*
 * t_library.c - library.h: another project's library, loaded when needed
 */
#include "scratch.h"

#include "os/library.h"

struct functions {
	size_t (*length)(const char *text);
	int (*compare)(const char *a, const char *b);
};

static const char *const names[] = {"strlen", "strcmp"};

static void
finds_each_function_by_its_name(void **state)
{
	static const struct library libc = {"libc", "libc.so.6", names, 2};
	struct functions functions[2] = {{NULL, NULL}, {NULL, NULL}};
	struct error error = {0};

	(void)state;
	assert_int_equal(library_load(&libc, functions, &error), LANYARD_OK);
	assert_int_equal(functions[0].length("four"), 4);
	assert_int_equal(functions[0].compare("a", "a"), 0);
	assert_true(functions[0].compare("a", "b") < 0);
	assert_null(functions[1].length);
	/* Loaded again it is the same. */
	assert_int_equal(
	    library_load(&libc, &functions[1], &error), LANYARD_OK);
	assert_true(functions[1].length == functions[0].length);
	assert_string_equal(error.message, "");
}

static void
fails(const struct library *library, const char *why)
{
	struct functions functions;
	struct error error = {0};

	assert_int_equal(
	    library_load(library, &functions, &error), LANYARD_ERR_SYSTEM);
	assert_int_equal(error.code, LANYARD_ERR_SYSTEM);
	assert_non_null(strstr(error.message, "cannot load THEIRS: "));
	assert_non_null(strstr(error.message, why));
	assert_non_null(strstr(error.hint, library->file));
	assert_int_equal(
	    library_load(library, &functions, NULL), LANYARD_ERR_SYSTEM);
}

static void
says_what_is_missing(void **state)
{
	static const char *const strange[] = {"strlen", "lanyard_no_function"};
	static const struct library absent = {
	    "THEIRS", "liblanyard-absent.so.9", names, 2};
	static const struct library other = {"THEIRS", "libc.so.6", strange, 2};
	static const struct library text = {"THEIRS", "/etc/passwd", names, 2};

	(void)state;
	fails(&absent, "liblanyard-absent.so.9");
	fails(&other, "lanyard_no_function");
	fails(&text, "/etc/passwd");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_each_function_by_its_name),
	    cmocka_unit_test(says_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
