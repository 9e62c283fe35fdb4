/*
 * t_unattended.c - what the request of a grant without a person says
 */
#include "scratch.h"

#include "login/grant.h"
#include "net/job/unattended.h"

#define TYPE "urn:ietf:params:oauth:token-type:"
#define JWT  "eyJhbGciOiJub25lIn0.e30.c2ln"

/* RFC 8693 2.1, RFC 7523 2.1, RFC 6749 4.4.2, from variables. */
static void
each_grant_has_its_parameters(void **state)
{
	static const struct {
		const char *grant_type, *actor, *type, *requested;
		const char *body;
	} cases[] = {
	    {GRANT_CLIENT_CREDENTIALS, NULL, NULL, NULL,
		"grant_type=client_credentials&audience=aud"},
	    {GRANT_TOKEN_EXCHANGE, NULL, NULL, NULL,
		"subject_token=" JWT
		"&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%"
		"3Ajwt&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%"
		"3Atoken-exchange&audience=aud"},
	    {GRANT_TOKEN_EXCHANGE, "T_ACTOR", TYPE "access_token", TYPE "jwt",
		"subject_token=" JWT
		"&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%"
		"3Aaccess_token&actor_token=opaque&actor_token_type=urn%"
		"3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&"
		"requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-"
		"type%3Ajwt&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-"
		"type%3Atoken-exchange&audience=aud"},
	    {GRANT_JWT_BEARER, NULL, NULL, NULL,
		"assertion=" JWT
		"&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-"
		"bearer&audience=aud"},
	};
	struct lanyard_session *s = scratch_open(*state, SCRATCH_CONFIG);

	setenv("T_SUBJECT", JWT, 1);
	setenv("T_ACTOR", "opaque", 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.name = (char *)"work",
		    .audience = (char *)"aud",
		    .timeout_ms = 10000};
		struct server server;
		struct buf body;

		login.grant_type = (char *)(uintptr_t)cases[i].grant_type;
		login.subject_token.variable = (char *)"T_SUBJECT";
		login.assertion.variable = (char *)"T_SUBJECT";
		login.actor_token.variable = (char *)(uintptr_t)cases[i].actor;
		login.subject_token_type = (char *)(uintptr_t)cases[i].type;
		login.actor_token_type = (char *)(uintptr_t)cases[i].type;
		login.requested_token_type =
		    (char *)(uintptr_t)cases[i].requested;
		server_init(&server, s, &login);
		buf_init(&body, 4096);
		assert_int_equal(
		    unattended_add(&body, &server, clock_monotonic_ms() + 9000),
		    LANYARD_OK);
		assert_string_equal(buf_text(&body), cases[i].body);
		buf_clear(&body);
		server_clear(&server);
	}
}

/* RFC 8693 2.2.1. */
static void
what_was_issued_is_what_was_wanted(void **state)
{
	static const struct {
		const char *wanted, *issued;
		bool good;
	} cases[] = {
	    {NULL, NULL, true},
	    {NULL, TYPE "access_token", true},
	    {NULL, TYPE "jwt", true},
	    {NULL, TYPE "refresh_token", false},
	    {TYPE "access_token", NULL, true},
	    {TYPE "access_token", TYPE "access_token", true},
	    {TYPE "access_token", TYPE "jwt", false},
	    {TYPE "id_token", TYPE "access_token", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.name = (char *)"work",
		    .grant_type = (char *)(uintptr_t)GRANT_TOKEN_EXCHANGE};
		struct error error = {0};

		login.requested_token_type = (char *)(uintptr_t)cases[i].wanted;
		assert_int_equal(
		    unattended_check(&login, cases[i].issued, &error),
		    cases[i].good ? LANYARD_OK : LANYARD_ERR_SERVER);
		assert_int_equal(
		    strstr(error.message, "was issued") == NULL, cases[i].good);
		login.grant_type = (char *)(uintptr_t)GRANT_JWT_BEARER;
		assert_int_equal(
		    unattended_check(&login, cases[i].issued, NULL),
		    LANYARD_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(each_grant_has_its_parameters),
	    cmocka_unit_test(what_was_issued_is_what_was_wanted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
