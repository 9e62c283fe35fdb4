/*
 * t_reply_life.c - reply_life.h: how long what a reply brought is good
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/reply_life.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOW	     INT64_C(1795888994) /* 2026-11-28 18:03:14 */
#define UNREAD	     TOKEN_LIFE_UNREAD

static void
is_of_the_first_that_says_when(void **state)
{
	static const struct {
		const char *text;
		int64_t left_s;
	} cases[] = {
	    {"{\"expires_in\":3600}", 3600},
	    {"{\"expires_in\":\"3,600\"}", 3600},
	    {"{\"expires_in\":3600.5}", 3600},
	    {"{\"expires_in\":3.6e3}", 3600},
	    {"{\"expires_in\":\"2026-11-28T19:03:14Z\"}", 3600},
	    {"expires_in=3600&access_token=a", 3600},
	    {"expires_in=3%2C600&access_token=a", 3600},
	    /* As converters of XML and query strings make them. */
	    {"{\"expires_in\":[3600]}", 3600},
	    {"{\"expires_in\":[ \"3600\" ]}", 3600},
	    {"{\"expires_in\":[[3600]]}", 3600},
	    {"{\"expires_in\":[\"PT1H\"]}", 3600},
	    {"{\"expires_in\":{\"seconds\":3600}}", 3600},
	    {"{\"expires_in\":{\"seconds\":\"3600\",\"nanos\":5}}", 3600},
	    {"{\"expires_in\":[{\"seconds\":3600}]}", 3600},
	    /* No end. */
	    {"{}", 0},
	    {"{\"expires_in\":null}", 0},
	    {"{\"expires_in\":false}", 0},
	    {"{\"expires_in\":\"\"}", 0},
	    {"{\"expires_in\":[]}", 0},
	    {"{\"expires_in\":[ ]}", 0},
	    {"{\"expires_in\":{}}", 0},
	    {"{\"expires_in\":[null]}", 0},
	    {"{\"expires_in\":[0]}", 0},
	    {"{\"expires_in\":-1}", 0},
	    {"{\"expires_in\":\"never\"}", 0},
	    {"{\"expires_in\":0,\"expires_in\":null}", 0},
	    {"access_token=a&expires_in=", 0},
	    /* One, but not one that can be read. */
	    {"{\"expires_in\":true}", UNREAD},
	    {"{\"expires_in\":[true]}", UNREAD},
	    {"{\"expires_in\":[3600,7200]}", UNREAD},
	    {"{\"expires_in\":{\"value\":60,\"unit\":\"min\"}}", UNREAD},
	    {"{\"expires_in\":{\"seconds\":0,\"minutes\":60}}", UNREAD},
	    {"{\"expires_in\":\"soon\"}", UNREAD},
	    {"{\"expires_in\":\"eine Stunde f\xc3\xbcr dich\"}", UNREAD},
	    {"{\"expires_in\":3600,\"expires_in\":7200}", UNREAD},
	    {"{\"expires_in\":1795888000}", UNREAD},
	    {"{\"expires_at\":\"2026-11-28T18:00:00Z\"}", UNREAD},
	    {"access_token=a&expires_in=soon", UNREAD},
	    {"{\"access_token\":\"a\",\"expires_in\":36", UNREAD},
	    {"{\"access_token\":\"a\",\"expires_in\":\"36", UNREAD},
	    {"{\"access_token\":\"a\",\"expires_in\":[36", UNREAD},
	    {"{\"access_token\":\"a\",\"expires_in\":", UNREAD},
	    {"{\"access_token\":\"a\",\"expires_in\":36,\"x", 36},
	    {"{\"access_token\":\"a\",\"expires_", 0},
	    /* Another may say it. */
	    {"{\"expires_in\":\"soon\",\"expires_at\":1795892594}", 3600},
	    {"{\"expires_in\":0,\"expires_at\":1795892594}", 3600},
	    {"{\"expires_in\":\"soon\",\"expires_at\":0}", UNREAD},
	    {"{\"expires_in\":0,\"expires_at\":\"soon\"}", UNREAD},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error ignored = {0};
		struct reply reply;
		struct buf text;
		int64_t left_s;

		buf_init(&text, 4096);
		assert_int_equal(
		    buf_add_text(&text, cases[i].text), LANYARD_OK);
		reply_open(&reply, &text, true, &ignored);
		left_s = reply_life_s(&reply, NOW);
		if (left_s != cases[i].left_s)
			fail_msg("%s: %lld", cases[i].text, (long long)left_s);
		reply_close(&reply);
		buf_clear(&text);
	}
}

/* How long a refresh token is good, as servers say it. */
static void
is_of_a_refresh_token(void **state)
{
	static const struct {
		const char *text;
		int64_t left_s;
	} cases[] = {
	    {"{\"expires_in\":60}", 0},
	    {"{\"refresh_token_expires_in\":15897600}", 15897600},
	    {"{\"expires_in\":60,\"refresh_expires_in\":1800}", 1800},
	    /* Keycloak's, of an offline token */
	    {"{\"refresh_expires_in\":0}", 0},
	    {"{\"x_refresh_token_expires_in\":\"8726400\"}", 8726400},
	    {"{\"refresh_token_expires_at\":\"1970-01-01T00:01:00Z\"}", 60},
	    {"{\"refresh_token_expires_in\":1000000100}", 1000000100},
	    {"{\"refresh_token_expires_in\":-1}", 0},
	    {"{\"refresh_token_expires_in\":\"soon\"}", 0},
	    /* GitHub's forms */
	    {"access_token=a&expires_in=28800&refresh_token=r&"
	     "refresh_token_expires_in=15897600",
		15897600},
	};
	struct reply reply;
	struct buf text;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_init(&text, 4096);
		buf_add_text(&text, cases[i].text);
		reply_open(&reply, &text, true, NULL);
		assert_int_equal(
		    reply_life_of_refresh(&reply, 0), cases[i].left_s);
		reply_close(&reply);
		buf_clear(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_of_the_first_that_says_when),
	    cmocka_unit_test(is_of_a_refresh_token),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
