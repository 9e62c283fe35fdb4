/*
 * t_scan.c - the members of a name in text that is not JSON
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "json/scan.h"

/* Each member as DEPTH:VALUE, with ? for one that is not whole. */
static const struct {
	const char *text, *members;
} texts[] = {
    {"", ""},
    {"n", ""},
    {"\"n\"", ""},
    {"\"n\":", "0:? "},
    {"\"n\":1,", "0:1 "},
    {"{\"n\":1}", "1:1 "},
    {"{\"n\":\"x\",\"a\":[{\"n\":[1]}]}", "1:\"x\" 3:[1] "},
    {"{\"n\":{\"n\":2}}", "1:{\"n\":2} 2:2 "},
    {"{\"a\":\"[{\\\"n\\\":1\",\"n\":2}", "1:2 "},
    {"{\"a\":\"\xe9\n[\",\"n\":2}", "1:2 "},
    {"{\"n\" /* a */ : // b\n 2}", "1:2 "},
    {"{\"n\" /* a : 2}", ""},
    {"{\"nn\":1,\"\\u006e\":2,\"n\":3}", "1:3 "},
    {"}}{\"n\":3}", "1:3 "},
    {"{\"a\":\"open,\"n\":\"x\",\"n\":\"y", "1:\"x\" 1:? "},
};

static void
test_texts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct scan scan = {(const unsigned char *)texts[i].text,
		    strlen(texts[i].text), 0, 0, false};
		struct scan_member m;
		char all[256] = "";
		size_t at = 0;

		while (scan_next(&scan, "n", &m))
			at += (size_t)snprintf(all + at, sizeof(all) - at,
			    "%u:%.*s ", m.depth,
			    m.end == 0 ? 1 : (int)(m.end - m.start),
			    m.end == 0 ? "?" : texts[i].text + m.start);
		if (strcmp(all, texts[i].members) != 0)
			fail_msg("%s: %s", texts[i].text, all);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts)};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
