/*
 * t_member_path.c - a member of a member of a JSON object
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "json/member_path.h"

#define BODY "{\"a\":{\"b\":{\"c\":1},\"s\":\"x\"},\"l\":[{\"c\":2}]}"

static void
goes_in(void **state)
{
	static const struct {
		const char *body, *path, *found, *name; /* name NULL: all */
	} cases[] = {
	    {BODY, "c", BODY, "c"},
	    {BODY, "a.c", "{\"b\":{\"c\":1},\"s\":\"x\"}", "c"},
	    {BODY, "a.b.c", "{\"c\":1}", "c"},
	    {BODY, "x.c", "", "c"},
	    {BODY, "a.s.c", "", "c"},
	    {BODY, "a", "{\"b\":{\"c\":1},\"s\":\"x\"}", NULL},
	    {BODY, "a.b", "{\"c\":1}", NULL},
	    {BODY, "l", "[{\"c\":2}]", NULL},
	    {BODY, "a.s", "", NULL},
	    {BODY, "a..b", "", NULL},
	    {BODY, "", "", NULL},
	    {BODY, ".", "", NULL},
	    {"rubbish", "a", "", NULL},
	    {"", "a", "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf to, body;
		const char *name = NULL;

		buf_init(&to, 1000);
		buf_init(&body, 1000);
		buf_add_text(&body, cases[i].body);
		assert_int_equal(member_path_enter(&to, &body, cases[i].path,
				     cases[i].name != NULL ? &name : NULL),
		    LANYARD_OK);
		if (to.size != strlen(cases[i].found) ||
		    strcmp(buf_text(&to), cases[i].found) != 0)
			fail_msg("%zu: %s", i, buf_text(&to));
		if (cases[i].name != NULL)
			assert_string_equal(name, cases[i].name);
		buf_clear(&to);
		buf_clear(&body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(goes_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
