/*
 * t_stored_endpoint.c - where what this machine has of a client may go
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/job/stored_endpoint.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ISSUER	 (char *)"https://id.example.org"
#define HERE	 "https://id.example.org/token"
#define THERE	 "https://evil.example.org/token"

/* Each of these is something that another could use. */
static const struct login with[] = {
    {.client_secret_file = (char *)"/s"},
    {.client_secret_command = (char *[]){(char *)"s", NULL}},
    {.private_key_file = (char *)"/k"},
    {.private_key_agent = (char *)"k"},
    {.sign_command = (char *[]){(char *)"s", NULL}},
    {.tls_client_cert_file = (char *)"/c"},
    {.subject_token = {.file = (char *)"/t"}},
    {.actor_token = {.variable = (char *)"T"}},
    {.assertion = {.source = (char *)"auto"}},
    {.client_assertion = {.source = (char *)"auto"}},
};

static void
keeps_what_is_ours_at_the_issuer(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(with); i++) {
		struct login login = with[i];

		login.issuer = ISSUER;
		login.configured = true;
		assert_true(stored_endpoint_may_name(&login, HERE));
		assert_true(stored_endpoint_may_revoke(&login, HERE));
		assert_true(stored_endpoint_may_revoke(&login, NULL));
		if (stored_endpoint_may_name(&login, THERE) ||
		    stored_endpoint_may_revoke(&login, THERE))
			fail_msg("%zu", i);
		assert_false(stored_endpoint_may_name(
		    &login, "https://id.example.org:444/token"));
		/* What is a record's alone has nothing of this machine's. */
		login.configured = false;
		assert_true(stored_endpoint_may_name(&login, THERE));
		assert_true(stored_endpoint_may_revoke(&login, THERE));
	}
}

static void
takes_no_http_of_an_https_issuer(void **state)
{
	static const char plain[] = "http://127.0.0.1:1/token";
	struct login login = {.name = (char *)"work", .issuer = ISSUER};
	struct error error = {0};

	(void)state;
	assert_false(stored_endpoint_may_name(&login, plain));
	login.token_endpoint = (char *)(uintptr_t)plain;
	assert_int_equal(
	    stored_endpoint_check(&login, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.hint, "lanyard logout work"));
	login.allow_http = true;
	assert_true(stored_endpoint_may_name(&login, plain));
	assert_int_equal(stored_endpoint_check(&login, &error), LANYARD_OK);
	login.allow_http = false;
	login.configured = true;
	assert_int_equal(stored_endpoint_check(&login, &error), LANYARD_OK);
	login.issuer = NULL;
	assert_true(stored_endpoint_may_name(&login, plain));
}

/* A certificate's aliases are no endpoints of a client without one. */
static void
forgets_them_with_the_certificate(void **state)
{
	static const struct {
		const char *stored; /* token_endpoint_auth_method */
		bool certificate, fits;
	} cases[] = {
	    {NULL, false, true},
	    {"client_secret_post", false, true},
	    {"tls_client_auth", true, true},
	    {"self_signed_tls_client_auth", true, true},
	    {"tls_client_auth", false, false},
	    {"self_signed_tls_client_auth", false, false},
	    {NULL, true, false},
	    {"client_secret_post", true, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.issuer = ISSUER, .configured = true};
		struct record record;

		if (cases[i].certificate)
			login.tls_client_cert_file = (char *)"/c";
		record_init(&record);
		assert_false(stored_endpoint_fits(&login, &record));
		attributes_set_text(&record.attributes, "token_endpoint", HERE);
		if (cases[i].stored != NULL)
			attributes_set_text(&record.attributes,
			    "token_endpoint_auth_method", cases[i].stored);
		if (stored_endpoint_fits(&login, &record) != cases[i].fits)
			fail_msg("%zu", i);
		/* Without an issuer there is nobody else to ask. */
		login.issuer = NULL;
		assert_true(stored_endpoint_fits(&login, &record));
		login.token_endpoint = (char *)HERE;
		login.issuer = ISSUER;
		assert_true(stored_endpoint_fits(&login, &record));
		record_clear(&record);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_what_is_ours_at_the_issuer),
	    cmocka_unit_test(takes_no_http_of_an_https_issuer),
	    cmocka_unit_test(forgets_them_with_the_certificate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
