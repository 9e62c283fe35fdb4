/*
 * t_flow_save.c - a code exchanged, and what it brings kept as a login
 *
 * The token endpoint is a server of ours on loopback.
 */
#include "a_flow.h"
#include "server.h"

static const char *const patterns[] = {"https://api.example.com/v1?x=y", NULL};

static void
saves_a_login(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    scratch_open(s, "# nothing is configured\n");
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct lanyard_credential *token = NULL;
	struct a_server server;

	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	options.client_secret = "hush";
	options.authorization_scheme = "OAuth";
	flow = make(&options);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	if (lanyard_flow_save(flow, session, "work", patterns) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	assert_value(s, "access_token", "at");
	assert_value(s, "refresh_token", "rt");
	assert_value(s, "client_id", "c1");
	assert_value(s, "client_secret", "hush");
	assert_value(s, "scope", "a");
	assert_value(s, "generation", "1");
	assert_value(s, "token_endpoint", options.token_endpoint);
	assert_value(s, "authorization_scheme", "OAuth");
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
	/* It answers, by name and by URL, and refreshes. */
	assert_int_equal(
	    lanyard_token(session, "https://api.example.com/v1/x", &token),
	    LANYARD_OK);
	assert_string_equal(lanyard_credential_get(token, "password"), "at");
	assert_string_equal(lanyard_credential_get(token, "authtype"), "OAuth");
	lanyard_credential_free(&token);
	session->refresh = lanyard_refresh_here;
	assert_int_equal(lanyard_refresh(session, "work", 0), LANYARD_OK);
	assert_value(s, "generation", "2");
	assert_int_equal(
	    lanyard_flow_save(flow, session, "work", patterns), E(ARGUMENT));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* The server did not take it: nothing is held while it waits. */
static void
saves_at_the_second_try(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_SAYS("503", ""), 0}, {SERVER_OK(REPLY), 0}};
	struct scratch *s = *state;
	struct lanyard_session *session =
	    scratch_open(s, "# nothing is configured\n");
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct a_server server;

	server_start(&server, answers, 2);
	options = good(server.url);
	flow = make(&options);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	if (lanyard_flow_save(flow, session, "work", patterns) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	assert_value(s, "access_token", "at");
	assert_value(s, "generation", "1");
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* Before the code is sent; it is good afterwards. */
static void
saves_nothing_in_vain(void **state)
{
	static const char *const none[] = {NULL};
	static const char *const plain[] = {"http://api.example.com", NULL};
	static const char *const taken[] = {"https://git.example.com", NULL};
	static const char *const seeded[] = {"https://seeded", NULL};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct a_server server;
	int fd = -1;

	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	scratch_seed(s, "seeded",
	    &(struct seed){"at", -10, 100, NULL, 1,
		"client_id=c\nurl[]=https://seeded\n"});
	flow = make(&options);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", patterns), E(ARGUMENT));
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	assert_int_equal(
	    lanyard_flow_save(flow, NULL, "new", patterns), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, NULL, patterns), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "a.b", patterns), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", NULL), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", none), E(ARGUMENT));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", plain), E(CONFIG));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", taken), E(CONFIG));
	assert_non_null(strstr(lanyard_flow_message(flow), "login work"));
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", seeded), E(CONFIG));
	assert_non_null(strstr(lanyard_flow_message(flow), "login seeded"));
	/* "work" is configured with another token_endpoint. */
	assert_int_equal(
	    lanyard_flow_save(flow, session, "work", patterns), E(CONFIG));
	/* What was left of a save cannot be read. */
	assert_int_equal(
	    mkdir(scratch_path(s, "store/logins/new.new"), 0700), 0);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", patterns), E(STORE));
	assert_int_equal(rmdir(scratch_path(s, "store/logins/new.new")), 0);
	assert_null(scratch_value(s, "new", "access_token"));
	/* With the lock free again, and the code unspent. */
	assert_int_equal(
	    session_try_lock(session, "new", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_int_not_equal(fd, -1);
	store_unlock(NULL, &fd);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "new", patterns), LANYARD_OK);
	assert_string_equal(scratch_value(s, "new", "access_token"), "at");
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* A failed exchange leaves what was stored as it was. */
static void
loses_nothing(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, "# nothing\n");
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct a_server server;
	char before[4096];

	server_start_one(
	    &server, SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"));
	options = good(server.url);
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_print(before, sizeof(before), "%s",
	    scratch_read(scratch_path(s, "store/logins/work")));
	flow = make(&options);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	assert_int_equal(
	    lanyard_flow_save(flow, session, "work", patterns), E(GRANT));
	assert_string_equal(
	    scratch_read(scratch_path(s, "store/logins/work")), before);
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
	lanyard_flow_free(&flow);
	server_stop(&server);
}

/* Nor is a login of another server set aside for one that came to nothing. */
static void
sets_aside_at_last(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), 0},
	    {SERVER_OK(REPLY), 0}};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, "# nothing\n");
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct a_server server;
	enum lanyard_error r;

	server_start(&server, answers, 2);
	options = good(server.url);
	scratch_seed(s, "work",
	    &(struct seed){"other-at", -10, 100, "other-rt", 3,
		"client_id=c2\nissuer=https://id.example.com\n"
		"url[]=https://api.example.com\n"});
	for (int i = 0; i < 2; i++) {
		flow = make(&options);
		assert_int_equal(answer(flow, ""), LANYARD_OK);
		r = lanyard_flow_save(flow, session, "work", patterns);
		assert_int_equal(r, i == 0 ? E(GRANT) : LANYARD_OK);
		assert_value(s, "refresh_token", i == 0 ? "other-rt" : "rt");
		assert_value(s, "generation", i == 0 ? "3" : "1");
		lanyard_flow_free(&flow);
	}
	server_stop(&server);
}

/* A record that does not parse is none, and stays under another name. */
static void
replaces_a_damaged_record(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, "# nothing\n");
	int64_t start_ms = clock_monotonic_ms();
	struct lanyard_flow_options options;
	struct lanyard_flow *flow;
	struct a_server server;

	server_start_one(&server, SERVER_OK(REPLY));
	options = good(server.url);
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_write(
	    scratch_path(s, "store/logins/work"), "no record", 0, 0600);
	flow = make(&options);
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	if (lanyard_flow_save(flow, session, "work", patterns) != LANYARD_OK)
		fail_msg("%s", lanyard_flow_message(flow));
	assert_value(s, "refresh_token", "rt");
	assert_true(clock_monotonic_ms() - start_ms < 10000);
	lanyard_flow_free(&flow);
	server_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(saves_a_login),
	    SCRATCH_TEST(saves_at_the_second_try),
	    SCRATCH_TEST(saves_nothing_in_vain),
	    SCRATCH_TEST(loses_nothing),
	    SCRATCH_TEST(sets_aside_at_last),
	    SCRATCH_TEST(replaces_a_damaged_record),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
