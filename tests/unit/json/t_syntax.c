/*
 * t_syntax.c - syntax.h: where JSON stops being JSON, and how much of it there
 * is; which texts are JSON is in t_json.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "json/syntax.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* From memory of its own size, so that the sanitizers see a byte too far. */
static bool
check(struct syntax *syntax, const char *text, size_t size)
{
	unsigned char *copy = malloc(size + (size == 0));
	bool good;

	assert_non_null(copy);
	memcpy(copy, text, size);
	good = syntax_check(syntax, copy, size);
	free(copy);
	return good;
}

static void
tells_where_and_what(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *problem; /* NULL: none */
		size_t tokens;	     /* where there is none */
	} table[] = {
	    {"{}", 2, NULL, 1},
	    {" \t\r\n{ } \t\r\n", 11, NULL, 1},
	    {"{\"a\":1}", 7, NULL, 3},
	    {"{\" \":\"\x7f\"}", 9, NULL, 3},
	    {"{\"a\":[1,\"b\",{\"c\":null}]}", 24, NULL, 8},
	    {"{\"a\":[ ],\"b\":{ }}", 17, NULL, 5},
	    {"", 0, "no object", 0},
	    {"  []", 2, "no object", 0},
	    {"{}x", 2, "more after the object", 0},
	    {"{} {}", 3, "more after the object", 0},
	    {"{\"a\":1,}", 7, "no name where a member's is expected", 0},
	    {"{\"a\" 1}", 5, "no ':' after a member's name", 0},
	    {"{\"a\":1 2}", 7, "neither ',' nor '}'", 0},
	    {"{\"a\":[1 2]}", 8, "neither ',' nor ']'", 0},
	    {"{\"a\":[1}}", 7, "neither ',' nor ']'", 0},
	    {"{\"a\":", 5, "no value where one is expected", 0},
	    {"{\"a\":.1}", 5, "no value where one is expected", 0},
	    {"{\"a\":truE}", 5, "an unknown word", 0},
	    {"{\"a\":nul", 5, "an unknown word", 0},
	    {"{\"a\":\"\\q\"}", 7, "an unknown escape", 0},
	    {"{\"a\":\"\\u12g4\"}", 10, "an escape without four digits", 0},
	    {"{\"a\":\"x\n\"}", 7, "a control character in a string", 0},
	    {"{\"a\":\"x\xc3\"}", 7, "a byte that is not UTF-8", 0},
	    {"{\"a\":\"xyz", 9, "the end within a string", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		const char *problem = table[i].problem;
		struct syntax syntax = {77, 77, "left over"};
		bool good =
		    check(&syntax, table[i].text, strlen(table[i].text));

		if (good != (problem == NULL) ||
		    syntax.offset != table[i].offset ||
		    (good && syntax.tokens != table[i].tokens))
			fail_msg("%s: %zu tokens, at %zu", table[i].text,
			    syntax.tokens, syntax.offset);
		if (good)
			assert_null(syntax.problem);
		else
			assert_string_equal(syntax.problem, problem);
	}
}

/* RFC 3629 4, at both ends of each range. */
static void
takes_utf8_only(void **state)
{
	static const struct {
		const char *bytes;
		bool good;
	} table[] = {
	    {"\xc2\x80", true},
	    {"\xdf\xbf", true},
	    {"\xe0\xa0\x80", true},
	    {"\xec\xbf\xbf", true},
	    {"\xed\x9f\xbf", true},
	    {"\xee\x80\x80", true},
	    {"\xef\xbf\xbf", true},
	    {"\xf0\x90\x80\x80", true},
	    {"\xf3\xbf\xbf\xbf", true},
	    {"\xf4\x8f\xbf\xbf", true},
	    {"\x80", false},
	    {"\xbf", false},
	    {"\xc1\xbf", false},
	    {"\xc2\x7f", false},
	    {"\xc2\xc0", false},
	    {"\xe0\x9f\xbf", false},
	    {"\xe1\x80\x7f", false},
	    {"\xed\xa0\x80", false},
	    {"\xf0\x8f\xbf\xbf", false},
	    {"\xf1\x80\x80\xc0", false},
	    {"\xf1\x80\x80", false},
	    {"\xf4\x90\x80\x80", false},
	    {"\xf5\x80\x80\x80", false},
	    {"\xff", false},
	};
	struct syntax syntax;
	char text[32] = "{\"a\":\"";
	size_t i, size;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		size = strlen(table[i].bytes);
		memcpy(text + 6, table[i].bytes, size);
		memcpy(text + 6 + size, "\"}", 2);
		if (check(&syntax, text, 6 + size + 2) != table[i].good)
			fail_msg("line %zu", i);
		/* Cut anywhere it is wrong, and nothing behind is read. */
		for (; size > 0; size--)
			assert_false(check(&syntax, text, 6 + size));
	}
}

static void
takes_no_nul(void **state)
{
	static const char *const texts[] = {
	    "\0{}", "{}\0", "{\0}", "{\"\0\":1}", "{\"\\\0\":1}"};
	static const size_t sizes[] = {3, 3, 3, 7, 8};
	struct syntax syntax;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		assert_false(check(&syntax, texts[i], sizes[i]));
}

static void
counts_levels(void **state)
{
	char text[2 * LIMIT_JSON_DEPTH + 16];
	struct syntax syntax;
	size_t depth, i, at;

	(void)state;
	for (depth = LIMIT_JSON_DEPTH; depth <= LIMIT_JSON_DEPTH + 1; depth++) {
		memcpy(text, "{\"a\":", 5);
		at = 5;
		for (i = 1; i < depth; i++)
			text[at++] = '[';
		for (i = 1; i < depth; i++)
			text[at++] = ']';
		/* A level that was left does not count. */
		memcpy(text + at, ",\"b\":[]}", 8);
		if (depth == LIMIT_JSON_DEPTH) {
			assert_true(check(&syntax, text, at + 8));
			continue;
		}
		assert_false(check(&syntax, text, at + 8));
		assert_string_equal(syntax.problem, "too many levels");
		assert_int_equal(syntax.offset, 5 + depth - 2);
	}
}

static void
counts_tokens(void **state)
{
	size_t room = 2 * LIMIT_JSON_TOKENS + 16, values, i, at;
	char *text = malloc(room);
	struct syntax syntax;

	(void)state;
	assert_non_null(text);
	/* The object, its name and the list are three. */
	for (values = LIMIT_JSON_TOKENS - 3; values <= LIMIT_JSON_TOKENS - 2;
	     values++) {
		memcpy(text, "{\"a\":[", 6);
		at = 6;
		for (i = 0; i < values; i++) {
			text[at++] = '1';
			text[at++] = ',';
		}
		memcpy(text + at - 1, "]}", 2);
		assert_int_equal(check(&syntax, text, at + 1),
		    values + 3 == LIMIT_JSON_TOKENS);
		assert_int_equal(syntax.tokens, LIMIT_JSON_TOKENS);
	}
	assert_string_equal(syntax.problem, "too many values");
	free(text);
}

static void
ends_a_value(void **state)
{
	static const struct {
		const char *text;
		size_t end;
	} table[] = {
	    {"\"a\"", 3},
	    {"\"a\"x", 3},
	    {"\"a", 0},
	    {"[1,{}]", 6},
	    {"[1,{}", 0},
	    {"{\"a\":1}}", 7},
	    {"12,", 2},
	    {"12 ", 2},
	    {"12/**/", 2},
	    {"12", 0},
	    {"12x", 0},
	    {"true}", 4},
	    {"true", 0},
	    {"tru}", 0},
	    {"", 0},
	    {",", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (syntax_value((const unsigned char *)table[i].text,
			strlen(table[i].text), 0) != table[i].end)
			fail_msg("%s", table[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_where_and_what),
	    cmocka_unit_test(takes_utf8_only),
	    cmocka_unit_test(takes_no_nul),
	    cmocka_unit_test(counts_levels),
	    cmocka_unit_test(counts_tokens),
	    cmocka_unit_test(ends_a_value),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
