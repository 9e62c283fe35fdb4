/*
 * t_authorization_callback.c - what the browser brings back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net/oauth/authorization_callback.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define STATE	     "the-state"
#define ISSUER	     "https://id.example.org/a"

#define OURS	 "state=" STATE
#define ISS	 "&iss=https%3A%2F%2Fid.example.org%2Fa"
#define NOT_OURS LANYARD_ERR_PROTOCOL

static const struct {
	const char *query;
	const char *issuer;
	bool iss_required;
	enum lanyard_error result;
	const char *text; /* the code, or what the message says */
} callbacks[] = {
    {"code=abc&" OURS, NULL, false, LANYARD_OK, "abc"},
    {OURS "&code=4%2F0A%20b-._~", NULL, false, LANYARD_OK, "4/0A b-._~"},
    {OURS "&x=y&code=abc&x=y&session_state=1", NULL, false, LANYARD_OK, "abc"},
    {"code=abc&" OURS ISS, ISSUER, true, LANYARD_OK, "abc"},
    {"code=abc&" OURS ISS, ISSUER, false, LANYARD_OK, "abc"},
    {"code=abc&" OURS, ISSUER, false, LANYARD_OK, "abc"},
    {"code=abc&" OURS "&iss=https%3A%2F%2Fevil.example", NULL, false,
	LANYARD_OK, "abc"},
    {"", NULL, false, NOT_OURS, "no state"},
    {"code=abc", NULL, false, NOT_OURS, "no state"},
    {"code=abc&state=", NULL, false, NOT_OURS, "no state"},
    {"code=abc&state=the-stat", NULL, false, NOT_OURS, "another state"},
    {"code=abc&state=the-statf", NULL, false, NOT_OURS, "another state"},
    {"code=abc&state=the-state2", NULL, false, NOT_OURS, "another state"},
    {"code=abc&STATE=the-state", NULL, false, NOT_OURS, "no state"},
    {"code=abc&" OURS "&" OURS, NULL, false, LANYARD_OK, "abc"},
    {"code=abc&" OURS "&code=abc", NULL, false, LANYARD_OK, "abc"},
    {"code=a%62c&" OURS "&code=abc", NULL, false, LANYARD_OK, "abc"},
    {"code=abc&" OURS "&code=abc&code=", NULL, false, NOT_OURS,
	"code twice, and not the same"},
    {"code=abc&" OURS "&code", NULL, false, NOT_OURS,
	"code twice, and not the same"},
    {"code=abc&" OURS "&state=x", NULL, false, NOT_OURS,
	"state twice, and not the same"},
    {"code=abc&state=x&state=y", NULL, false, NOT_OURS,
	"state twice, and not the same"},
    {"code=abc&state=&" OURS, NULL, false, NOT_OURS,
	"state twice, and not the same"},
    {"code=abc&" OURS "&state=%zz", NULL, false, NOT_OURS,
	"state is malformed"},
    {"code=abc&state=%00", NULL, false, NOT_OURS, "state is malformed"},
    {"code=abc&state=caf%C3%A9", NULL, false, NOT_OURS, "state is malformed"},
    {"code=a&code=b&" OURS, NULL, false, NOT_OURS,
	"code twice, and not the same"},
    {"code=a&code=b", NULL, false, NOT_OURS, "no state"},
    {OURS, NULL, false, NOT_OURS, "no usable code"},
    {"code=&" OURS, NULL, false, NOT_OURS, "no usable code"},
    {"code=a%0Ab&" OURS, NULL, false, NOT_OURS, "no usable code"},
    {"code=a%00b&" OURS, NULL, false, NOT_OURS, "no usable code"},
    {"code=a%zz&" OURS, NULL, false, NOT_OURS, "no usable code"},
    {"code=caf%C3%A9&" OURS, NULL, false, NOT_OURS, "no usable code"},
    {"code=abc&" OURS, ISSUER, true, NOT_OURS, "no iss"},
    {"code=abc&" OURS "&iss=", ISSUER, true, NOT_OURS, "no iss"},
    {"code=abc&" OURS ISS "%2F", ISSUER, false, NOT_OURS, "of issuer"},
    {"code=abc&" OURS ISS ISS, ISSUER, false, LANYARD_OK, "abc"},
    {"code=abc&" OURS ISS "&iss=x", ISSUER, false, NOT_OURS,
	"iss twice, and not the same"},
    {"error=access_denied&" OURS "&iss=x", ISSUER, false, NOT_OURS, "issuer"},
    {"error=access_denied", NULL, false, NOT_OURS, "no state"},
    {"error=access_denied&" OURS, NULL, false, LANYARD_ERR_CANCELLED,
	"access_denied"},
    {"error=invalid_scope&error_description=no%1b%5B31m+such&" OURS, NULL,
	false, LANYARD_ERR_REFUSED, "invalid_scope: no?[31m such"},
    {"error=server_error&code=abc&" OURS, NULL, false, LANYARD_ERR_SERVER,
	"server_error"},
    {"error=temporarily_unavailable&" OURS, NULL, false, LANYARD_ERR_SERVER,
	"temporarily_unavailable"},
    {"error=invalid_request&code=abc&" OURS, NULL, false, LANYARD_ERR_REFUSED,
	"invalid_request"},
    {"error=a&error=b&" OURS, NULL, false, NOT_OURS,
	"error twice, and not the same"},
    {"error=%1&" OURS, NULL, false, NOT_OURS, "error is malformed"},
};

static void
start(struct authorization *a)
{
	memset(a, 0, sizeof *a);
	secret_set_text(&a->state, STATE);
}

static void
check(const char *what, enum lanyard_error r, enum lanyard_error expected,
    const char *text, struct secret *code, const struct error *error)
{
	if (r != expected)
		fail_msg("%s: %d %s", what, r, error->message);
	if (r == LANYARD_OK)
		assert_string_equal((const char *)code->bytes, text);
	else if (strstr(error->message, text) == NULL || error->code != r)
		fail_msg("%s: %s", what, error->message);
	if (r != LANYARD_OK)
		assert_false(secret_is_set(code));
	secret_clear(code);
}

static void
test_callbacks(void **state)
{
	struct secret code = {NULL, 0};
	struct authorization a;
	size_t i;

	(void)state;
	start(&a);
	for (i = 0; i < COUNT(callbacks); i++) {
		struct error error = {0};
		enum lanyard_error r = authorization_callback(&a,
		    callbacks[i].query, callbacks[i].issuer,
		    callbacks[i].iss_required, &code, &error);

		check(callbacks[i].query, r, callbacks[i].result,
		    callbacks[i].text, &code, &error);
	}
	authorization_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_callbacks),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
