/*
 * t_member.c - one member of the JSON that a program asks in
 */
#include "scratch.h"

static void
finds_a_member(void **state)
{
	static const struct {
		const char *text, *name;
		enum lanyard_error r;
		const char *value;
	} cases[] = {
	    {"{\"a\":\"b\"}\n", "a", LANYARD_OK, "b"},
	    {"{\"a\":\"\\u003ctoken\\u003e\"}", "a", LANYARD_OK, "<token>"},
	    {"{\"a\":true,\"b\":false}", "a", LANYARD_OK, "true"},
	    {"{\"a\":true,\"b\":false}", "b", LANYARD_OK, "false"},
	    {"{\"a\":1}", "a", LANYARD_OK, NULL},
	    {"{\"a\":null}", "a", LANYARD_OK, NULL},
	    {"{\"a\":\"\"}", "a", LANYARD_OK, ""},
	    {"{}", "a", LANYARD_OK, NULL},
	    {"{\"x\":{\"a\":\"in\"},\"a\":\"out\"}", "a", LANYARD_OK, "out"},
	    {"{\"x\":{\"a\":\"in\"}}", "a", LANYARD_OK, NULL},
	    {"{\"x\":{\"a\":\"in\"},\"a\":\"out\"}", "x.a", LANYARD_OK, "in"},
	    {"{\"x\":{\"y\":{\"a\":true}}}", "x.y.a", LANYARD_OK, "true"},
	    {"{\"x\":{\"y\":{\"a\":true}}}", "x.a", LANYARD_OK, NULL},
	    {"{\"x\":{\"y\":{\"a\":true}}}", "y.a", LANYARD_OK, NULL},
	    {"{\"x\":[{\"a\":\"in\"}]}", "x.a", LANYARD_OK, NULL},
	    {"{\"x\":\"a\"}", "x.a", LANYARD_OK, NULL},
	    {"{\"x.a\":\"b\"}", "x.a", LANYARD_OK, NULL},
	    {"{\"a\":\"b\",\"a\":\"c\"}", "a", LANYARD_OK, NULL},
	    {"{\"a\":\"b\",\"a\":\"b\"}", "a", LANYARD_OK, "b"},
	    {"{\"x\":{\"a\":\"b\"},\"x\":{\"a\":\"c\"}}", "x.a", LANYARD_OK,
		NULL},
	    {"{\"a\":\"b\"}", "", LANYARD_OK, NULL},
	    {"{\"a\":\"b\"}", ".", LANYARD_OK, NULL},
	    {"{\"a\":\"b\"}", ".a", LANYARD_OK, NULL},
	    {"", "a", LANYARD_ERR_PROTOCOL, NULL},
	    {"a", "a", LANYARD_ERR_PROTOCOL, NULL},
	    {"[\"a\"]", "a", LANYARD_ERR_PROTOCOL, NULL},
	    {"{\"a\":\"b\"", "a", LANYARD_ERR_PROTOCOL, NULL},
	    {"{\"a\":\"b\"} x", "a", LANYARD_ERR_PROTOCOL, NULL},
	    {"{\"a\":\"\xff\"}", "a", LANYARD_ERR_PROTOCOL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *value;

		print_message("# row %zu\n", i);
		assert_int_equal(
		    lanyard_json_member(cases[i].text, strlen(cases[i].text),
			cases[i].name, &value),
		    cases[i].r);
		if (cases[i].value == NULL)
			assert_null(value);
		else
			assert_string_equal(value, cases[i].value);
		lanyard_text_free(&value);
	}
}

static void
finds_a_number(void **state)
{
	static const struct {
		const char *text;
		enum lanyard_error r;
		const char *value;
	} cases[] = {
	    {"{\"a\":1}", LANYARD_OK, "1"},
	    {"{\"a\": -2e+3 }", LANYARD_OK, "-2e+3"},
	    {"{\"a\":1.0}", LANYARD_OK, "1.0"},
	    {"{\"a\":\"1\"}", LANYARD_OK, NULL},
	    {"{\"a\":true}", LANYARD_OK, NULL},
	    {"{\"a\":[1]}", LANYARD_OK, NULL},
	    {"{\"a\":1,\"a\":1}", LANYARD_OK, "1"},
	    {"{\"a\":1,\"a\":2}", LANYARD_OK, NULL},
	    {"{\"b\":{\"a\":1}}", LANYARD_OK, NULL},
	    {"{}", LANYARD_OK, NULL},
	    {"{\"a\":01}", LANYARD_ERR_PROTOCOL, NULL},
	    {"{\"a\":1", LANYARD_ERR_PROTOCOL, NULL},
	    {"1", LANYARD_ERR_PROTOCOL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *value;

		print_message("# row %zu\n", i);
		assert_int_equal(lanyard_json_number(cases[i].text,
				     strlen(cases[i].text), "a", &value),
		    cases[i].r);
		if (cases[i].value == NULL)
			assert_null(value);
		else
			assert_string_equal(value, cases[i].value);
		lanyard_text_free(&value);
	}
}

static void
writes_a_string(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
	    {"", "\"\""},
	    {"a b", "\"a b\""},
	    {"a\"\\\n\033", "\"a\\\"\\\\\\u000a\\u001b\""},
	    {"\xc3\xa9\xff", "\"\xc3\xa9\\ufffd\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *json;

		assert_int_equal(
		    lanyard_json_string(cases[i].text, &json), LANYARD_OK);
		assert_string_equal(json, cases[i].json);
		lanyard_text_free(&json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_a_member),
	    cmocka_unit_test(finds_a_number),
	    cmocka_unit_test(writes_a_string),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
