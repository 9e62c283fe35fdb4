/*
 * t_flow_token.c - a code exchanged for a token
 *
 * The token endpoint is a server of ours on loopback.
 */
#include "a_flow.h"
#include "server.h"

#include <sodium.h>

static void
exchanges_the_code(void **state)
{
	static const char *const more[] = {"extra", "1", "code", "evil", NULL};
	struct lanyard_flow_options options;
	struct lanyard_credential *token = NULL;
	struct lanyard_flow *flow;
	struct a_server server;
	char text[4096];

	(void)state;
	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	options.token_parameters = more;
	flow = make(&options);
	assert_int_equal(lanyard_flow_token(flow, &token), E(ARGUMENT));
	assert_null(token);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	if (lanyard_flow_token(flow, &token) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	assert_string_equal(lanyard_credential_get(token, "password"), "at");
	assert_string_equal(
	    lanyard_credential_get(token, "authtype"), "Bearer");
	assert_string_equal(
	    lanyard_credential_get(token, "oauth_refresh_token"), "rt");
	assert_string_equal(lanyard_credential_get(token, "scope"), "a");
	assert_true(
	    strtoll(lanyard_credential_get(token, "password_expiry_utc"), NULL,
		10) > clock_now() + 3000);
	lanyard_credential_free(&token);
	server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "grant_type=authorization_code"));
	assert_non_null(strstr(text, "&code=the-code&"));
	assert_non_null(strstr(
	    text, "&redirect_uri=https%3A%2F%2Fweb.example.com%2Fback&"));
	assert_non_null(strstr(text, "&code_verifier="));
	assert_non_null(strstr(text, "&extra=1"));
	assert_null(strstr(text, "evil"));
	/* It is spent. */
	assert_int_equal(lanyard_flow_token(flow, &token), E(ARGUMENT));
	assert_null(token);
	assert_int_equal(lanyard_flow_token(NULL, &token), E(ARGUMENT));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

static void
fails_as_the_server_does(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
	} cases[] = {
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), E(GRANT)},
	    {SERVER_SAYS("200", "{\"error\":\"invalid_grant\"}"), E(GRANT)},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), E(REFUSED)},
	    {SERVER_SAYS("500", "oops"), E(SERVER)},
	    {SERVER_SAYS("302", ""), E(SERVER)},
	    {SERVER_OK("{}"), E(SERVER)},
	    {SERVER_OK("not JSON"), E(SERVER)},
	    {"", E(NETWORK)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_flow_options options;
		struct lanyard_credential *token = NULL;
		struct lanyard_flow *flow;
		struct a_server server;

		server_start_one(&server, cases[i].answer);
		options = good(server.url);
		flow = make(&options);
		assert_int_equal(answer(flow, ""), LANYARD_OK);
		if (lanyard_flow_token(flow, &token) != cases[i].code)
			fail_msg("%zu: %s", i, lanyard_flow_message(flow));
		assert_null(token);
		assert_null(strstr(lanyard_flow_message(flow), "the-code"));
		assert_int_equal(lanyard_flow_token(flow, &token), E(ARGUMENT));
		lanyard_flow_free(&flow);
		server_stop(&server);
	}
}

/* As a login's (OpenID Connect Core 3.1.3.7). */
static void
refuses_a_bad_id_token(void **state)
{
	static const struct {
		const char *scope, *claims; /* NULL: no ID token comes */
		enum lanyard_error code;
		const char *said;
	} cases[] = {
	    {"openid",
		"{\"aud\":\"c1\",\"exp\":99999999999,\"sub\":\"1\","
		"\"nonce\":\"n\"}",
		LANYARD_OK, ""},
	    {"openid", NULL, LANYARD_OK, ""},
	    {"openid", "{\"aud\":\"c1\",\"exp\":99999999999,\"sub\":\"1\"}",
		E(REFUSED), "has no nonce"},
	    {"openid",
		"{\"aud\":\"c1\",\"exp\":99999999999,\"sub\":\"1\","
		"\"nonce\":\"m\"}",
		E(REFUSED), "nonce of another request"},
	    {"a openid",
		"{\"aud\":\"c2\",\"exp\":99999999999,\"sub\":"
		"\"1\",\"nonce\":\"n\"}",
		E(REFUSED), "for another client"},
	    {"a", "{\"aud\":\"c2\",\"exp\":1}", LANYARD_OK, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_flow_options options;
		struct lanyard_credential *token = NULL;
		struct lanyard_flow *flow;
		struct a_server server;
		char payload[512] = "", reply[2048];

		if (cases[i].claims != NULL)
			sodium_bin2base64(payload, sizeof(payload),
			    (const unsigned char *)cases[i].claims,
			    strlen(cases[i].claims),
			    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
		scratch_print(reply, sizeof(reply),
		    SERVER_OK("{\"access_token\":\"at\"%s%s%s}"),
		    cases[i].claims != NULL ? ",\"id_token\":\"e30." : "",
		    payload, cases[i].claims != NULL ? ".x\"" : "");
		server_start_one(&server, reply);
		options = good(server.url);
		options.scope = cases[i].scope;
		flow = make(&options);
		secret_set_text(&flow->authorization.nonce, "n");
		assert_int_equal(answer(flow, ""), LANYARD_OK);
		if (lanyard_flow_token(flow, &token) != cases[i].code ||
		    strstr(lanyard_flow_message(flow), cases[i].said) == NULL)
			fail_msg("%zu: %s", i, lanyard_flow_message(flow));
		assert_true((token != NULL) == (cases[i].code == LANYARD_OK));
		lanyard_credential_free(&token);
		lanyard_flow_free(&flow);
		server_stop(&server);
	}
}

/* As often as a login sends its code (net/job/tries.h). */
static void
sends_the_code_again(void **state)
{
	static const struct {
		struct server_answer answers[2];
		int sent;
		enum lanyard_error code;
	} cases[] = {
	    {{{SERVER_SAYS("503", ""), 0}, {SERVER_OK(REPLY), 0}}, 2,
		LANYARD_OK},
	    {{{SERVER_SAYS("429", ""), 0}, {SERVER_OK(REPLY), 0}}, 2,
		LANYARD_OK},
	    {{{"", 0}, {SERVER_OK(REPLY), 0}}, 2, LANYARD_OK},
	    {{{"", 0},
		 {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), 0}},
		2, E(GRANT)},
	    {{{SERVER_SAYS("500", ""), 0}, {SERVER_OK(REPLY), 0}}, 1,
		E(SERVER)},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_flow_options options;
		struct lanyard_credential *token = NULL, *none;
		struct lanyard_flow *flow;
		struct a_server server;
		char text[4096];

		server_start(&server, cases[i].answers, 2);
		options = good(server.url);
		flow = make(&options);
		assert_int_equal(answer(flow, ""), LANYARD_OK);
		if (lanyard_flow_token(flow, &token) != cases[i].code)
			fail_msg("%zu: %s", i, lanyard_flow_message(flow));
		assert_int_equal(token != NULL, cases[i].code == LANYARD_OK);
		if (cases[i].code == E(GRANT))
			assert_non_null(strstr(lanyard_flow_message(flow),
			    "(sent again, as no answer had come)"));
		for (int n = 0; n < cases[i].sent; n++) {
			server_request(&server, text, sizeof(text));
			assert_non_null(strstr(text, "code=the-code"));
		}
		assert_int_equal(lanyard_flow_token(flow, &none), E(ARGUMENT));
		lanyard_credential_free(&token);
		lanyard_flow_free(&flow);
		server_stop(&server);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(exchanges_the_code),
	    cmocka_unit_test(fails_as_the_server_does),
	    cmocka_unit_test(refuses_a_bad_id_token),
	    cmocka_unit_test(sends_the_code_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
