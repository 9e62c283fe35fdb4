/*
 * t_executable.c - executable.h: where a program is
 */
#include "scratch.h"

#include "base/strings.h"
#include "os/executable.h"

#define PLACE_PATH 4096

struct place {
	struct scratch *scratch;
	char *path; /* $PATH as it was */
};

static void
file(const struct scratch *s, const char *name, mode_t mode)
{
	scratch_write(scratch_path(s, name), "#!/bin/sh\n", 0, mode);
}

/*
 * bin and more have the program; plain a file that is not executable, folder a
 * folder of its name, dangling and linked a symbolic link. The test stands in
 * "here", which has the program too.
 */
static int
place_setup(void **state)
{
	static const char *const folders[] = {"bin", "more", "plain", "folder",
	    "dangling", "linked", "empty", "here", "here/bin", "folder/prog"};
	struct place *place = calloc(1, sizeof(*place));
	void *inner = NULL;

	assert_non_null(place);
	assert_int_equal(scratch_setup(&inner), 0);
	place->scratch = inner;
	place->path = strdup(getenv("PATH"));
	for (size_t i = 0; i < COUNT(folders); i++)
		assert_int_equal(
		    mkdir(scratch_path(inner, folders[i]), 0700), 0);
	file(inner, "bin/prog", 0700);
	file(inner, "more/prog", 0755);
	file(inner, "plain/prog", 0600);
	file(inner, "here/prog", 0700);
	file(inner, "here/bin/prog", 0700);
	assert_int_equal(
	    symlink("/nonexistent", scratch_path(inner, "dangling/prog")), 0);
	assert_int_equal(
	    symlink("../bin/prog", scratch_path(inner, "linked/prog")), 0);
	assert_int_equal(chdir(scratch_path(inner, "here")), 0);
	*state = place;
	return 0;
}

static int
place_teardown(void **state)
{
	struct place *place = *state;
	void *inner = place->scratch;

	setenv("PATH", place->path, 1);
	assert_int_equal(chdir("/"), 0);
	free(place->path);
	free(place);
	return scratch_teardown(&inner);
}

#define PLACE_TEST(f)                                                          \
	cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

/* PATH with the scratch folder for each "@". */
static void
set_path(const struct scratch *s, const char *path)
{
	char text[PLACE_PATH] = "", add[2] = "";

	for (; *path != '\0'; path++) {
		add[0] = *path;
		scratch_print(text + strlen(text), sizeof(text) - strlen(text),
		    "%s", *path == '@' ? s->path : add);
	}
	assert_int_equal(setenv("PATH", text, 1), 0);
}

/* In which folder NAME is found, lent; NULL: nowhere, and errno tells. */
static const char *
found(const struct scratch *s, const char *name)
{
	static char folder[PLACE_PATH];
	char *program = NULL;
	size_t size;

	errno = 0;
	if (executable_find(&program, name) == LANYARD_ERR_SYSTEM) {
		assert_int_equal(errno, ENOENT);
		assert_null(program);
		return NULL;
	}
	assert_non_null(program);
	size = strlen(s->path);
	assert_int_equal(strncmp(program, s->path, size), 0);
	scratch_print(folder, sizeof(folder), "%s", program + size + 1);
	free(program);
	assert_non_null(strrchr(folder, '/'));
	assert_string_equal(strrchr(folder, '/') + 1, name);
	*strrchr(folder, '/') = '\0';
	return folder;
}

static void
looks_along_the_path(void **state)
{
	/* FOLDER NULL: not found. */
	static const struct {
		const char *path;
		const char *folder;
	} cases[] = {
	    {"@/bin", "bin"},
	    {"@/bin:@/more", "bin"},
	    {"@/more:@/bin", "more"},
	    {"@/empty:@/more", "more"},
	    {"/nonexistent:@/more", "more"},
	    {"@/bin/", "bin/"},
	    {"@/linked", "linked"},
	    {"@/empty", NULL},
	    {"/nonexistent", NULL},
	    {"", NULL},
	    /* what bears the name and cannot be run */
	    {"@/plain", NULL},
	    {"@/plain:@/more", "more"},
	    {"@/folder", NULL},
	    {"@/folder:@/more", "more"},
	    {"@/dangling", NULL},
	    {"@/dangling:@/more", "more"},
	    {"@/bin/prog", NULL},
	    {"@/bin/prog:@/more", "more"},
	    /* empty and relative: the current folder may be a repository */
	    {":", NULL},
	    {":::", NULL},
	    {".", NULL},
	    {"./", NULL},
	    {"bin", NULL},
	    {"./bin", NULL},
	    {"../bin", NULL},
	    {"~/bin", NULL},
	    {":@/more", "more"},
	    {"::@/more", "more"},
	    {"@/empty::@/more", "more"},
	    {"@/more:", "more"},
	    {"@/empty:", NULL},
	    {".:@/more", "more"},
	    {"bin:../bin:@/more:@/bin", "more"},
	};
	const struct place *place = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *folder;

		set_path(place->scratch, cases[i].path);
		folder = found(place->scratch, "prog");
		if (cases[i].folder == NULL)
			assert_null(folder);
		else
			assert_non_null(folder);
		if (folder != NULL)
			assert_string_equal(folder, cases[i].folder);
	}
	set_path(place->scratch, "@/bin");
	assert_null(found(place->scratch, "pro"));
	assert_null(found(place->scratch, "progs"));
	assert_null(found(place->scratch, ""));
	assert_int_equal(unsetenv("PATH"), 0);
	assert_null(found(place->scratch, "prog"));
}

static void
passes_over_a_folder_that_is_too_long(void **state)
{
	const struct place *place = *state;
	static char path[100000];

	memset(path, 'x', sizeof(path) - 1);
	path[0] = '/';
	scratch_print(
	    path + sizeof(path) - 600, 600, ":%s/more", place->scratch->path);
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_string_equal(found(place->scratch, "prog"), "more");
	path[sizeof(path) - 600] = '\0';
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_null(found(place->scratch, "prog"));
}

/* As execvp() does: whether it is there is seen when it is run. */
static void
takes_an_absolute_path_as_it_is(void **state)
{
	static const char *const names[] = {
	    "/nonexistent/prog", "/", "/bin/sh", "//bin/sh", "/bin/../bin/sh"};
	const struct place *place = *state;

	for (size_t i = 0; i < 2 * COUNT(names); i++) {
		const char *name = names[i / 2];
		char *program = NULL;

		if (i % 2 == 0)
			set_path(place->scratch, "@/bin");
		else
			unsetenv("PATH");
		assert_int_equal(
		    lanyard_find_program(name, &program), LANYARD_OK);
		assert_string_equal(program, name);
		lanyard_text_free(&program);
	}
}

/* Each of them is there: the current folder may be a cloned repository. */
static void
takes_no_relative_path(void **state)
{
	static const char *const names[] = {"./prog", "bin/prog", "../bin/prog",
	    "../here/prog", ".//prog", "../here/bin/prog", ""};
	const struct place *place = *state;

	for (size_t i = 0; i < 2 * COUNT(names); i++) {
		const char *name = names[i / 2];
		char *program = NULL;

		assert_int_equal(access(name, X_OK), *name == '\0' ? -1 : 0);
		if (i % 2 == 0)
			set_path(place->scratch, "@/bin:.:");
		else
			unsetenv("PATH");
		assert_int_equal(
		    lanyard_find_program(name, &program), LANYARD_ERR_SYSTEM);
		assert_null(program);
	}
}

static void
without_a_path_looks_where_a_system_has_programs(void **state)
{
	char *program = NULL;

	(void)state;
	unsetenv("PATH");
	assert_int_equal(executable_find(&program, "env"), LANYARD_OK);
	assert_string_equal(program, "/usr/bin/env");
	free(program);
}

static void
leaves_relative_folders_out_of_a_path(void **state)
{
	static const struct {
		const char *path;
		const char *left;
	} cases[] = {
	    {"/bin", "/bin"},
	    {"/bin:/usr/bin", "/bin:/usr/bin"},
	    {"/bin:/usr/bin:", "/bin:/usr/bin"},
	    {":/bin", "/bin"},
	    {"/bin::/sbin", "/bin:/sbin"},
	    {".:/bin:.", "/bin"},
	    {"bin:/bin:../bin:~/bin:/x y", "/bin:/x y"},
	    {"", "/usr/bin:/bin"},
	    {".", "/usr/bin:/bin"},
	    {":", "/usr/bin:/bin"},
	    {"a:b:c:d:e:f:g:h", "/usr/bin:/bin"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = malloc(executable_path_size(cases[i].path));

		assert_non_null(text);
		executable_path(text, cases[i].path);
		assert_string_equal(text, cases[i].left);
		free(text);
	}
}

static void
finds_all_along_the_path(void **state)
{
	const struct place *place = *state;
	char **programs = NULL;

	set_path(place->scratch, "@/bin:bin:@/empty:@/folder:@/more:");
	assert_int_equal(executable_find_all(&programs, "prog"), LANYARD_OK);
	assert_int_equal(strings_count(programs), 2);
	assert_non_null(strstr(programs[0], "/bin/prog"));
	assert_non_null(strstr(programs[1], "/more/prog"));
	strings_free(&programs);
	assert_int_equal(executable_find_all(&programs, "none"), LANYARD_OK);
	assert_null(programs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PLACE_TEST(looks_along_the_path),
	    PLACE_TEST(passes_over_a_folder_that_is_too_long),
	    PLACE_TEST(finds_all_along_the_path),
	    PLACE_TEST(takes_an_absolute_path_as_it_is),
	    PLACE_TEST(takes_no_relative_path),
	    PLACE_TEST(without_a_path_looks_where_a_system_has_programs),
	    cmocka_unit_test(leaves_relative_folders_out_of_a_path),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
