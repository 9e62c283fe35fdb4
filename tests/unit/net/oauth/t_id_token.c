/*
 * t_id_token.c - a login that answers with its ID token
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/oauth/id_token.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW	 100

static void
takes_its_place(void **state)
{
	static const struct {
		const char *id_token; /* NULL: none */
		const char *why;      /* NULL: it is taken */
		int64_t expires_in_s;
	} cases[] = {
	    {"e30.eyJleHAiOjEyM30.x", NULL, 23}, /* {"exp":123} */
	    {NULL, "without the ID token", 3600},
	    {"at-1", "without the ID token", 3600},
	    {"e30.e30.x.y.z", "without the ID token", 3600},
	    {"e30.e30.x", "has no exp", 3600},
	    {"e30.eyJleHAiOjEwMH0.x", "is over already", 3600}, /* 100 */
	    {"e30.eyJleHAiOjF9.x", "is over already", 3600},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = cases[i].why;
		struct error error = {0};
		struct token token;
		enum lanyard_error r;

		token_init(&token);
		token.asked_at = NOW;
		token.expires_in_s = 3600;
		assert_int_equal(
		    secret_set_text(&token.access_token, "at"), LANYARD_OK);
		if (cases[i].id_token != NULL)
			assert_int_equal(
			    secret_set_text(&token.id_token, cases[i].id_token),
			    LANYARD_OK);
		r = id_token_take(&token, "id.example.com", &error);
		assert_int_equal(
		    r, why != NULL ? LANYARD_ERR_SERVER : LANYARD_OK);
		assert_string_equal((const char *)token.access_token.bytes,
		    why != NULL ? "at" : cases[i].id_token);
		assert_int_equal(token.expires_in_s, cases[i].expires_in_s);
		if (why != NULL) {
			assert_non_null(strstr(error.message, why));
			assert_non_null(
			    strstr(error.message, "id.example.com"));
			assert_true(error.hint[0] != '\0');
		}
		token_clear(&token);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_its_place),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
