/*
 * t_request_lines.c - what the lines of a request say beside their values
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "git/request_lines.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
sees_what_no_client_sends(void **state)
{
	static const struct {
		const char *text;
		size_t url;
		const char *doubled, *differing;
	} cases[] = {
	    {"", 0, NULL, NULL},
	    {"protocol=https\nhost=h\npath=p\nusername=u\n", 0, NULL, NULL},
	    {"host=h\nhost=h\n", 0, "host=", NULL},
	    {"protocol=a\nprotocol=a\n", 0, "protocol=", NULL},
	    {"path=a\nx=y\npath=b", 0, "path=", NULL},
	    {"username=a\nusername=b\n", 0, "username=", NULL},
	    {"xhost=a\nhost=b\n", 0, NULL, NULL},
	    {"a=b\nurl=https://h\n", 4, NULL, NULL},
	    {"host=h\nurl=https://h\nhost=h\n", 7, NULL, NULL},
	    {"host=h\nurl=https://h\nhost=h\nhost=h\n", 7, "host=", NULL},
	    {"host=evil\nurl=https://h\n", 10, NULL, "host"},
	    {"url=https://evil\nhost=h\n", 0, NULL, "host"},
	    {"url=https://evil\nurl=https://h\n", 17, NULL, "host"},
	    {"url=https://h:1\nhost=h\n", 0, NULL, "host"},
	    {"url=https://h:1\nhost=H.:1\r\n", 0, NULL, NULL},
	    {"url=https://[::1]\nhost=[0:0::1]\n", 0, NULL, NULL},
	    {"url=https://h\nprotocol=http\n", 0, NULL, "protocol"},
	    {"url=https://h\nprotocol=HTTPS\n", 0, NULL, NULL},
	    {"url=http://h\nurl=https://h\n", 13, NULL, "protocol"},
	    /* What is no URL is told by who reads it. */
	    {"url=nonsense\nhost=h\n", 0, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request_lines lines;

		assert_int_equal(request_lines_read(&lines,
				     (const unsigned char *)cases[i].text,
				     strlen(cases[i].text)),
		    LANYARD_OK);
		assert_int_equal(lines.url, cases[i].url);
		if ((lines.doubled == NULL) != (cases[i].doubled == NULL) ||
		    (lines.differing == NULL) != (cases[i].differing == NULL))
			fail_msg(
			    "%zu: %s %s", i, lines.doubled, lines.differing);
		if (lines.doubled != NULL)
			assert_string_equal(lines.doubled, cases[i].doubled);
		if (lines.differing != NULL)
			assert_string_equal(
			    lines.differing, cases[i].differing);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sees_what_no_client_sends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
