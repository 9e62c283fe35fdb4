/*
 * t_device_codes.c - device_codes.h: what a device authorization reply has
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "net/oauth/device.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define CODES                                                                  \
	"\"device_code\":\"dc\",\"user_code\":\"uc\","                         \
	"\"verification_uri\":\"https://id.example.org/device\""

static const struct {
	const char *body;
	const char *missing; /* NULL: nothing */
	int64_t interval_ms;
	int64_t life_ms; /* until it expires */
} cases[] = {
    {"{" CODES "}", NULL, 5000, 900000},
    {"{" CODES ",\"interval\":2,\"expires_in\":60}", NULL, 2000, 60000},
    {"{" CODES ",\"interval\":0}", NULL, 1000, 900000},
    {"{" CODES ",\"interval\":9000,\"expires_in\":40}", NULL, 10000, 40000},
    {"{" CODES ",\"interval\":\"7\",\"expires_in\":\"300\"}", NULL, 7000,
	300000},
    {"{}", "device_code, user_code, verification_uri", 0, 0},
    {"{\"user_code\":\"uc\"}", "device_code, verification_uri", 0, 0},
    {"{\"device_code\":\"dc\",\"user_code\":7,"
     "\"verification_uri\":\"https://x/\"}",
	"user_code", 0, 0},
    {"{\"device_code\":\"dc\",\"user_code\":\"uc\","
     "\"verification_uri\":\"https://bank.example@x/\"}",
	"verification_uri", 0, 0},
    {"{\"device_code\":\"dc\",\"user_code\":\"uc\","
     "\"verification_uri\":\"data:text/html,x\"}",
	"verification_uri", 0, 0},
};

static void
check(size_t i, const struct device *device, enum lanyard_error r,
    const struct error *error)
{
	char message[256] = "id.example.org answered 200 without a usable ";

	if (cases[i].missing != NULL) {
		strncat(message, cases[i].missing,
		    sizeof(message) - strlen(message) - 1);
		assert_int_equal(r, LANYARD_ERR_SERVER);
		assert_string_equal(error->message, message);
		return;
	}
	assert_int_equal(r, LANYARD_OK);
	assert_string_equal(device->user_code, "uc");
	assert_int_equal(device->interval_ms, cases[i].interval_ms);
	assert_int_equal(device->expires_at_ms - device->next_poll_ms,
	    cases[i].life_ms - cases[i].interval_ms);
}

static void
replies(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = {0};
		struct error error = {0};
		struct reply reply;
		enum lanyard_error r;
		struct buf body;

		buf_init(&body, LIMIT_REQUEST);
		assert_int_equal(
		    buf_add_text(&body, cases[i].body), LANYARD_OK);
		assert_int_equal(
		    reply_open(&reply, &body, true, &error), LANYARD_OK);
		r = device_codes_take(
		    &device, &reply, 200, "id.example.org", &error);
		check(i, &device, r, &error);
		device_clear(&device);
		reply_close(&reply);
		buf_clear(&body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(replies),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
