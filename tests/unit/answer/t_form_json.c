/*
 * t_form_json.c - a token in the JSON that programs want it in
 */
#include "a_form.h"

#define TOKEN "password=a\"b\\c\n"
#define ALL                                                                    \
	TOKEN "authtype=Bearer\nusername=me\nhost=h.org:8443\n"                \
	      "password_expiry_utc=1795000000\n"
#define T     "a\\\"b\\\\c"
#define WHEN  "2026-11-18T11:06:40Z"
#define GROUP "{\"apiVersion\":\"client.authentication.k8s.io/"
#define KIND  "\"kind\":\"ExecCredential\",\"status\":{\"token\":\"" T "\""

static void
writes_each_form(void **state)
{
	static const struct form_case cases[] = {
	    {ALL, "json",
		"{\"access_token\":\"" T "\",\"token_type\":\"Bearer\","
		"\"username\":\"me\",\"expires_at\":1795000000}"},
	    {ALL, "headers", "{\"Authorization\":\"Bearer " T "\"}"},
	    {ALL, "bazel",
		"{\"headers\":{\"Authorization\":[\"Bearer " T
		"\"]},\"expires\":\"" WHEN "\"}"},
	    {TOKEN, "bazel",
		"{\"headers\":{\"Authorization\":[\"Bearer " T "\"]}}"},
	    {ALL, "cargo",
		"{\"Ok\":{\"kind\":\"get\",\"token\":\"Bearer " T
		"\",\"cache\":\"expires\",\"expiration\":1795000000,"
		"\"operation_independent\":true}}"},
	    {TOKEN, "cargo",
		"{\"Ok\":{\"kind\":\"get\",\"token\":\"Bearer " T
		"\",\"cache\":\"session\",\"operation_independent\":true}}"},
	    {ALL, "docker",
		"{\"ServerURL\":\"h.org:8443\",\"Username\":\"me\","
		"\"Secret\":\"" T "\"}"},
	    {TOKEN "host=h\n", "docker",
		"{\"ServerURL\":\"h\",\"Username\":\"oauth2\","
		"\"Secret\":\"" T "\"}"},
	    /* A password is more than visible ASCII. */
	    {"password=\xc3\xa9 x\nhost=h\n", "docker",
		"{\"ServerURL\":\"h\",\"Username\":\"oauth2\","
		"\"Secret\":\"\xc3\xa9 x\"}"},
	    {ALL, "kubectl",
		GROUP "v1\"," KIND ",\"expirationTimestamp\":\"" WHEN "\"}}"},
	    {TOKEN, "kubectl", GROUP "v1\"," KIND "}}"},
	    {ALL, "kubectl-v1beta1",
		GROUP "v1beta1\"," KIND ",\"expirationTimestamp\":\"" WHEN
		      "\"}}"},
	    /* A moment that RFC 3339 cannot write is none. */
	    {TOKEN "password_expiry_utc=999999999999999\n", "kubectl",
		GROUP "v1\"," KIND "}}"},
	    {ALL, "terraform", "{\"token\":\"" T "\"}"},
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
