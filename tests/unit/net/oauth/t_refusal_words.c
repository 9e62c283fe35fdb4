/*
 * t_refusal_words.c - what a refusal says, wherever in it that stands
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "net/oauth/refusal_words.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define LONG100                                                                \
	"0123456789012345678901234567890123456789012345678901234567890123456"  \
	"789012345678901234567890123456789"

static const struct {
	int status;
	const char *text;
	const char *error, *prose, *plain; /* NULL: none */
} table[] = {
    {400, "{\"error\":\"x\"}", "x", NULL, NULL},
    {200, "{\"error\":\"x\",\"error_description\":\"a b\"}", "x", "a b", NULL},
    {400, "{\"error\":{\"code\":\"invalid_grant\",\"message\":\"a b\"}}",
	"invalid_grant", "a b", NULL},
    {400, "{\"errors\":[{\"code\":\"invalid_client\"}]}", "invalid_client",
	NULL, NULL},
    {401, "{\"errorCode\":\"invalid_token\"}", "invalid_token", NULL, NULL},
    {400, "{\"message\":\"invalid_grant\"}", "invalid_grant", "invalid_grant",
	NULL},
    {500, "{\"errorCode\":\"invalid_token\"}", NULL, NULL, NULL},
    {200, "{\"code\":\"invalid_grant\"}", NULL, NULL, NULL},
    {400, "{\"code\":\"E1234\"}", NULL, NULL, NULL},
    {400, "{\"code\":400,\"message\":\"\",\"detail\":\"a b\"}", NULL, "a b",
	NULL},
    {400, "{\"title\":\"Bad Request\"}", NULL, "Bad Request", NULL},
    {400, "", NULL, NULL, NULL},
    {400, "  \r\n", NULL, NULL, NULL},
    {400, "a b\r\n", NULL, NULL, "a b"},
    {400, "error=invalid_grant&error_description=a+b", "invalid_grant", "a b",
	"error=invalid_grant&error_description=a+b"},
    {400, LONG100 LONG100, NULL, NULL, NULL},
    /* Nothing that a token may be in. */
    {401, "{}HTTP/1.1 200 OK {\"refresh_token\":\"x", NULL, NULL, NULL},
    {401, "x access_token=y", NULL, NULL, NULL},
    {401, "<refresh_token>y", NULL, NULL, NULL},
    {401, "no access_token, or refresh_token: x", NULL, NULL, NULL},
    {401, "the refresh_token is over", NULL, NULL, "the refresh_token is over"},
};

static void
same(size_t row, char *got, const char *wanted)
{
	if ((got == NULL) != (wanted == NULL) ||
	    (got != NULL && strcmp(got, wanted) != 0))
		fail_msg("%zu: %s, wanted %s", row, got, wanted);
	free(got);
}

static void
finds_words(void **state)
{
	struct reply reply;
	struct buf text;

	(void)state;
	buf_init(&text, 4096);
	for (size_t i = 0; i < COUNT(table); i++) {
		buf_reset(&text);
		buf_add_text(&text, table[i].text);
		reply_open(&reply, &text, true, NULL);
		same(i, refusal_error(&reply, table[i].status), table[i].error);
		same(i, refusal_prose(&reply), table[i].prose);
		same(i, refusal_plain(&reply), table[i].plain);
		reply_close(&reply);
	}
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
