/*
 * t_json_write.c - the members of a JSON object, written
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/json.h"
#include "json/json_write.h"

static void
commas_stand_between(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 4096);
	assert_int_equal(buf_add(&buf, "{", 1), LANYARD_OK);
	assert_int_equal(json_write_text(&buf, "none", NULL), LANYARD_OK);
	assert_int_equal(json_write_text(&buf, "a", ""), LANYARD_OK);
	assert_int_equal(json_write_text(&buf, "b", "{"), LANYARD_OK);
	assert_int_equal(json_write_number(&buf, "c", INT64_MIN), LANYARD_OK);
	assert_int_equal(json_write_boolean(&buf, "d", true), LANYARD_OK);
	assert_int_equal(json_write_boolean(&buf, "e", false), LANYARD_OK);
	assert_int_equal(buf_add(&buf, "}", 1), LANYARD_OK);
	assert_string_equal(buf_text(&buf),
	    "{\"a\":\"\",\"b\":\"{\",\"c\":-9223372036854775808,\"d\":true,"
	    "\"e\":false}");
	buf_clear(&buf);
}

/* Whatever is written is read again, by our own strict parser. */
static void
strings_come_back(void **state)
{
	char all[256], *back;
	struct json *json = NULL;
	struct buf buf;
	size_t size = 0;

	(void)state;
	for (int c = 1; c < 0x80; c++)
		all[size++] = (char)c;
	memcpy(all + size, "\xc3\xa9\xf0\x9f\x94\x91",
	    sizeof("\xc3\xa9\xf0\x9f\x94\x91"));
	buf_init(&buf, 4096);
	assert_int_equal(buf_add(&buf, "{", 1), LANYARD_OK);
	assert_int_equal(json_write_text(&buf, "x", all), LANYARD_OK);
	assert_int_equal(buf_add(&buf, "}", 1), LANYARD_OK);
	assert_int_equal(
	    json_parse(&json, buf.data, buf.size, JSON_OUTERMOST, NULL),
	    LANYARD_OK);
	back = json_text(json, "x");
	assert_string_equal(back, all);
	assert_null(strpbrk(buf_text(&buf), "\n\x1b\x7f"));
	free(back);
	json_free(&json);
	buf_clear(&buf);
}

/* JSON is UTF-8, whatever bytes a record has. */
static void
what_is_no_text_is_replaced(void **state)
{
	static const struct {
		const char *text, *wanted;
	} table[] = {
	    {"\xe9t\xe9", "\\ufffdt\\ufffd"},	       /* Latin-1 */
	    {"\xc0\xaf", "\\ufffd\\ufffd"},	       /* overlong */
	    {"\xe0\x80\xaf", "\\ufffd\\ufffd\\ufffd"}, /* overlong */
	    {"\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd"}, /* surrogate */
	    {"\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"}, /* > 10FFFF */
	    {"\xff", "\\ufffd"},
	    {"a\xc3", "a\\ufffd"}, /* cut */
	    {"\xe2\x82", "\\ufffd\\ufffd"},
	    {"\x80", "\\ufffd"},
	    {"\x1b[2J\x7f", "\\u001b[2J\\u007f"},
	    {"\xc2\x9b[", "\\u009b["}, /* what a terminal takes for ESC */
	    {"\xc2\xa0\xe2\x82\xac", "\xc2\xa0\xe2\x82\xac"},
	    {"\xef\xbf\xbf", "\xef\xbf\xbf"},
	    {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
	};
	char wanted[64];
	struct buf buf;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		buf_init(&buf, 4096);
		assert_int_equal(
		    json_write_text(&buf, "x", table[i].text), LANYARD_OK);
		snprintf(
		    wanted, sizeof(wanted), "\"x\":\"%s\"", table[i].wanted);
		assert_string_equal(buf_text(&buf), wanted);
		buf_clear(&buf);
	}
}

static void
arrays_have_texts(void **state)
{
	static const char *const none[] = {NULL}, *const two[] = {
						      "a", "b\"", NULL};
	struct buf buf;

	(void)state;
	buf_init(&buf, 4096);
	assert_int_equal(buf_add_text(&buf, "{"), LANYARD_OK);
	assert_int_equal(json_write_array(&buf, "none", none), LANYARD_OK);
	assert_int_equal(json_write_array(&buf, "two", two), LANYARD_OK);
	assert_string_equal(
	    buf_text(&buf), "{\"none\":[],\"two\":[\"a\",\"b\\\"\"]");
	buf_clear(&buf);
}

static void
a_limit_is_kept(void **state)
{
	struct buf buf;

	(void)state;
	for (size_t limit = 0; limit < 8; limit++) {
		buf_init(&buf, limit);
		assert_int_equal(
		    json_write_text(&buf, "n", "abc"), LANYARD_ERR_PROTOCOL);
		buf_clear(&buf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(commas_stand_between),
	    cmocka_unit_test(strings_come_back),
	    cmocka_unit_test(what_is_no_text_is_replaced),
	    cmocka_unit_test(arrays_have_texts),
	    cmocka_unit_test(a_limit_is_kept),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
