/*
 * t_attributes_lines.c - attributes.h: git's syntax, read and written
 */
#include "base/limits.h"
#include "os/clock.h"
#include "some_lines.h"

static void
parse_takes(void **state)
{
	static const struct {
		const char *text, *written;
		size_t used;
	} cases[] = {
	    {"", "", 0},
	    {"\n", "", 1},
	    {"\r\n", "", 2},
	    {"a=b", "a=b\n", 3},
	    {"a=b\n", "a=b\n", 4},
	    {"a=b\r\nc=d\r\n", "a=b\nc=d\n", 10},
	    {"a=b\n\nc=d\n", "a=b\n", 5},
	    {"a=b\r\n\r\nc=d\r\n", "a=b\n", 7},
	    {"a=\n", "a=\n", 3},
	    {"a=b=c\n", "a=b=c\n", 6},
	    {" a = b \n", " a = b \n", 8},
	    {"a=\303\274\n", "a=\303\274\n", 5},
	    /* the last value of a plain key, at its first place */
	    {"a=1\nb=2\na=3\n", "a=3\nb=2\n", 12},
	    {"a=1\na=\n", "a=\n", 7},
	    {"a=1\na=2\na=3\na=4", "a=4\n", 15},
	    /* lists */
	    {"l[]=1\nb=2\nl[]=3\n", "l[]=1\nb=2\nl[]=3\n", 16},
	    {"l[]=1\nl[]=1\n", "l[]=1\nl[]=1\n", 12},
	    {"l[]=\n", "", 5},
	    {"l[]=1\nb=2\nl[]=\nl[]=4\n", "b=2\nl[]=4\n", 21},
	    {"l[]=1\nm[]=2\nl[]=\n", "m[]=2\n", 17},
	    {"l[]=\nl[]=1\nl[]=\n", "", 16},
	    {"l[]=\nl[]=1\nl[]=2\n", "l[]=1\nl[]=2\n", 17},
	    {"l=1\nl[]=2\nl[]=3\n", "l=1\nl[]=2\nl[]=3\n", 16},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text;
		struct attributes a = {0};
		size_t used = 99;

		assert_int_equal(
		    attributes_parse(&a, (const unsigned char *)text,
			strlen(text), limited, &used, NULL),
		    LANYARD_OK);
		assert_int_equal(used, cases[i].used);
		assert_written(&a, cases[i].written);
		attributes_clear(&a);
		assert_int_equal(a.count, 0);
	}
}

static void
parse_refuses(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *message;
	} cases[] = {
	    {"secret\n", 7, "line 1: no \"=\""},
	    {"a=b\nsecret", 10, "line 2: no \"=\""},
	    {"a=b\n=secret\n", 12, "line 2: no key before \"=\""},
	    {"=\n", 2, "line 1: no key before \"=\""},
	    {"a=b\0c\n", 6, "line 1: a NUL byte"},
	    {"a\0=b\n", 5, "line 1: a NUL byte"},
	    {"\0\n", 2, "line 1: a NUL byte"},
	    {"a=b\rc\n", 6, "line 1: a carriage return within"},
	    {"a=b\r\r\n", 6, "line 1: a carriage return within"},
	    {"a=b\r", 4, "line 1: a carriage return within"},
	    {"\r", 1, "line 1: a carriage return within"},
	    {"a=b\nc=d\n \n", 10, "line 3: no \"=\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct attributes a = {0};
		struct error e = {0};
		size_t used = 99;

		assert_int_equal(attributes_set_text(&a, "x", "y"), LANYARD_OK);
		assert_int_equal(
		    attributes_parse(&a, (const unsigned char *)cases[i].text,
			cases[i].size, limited, &used, &e),
		    LANYARD_ERR_PROTOCOL);
		assert_int_equal(a.count, 0);
		assert_int_equal(used, 0);
		assert_int_equal(e.code, LANYARD_ERR_PROTOCOL);
		assert_string_equal(e.message, cases[i].message);
		attributes_clear(&a);
	}
}

/* What is beyond the empty line, or beyond SIZE, is not looked at. */
static void
parse_reads_one_block(void **state)
{
	const char *text = "a=1\n\nb=2\n\nrubbish";
	struct attributes a = {0};
	size_t used;

	(void)state;
	assert_int_equal(attributes_parse(&a, (const unsigned char *)text,
			     strlen(text), limited, &used, NULL),
	    LANYARD_OK);
	assert_int_equal(used, 5);
	assert_int_equal(
	    attributes_parse(&a, (const unsigned char *)text + used,
		strlen(text) - used, limited, &used, NULL),
	    LANYARD_OK);
	assert_int_equal(used, 5);
	assert_written(&a, "a=1\nb=2\n");
	assert_int_equal(attributes_parse(&a, (const unsigned char *)"a=9", 2,
			     limited, NULL, NULL),
	    LANYARD_OK);
	assert_written(&a, "a=\nb=2\n");
	attributes_clear(&a);
}

static void
parse_adds_to_what_is_there(void **state)
{
	struct attributes a = {0};

	(void)state;
	assert_int_equal(parse(&a, "a=1\nl[]=1\nl[]=2\nb=3\n"), LANYARD_OK);
	assert_int_equal(parse(&a, "b=4\nl[]=\nl[]=5\na=6\n"), LANYARD_OK);
	assert_written(&a, "a=6\nb=4\nl[]=5\n");
	attributes_clear(&a);
}

static void
lines_have_a_limit(void **state)
{
	static const struct {
		size_t length; /* without the line's end */
		const char *end;
		bool limited;
		enum lanyard_error result;
	} cases[] = {
	    {LIMIT_LINE - 1, "\n", true, LANYARD_OK},
	    {LIMIT_LINE, "\n", true, LANYARD_ERR_PROTOCOL},
	    {LIMIT_LINE, "\n", false, LANYARD_OK},
	    {LIMIT_LINE, "", true, LANYARD_OK},
	    {LIMIT_LINE + 1, "", true, LANYARD_ERR_PROTOCOL},
	    {LIMIT_LINE - 2, "\r\n", true, LANYARD_OK},
	    {LIMIT_LINE - 1, "\r\n", true, LANYARD_ERR_PROTOCOL},
	    {LIMIT_LINE * 2, "\n", false, LANYARD_OK},
	};
	char *text = malloc(LIMIT_LINE * 2 + 3);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct attributes a = {0};
		struct error e = {0};

		memset(text, 'x', cases[i].length);
		text[1] = '=';
		memcpy(text + cases[i].length, cases[i].end,
		    strlen(cases[i].end) + 1);
		assert_int_equal(
		    attributes_parse(&a, (const unsigned char *)text,
			strlen(text), cases[i].limited ? limited : NULL, NULL,
			&e),
		    cases[i].result);
		if (cases[i].result == LANYARD_OK)
			assert_int_equal(
			    a.items[0].value.size, cases[i].length - 2);
		else
			assert_string_equal(
			    e.message, "line 1, x=: longer than 65535 bytes");
		attributes_clear(&a);
	}
	free(text);
}

/* A key that nobody reads may be as long as it likes. */
static void
long_lines_of_others_are_passed_over(void **state)
{
	static const char *const keys[] = {
	    "y=", "xx=", "rea=", "reads=", "wwwauth[]=", "x[]="};
	char *text = malloc(LIMIT_LINE * 2 + 100);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct attributes a = {0};
		size_t used, size = strlen("read=1\n");

		memcpy(text, "read=1\n", size);
		memset(text + size, 'x', LIMIT_LINE * 2);
		memcpy(text + size, keys[i], strlen(keys[i]));
		memcpy(text + size + LIMIT_LINE * 2, "\nx=2\n\n",
		    sizeof("\nx=2\n\n"));
		assert_int_equal(
		    attributes_parse(&a, (const unsigned char *)text,
			strlen(text), limited, &used, NULL),
		    LANYARD_OK);
		assert_int_equal(used, strlen(text));
		assert_written(&a, "read=1\nx=2\n");
		attributes_clear(&a);
	}
	free(text);
}

/* A MiB of LINE, with each "#" made different from line to line. */
static char *
mebibyte_of(const char *line)
{
	size_t size = 1U << 20, n = strlen(line);
	char *text = malloc(size + 1);
	unsigned number = 0;

	assert_non_null(text);
	text[0] = '\0';
	for (char *s = text; s + n + 8 < text + size;
	     s += strlen(s), number++) {
		const char *hash = strchr(line, '#');

		if (hash == NULL)
			(void)snprintf(s, n + 1, "%s", line);
		else
			(void)snprintf(s, n + 8, "%.*s%x%s", (int)(hash - line),
			    line, number, hash + 1);
	}
	return text;
}

/* Quadratic work on these would take minutes. */
static void
parse_is_not_quadratic(void **state)
{
	static const char *const lines[] = {"a=\n", "#=\n", "l[]=x\n", "l[]=\n",
	    "l#[]=\n", "#=x\nl[]=\n", "l[]=x\nl[]=\n", "a=\nb=\nc=\nl[]=\n",
	    "#[]=x\n#[]=\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		char *text = mebibyte_of(lines[i]);
		struct attributes a = {0};
		int64_t begin_ms = clock_monotonic_ms();

		assert_int_equal(parse(&a, text), LANYARD_OK);
		attributes_clear(&a);
		assert_true(clock_monotonic_ms() - begin_ms < 10000);
		free(text);
	}
}

static void
write_is_all_or_nothing(void **state)
{
	struct attributes a = {0};
	struct buf b;

	(void)state;
	assert_int_equal(parse(&a, "a=1\nbb=22\n"), LANYARD_OK);
	for (size_t limit = 3; limit < 13; limit++) {
		buf_init(&b, limit);
		buf_add_text(&b, "xyz");
		assert_int_equal(
		    attributes_write(&a, &b), LANYARD_ERR_PROTOCOL);
		assert_string_equal(buf_text(&b), "xyz");
		buf_clear(&b);
	}
	buf_init(&b, 13);
	buf_add_text(&b, "xyz");
	assert_int_equal(attributes_write(&a, &b), LANYARD_OK);
	assert_string_equal(buf_text(&b), "xyza=1\nbb=22\n");
	buf_clear(&b);
	attributes_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parse_takes),
	    cmocka_unit_test(parse_refuses),
	    cmocka_unit_test(parse_reads_one_block),
	    cmocka_unit_test(parse_adds_to_what_is_there),
	    cmocka_unit_test(lines_have_a_limit),
	    cmocka_unit_test(long_lines_of_others_are_passed_over),
	    cmocka_unit_test(parse_is_not_quadratic),
	    cmocka_unit_test(write_is_all_or_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
