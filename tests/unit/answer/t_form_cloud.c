/*
 * t_form_cloud.c - a token in the JSON that the tools of clouds want it in
 */
#include "a_form.h"

#define WHEN "password_expiry_utc=1795000000\n"
#define AWS                                                                    \
	"{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s/+\","                  \
	"\"SessionToken\":\"t=\"}"
#define ID                                                                     \
	"{\"version\":1,\"success\":true,"                                     \
	"\"token_type\":\"urn:ietf:params:oauth:token-type:id_token\","

static void
writes_each_form(void **state)
{
	static const struct form_case cases[] = {
	    {"password=" AWS "\n" WHEN, "aws",
		"{\"Version\":1,\"AccessKeyId\":\"A\","
		"\"SecretAccessKey\":\"s/+\",\"SessionToken\":\"t=\","
		"\"Expiration\":\"2026-11-18T11:06:40Z\"}"},
	    /* Without one it is never asked for again. */
	    {"password=" AWS "\n", "aws",
		"{\"Version\":1,\"AccessKeyId\":\"A\","
		"\"SecretAccessKey\":\"s/+\",\"SessionToken\":\"t=\"}"},
	    {"password=at-1\n", "aws", NULL},
	    {"password={}\n", "aws", NULL},
	    {"password={\"AccessKeyId\":\"A\"\n", "aws", NULL},
	    {"password={\"AccessKeyID\":\"A\"}\n", "aws", NULL},
	    {"password=e30.e30.x\n" WHEN, "google",
		ID
		"\"id_token\":\"e30.e30.x\",\"expiration_time\":1795000000}"},
	    {"password=e30.e30.x\n", "google",
		ID "\"id_token\":\"e30.e30.x\"}"},
	    /* {"exp":123} */
	    {"password=e30.eyJleHAiOjEyM30.x\n", "google",
		ID "\"id_token\":\"e30.eyJleHAiOjEyM30.x\","
		   "\"expiration_time\":123}"},
	    {"password=at-1\n", "google", NULL},
	    {"password=" AWS "\n", "google", NULL},
	};

	(void)state;
	assert_forms(cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_each_form),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
