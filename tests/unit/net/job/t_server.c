/*
 * t_server.c - the authorization server of a login: where it is, and what of
 * that a record may say
 */
#include "scratch.h"

#include "net/job/server_prepare.h"
#include "server.h"

#define REPLY                                                                  \
	"{\"access_token\":\"at2\",\"token_type\":\"bearer\","                 \
	"\"expires_in\":3600,\"refresh_token\":\"rt2\"}"

/* What was discovered at the login is not lost by a refresh. */
static void
keeps_what_was_discovered(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct seed seed = SEED_OVER;
	struct a_server server;
	char more[512], text[4096];

	server_start_one(&server, SERVER_OK(REPLY));
	session = scratch_open_at(
	    s, server.url, "issuer = \"@\"; client_secret = \"s3\";");
	session->refresh = lanyard_refresh_here;
	scratch_print(more, sizeof(more),
	    "issuer=%s\ntoken_endpoint=%s/t\nrevocation_endpoint=%s/r\n"
	    "token_endpoint_auth_method=client_secret_post\nclient_id=c1\n",
	    server.url, server.url, server.url);
	seed.more = more;
	scratch_seed(s, "work", &seed);
	/* The second one, too: no discovery, the same method. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), LANYARD_OK);
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "POST /t "));
		assert_non_null(strstr(text, "client_secret=s3"));
		assert_null(strstr(text, "Authorization:"));
		assert_value(
		    s, "token_endpoint_auth_method", "client_secret_post");
		scratch_print(text, sizeof(text), "%s/t", server.url);
		assert_value(s, "token_endpoint", text);
		scratch_print(text, sizeof(text), "%s/r", server.url);
		assert_value(s, "revocation_endpoint", text);
	}
	server_stop(&server);
}

/* A record, which may be made by hand, names none for this machine's secret. */
static void
takes_no_stranger_for_revocation(void **state)
{
	static const struct {
		const char *settings, *revocation;
		bool taken;
	} cases[] = {
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\";",
		"https://id.example/r", true},
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\";",
		"https://evil.example/r", false},
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\";",
		"https://id.example:444/r", false},
	    {"client_secret = \"s\"; token_endpoint = "
	     "\"https://id.example/t\"; "
	     "issuer = \"https://as.example\";",
		"https://as.example/r", true},
	    {"client_secret = \"s\"; issuer = \"https://id.example\";",
		"https://evil.example/r", false},
	    /* Without a secret there is nothing but the record's own token. */
	    {"token_endpoint = \"https://id.example/t\";",
		"https://other.example/r", true},
	};
	struct scratch *s = *state;
	char more[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open_at(s, "", cases[i].settings);
		struct server server;
		struct entry entry;

		scratch_print(more, sizeof(more),
		    "client_id=c1\ntoken_endpoint=https://id.example/t\n"
		    "revocation_endpoint=%s\n",
		    cases[i].revocation);
		scratch_seed(
		    s, "work", &(struct seed){"at", -1, 9, "rt", 1, more});
		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		server_init(&server, session, entry.login);
		if (server_prepare(&server, &entry.record, 30000) != LANYARD_OK)
			fail_msg("%s", session->error.message);
		if (cases[i].taken)
			assert_string_equal(server.metadata.revocation_endpoint,
			    cases[i].revocation);
		else
			assert_null(server.metadata.revocation_endpoint);
		server_clear(&server);
		entry_clear(&entry);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_what_was_discovered),
	    SCRATCH_TEST(takes_no_stranger_for_revocation),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
