/*
 * t_git_erase.c - git's "erase"
 */
#include "scratch.h"

#define WORK "protocol=https\nhost=git.example.com\n"

static enum lanyard_error
reject(struct lanyard_session *session, const char *lines)
{
	struct lanyard_credential *request = scratch_request(lines);
	enum lanyard_error r = lanyard_erase(session, request);

	lanyard_credential_free(&request);
	return r;
}

static void
drops_the_current_access_token_only(void **state)
{
	static const struct {
		const char *request;
		bool dropped;
	} cases[] = {
	    {WORK "username=u\npassword=old\n", true},
	    {WORK "password=old\noauth_refresh_token=rt\n", true},
	    {WORK "authtype=Bearer\ncredential=old\n", true},
	    {WORK, true},
	    {WORK "username=u\n", true},
	    {WORK "password=older\n", false},
	    {WORK "password=ol\n", false},
	    {WORK "password=\n", false},
	    {WORK "authtype=Bearer\ncredential=other\n", false},
	    {"protocol=https\nhost=h\npassword=old\n", false},
	    {"protocol=http\nhost=git.example.com\npassword=old\n", false},
	    {"host=git.example.com\n", false},
	    {"", false},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		struct seed seed = SEED_FRESH;
		const char *answer;

		seed.more = "token_type=bearer\nother=x\n";
		scratch_seed(s, "work", &seed);
		assert_int_equal(reject(session, cases[i].request), LANYARD_OK);
		assert_value(
		    s, "access_token", cases[i].dropped ? NULL : "old");
		assert_int_equal(scratch_value(s, "work", "expires_at") == NULL,
		    cases[i].dropped);
		assert_value(s, "refresh_token", "rt");
		assert_value(s, "generation", "5");
		assert_value(s, "other", "x");
		assert_int_equal(fake.calls, 0);
		/* The next get refreshes. */
		assert_int_equal(
		    scratch_get(session, WORK, &answer), LANYARD_OK);
		assert_int_equal(fake.calls, cases[i].dropped ? 1 : 0);
	}
}

static void
makes_nothing_where_nothing_is(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    scratch_open(s, PASSWORDS SCRATCH_CONFIG);

	assert_int_equal(reject(session, WORK "password=x\n"), LANYARD_OK);
	assert_int_equal(
	    reject(session, "protocol=https\nhost=h\n"), LANYARD_OK);
	assert_int_equal(reject(session, ""), LANYARD_OK);
	assert_int_equal(lanyard_logout(session, "work"), LANYARD_OK);
	assert_false(scratch_exists(s->store));
}

/* A refresh comes first: what was rejected is no longer what is there. */
static void
leaves_what_came_meanwhile(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	pid_t pid;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	fake.delay_ms = 200;
	if ((pid = fork()) == 0)
		_exit((int)lanyard_refresh(scratch_another(s), "work", 0));
	while (fake_calls() == 0)
		clock_sleep_ms(1);
	assert_int_equal(reject(session, WORK "password=old\n"), LANYARD_OK);
	assert_int_equal(scratch_reap(pid), LANYARD_OK);
	assert_value(s, "access_token", "at-6");
}

static void
erases_passwords_where_it_may(void **state)
{
	static const char *const passwords[] = {PASSWORDS, ""};
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct lanyard_credential *password =
	    scratch_request("protocol=https\nhost=h\nusername=u\npassword=p\n");
	const char *answer;
	char config[1024];

	for (size_t i = 0; i < COUNT(passwords); i++) {
		session = scratch_open(s, PASSWORDS SCRATCH_CONFIG);
		assert_int_equal(lanyard_store(session, password), LANYARD_OK);
		scratch_print(config, sizeof(config), "%s%s", passwords[i],
		    SCRATCH_CONFIG);
		session = scratch_open(s, config);
		assert_int_equal(
		    reject(session, "protocol=https\nhost=h\n"), LANYARD_OK);
		session = scratch_open(s, PASSWORDS SCRATCH_CONFIG);
		assert_int_equal(
		    scratch_get(session, "protocol=https\nhost=h\n", &answer),
		    LANYARD_OK);
		assert_string_equal(
		    answer, i == 0 ? "" : "username=u\npassword=p\n");
	}
	lanyard_credential_free(&password);
}

static void
reports_what_it_could_not_save(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(
	    mkdir(scratch_path(s, "store/logins/work.new"), 0700), 0);
	assert_int_equal(reject(session, WORK), LANYARD_ERR_STORE);
	assert_value(s, "access_token", "old");
	assert_int_equal(rmdir(scratch_path(s, "store/logins/work.new")), 0);
	/* The lock was let go. */
	assert_int_equal(reject(session, WORK), LANYARD_OK);
	assert_value(s, "access_token", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(drops_the_current_access_token_only),
	    SCRATCH_TEST(makes_nothing_where_nothing_is),
	    SCRATCH_TEST(leaves_what_came_meanwhile),
	    SCRATCH_TEST(erases_passwords_where_it_may),
	    SCRATCH_TEST(reports_what_it_could_not_save),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
