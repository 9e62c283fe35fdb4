/*
 * t_json_value.c - a text as JSON, and its values as they stand in it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "json/json.h"
#include "json/json_value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *text;
	const char *problem; /* NULL: accepted */
} texts[] = {
    {"{}", NULL},
    {" \t\r\n{ } \t\r\n", NULL},
    {"\xef\xbb\xbf{\"a\":1}", NULL},
    {"{\"a\":{\"b\":[{},[],null,true,false,\"\",0,-1.5e+3]}}", NULL},
    {"{\"\":1}", NULL},
    {"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"}", NULL},
    {"{\"a\":\"\xc2\x80 \xe0\xa0\x80 \xed\x9f\xbf \xf4\x8f\xbf\xbf\"}", NULL},
    {"{\"a\":\"\\ud800\"}", NULL},
    {"{\"a\":\"\x7f\"}", NULL},
    {"{\"a\":0,\"A\":0,\"b\":{\"a\":0}}", NULL},
    {"{\"a\":1E400}", NULL},
    {"", "no object"},
    {"  ", "no object"},
    {"[]", "no object"},
    {"\"a\"", "no object"},
    {"null", "no object"},
    {"<html>", "no object"},
    {"a=b&c=d", "no object"},
    {"{} {}", "more after"},
    {"{}x", "more after"},
    {"{\"a\" \"b\"}", "no ':'"},
    {"{\"a\"}", "no ':'"},
    {"{\"a\":}", "no value"},
    {"{\"a\":1,}", "no name"},
    {"{,}", "no name"},
    {"{1:2}", "no name"},
    {"{a:2}", "no name"},
    {"{'a':2}", "no name"},
    {"{\"a\":1 \"b\":2}", "neither"},
    {"{\"a\":1", "neither"},
    {"{\"a\":[1,]}", "no value"},
    {"{\"a\":[1 2]}", "neither"},
    {"{\"a\":[1}", "neither"},
    {"{\"a\":{]}", "no name"},
    {"{\"a\":tru}", "unknown word"},
    {"{\"a\":True}", "no value"},
    {"{\"a\":nullx}", "neither"},
    {"{\"a\":NaN}", "no value"},
    {"{\"a\":+1}", "no value"},
    {"{\"a\":01}", "neither"},
    {"{\"a\":.5}", "no value"},
    {"{\"a\":1.}", "no value"},
    {"{\"a\":1e}", "no value"},
    {"{\"a\":-}", "no value"},
    {"{\"a\":0x1}", "neither"},
    {"{\"a\":\"b}", "end within"},
    {"{\"a\":\"\\", "unknown escape"},
    {"{\"a\":\"\\x41\"}", "unknown escape"},
    {"{\"a\":\"\\u12\"}", "four digits"},
    {"{\"a\":\"\\u12G4\"}", "four digits"},
    {"{\"a\":\"\n\"}", "control character"},
    {"{\"a\":\"\x1f\"}", "control character"},
    {"{\"a\":\"\x80\"}", "not UTF-8"},
    {"{\"a\":\"\xc0\xaf\"}", "not UTF-8"},
    {"{\"a\":\"\xc3\"}", "not UTF-8"},
    {"{\"a\":\"\xed\xa0\x80\"}", "not UTF-8"},
    {"{\"a\":\"\xe0\x9f\xbf\"}", "not UTF-8"},
    {"{\"a\":\"\xf0\x8f\xbf\xbf\"}", "not UTF-8"},
    {"{\"a\":\"\xf4\x90\x80\x80\"}", "not UTF-8"},
    {"{\"a\":\"\xf5\x80\x80\x80\"}", "not UTF-8"},
    {"{\"a\":1}\xef\xbb\xbf", "more after"},
    {"{\"a\":1,\"a\":2}", NULL},
};

static void
test_texts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		struct error error = {0};
		struct json *json = NULL;
		const char *text = texts[i].text;
		enum lanyard_error r = json_parse(
		    &json, text, strlen(text), JSON_OUTERMOST, &error);

		if (texts[i].problem == NULL
			? r != LANYARD_OK || !json_is_whole(json)
			: r != LANYARD_ERR_SERVER || json_is_whole(json) ||
			      strstr(error.message, texts[i].problem) == NULL)
			fail_msg("%s: %d %s", text, r, error.message);
		json_free(&json);
	}
}

/* Every cut of a valid text is refused, and reads no byte behind the cut. */
static void
test_cuts(void **state)
{
	static const char text[] =
	    "{\"a\":[1.5e3,true,{\"\\u00e9\":\"\xf0\x9f\x98\x80\"}],\"b\":-0}";
	struct json *json;
	size_t size;

	(void)state;
	for (size = 0; size < sizeof text - 1; size++) {
		char *copy = malloc(size + 1);

		assert_non_null(copy);
		memcpy(copy, text, size);
		assert_int_equal(
		    json_parse(&json, copy, size, JSON_OUTERMOST, NULL),
		    LANYARD_ERR_SERVER);
		free(copy);
		/* What is whole can be asked for: the array is, the number not.
		 */
		assert_int_equal(json_type(json, "a") == JSON_ARRAY,
		    size > strlen(text) - strlen(",\"b\":-0}") - 1);
		assert_int_equal(json_type(json, "b"), JSON_ABSENT);
		json_free(&json);
	}
	assert_int_equal(
	    json_parse(&json, "{\"a\0\":1}", 8, JSON_OUTERMOST, NULL),
	    LANYARD_ERR_SERVER);
	json_free(&json);
	assert_int_equal(json_parse(&json, NULL, 0, JSON_OUTERMOST, NULL),
	    LANYARD_ERR_SERVER);
	json_free(&json);
}

static void
test_depth(void **state)
{
	char text[256];
	struct json *json;
	int levels, i;

	(void)state;
	for (levels = LIMIT_JSON_DEPTH; levels <= LIMIT_JSON_DEPTH + 1;
	     levels++) {
		size_t at = 0;

		memcpy(text, "{\"a\":", 5);
		at = 5;
		for (i = 1; i < levels; i++)
			text[at++] = '[';
		for (i = 1; i < levels; i++)
			text[at++] = ']';
		text[at++] = '}';
		assert_int_equal(
		    json_parse(&json, text, at, JSON_OUTERMOST, NULL),
		    levels == LIMIT_JSON_DEPTH ? LANYARD_OK
					       : LANYARD_ERR_SERVER);
		json_free(&json);
	}
}

static void
finds_the_single_one(void **state)
{
	static const struct {
		const char *text;
		enum json_reach reach;
		enum json_type type;
		const char *value;
		unsigned depth;
	} cases[] = {
	    {"{\"a\":\"x\"}", JSON_OUTERMOST, JSON_STRING, "x", 1},
	    {"{\"a\":\"x\\n\"}", JSON_OUTERMOST, JSON_STRING, "x\\n", 1},
	    {"{\"a\":-1.5e3}", JSON_OUTERMOST, JSON_NUMBER, "-1.5e3", 1},
	    {"{\"a\":{\"b\":[1]}}", JSON_OUTERMOST, JSON_OBJECT, "{\"b\":[1]}",
		1},
	    {"{\"a\":[1,2]}", JSON_OUTERMOST, JSON_ARRAY, "[1,2]", 1},
	    {"{\"a\":null}", JSON_OUTERMOST, JSON_NULL, "null", 1},
	    {"{\"\\u0061\":true}", JSON_OUTERMOST, JSON_BOOLEAN, "true", 1},
	    {"{\"b\":{\"a\":1}}", JSON_OUTERMOST, JSON_ABSENT, NULL, 0},
	    {"{\"b\":{\"a\":1}}", JSON_ANYWHERE, JSON_NUMBER, "1", 2},
	    /* The one nearest to the surface, whichever comes first. */
	    {"{\"b\":{\"a\":1},\"a\":2}", JSON_ANYWHERE, JSON_NUMBER, "2", 1},
	    {"{\"a\":1,\"a\":2}", JSON_OUTERMOST, JSON_ABSENT, NULL, 0},
	    {"{\"a\":1,\"a\":1}", JSON_OUTERMOST, JSON_NUMBER, "1", 1},
	    {"{\"b\":\"a\",\"c\":1}", JSON_OUTERMOST, JSON_ABSENT, NULL, 0},
	    /* Cut, or with what is no JSON: what is whole is found. */
	    {"{\"a\":\"x\",\"b\":\"", JSON_OUTERMOST, JSON_STRING, "x", 1},
	    {"{\"a\":\"x", JSON_OUTERMOST, JSON_ABSENT, NULL, 0},
	    {"{\"b\":\x01,\"a\":7}", JSON_OUTERMOST, JSON_NUMBER, "7", 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_value value;
		struct json *json;

		json_parse(&json, cases[i].text, strlen(cases[i].text),
		    cases[i].reach, NULL);
		value = json_value_find(json, "a");
		if (value.type != cases[i].type)
			fail_msg("%s: %d", cases[i].text, value.type);
		if (cases[i].value != NULL) {
			assert_int_equal(value.size, strlen(cases[i].value));
			assert_memory_equal(
			    value.bytes, cases[i].value, value.size);
			assert_int_equal(value.depth, cases[i].depth);
		}
		json_free(&json);
	}
}

static void
goes_through_all(void **state)
{
	static const char text[] = "{\"a\":1,\"b\":{\"a\":2},\"a\":3}";
	struct json_cursor cursor = {0};
	struct json_value value;
	struct json *json;
	char got[8] = "";

	(void)state;
	assert_int_equal(
	    json_parse(&json, text, strlen(text), JSON_ANYWHERE, NULL),
	    LANYARD_OK);
	while (json_value_next(json, "a", &cursor, &value))
		strncat(got, (const char *)value.bytes, value.size);
	assert_string_equal(got, "123");
	json_free(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_cuts),
	    cmocka_unit_test(test_depth),
	    cmocka_unit_test(finds_the_single_one),
	    cmocka_unit_test(goes_through_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
