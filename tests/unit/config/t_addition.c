/*
 * t_addition.c - the text of a login for lanyard.conf, and where in it that
 * goes
 */
#include "scratch.h"

#include "config/addition.h"

#define E(name) LANYARD_ERR_##name

static void
describes_a_login(void **state)
{
	static const char *const many[] = {"url", "https://a", "scope",
	    "a \"b\\", "url", "https://b", "allow_http", "true", "timeout_ms",
	    "500", NULL};
	static const char *const bad[][3] = {{"nothing", "x", NULL},
	    {"introspection_endpoint", "https://x", NULL},
	    {"client_secret_command", "x", NULL}};
	struct error error = {0};
	struct buf buf;

	(void)state;
	buf_init(&buf, 4096);
	assert_int_equal(
	    addition_describe(&buf, "me", many, &error), LANYARD_OK);
	assert_string_equal(buf_text(&buf),
	    "  me = {\n    url = [ \"https://a\", \"https://b\" ];\n"
	    "    scope = \"a \\\"b\\\\\";\n    allow_http = true;\n"
	    "    timeout_ms = 500;\n  };\n");
	for (size_t i = 0; i < COUNT(bad); i++) {
		buf_reset(&buf);
		assert_int_equal(
		    addition_describe(&buf, "me", bad[i], &error), E(ARGUMENT));
		assert_non_null(strstr(error.message, bad[i][0]));
	}
	buf_clear(&buf);
}

static void
finds_the_end_of_the_group(void **state)
{
	static const struct {
		const char *text;
		const char *rest; /* NULL: none */
	} cases[] = {
	    {"", NULL},
	    {"store_passwords = true;", NULL},
	    {"logins = { }; # x", "}; # x"},
	    {"logins : { a = { }; }", "}"},
	    {"# logins = {\nlogins = {\n};\n", "};\n"},
	    {"/* } */ logins = { a = { b = \"}\"; /* } */ # }\n }; }; x",
		"}; x"},
	    {"store = { logins = { }; }; logins = { };", "};"},
	    {"store = { logins = { }; };", NULL},
	    {"my_logins = { }; xlogins = { };", NULL},
	    {"a = \"logins\"; b = { };", NULL},
	    {"logins = { a = ( [ \"{\" ] ); }; ", "}; "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *end = addition_find_end(cases[i].text);

		if (cases[i].rest == NULL)
			assert_null(end);
		else if (end == NULL || strcmp(end, cases[i].rest) != 0)
			fail_msg("%s: %s", cases[i].text, end);
	}
}

/* Before the brace, or after everything. */
static void
goes_at_the_end(void **state)
{
	static const char *const settings[] = {"url", "https://h.org", NULL};
	static const struct {
		const char *text, *added;
		size_t at;
	} cases[] = {
	    {"",
		"logins = {\n  me = {\n    url = \"https://h.org\";\n  "
		"};\n};\n",
		0},
	    {"a = 1",
		"\nlogins = {\n  me = {\n    url = "
		"\"https://h.org\";\n  };\n};\n",
		5},
	    {"logins = {\n\t}",
		"  me = {\n    url = \"https://h.org\";\n  };\n", 11},
	    /* lines end as the first one does */
	    {"logins = {\r\n};\r\n",
		"  me = {\r\n    url = \"https://h.org\";\r\n  };\r\n", 12},
	    {"a = 1;\r\n",
		"\r\nlogins = {\r\n  me = {\r\n    url = "
		"\"https://h.org\";\r\n  };\r\n};\r\n",
		8},
	    {"\nlogins = {\r\n};",
		"  me = {\n    url = \"https://h.org\";\n  };\n", 13},
	    {"logins = {}", "\n  me = {\n    url = \"https://h.org\";\n  };\n",
		10},
	};
	struct error error = {0};
	struct buf added;

	(void)state;
	buf_init(&added, 4096);
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t at = 99;

		buf_reset(&added);
		assert_int_equal(addition_compose(&added, &at, cases[i].text,
				     "me", settings, &error),
		    LANYARD_OK);
		assert_string_equal(buf_text(&added), cases[i].added);
		assert_int_equal(at, cases[i].at);
	}
	buf_clear(&added);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(describes_a_login),
	    cmocka_unit_test(finds_the_end_of_the_group),
	    cmocka_unit_test(goes_at_the_end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
