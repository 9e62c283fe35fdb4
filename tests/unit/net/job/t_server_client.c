/*
 * t_server_client.c - how the client proves itself to the server
 */
#include "scratch.h"

#include "net/job/server_client.h"
#include "server.h"

#define BY_ENDPOINT "token_endpoint = \"@/token\";"
#define REPLY                                                                  \
	"{\"access_token\":\"at2\",\"token_type\":\"bearer\","                 \
	"\"expires_in\":3600,\"refresh_token\":\"rt2\"}"
#define SECRET	    "client_secret = \"s3\";"
#define STORED(how) "token_endpoint_auth_method=" how "\n"
#define OFFER                                                                  \
	SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","            \
		  "\"token_endpoint_auth_methods_supported\":[%s]}")

/* The record's method: not where discovered now, not where it cannot be. */
static void
proves_itself_as_things_stand(void **state)
{
	static const struct {
		const char *settings, *stored, *offers; /* NULL: no discovery */
		const char *sends, *keeps;		/* NULL: public */
	} cases[] = {
	    {SECRET BY_ENDPOINT, STORED("none"), NULL, "Basic", NULL},
	    {BY_ENDPOINT, STORED("client_secret_post"), NULL, NULL, NULL},
	    {BY_ENDPOINT, STORED("client_secret_basic"), NULL, NULL, NULL},
	    {BY_ENDPOINT, STORED("none"), NULL, NULL, "none"},
	    {SECRET BY_ENDPOINT, STORED("client_secret_post"), NULL,
		"client_secret=s3", "client_secret_post"},
	    {SECRET "token_endpoint_auth_method = \"client_secret_basic\";"
		    "issuer = \"@\";",
		"", "\"client_secret_post\"", "Basic", "client_secret_basic"},
	    {SECRET "issuer = \"@\";", STORED("client_secret_post"),
		"\"client_secret_post\",\"client_secret_basic\"", "Basic",
		NULL},
	    {SECRET "issuer = \"@\";", STORED("none"), "\"client_secret_post\"",
		"client_secret=s3", "client_secret_post"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		char document[1024] = SERVER_OK(REPLY), text[4096];
		const struct server_answer answers[] = {
		    {document, 0}, {SERVER_OK(REPLY), 0}};
		struct lanyard_session *session;
		struct a_server server;

		server_open(&server);
		if (cases[i].offers != NULL)
			scratch_print(document, sizeof(document), OFFER,
			    server.url, server.url, cases[i].offers);
		server_serve(&server, answers, 2);
		session = scratch_open_at(s, server.url, cases[i].settings);
		session->refresh = lanyard_refresh_here;
		seed.more = cases[i].stored;
		scratch_seed(s, "work", &seed);
		if (lanyard_refresh(session, "work", 0) != LANYARD_OK)
			fail_msg("%zu: %s", i, session->error.message);
		if (cases[i].offers != NULL)
			server_request(&server, text, sizeof(text));
		server_request(&server, text, sizeof(text));
		if (cases[i].sends != NULL)
			assert_non_null(strstr(text, cases[i].sends));
		else
			assert_null(strstr(text, "Basic"));
		assert_value(s, "token_endpoint_auth_method", cases[i].keeps);
		server_stop(&server);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(proves_itself_as_things_stand),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
