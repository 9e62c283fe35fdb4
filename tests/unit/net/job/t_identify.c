/*
 * t_identify.c - is it the account that was asked for?
 */
#include "an_attempt.h"

#include <sodium.h>

#include "base/strings.h"
#include "net/job/identify.h"

#define E(name)	    LANYARD_ERR_##name
#define CLAIMS	    "{\"aud\":\"c1\",\"exp\":99999999999,\"sub\":\"1\""
#define ALICE	    CLAIMS ",\"preferred_username\":\"alice\"}"
#define ALICE_N	    CLAIMS ",\"preferred_username\":\"alice\",\"nonce\":\"n\"}"
#define BOB	    CLAIMS ",\"preferred_username\":\"bob\"}"
#define NAMES(name) "{\"sub\":\"1\",\"preferred_username\":\"" name "\"}"

static void
give_id_token(struct token *token, const char *claims)
{
	char text[1024] = "e30.";

	if (claims == NULL)
		return;
	sodium_bin2base64(text + 4, sizeof(text) - 8,
	    (const unsigned char *)claims, strlen(claims),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	memcpy(text + strlen(text), ".x", 3);
	secret_set_text(&token->id_token, text);
}

static void
tells_one_account_from_another(void **state)
{
	static const struct {
		const char *what, *username, *claims;
		bool openid;
		const char *reply; /* of userinfo; NULL: it is not asked */
		enum lanyard_error result;
		const char *account, *said;
	} cases[] = {
	    {"the one asked for", "alice", ALICE, false, NULL, LANYARD_OK,
		"alice", ""},
	    {"another one", "alice", BOB, false, NULL, E(REFUSED), NULL,
		"login work is of account alice, but "},
	    {"none asked for", NULL, BOB, true, NULL, LANYARD_OK, "bob", ""},
	    {"nothing told", "alice", NULL, false, NULL, LANYARD_OK, NULL, ""},
	    {"no openid, so userinfo is not asked", "alice", CLAIMS "}", false,
		NULL, LANYARD_OK, NULL, ""},
	    {"told by userinfo", "alice", CLAIMS "}", true,
		SERVER_OK(NAMES("alice")), LANYARD_OK, "alice", ""},
	    {"another, by userinfo", "alice", CLAIMS "}", true,
		SERVER_OK(NAMES("bob")), E(REFUSED), NULL,
		"says that bob has logged in"},
	    {"another, by userinfo alone", "alice", NULL, true,
		SERVER_OK(NAMES("bob")), E(REFUSED), NULL,
		"says that bob has logged in"},
	    {"a userinfo that fails", "alice", NULL, true,
		SERVER_SAYS("500", "x"), LANYARD_OK, NULL, ""},
	    {"a userinfo of another sub", "alice", CLAIMS "}", true,
		SERVER_OK("{\"sub\":\"2\",\"preferred_username\":\"bob\"}"),
		LANYARD_OK, NULL, ""},
	    {"an ID token that is not for us", "alice",
		"{\"aud\":\"c2\",\"exp\":99999999999,\"sub\":\"1\","
		"\"preferred_username\":\"bob\"}",
		false, NULL, LANYARD_OK, NULL, ""},
	};
	static struct an_attempt t;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct server_answer answers[] = {
		    {cases[i].reply != NULL ? cases[i].reply : "", 0}};
		enum lanyard_error r;

		print_message("# %s\n", cases[i].what);
		an_attempt_prepare(&t);
		an_attempt_serve(&t, answers, 1);
		t.session.config_path = (char *)"";
		buf_init(&t.session.stamps, 4096);
		t.server.metadata.userinfo_endpoint = strdup(t.there.url);
		if (cases[i].username != NULL)
			t.login.username = strdup(cases[i].username);
		if (cases[i].openid)
			strings_add(&t.login.scope, "openid");
		secret_set_text(&t.exchange.token.access_token, "at");
		secret_set_text(&t.exchange.token.refresh_token, "rt");
		give_id_token(&t.exchange.token, cases[i].claims);
		r = identify_account(&t.exchange, &t.server, NULL);
		if (r != cases[i].result ||
		    strstr(t.session.error.message, cases[i].said) == NULL)
			fail_msg("%d %s", r, t.session.error.message);
		if (cases[i].account == NULL)
			assert_null(t.exchange.account);
		else
			assert_string_equal(
			    t.exchange.account, cases[i].account);
		/* Nobody is to save those of another. */
		assert_int_equal(secret_is_set(&t.exchange.token.access_token),
		    r == LANYARD_OK);
		assert_int_equal(secret_is_set(&t.exchange.token.refresh_token),
		    r == LANYARD_OK);
		config_free(&t.session.config);
		buf_clear(&t.session.stamps);
		an_attempt_end(&t);
	}
}

/* What becomes of the tokens, and that it is said. */
static void
revokes_what_nobody_asked_for(void **state)
{
	static const struct {
		const char *reply;
		bool sibling;
		const char *said;
		int requests;
	} cases[] = {
	    {SERVER_OK(""), false, "its tokens are revoked", 2},
	    {SERVER_SAYS("500", "x"), false, "they could not be revoked", 1},
	    {NULL, false, "this server revokes none", 0},
	    {SERVER_OK(""), true,
		"not revoked, as login other may live by the same grant", 0},
	};
	struct scratch *s = NULL;
	static struct an_attempt t;
	char text[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct server_answer answers[] = {
		    {cases[i].reply != NULL ? cases[i].reply : "", 0}};
		char config[512];

		assert_int_equal(scratch_setup((void **)&s), 0);
		an_attempt_prepare(&t);
		an_attempt_serve(&t, answers, 1);
		t.login.username = strdup("alice");
		t.login.token_endpoint = strdup(t.there.url);
		if (cases[i].reply != NULL)
			t.server.metadata.revocation_endpoint =
			    strdup(t.there.url);
		scratch_print(config, sizeof(config),
		    "logins = { %s = { url = \"https://x\"; client_id = "
		    "\"c1\"; token_endpoint = \"%s\"; }; };\n",
		    cases[i].sibling ? "other" : "work", t.there.url);
		scratch_write(s->config, config, 0, 0600);
		t.session.config_path = s->config;
		buf_init(&t.session.stamps, 4096);
		secret_set_text(&t.exchange.token.access_token, "at");
		secret_set_text(&t.exchange.token.refresh_token, "rt");
		give_id_token(&t.exchange.token, BOB);
		assert_int_equal(
		    identify_account(&t.exchange, &t.server, NULL), E(REFUSED));
		if (strstr(t.session.error.message, cases[i].said) == NULL)
			fail_msg("%s", t.session.error.message);
		assert_non_null(
		    strstr(t.session.error.hint, "lanyard login work"));
		for (int n = 0; n < cases[i].requests; n++) {
			server_request(&t.there, text, sizeof(text));
			assert_non_null(
			    strstr(text, n == 0 ? "token=rt&" : "token=at&"));
		}
		config_free(&t.session.config);
		buf_clear(&t.session.stamps);
		an_attempt_end(&t);
		scratch_teardown((void **)&s);
	}
}

/* OpenID Connect Core 3.1.3.7: nothing comes of it where it was asked for. */
static void
refuses_a_bad_token(void **state)
{
	static const struct {
		const char *what, *claims;
		bool openid;
		const char *keys; /* NULL: the server names none */
		const char *nonce;
		enum lanyard_error result;
		const char *account, *said;
	} cases[] = {
	    {"no keys are named: TLS has to do", ALICE, true, NULL, NULL,
		LANYARD_OK, "alice", ""},
	    {"with the nonce that was sent", ALICE_N, true, NULL, "n",
		LANYARD_OK, "alice", ""},
	    {"with another nonce", ALICE_N, true, NULL, "m", E(REFUSED), NULL,
		"but the ID token has the nonce of another request: nothing is "
		"saved"},
	    {"without the nonce", ALICE, true, NULL, "n", E(REFUSED), NULL,
		"but the ID token has no nonce, though one was sent"},
	    {"not signed", ALICE, true, "", NULL, E(REFUSED), NULL,
		"but the ID token is not signed (alg none): nothing is saved, "
		"and its tokens are forgotten"},
	    {"of another client",
		"{\"aud\":\"c2\",\"exp\":99999999999,\"sub\":\"1\"}", true,
		NULL, NULL, E(REFUSED), NULL, "is for another client"},
	    {"over", "{\"aud\":\"c1\",\"exp\":1,\"sub\":\"1\"}", true, NULL,
		NULL, E(REFUSED), NULL, "the ID token is over"},
	    {"nobody asked for it: it is no account", ALICE, false, "", NULL,
		LANYARD_OK, NULL, ""},
	};
	static struct an_attempt t;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct server_answer answers[] = {{"", 0}};
		enum lanyard_error r;
		char none[512];

		print_message("# %s\n", cases[i].what);
		an_attempt_prepare(&t);
		an_attempt_serve(&t, answers, 1);
		t.session.config_path = (char *)"";
		buf_init(&t.session.stamps, 4096);
		if (cases[i].keys != NULL)
			t.server.metadata.jwks_uri = strdup(t.there.url);
		if (cases[i].openid)
			strings_add(&t.login.scope, "openid");
		secret_set_text(&t.exchange.token.access_token, "at");
		give_id_token(&t.exchange.token, cases[i].claims);
		/* {"alg":"none"} */
		scratch_print(none, sizeof(none), "eyJhbGciOiJub25lIn0%s",
		    strchr((char *)t.exchange.token.id_token.bytes, '.'));
		strrchr(none, '.')[1] = '\0';
		secret_set_text(&t.exchange.token.id_token, none);
		r = identify_account(&t.exchange, &t.server, cases[i].nonce);
		if (r != cases[i].result ||
		    strstr(t.session.error.message, cases[i].said) == NULL)
			fail_msg("%d %s", r, t.session.error.message);
		if (cases[i].account == NULL)
			assert_null(t.exchange.account);
		else
			assert_string_equal(
			    t.exchange.account, cases[i].account);
		assert_int_equal(secret_is_set(&t.exchange.token.access_token),
		    r == LANYARD_OK);
		config_free(&t.session.config);
		buf_clear(&t.session.stamps);
		an_attempt_end(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_one_account_from_another),
	    cmocka_unit_test(revokes_what_nobody_asked_for),
	    cmocka_unit_test(refuses_a_bad_token),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
