/*
 * t_json.c - JSON from servers: what is taken, what is refused, and in time
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/limits.h"
#include "json/json.h"
#include "json/number.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* Of the processor's time: some work for each byte, not for each pair. */
#define SLOW_S 20

/* RFC 8259 and, for many of them, Seriot's JSONTestSuite. */
static const char members[] =
    "{\"string\":\"a\\u00e9\\uD83D\\uDE00\\n\\/\",\"nul\":\"a\\u0000b\","
    "\"lone\":\"\\uDC00\\uD800\",\"half\":\"\\uD83Dx\",\"empty\":\"\","
    "\"null\":null,\"true\":true,\"false\":false,\"array\":[\"S256\","
    "[\"deep\"],\"pl\\u0061in\",7],\"object\":{\"string\":\"inner\","
    "\"only\":1},\"n\\u0061me\":\"escaped\"}";

static void
test_members(void **state)
{
	static const struct {
		const char *name;
		enum json_type type;
		const char *text;
	} table[] = {
	    {"string", JSON_STRING, "a\xc3\xa9\xf0\x9f\x98\x80\n/"},
	    {"nul", JSON_STRING, NULL},
	    {"lone", JSON_STRING, NULL},
	    {"half", JSON_STRING, NULL},
	    {"empty", JSON_STRING, ""},
	    {"null", JSON_NULL, NULL},
	    {"true", JSON_BOOLEAN, NULL},
	    {"array", JSON_ARRAY, NULL},
	    {"object", JSON_OBJECT, NULL},
	    {"name", JSON_STRING, "escaped"},
	    {"only", JSON_ABSENT, NULL},
	    {"strin", JSON_ABSENT, NULL},
	    {"", JSON_ABSENT, NULL},
	};
	struct json *json;
	size_t i;

	(void)state;
	assert_int_equal(
	    json_parse(&json, members, strlen(members), JSON_OUTERMOST, NULL),
	    LANYARD_OK);
	for (i = 0; i < COUNT(table); i++) {
		struct secret secret = {NULL, 0};
		char *text = json_text(json, table[i].name);

		assert_int_equal(json_type(json, table[i].name), table[i].type);
		assert_int_equal(json_secret(json, table[i].name, &secret),
		    table[i].text != NULL);
		if (table[i].text == NULL) {
			assert_null(text);
		} else {
			assert_string_equal(text, table[i].text);
			assert_int_equal(secret.size, strlen(table[i].text));
			assert_memory_equal(
			    secret.bytes, table[i].text, secret.size);
		}
		free(text);
		secret_clear(&secret);
	}
	assert_true(json_boolean(json, "true", false));
	assert_false(json_boolean(json, "false", true));
	assert_true(json_boolean(json, "string", true));
	assert_false(json_boolean(json, "absent", false));
	assert_true(json_array_has(json, "array", "S256"));
	assert_true(json_array_has(json, "array", "plain"));
	assert_false(json_array_has(json, "array", "deep"));
	assert_false(json_array_has(json, "array", "7"));
	assert_false(json_array_has(json, "array", "S25"));
	assert_false(json_array_has(json, "string", "S256"));
	json_free(&json);
	json_free(&json);
	json_free(NULL);
}

static void
test_integers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} table[] = {
	    {"3600", true, 3600},
	    {"\"3600\"", true, 3600},
	    {"\"36\\u00300\"", true, 3600},
	    {"-3599.999e0", true, -3599},
	    {"1e999", true, NUMBER_MAX},
	    {"\"\"", false, 0},
	    {"\" 3600\"", false, 0},
	    {"\"3600 \"", false, 0},
	    {"\"3600s\"", false, 0},
	    {"\"+1\"", false, 0},
	    {"\"0x10\"", false, 0},
	    {"\"01\"", false, 0},
	    {"\"1.\"", false, 0},
	    {"null", false, 0},
	    {"true", false, 0},
	    {"[1]", false, 0},
	    {"{}", false, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		char text[128];
		struct json *json;
		int64_t value = 77;
		bool good;

		snprintf(text, sizeof text, "{\"n\":%s}", table[i].text);
		assert_int_equal(
		    json_parse(&json, text, strlen(text), JSON_OUTERMOST, NULL),
		    LANYARD_OK);
		good = json_integer(json, "n", &value);
		if (good != table[i].good || (good && value != table[i].value))
			fail_msg("%s: %lld", table[i].text, (long long)value);
		assert_false(json_integer(json, "m", &value));
		json_free(&json);
	}
}

/* Words, of whole texts and of damaged ones. */
static const struct {
	const char *text;
	size_t count;
	const char *value;
} words[] = {
    {"{\"rt\":\"abc\"}", 1, "abc"},
    {"{\"rt\":\"abc\"", 1, "abc"},
    {"{\"a\":\"x\" \"rt\" :\n\t\"a.b-c~\"", 1, "a.b-c~"},
    {"{\"rt\":\"abc\",\"a\":1,\"a\":2}", 1, "abc"},
    {"HTTP junk \"rt\":\"abc\" more junk", 1, "abc"},
    {"{\"rt\":\"abc", 0, NULL},
    {"{\"rt\":\"", 0, NULL},
    {"{\"rt\":", 0, NULL},
    {"{\"rt\"", 0, NULL},
    {"{\"rt\":\"\"}", 0, NULL},
    {"{\"rt\":\"a b\"", 1, "a b"},
    {"{\"rt\":\"a\\u0062\"", 1, "ab"},
    {"{\"rt\":\"1\\/\\/a\",", 1, "1//a"},
    {"{\"rt\":\"a\\\"b\"", 1, "a\"b"},
    {"{\"rt\":\"a\\\\\"", 1, "a\\"},
    {"{\"rt\":\"a\\\"", 0, NULL},
    {"{\"rt\":\"a\\", 0, NULL},
    {"{\"rt\":\"a\\x\"", 0, NULL},
    {"{\"rt\":\"a\\u00\"", 0, NULL},
    {"{\"rt\":\"a\\u0000\"", 0, NULL},
    {"{\"rt\":\"a\\ud800\"}", 0, NULL},
    {"{\"rt\":\"a\\nb\"", 0, NULL},
    {"{\"rt\":\"a\xc3\xa9\"}", 0, NULL},
    {"{\"rt\":\"a\x01\"}", 0, NULL},
    {"{\"rt\":\"abc\",\"rt\":\"abd\"}", 2, NULL},
    {"{\"rt\":\"abc\",\"rt\":\"abcd\"", 2, NULL},
    /* twice the same is once */
    {"{\"rt\":\"abc\",\"rt\":\"abc\"}", 1, "abc"},
    {"{\"rt\":\"abc\",\"rt\":\"\\u0061bc\"", 1, "abc"},
    {"{\"rt\":\"abc\",\"rt\":\"abc\",\"rt\":\"x\"}", 2, NULL},
    {"{\"rt\":\"abc\",\"rt\":\"ab", 1, "abc"},
    {"{\"rt\":\"abc\",\"r\\u0074\":\"x\"}", 2, NULL},
    {"{\"rt\":\"abc\",\"rt\":null,\"rt\":\"\"}", 1, "abc"},
    {"{\"rt\":null}", 0, NULL},
    {"{\"rt\":12}", 0, NULL},
    {"{\"a\":\"rt\"}", 0, NULL},
    {"{\"art\":\"abc\"}", 0, NULL},
    {"rt:\"abc\"", 0, NULL},
    {"", 0, NULL},
    /* not the one that was sent */
    {"{\"rt\":\"sent\"}", 0, NULL},
    {"{\"rt\":\"sent\",\"a\":{\"rt\":\"abc\"}}", 1, "abc"},
    {"{\"rt\":\"abc\",\"old\":{\"rt\":\"sent\"}}", 1, "abc"},
    {"{\"rt\":\"s\\u0065nt\",\"rt\":\"abc\"", 1, "abc"},
    /* as it was in a file */
    {"{\"rt\":\"abc\\n\"}", 1, "abc"},
    {"{\"rt\":\"\\tabc\\r\\n\"}", 1, "abc"},
    {"{\"rt\":\"a\\nbc\"}", 0, NULL},
    {"{\"rt\":\"sent\\n\"}", 0, NULL},
    /* at any depth; the nearest to the surface */
    {"{\"data\":{\"rt\":\"abc\"}}", 1, "abc"},
    {"[{\"rt\":\"abc\"}]", 1, "abc"},
    {"{\"a\":[[{\"rt\":\"abc\"}]],\"b\":{\"rt\":\"x\"}}", 1, "x"},
    {"{\"b\":{\"rt\":\"x\"},\"rt\":\"abc\"}", 1, "abc"},
    {"{\"b\":{\"rt\":\"x\"},\"rt\":\"abc\"", 1, "abc"},
    {"[{\"rt\":\"abc\"},{\"rt\":\"x\"}]", 2, NULL},
    /* in quotes it is no member */
    {"{\"a\":\"\\\"rt\\\":\\\"x\\\"\",\"rt\":\"abc\"", 1, "abc"},
    /* what stands round it decides nothing */
    {"{\"a\":\"caf\xe9\",\"rt\":\"abc\"}", 1, "abc"},
    {"{\"a\":\"x\ny\tz\",\"rt\":\"abc\"}", 1, "abc"},
    {"{/* a \"rt\" */\"rt\"/*:*/:/**/\"abc\"}", 1, "abc"},
    {"// rt\n{\"rt\" // x\n:\"abc\",}", 1, "abc"},
    {"{\"a\":\"open,\"rt\":\"abc\"}", 1, "abc"},
    {"{'a':1,\"rt\":\"abc\"}", 1, "abc"},
};

static void
test_words(void **state)
{
	struct secret sent = {(unsigned char *)"sent", 4};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(words); i++) {
		struct secret secret = {NULL, 0};
		struct json *json;
		size_t count;

		json_parse(&json, words[i].text, strlen(words[i].text),
		    JSON_ANYWHERE, NULL);
		assert_non_null(json);
		assert_int_equal(
		    json_word(json, "rt", &sent, &secret, &count), LANYARD_OK);
		if (count != words[i].count ||
		    (count == 1) != secret_is_set(&secret) ||
		    (count == 1 &&
			strcmp((char *)secret.bytes, words[i].value) != 0))
			fail_msg("%zu: %s", count, words[i].text);
		secret_clear(&secret);
		json_free(&json);
	}
}

/* What a damaged text has outermost, and what in it is not whole. */
static void
test_damaged(void **state)
{
	static const struct {
		const char *text;
		enum json_type type;
	} table[] = {
	    {"{\"x\":\"\xe9\",\"n\":12}", JSON_NUMBER},
	    {"{\"x\":\"\xe9\",\"n\":12", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"n\":12 ", JSON_NUMBER},
	    {"{\"x\":\"\xe9\",\"n\":12x}", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"n\":tru", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"n\":true", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"n\":true,", JSON_BOOLEAN},
	    {"{\"x\":\"\xe9\",\"n\":[1,2]", JSON_ARRAY},
	    {"{\"x\":\"\xe9\",\"n\":[1,2", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"n\":1,\"n\":2}", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"y\":{\"n\":1}}", JSON_ABSENT},
	    {"{\"x\":\"\xe9\",\"y\":{\"n\":1},\"n\":null}", JSON_NULL},
	    {"{\"n\":1,\"n\":2}", JSON_ABSENT},
	    {"{\"n\":1,\"y\":{\"n\":1}}", JSON_NUMBER},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		struct json *json;

		json_parse(&json, table[i].text, strlen(table[i].text),
		    JSON_OUTERMOST, NULL);
		if (json_type(json, "n") != table[i].type)
			fail_msg("%s: %d", table[i].text, json_type(json, "n"));
		json_free(&json);
	}
}

/* What would take long if anything here were quadratic. */
static void
test_hostile(void **state)
{
	static const char *const pieces[] = {"[", "{\"a\":", "{", "\"", ",",
	    "[]", "{\"a\":1},", "0,", "1", "\\", "\"rt\"", " ", "\"rt\"/*",
	    "\"rt\":", "\"rt\":{", "\"rt\":[1,", "\"rt\" "};
	struct error error = {0};
	char *text = malloc(LIMIT_REPLY);
	clock_t start = clock();
	struct secret secret = {NULL, 0};
	struct json *json;
	size_t i, at, length;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < COUNT(pieces); i++) {
		length = strlen(pieces[i]);
		memcpy(text, "{\"a\":[", 6);
		for (at = 6; at + length <= LIMIT_REPLY; at += length)
			memcpy(text + at, pieces[i], length);
		assert_int_equal(
		    json_parse(&json, text, at, JSON_ANYWHERE, &error),
		    LANYARD_ERR_SERVER);
		assert_int_equal(
		    json_word(json, "rt", NULL, &secret, &length), LANYARD_OK);
		assert_int_equal(json_type(json, "a"), JSON_ABSENT);
		secret_clear(&secret);
		json_free(&json);
	}
	free(text);
	assert_true((clock() - start) / CLOCKS_PER_SEC < SLOW_S);
}

/* As many members as the limit allows. */
static void
test_many_members(void **state)
{
	char *text = malloc(LIMIT_REPLY);
	clock_t start = clock();
	struct json *json;
	unsigned last, i;

	(void)state;
	assert_non_null(text);
	for (last = 32765; last <= 32766; last++) {
		size_t at = 1;

		text[0] = '{';
		for (i = 0; i < 32766; i++)
			at += (size_t)snprintf(
			    text + at, LIMIT_REPLY - at, "\"member%u\":1,", i);
		at += (size_t)snprintf(
		    text + at, LIMIT_REPLY - at, "\"member%u\":2}", last);
		assert_int_equal(
		    json_parse(&json, text, at, JSON_OUTERMOST, NULL),
		    LANYARD_OK);
		assert_int_equal(json_type(json, "member32765"),
		    last == 32766 ? JSON_NUMBER : JSON_ABSENT);
		json_free(&json);
	}
	free(text);
	assert_true((clock() - start) / CLOCKS_PER_SEC < SLOW_S);
}

static void
test_limits(void **state)
{
	struct error error = {0};
	char *text = malloc(LIMIT_REPLY + 8);
	struct json *json;

	(void)state;
	assert_non_null(text);
	memset(text, ' ', LIMIT_REPLY + 8);
	memcpy(text, "{}", 2);
	assert_int_equal(
	    json_parse(&json, text, LIMIT_REPLY, JSON_OUTERMOST, &error),
	    LANYARD_OK);
	json_free(&json);
	assert_int_equal(
	    json_parse(&json, text, LIMIT_REPLY + 1, JSON_OUTERMOST, &error),
	    LANYARD_ERR_SERVER);
	json_free(&json);
	free(text);
	/* A message shows nothing of the text. */
	json_parse(&json, "{\"access_token\":\"SECRET\" x", 26, JSON_OUTERMOST,
	    &error);
	assert_null(strstr(error.message, "SECRET"));
	assert_non_null(strstr(error.message, "at byte 25"));
	json_free(&json);
}

static void
test_array_words(void **state)
{
	static const struct {
		const char *text, *words;
	} table[] = {
	    {"{\"s\":[\"a\",\"b:c\"]}", "a b:c"},
	    {"{\"s\" : [ \"a\" , 1, {\"s\":\"x\"}, \"\\u0062\" ] }", "a b"},
	    {"{\"s\":[\"\",\"a\\n\",\"c\"]}", "c"},
	    {"{\"s\":[\"a\"],\"s\":[\"a\"]}", "a"},
	    {"{\"s\":[\"a\"],\"s\":[\"b\"]}", NULL},
	    {"{\"s\":[]}", NULL},
	    {"{\"s\":\"a b\"}", NULL},
	    {"{\"s\":{\"a\":\"b\"}}", NULL},
	    {"{}", NULL},
	    {"{\"x\":\"\xe9\",\"s\":[\"a\",\"b\"]", "a b"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		struct json *json;
		char *found;

		json_parse(&json, table[i].text, strlen(table[i].text),
		    JSON_OUTERMOST, NULL);
		found = json_array_words(json, "s");
		if ((found == NULL) != (table[i].words == NULL) ||
		    (found != NULL && strcmp(found, table[i].words) != 0))
			fail_msg("%s: %s", table[i].text,
			    found != NULL ? found : "none");
		free(found);
		json_free(&json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_members),
	    cmocka_unit_test(test_integers),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_array_words),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_many_members),
	    cmocka_unit_test(test_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
