/*
 * t_refusal_request.c - the refusal of a request that brings no grant
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "net/oauth/refusal_request.h"

/* No word of a server's has a grant die that was not sent. */
static void
kills_no_grant(void **state)
{
	static const struct {
		const char *text;
		int status;
		enum lanyard_error r;
	} cases[] = {
	    {"{\"error\":\"invalid_grant\"}", 400, LANYARD_ERR_REFUSED},
	    {"{\"error\":\"login_required\"}", 200, LANYARD_ERR_REFUSED},
	    {"{\"error\":\"invalid_request\"}", 400, LANYARD_ERR_REFUSED},
	    {"{\"error\":\"invalid_client\"}", 401, LANYARD_ERR_REFUSED},
	    {"{\"error\":\"slow_down\"}", 400, LANYARD_ERR_SERVER},
	    {"{\"error\":\"invalid_grant\"}", 503, LANYARD_ERR_SERVER},
	    {"<html>", 400, LANYARD_ERR_SERVER},
	};
	const struct client client = {.client_id = "c1"};
	struct buf body, text;

	(void)state;
	buf_init(&body, 100);
	buf_add_text(&body, "client_id=c1");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0}, shape = {0};
		struct reply reply;
		enum lanyard_error r;

		buf_init(&text, LIMIT_REPLY);
		buf_add_text(&text, cases[i].text);
		(void)reply_open(&reply, &text, true, &shape);
		r = refusal_of_request(
		    cases[i].status, &reply, "h", &client, &body, &error);
		if (r != cases[i].r || error.code != r ||
		    strncmp(error.message, "h answered ", 11) != 0)
			fail_msg("%s: %d %d %s", cases[i].text, r, error.code,
			    error.message);
		reply_close(&reply);
		buf_clear(&text);
	}
	buf_clear(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(kills_no_grant),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
