/*
 * t_conffile.c - whose bytes are trusted, and what is refused
 * before libconfig sees it
 */
#include "scratch.h"

#include "another.h"
#include "base/limits.h"
#include "config/conffile.h"
#include "config/setting.h"

/* libconfig 1.5 loses a string that a syntax error follows. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(
    void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libconfig_yylex";
}

/* TEXT as it comes out, lent until the next call. */
static const char *
read_text(const struct scratch *s, const char *text, enum lanyard_error *r,
    struct error *error)
{
	static char got[16 * SCRATCH_PATH];
	struct conffile file;

	memset(error, 0, sizeof(*error));
	scratch_write(s->config, text, 0, 0600);
	*r = conffile_read(&file, s->config, error);
	assert_true(file.found);
	scratch_print(got, sizeof(got), "%s", buf_text(&file.text));
	conffile_clear(&file);
	assert_null(file.text.data);
	return got;
}

/* Would libconfig take TEXT? With a top-level setting NAME in it? */
static bool
libconfig_takes(const char *text, const char *name, bool *has)
{
	struct setting_tree tree;
	const struct setting *root;
	bool taken =
	    setting_tree_parse(&tree, "", false, text, NULL) == LANYARD_OK;

	root = setting_tree_root(&tree);
	*has = false;
	for (size_t i = 0; taken && i < setting_count(root); i++)
		if (strcmp(setting_name(setting_at(root, i)), name) == 0)
			*has = true;
	setting_tree_clear(&tree);
	return taken;
}

/* Strings, comments and names may look like one another. */
static void
takes_what_is_plain(void **state)
{
	static const char *const texts[] = {
	    "a = 1;\n",
	    "a = \"# // /* */ @include\";\n",
	    "a = \"\\\"\";\n",
	    "a = \"\\\\\"; # \"\n",
	    "a = \"\\\\x00\";\n",
	    "a = \"\\x01\\x10\\\\\";\n",
	    "a = \"two\nlines\";\n",
	    "a = \"one\" \"two\";\n",
	    "# \" /* @include\na = 1;\n",
	    "// \" /*\na = 1;\n",
	    "/* \" # // */ a = 1;\n",
	    "/*/ a = \" */ a = 1;\n",
	    "/***/ a = 1; /* ** / */\n",
	    "a = 1; # @include \"x\"\n",
	    "a = 1; // no end of line #",
	    "a = 1;\n#",
	    "a = 1; /* no end of line */",
	    "a = 1; a1234567890123 = 1; b-1234567890 = 2;\n",
	    "a = 123456789; b = -123456789; c = 0x1234567;\n",
	    "a = 1234567L; b = 1.5; c = 1.0e+10;\n",
	    "a = [ 123456789, 123456789 ];\n",
	    "a = [ \"b\", \"c\" ]; d = \"e\" \"f\";\n",
	    "a = ( [ \"b\" ], [ \"c\" ] );\n",
	};
	const struct scratch *s = *state;
	enum lanyard_error r;
	struct error error;
	bool has;

	for (size_t i = 0; i < COUNT(texts); i++) {
		size_t size = strlen(texts[i]);
		const char *got = read_text(s, texts[i], &r, &error);

		if (r != LANYARD_OK)
			fail_msg("%s: %s", texts[i], error.message);
		if (!libconfig_takes(got, "a", &has) || !has)
			fail_msg("%s", texts[i]);
		/* Only what libconfig needs is added. */
		assert_memory_equal(got, texts[i], size);
		assert_string_equal(
		    got + size, texts[i][size - 1] == '#' ? "\n" : "");
	}
}

static void
refuses_what_libconfig_would_do_silently(void **state)
{
	static const struct {
		const char *text, *message, *hint;
	} cases[] = {
	    {"@include \"x\"\n", "1: @include is refused",
		"put the settings into /"},
	    {"a = 1;\n@include \"x\"\n", "2: @include is refused",
		"put the settings into /"},
	    {"\n\n \t@include", "3: @include is refused",
		"put the settings into /"},
	    {"\f\v\r@include \"x\"", "1: @include is refused",
		"put the settings into /"},
	    {"a = \"\n@include\n\";", "2: @include is refused",
		"put the settings into /"},
	    {"/*\n  @include */", "2: @include is refused",
		"put the settings into /"},
	    {"a = \"\\\n@include \";", "2: @include is refused",
		"put the settings into /"},
	    {"# \"\n@include \"x\"", "2: @include is refused",
		"put the settings into /"},
	    {"a = 1;\nb = \"c;\n\n", "2: this string has no end",
		"end it with \""},
	    {"a = \"\\\"", "1: this string has no end", "end it with \""},
	    {"a = \"\\", "1: this string has no end", "end it with \""},
	    /* a quote is missing, and each behind it ends what it begins */
	    {"a = \"b\";\nc = \"d;\ne = \"f\";\n", "2: this string has no end",
		"end it with \""},
	    {"a = \"b\";\nc = d\";\ne = \"f\";\n", "2: this string has no end",
		"it begins with one"},
	    {"a = [ \"b\" \"c\" ];", "1: between two strings of a list a",
		"[ \"...\", "},
	    {"a = [ \"b\",\n\"c\"\n\"d\" ];", "3: between two strings",
		"[ \"...\", "},
	    {"a = ( [ \"b\", \"c\" ], [ \"d\" # \",\n\"e\" ] );",
		"2: between two strings of a list a comma is missing",
		"[ \"...\", "},
	    {"a = 1;\n\n/* *\n", "3: this comment has no end",
		"end it with */"},
	    {"/*/", "1: this comment has no end", "end it with */"},
	    {"a = \"x\\x00\";", "1: a string holds a NUL", "leave out"},
	    {"a = \"x\\X00\";", "1: a string holds a NUL", "leave out"},
	    {"a = \"\\\\\\x00\";", "1: a string holds a NUL", "leave out"},
	    {"a = \"\n\\x00", "2: a string holds a NUL", "leave out"},
	    {"a = 1234567890;", "1: this number is out of range",
		"nine digits"},
	    {"\na = -1234567890;", "2: this number is out of range",
		"nine digits"},
	    {"a = 0x12345678;", "1: this number is out of range",
		"nine digits"},
	    {"a = 12345678.0;", "1: this number is out of range",
		"nine digits"},
	    {"a = ( 1, 12345678L0 );", "1: this number is out of range",
		"nine digits"},
	    /* the first fault is the one told */
	    {"a = 1234567890;\n@include \"x\"", "1: this number is out of",
		"nine digits"},
	};
	const struct scratch *s = *state;
	enum lanyard_error r;
	struct error error;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char expected[2 * SCRATCH_PATH];

		read_text(s, cases[i].text, &r, &error);
		assert_int_equal(r, LANYARD_ERR_CONFIG);
		scratch_print(expected, sizeof(expected), "%s:%s", s->config,
		    cases[i].message);
		if (strncmp(error.message, expected, strlen(expected)) != 0)
			fail_msg("%s", error.message);
		if (strstr(error.hint, cases[i].hint) == NULL)
			fail_msg("%s: %s", cases[i].text, error.hint);
	}
}

static void
takes_what_an_editor_of_windows_has_written(void **state)
{
	enum lanyard_error r;
	struct error error;
	bool has;
	const char *got = read_text(*state,
	    "\xef\xbb\xbf"
	    "a = 1;\r\n",
	    &r, &error);

	assert_int_equal(r, LANYARD_OK);
	assert_true(libconfig_takes(got, "a", &has) && has);
}

static void
refuses_what_is_no_text(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *message, *hint;
	} cases[] = {
	    {"a = 1;\0", 7, "holds a NUL; is it a text file?", "file '"},
	    {"a\0=\0", 4, "is in UTF-16", "iconv -f UTF-16 "},
	    {"\0a\0=", 4, "is in UTF-16", "iconv -f UTF-16 "},
	    {"\0", 1, "holds a NUL; is it a text file?", "file '"},
	    {"\xff\xfe"
	     "a\0=\0",
		6, "is in UTF-16", "iconv -f UTF-16 "},
	    {"\xfe\xff"
	     "\0a\0=",
		6, "is in UTF-16", "iconv -f UTF-16 "},
	};
	const struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct conffile file;
		struct error error = {0};

		scratch_write(s->config, cases[i].bytes, cases[i].size, 0600);
		assert_int_equal(conffile_read(&file, s->config, &error),
		    LANYARD_ERR_CONFIG);
		conffile_clear(&file);
		if (strstr(error.message, cases[i].message) == NULL ||
		    strncmp(error.hint, cases[i].hint, strlen(cases[i].hint)) !=
			0)
			fail_msg("%zu: %s (%s)", i, error.message, error.hint);
	}
}

/*
 * The two scanners agree where strings and comments end: of all short texts
 * that ours takes, libconfig neither swallows what follows nor includes.
 */
static void
agrees_with_libconfig(void **state)
{
	enum { PIECES = 8, LENGTH = 4, ALL = 8 * 8 * 8 * 8 };
	const struct scratch *s = *state;
	const char *include = scratch_path(s, "included");
	char at_include[2 * SCRATCH_PATH + 16], text[16 * SCRATCH_PATH];
	const char *const pieces[PIECES] = {
	    "\"", "\\", "\n", ";", "/*", "*/", "#", at_include};
	size_t taken = 0;
	bool has;

	scratch_write(include, "included = 1;\n", 0, 0600);
	scratch_print(
	    at_include, sizeof(at_include), "@include \"%s\"", include);
	for (size_t n = 0; n < ALL; n++) {
		enum lanyard_error r;
		struct error error;
		size_t rest = n, size;
		const char *got;

		scratch_print(text, sizeof(text), "a = \"");
		for (int i = 0; i < LENGTH; i++, rest /= PIECES) {
			size = strlen(text);
			scratch_print(text + size, sizeof(text) - size, "%s",
			    pieces[rest % PIECES]);
		}
		size = strlen(text);
		scratch_print(
		    text + size, sizeof(text) - size, "\nlast = 1;\n");
		got = read_text(s, text, &r, &error);
		if (r != LANYARD_OK)
			continue;
		if (libconfig_takes(got, "last", &has)) {
			taken++;
			if (!has)
				fail_msg("swallowed: %s", text);
		}
		libconfig_takes(got, "included", &has);
		if (has)
			fail_msg("included: %s", text);
	}
	assert_true(taken > 400);
}

static void
trusts_nobody_else(void **state)
{
	static const struct {
		mode_t mode;
		bool good, readable;
	} cases[] = {
	    {0600, true, false},
	    {0400, true, false},
	    {0700, true, false},
	    {0640, true, true},
	    {0604, true, true},
	    {0644, true, true},
	    {0611, true, false},
	    {0620, false, false},
	    {0602, false, false},
	    {0666, false, true},
	};
	const struct scratch *s = *state;
	struct conffile file;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};

		scratch_write(s->config, "a = 1;", 0, cases[i].mode);
		assert_int_equal(conffile_read(&file, s->config, &error),
		    cases[i].good ? LANYARD_OK : LANYARD_ERR_CONFIG);
		assert_true(file.found);
		assert_int_equal(file.readable, cases[i].readable);
		/* Nothing was read of what is not trusted. */
		assert_int_equal(file.text.size, cases[i].good ? 6 : 0);
		if (!cases[i].good)
			assert_memory_equal(error.hint, "chmod go-w ", 11);
		conffile_clear(&file);
		assert_int_equal(unlink(s->config), 0);
	}
}

/* What is not there is no error; what is no file is, and holds nobody up. */
static void
takes_regular_files_only(void **state)
{
	const struct scratch *s = *state;
	struct error error = {0};
	struct conffile file;

	assert_int_equal(conffile_read(&file, s->config, &error), LANYARD_OK);
	assert_false(file.found);
	assert_false(file.readable);
	conffile_clear(&file);
	assert_int_equal(
	    conffile_read(&file, "/dev/null/lanyard.conf", &error), LANYARD_OK);
	assert_false(file.found);
	conffile_clear(&file);

	assert_int_equal(
	    conffile_read(&file, s->path, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is a folder, not a file"));
	conffile_clear(&file);
	assert_int_equal(mkfifo(s->config, 0600), 0);
	assert_int_equal(
	    conffile_read(&file, s->config, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is a device or pipe"));
	conffile_clear(&file);
	assert_int_equal(unlink(s->config), 0);

	assert_int_equal(symlink(s->config, s->config), 0);
	assert_int_equal(
	    conffile_read(&file, s->config, &error), LANYARD_ERR_CONFIG);
	assert_int_equal(error.errnum, ELOOP);
	conffile_clear(&file);
}

/* A link may lead to a file; it is the file that is looked at. */
static void
follows_a_link_to_a_file(void **state)
{
	const struct scratch *s = *state;
	const char *target = scratch_path(s, "target");
	struct error error = {0};
	struct conffile file;

	scratch_write(target, "a = 1;", 0, 0600);
	assert_int_equal(symlink(target, s->config), 0);
	assert_int_equal(conffile_read(&file, s->config, &error), LANYARD_OK);
	assert_false(file.foreign);
	conffile_clear(&file);
	assert_int_equal(chmod(target, 0666), 0);
	assert_int_equal(
	    conffile_read(&file, s->config, &error), LANYARD_ERR_CONFIG);
	conffile_clear(&file);
	assert_int_equal(chmod(target, 0600), 0);
	another_owner(target, 12345);
	assert_int_equal(
	    conffile_read(&file, s->config, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "neither you nor root"));
	conffile_clear(&file);
	another_forget();
}

static void
has_a_limit(void **state)
{
	const struct scratch *s = *state;
	char *text = malloc(LIMIT_CONFIG + 1);

	assert_non_null(text);
	memset(text, '\n', LIMIT_CONFIG + 1);
	for (size_t size = LIMIT_CONFIG; size <= LIMIT_CONFIG + 1; size++) {
		struct error error = {0};
		struct conffile file;

		scratch_write(s->config, text, size, 0600);
		assert_int_equal(conffile_read(&file, s->config, &error),
		    size == LIMIT_CONFIG ? LANYARD_OK : LANYARD_ERR_CONFIG);
		if (size > LIMIT_CONFIG)
			assert_non_null(strstr(error.message, "is larger"));
		conffile_clear(&file);
	}
	memcpy(text, "a = 1;\n\0b = 2;\n", 15);
	for (size_t size = 8; size <= 15; size += 7) {
		struct error error = {0};
		struct conffile file;

		scratch_write(s->config, text, size, 0600);
		assert_int_equal(conffile_read(&file, s->config, &error),
		    LANYARD_ERR_CONFIG);
		assert_non_null(strstr(error.message, "holds a NUL"));
		conffile_clear(&file);
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(takes_what_is_plain),
	    SCRATCH_TEST(refuses_what_libconfig_would_do_silently),
	    SCRATCH_TEST(takes_what_an_editor_of_windows_has_written),
	    SCRATCH_TEST(refuses_what_is_no_text),
	    SCRATCH_TEST(agrees_with_libconfig),
	    SCRATCH_TEST(trusts_nobody_else),
	    SCRATCH_TEST(takes_regular_files_only),
	    SCRATCH_TEST(follows_a_link_to_a_file),
	    SCRATCH_TEST(has_a_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
