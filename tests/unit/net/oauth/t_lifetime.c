/*
 * t_lifetime.c - lifetime.h: when a token is over
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/lifetime.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOW	     INT64_C(1795888994) /* 2026-11-28 18:03:14 */

static void
is_of_a_number(void **state)
{
	static const struct {
		int64_t value, left;
	} cases[] = {
	    {3600, 3600},
	    {0, 0},
	    {-1, 0},
	    {NOW + 60, 60},
	    {(NOW + 60) * 1000, 60},
	    {NOW - 60, TOKEN_LIFE_UNREAD},
	    {NOW, TOKEN_LIFE_UNREAD},
	    {(NOW - 60) * 1000, TOKEN_LIFE_UNREAD},
	    {INT64_MIN, 0},
	    {INT64_MAX, 0},
	    {INT64_C(9223372036854775), 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    lifetime_of_number(cases[i].value, NOW), cases[i].left);
}

static void
is_of_a_text(void **state)
{
	static const struct {
		const char *text;
		int64_t left;
	} cases[] = {
	    {"3600", 3600},
	    {"3.6e3", 3600},
	    {"-5", 0},
	    {"+1795889054", 60},
	    {"1795889054", 60},
	    {"1795889054.5", 60},
	    {"/Date(1795889054000)/", 60},
	    {"/Date(1795889054000+0000)/", 60},
	    {"/Date(x)/", 0},
	    {"3,600", 3600},
	    {"1,234,567", 1234567},
	    {"1'234'567", 1234567},
	    {"3 600", 3600},
	    {"86_400", 86400},
	    {"0,000", 0},
	    {"1,795,889,054", 60},
	    {"1 minute", 60},
	    {"PT1M", 60},
	    {"2026-11-28T18:04:14Z", 60},
	    {"Sat, 28-Nov-2026 18:04:14 GMT", 60},
	    {"", 0},
	    {"-", 0},
	    {"never", 0},
	    {"None", 0},
	    {"-PT1H", 0},
	    {"NaN", 0},
	    {"0001-01-01T00:00:00Z", 0},
	    {"1970-01-01T00:00:00Z", 0},
	    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
	    {"2026-11-28T18:02:14Z", TOKEN_LIFE_UNREAD},
	    {"soon", TOKEN_LIFE_UNREAD},
	    {"1 fortnight", TOKEN_LIFE_UNREAD},
	    {"11/29/2126 04:25", TOKEN_LIFE_UNREAD},
	    {"3,60", TOKEN_LIFE_UNREAD},
	    {",600", TOKEN_LIFE_UNREAD},
	    {"3,600,", TOKEN_LIFE_UNREAD},
	    {"3600,000", TOKEN_LIFE_UNREAD},
	    {"1,234'567", TOKEN_LIFE_UNREAD},
	    {"1,234,567,890,123,456", TOKEN_LIFE_UNREAD},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (lifetime_of_text(cases[i].text, NOW) != cases[i].left)
			fail_msg("\"%s\": %lld", cases[i].text,
			    (long long)lifetime_of_text(cases[i].text, NOW));
}

/* The payloads are {"exp":1795889054}, {"exp":1795888934} and {}. */
static void
is_of_a_token(void **state)
{
	static const struct {
		const char *text;
		int64_t left;
	} cases[] = {
	    {"e30.eyJleHAiOjE3OTU4ODkwNTR9.x", 60},
	    {"e30.eyJleHAiOjE3OTU4ODg5MzR9.x", TOKEN_LIFE_UNREAD},
	    {"e30.e30.x", 0},
	    {"opaque", 0},
	};
	struct secret token = {0};

	(void)state;
	assert_int_equal(lifetime_of_token(&token, NOW), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    secret_set_text(&token, cases[i].text), LANYARD_OK);
		assert_int_equal(lifetime_of_token(&token, NOW), cases[i].left);
	}
	secret_clear(&token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_of_a_number),
	    cmocka_unit_test(is_of_a_text),
	    cmocka_unit_test(is_of_a_token),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
