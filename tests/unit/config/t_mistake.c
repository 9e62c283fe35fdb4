/*
 * t_mistake.c - what is wrong with a configuration that cannot be parsed
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "config/mistake.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define NAME_BYTES   "has only letters, digits, \"_\" and \"-\"; something "

static const struct {
	const char *text;
	unsigned line;
	const char *message; /* NULL: nothing is said */
	const char *hint;
} table[] = {
    /* as it should be */
    {"", 0, NULL, NULL},
    {"# logins = {\n", 0, NULL, NULL},
    {"logins = { work = { url = \"a\" \"b\"; n = -5; s = true; l = [ \"a\", "
     "\"b\" ], p = ( [ \"a\", \"b\" ] ); }, };",
	0, NULL, NULL},
    {"logins : { work : { url : \"}\\\"{\"; /* } */ }; };", 0, NULL, NULL},
    /* an end that is not there */
    {"logins = {\n work = {\n url = \"x\";\n", 4,
	"the file ends before } of login \"work\"", "work = { ... };"},
    {"logins = {\n work = { url = \"x\"; };\n", 3,
	"the file ends before } of \"logins\"", "logins = { ... };"},
    {"store = { protection = \"none\";", 1,
	"the file ends before } of \"store\"", "store = { ... };"},
    {"logins = { work = { url = [ \"a\", ; }; };", 1,
	"the list of \"url\" has no end", "url = [ "},
    {"logins = { work = { url = [ \"a\" }; };", 1,
	"the list of \"url\" has no end", "url = [ "},
    {"x = [ \"a\"", 1, "the list of \"x\" has no end", "x = [ "},
    {"logins = { };\n};\n", 2, "there is a } too many", "NAME = VALUE"},
    {"logins = { work = { url = \"a\" ]; }; };", 1, "there is a ] too many",
	"NAME = VALUE"},
    {"logins = { work = { url = \"a\";\n]; }; };", 2, "there is a ] too many",
	"NAME = VALUE"},
    {"logins = { work = { url = [ \"a\", ]; }; };", 1,
	"the list of \"url\" ends in a comma", "url = [ "},
    {"logins = { work = { url = ( \"a\",\n); }; };", 2,
	"the list of \"url\" ends in a comma", "url = [ "},
    /* what cannot be seen */
    {"logins = {\n work = { url\xc2\xa0= \"a\"; }; };", 2,
	"what looks like a blank, or like nothing, is none", "type a space"},
    {"logins = {\n work = {\n url = \xe2\x80\x8b\"a\"; }; };", 3,
	"what looks like a blank, or like nothing, is none", "type a space"},
    {"\xef\xbb\xbflogins = { };", 1,
	"what looks like a blank, or like nothing, is none", "type a space"},
    {"logins = { work = { url = \"a\xc2\xa0"
     "b\"; }; };",
	0, NULL, NULL},
    {"# \xc2\xa0\nlogins = { };", 0, NULL, NULL},
    /* numbers have no unit */
    {"logins = { work = { timeout_ms = 20s; }; };", 1,
	"a word is behind the value of \"timeout_ms\"",
	"timeout_ms = NUMBER, without unit"},
    {"logins = { work = { timeout_ms = 20_000; }; };", 1,
	"a word is behind the value of \"timeout_ms\"",
	"timeout_ms = NUMBER, without unit"},
    {"logins = { work = { timeout_ms = 20 %; }; };", 1,
	"a word is behind the value of \"timeout_ms\"",
	"timeout_ms = NUMBER, without unit"},
    /* names */
    {"logins = { my.work = { }; };", 1,
	"a name " NAME_BYTES "else is behind \"my\"", "yours to choose"},
    {"logins = { me@work = { }; };", 1,
	"a name " NAME_BYTES "else is behind \"me\"", "yours to choose"},
    {"logins = { w\xc3\xb6rk = { }; };", 1,
	"a name " NAME_BYTES "else is behind \"w\"", "yours to choose"},
    {"logins = { 2work = { }; };", 1,
	"a login's name begins with a letter from a to z", "NAME"},
    {"logins = {\n _x = { }; };", 2,
	"a login's name begins with a letter from a to z", "NAME"},
    {"logins = { a = { }; \xc3\xa4 = { }; };", 1,
	"a login's name begins with a letter from a to z", "NAME"},
    {"logins = { a = { 9url = 1; }; };", 1,
	"a name begins with a letter from a to z", "NAME"},
    {"\xc3\xa4 = 1;", 1, "a name begins with a letter from a to z", "NAME"},
    {"logins = {\n \"work\" = { }; };", 2, "a name stands without quotes",
	"NAME"},
    {"{ \"logins\": { } }", 1,
	"a setting's name is expected here, and a comment begins with #",
	"NAME"},
    {"<!-- a -->\nlogins = { };", 1,
	"a setting's name is expected here, and a comment begins with #",
	"NAME"},
    {"[work]\nurl = x", 1,
	"a setting's name is expected here, and a comment begins with #",
	"NAME"},
    /* signs */
    {"logins { };", 1, "there is no = behind \"logins\"", "logins = { ... };"},
    {"logins = { work { }; };", 1, "there is no = behind \"work\"",
	"work = { ... };"},
    {"logins = { work = { url [ \"a\" ]; }; };", 1,
	"there is no = behind \"url\"", "url = VALUE;"},
    {"logins = { work = { url", 1, "there is no = behind \"url\"", "url ="},
    /* a secret without its quotes is no name: it is not told */
    {"logins = { work = {\nclient_secret = \"a\" s3cret;\n}; };", 2,
	"a word is behind the value of \"client_secret\"",
	"client_secret = \"...\";"},
    {"logins = { work = {\nclient_secret = +s3cret; }; };", 2,
	"a word is behind the value of \"client_secret\"",
	"client_secret = \"...\";"},
    {"logins = { work = {\nclient_secret = 7s3cret\n}; };", 2,
	"a word is behind the value of \"client_secret\"",
	"client_secret = \"...\";"},
    {"logins = { work = {\ns3cret\n}; };", 2, "there is no = behind the name",
	"NAME = VALUE;"},
    {"logins = { work = { client_secret = \"\";; s3cret }; };", 1,
	"there is no = behind the name", "NAME = VALUE;"},
    {"logins = { work = {\ns3.cret\n}; };", 2, "there is no = behind the name",
	"NAME = VALUE;"},
    {"s3cret", 1, "there is no = behind the name", "NAME = VALUE;"},
    {"s3cret/s3cret\n", 1, "there is no = behind the name", "NAME = VALUE;"},
    {"logins = { work = { clientsecret s3cret; }; };", 1,
	"there is no = behind the name", "NAME = VALUE;"},
    {"logins = { work = {\nclient_secret s3cret; }; };", 2,
	"there is no = behind \"client_secret\"", "client_secret = VALUE;"},
    /* values */
    {"logins = { work = { url = https://a; }; };", 1,
	"the value of \"url\" stands without quotes", "url = \"...\";"},
    {"logins = { work = { url = [ \"a\", b ]; }; };", 1,
	"a string in the list of \"url\" stands without quotes", "url = [ "},
    {"logins = { work = { url = 'a'; }; };", 1,
	"the quotes of \"url\" are not \"\"", "url = \"...\";"},
    {"logins = { work = { url = \xe2\x80\x9c"
     "a\xe2\x80\x9d; }; };",
	1, "the quotes of \"url\" are not \"\"", "url = \"...\";"},
    {"logins = { work = { url = ; }; };", 1, "\"url\" has no value", "url ="},
    {"logins = { work = { url =", 1, "\"url\" has no value", "url ="},
    {"store_passwords = yes;", 1,
	"the value of \"store_passwords\" stands without quotes",
	"store_passwords = true; or false"},
    {"logins = work;", 1, "\"logins\" must be a group", "logins = { ... };"},
    {"logins = { work = x; };", 1, "\"work\" must be a group",
	"work = { ... };"},
    {"logins = [ { url = \"a\"; } ];", 1,
	"the list of \"logins\" has a group in it", "logins = { ... };"},
};

static void
test_mistakes(void **state)
{
	char text[256];

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {0};
		bool found = mistake_find("f", table[i].text, &error);

		if (table[i].message == NULL) {
			if (found || error.code != LANYARD_OK)
				fail_msg(
				    "%s: %s", table[i].text, error.message);
			continue;
		}
		(void)snprintf(text, sizeof(text), "f:%u: %s", table[i].line,
		    table[i].message);
		if (!found || error.code != LANYARD_ERR_CONFIG ||
		    strcmp(error.message, text) != 0 ||
		    strstr(error.hint, table[i].hint) == NULL)
			fail_msg("%s: %s (%s)", table[i].text, error.message,
			    error.hint);
	}
}

static void
test_twice(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message, *hint;
	} twice[] = {
	    {"logins = { a = { }; };\nlogins = { };", 2,
		"f:2: \"logins\" is there twice: put all into one",
		"move what the second has into the first: logins = { NAME"},
	    {"logins = { a = { };\n b = { }; a = { }; };", 2,
		"f:2: login \"a\" is there twice", "another name"},
	    {"logins = { a = { url = \"x\"; # url\nurl = \"y\"; }; };", 2,
		"f:2: \"url\" is there twice in \"a\"", "url = [ "},
	    {"store = { };\nstore\n= { };", 3,
		"f:2: \"store\" is there twice: put all into one",
		"store = { ... };"},
	    /* the same in two groups is not twice */
	    {"logins = { a = { url = \"url\"; }; b = { url = \"\"; }; };", 1,
		NULL, NULL},
	    {"x = \"y\"; y = 1;", 1, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(twice); i++) {
		struct error error = {0};
		bool found = mistake_find_twice(
		    "f", twice[i].text, twice[i].line, &error);

		if (found != (twice[i].message != NULL) ||
		    (found && (strcmp(error.message, twice[i].message) != 0 ||
				  strstr(error.hint, twice[i].hint) == NULL)))
			fail_msg("%s: %s (%s)", twice[i].text, error.message,
			    error.hint);
	}
}

/* Whatever is cut or altered in it: it ends, and stays in the text. */
static void
test_any_text(void **state)
{
	static const char bytes[] = "{}[]();=\"\\#/*,a1 \n\xc3";
	static const char whole[] =
	    "logins = { work = { url = [ \"a\", \"b\" ]; /* x */ n = 5; }; };";
	char text[sizeof(whole)];

	(void)state;
	for (size_t i = 0; i < sizeof(whole); i++) {
		for (size_t j = 0; j < sizeof(bytes); j++) {
			struct error error = {0};

			memcpy(text, whole, sizeof(whole));
			if (i < sizeof(whole) - 1)
				text[i] = bytes[j];
			(void)mistake_find("f", text, &error);
			(void)mistake_find_twice("f", text, 1, &error);
			assert_true(strlen(error.message) < ERROR_TEXT);
		}
	}
	/* Deeper than anything that it has words for. */
	memset(text, 0, sizeof(text));
	for (size_t i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, "a={", 3);
	assert_false(mistake_find("f", text, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_twice),
	    cmocka_unit_test(test_any_text),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
