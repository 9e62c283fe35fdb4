/*
 * t_paste_pairs.c - a code and its state as a browser's tools list them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/oauth/paste_pairs.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define BOTH	     "code=4%2F0AbC&state=our-state"

static const struct {
	const char *text, *query;
} cases[] = {
    {"{\"code\":\"4/0AbC\",\"state\":\"our-state\"}", BOTH},
    {"{ \"state\" : \"our-state\", \"code\" : \"4%2F0AbC\" }", BOTH},
    {"{'code': '4/0AbC', 'state': 'our-state'}", BOTH},
    {"{\"name\": \"code\", \"value\": \"4%2F0AbC\"},\n"
     "{\"name\": \"state\",\n\"value\": \"our-state\"}",
	BOTH},
    {"code: 4/0AbC\nstate: our-state", BOTH},
    {"code 4/0AbC\nstate our-state", BOTH},
    {"code\n4/0AbC\nstate\nour-state", BOTH},
    {"state = our-state\ncode = 4/0AbC", BOTH},
    {"statecode: x\ncode: 4/0AbC\nsession_state: x\nstate: our-state", BOTH},
    {"{\"code\":\"4/0AbC\",\"state\":\"another\"}", ""},
    {"{\"code\":\"4/0AbC\",\"state\":\"our-state-x\"}", ""},
    {"{\"code\":\"4/0AbC\"}", ""},
    {"{\"state\":\"our-state\"}", ""},
    {"{\"code\":\"%22x%22\",\"state\":\"our-state\"}", ""},
    {"{\"code\":\"\",\"state\":\"our-state\"}", "code=state&state=our-state"},
    {"code", ""},
    {"", ""},
};

static void
finds_both(void **unused)
{
	const struct secret state = {
	    (unsigned char *)(uintptr_t) "our-state", 9};

	(void)unused;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf query;

		buf_init(&query, 4096);
		assert_int_equal(
		    paste_pairs_find(&state, cases[i].text, &query),
		    LANYARD_OK);
		if (strcmp(buf_text(&query), cases[i].query) != 0)
			fail_msg("%s: %s", cases[i].text, buf_text(&query));
		buf_clear(&query);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(finds_both)};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
