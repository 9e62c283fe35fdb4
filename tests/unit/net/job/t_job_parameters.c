/*
 * t_job_parameters.c - what a job of no login is given, and what it gives
 */
#include "a_job.h"

#include "net/job/job_parameters.h"

static const char *const parameters[] = {
    "url", "https://x", "empty", "", "allow_http", "true", NULL};

static void
finds_parameters(void **state)
{
	const struct lanyard_job none = {0}, job = {.parameters = parameters};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *value;

	assert_null(job_parameter(&none, "url"));
	assert_null(job_parameter(&job, "https://x"));
	assert_string_equal(job_parameter(&job, "empty"), "");
	assert_int_equal(job_needs(session, &job, "url", &value), LANYARD_OK);
	assert_string_equal(value, "https://x");
	assert_int_equal(
	    job_needs(session, &job, "issuer", &value), LANYARD_ERR_ARGUMENT);
	assert_non_null(strstr(session->error.message, "issuer"));
}

static enum lanyard_error
refuse(void *context, const char *name, const char *value)
{
	(void)context;
	(void)name;
	(void)value;
	return LANYARD_ERR_CANCELLED;
}

static void
gives_results(void **state)
{
	const struct lanyard_job deaf = {0}, job = {.result = refuse};

	(void)state;
	assert_int_equal(job_result(&deaf, "a", "b"), LANYARD_OK);
	assert_int_equal(job_result(&job, "a", NULL), LANYARD_OK);
	assert_int_equal(job_result(&job, "a", "b"), LANYARD_ERR_CANCELLED);
}

static void
takes_its_network_from_them(void **state)
{
	static const char *const files[] = {"ca_file", "/nowhere/ca.pem", NULL};
	const struct lanyard_job plain = {.timeout_ms = 1000},
				 open = {.timeout_ms = 1000,
				     .parameters = parameters},
				 bad = {
				     .timeout_ms = 1000, .parameters = files};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	static const char url[] = "http://git.example.com";
	struct http *http = NULL;

	assert_int_equal(job_new_http(&http, session, &plain, url), LANYARD_OK);
	assert_int_equal(http_check_url(http, url, NULL), LANYARD_ERR_CONFIG);
	http_free(&http);
	assert_int_equal(job_new_http(&http, session, &open, url), LANYARD_OK);
	assert_int_equal(http_check_url(http, url, NULL), LANYARD_OK);
	http_free(&http);
	assert_int_equal(
	    job_new_http(&http, session, &bad, url), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(session->error.message, "/nowhere/ca.pem"));
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_parameters),
	    SCRATCH_TEST(gives_results),
	    SCRATCH_TEST(takes_its_network_from_them),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
