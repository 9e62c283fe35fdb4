/*
 * t_session.c - where configuration and store are, errors, and locks
 */
#include "scratch.h"

#include "os/home.h"

#define SYSTEM_CONFIG SYSCONFDIR "/lanyard/lanyard.conf"

/* The folder of this machine's administrator may have anything in it. */
static void
skip_with_system_config(void)
{
	if (scratch_exists(SYSTEM_CONFIG))
		skip();
}

static void
unset_all(void)
{
	unsetenv("LANYARD_CONFIG");
	unsetenv("LANYARD_STORE");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
}

static void
finds_configuration_and_store(void **state)
{
	/* "@" stands for the scratch folder, which is HOME. */
	static const struct {
		const char *option[2]; /* configuration, store */
		const char *own[2];    /* $LANYARD_CONFIG, $LANYARD_STORE */
		const char *xdg[2];
		const char *expected[2];
	} cases[] = {
	    {{NULL, NULL}, {NULL, NULL}, {NULL, NULL},
		{"@/.config/lanyard/lanyard.conf", "@/.local/state/lanyard"}},
	    {{NULL, NULL}, {NULL, NULL}, {"@/c", "@/s"},
		{"@/c/lanyard/lanyard.conf", "@/s/lanyard"}},
	    {{NULL, NULL}, {NULL, NULL}, {"c", "./s"},
		{"@/.config/lanyard/lanyard.conf", "@/.local/state/lanyard"}},
	    {{NULL, NULL}, {"", ""}, {"", ""},
		{"@/.config/lanyard/lanyard.conf", "@/.local/state/lanyard"}},
	    {{NULL, NULL}, {"@/own.conf", "@/own"}, {"@/c", "@/s"},
		{"@/own.conf", "@/own"}},
	    {{"@/a.conf", "@/a"}, {"@/own.conf", "@/own"}, {"@/c", "@/s"},
		{"@/a.conf", "@/a"}},
	    {{"@/a.conf", NULL}, {NULL, "@/own"}, {"@/c", "@/s"},
		{"@/a.conf", "@/own"}},
	};
	struct scratch *s = *state;

	skip_with_system_config();
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const *groups[] = {cases[i].option, cases[i].own,
		    cases[i].xdg, cases[i].expected};
		char full[4][2][2 * SCRATCH_PATH];
		const char *given[4][2];
		struct lanyard_options options = {0};
		struct lanyard_session *session = NULL;

		for (size_t g = 0; g < 4; g++)
			for (size_t k = 0; k < 2; k++) {
				const char *text = groups[g][k];
				bool here = text != NULL && text[0] == '@';

				given[g][k] = text == NULL ? NULL : full[g][k];
				scratch_print(full[g][k], sizeof(full[g][k]),
				    "%s%s", here ? s->path : "",
				    text == NULL ? "" : text + here);
			}
		unset_all();
		if (given[1][0] != NULL)
			setenv("LANYARD_CONFIG", given[1][0], 1);
		if (given[1][1] != NULL)
			setenv("LANYARD_STORE", given[1][1], 1);
		if (given[2][0] != NULL)
			setenv("XDG_CONFIG_HOME", given[2][0], 1);
		if (given[2][1] != NULL)
			setenv("XDG_STATE_HOME", given[2][1], 1);
		options.config_path = given[0][0];
		options.store_path = given[0][1];
		/* Those that are named must be there. */
		scratch_write(scratch_path(s, "own.conf"), "\n", 0, 0600);
		scratch_write(scratch_path(s, "a.conf"), "\n", 0, 0600);
		assert_int_equal(
		    lanyard_session_open(&session, &options), LANYARD_OK);
		assert_string_equal(session->config_path, given[3][0]);
		assert_string_equal(store_path(session->store), given[3][1]);
		assert_false(scratch_exists(given[3][1]));
		lanyard_session_close(&session);
		assert_null(session);
	}
	lanyard_session_close(&(struct lanyard_session *){NULL});
	lanyard_session_close(NULL);
}

static void
says_that_a_path_is_too_long(void **state)
{
	static char path[5000];
	const struct lanyard_options options = {.store_path = path};
	struct lanyard_session *session = NULL;

	(void)state;
	memset(path, '/', sizeof(path) - 1);
	assert_int_equal(
	    lanyard_session_open(&session, &options), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(
	    lanyard_session_message(session), "LANYARD_STORE is too long"));
	lanyard_session_close(&session);
}

static void
finds_a_home_without_environment(void **state)
{
	struct scratch *s = *state;
	const struct lanyard_options options = {.store_path = s->store};
	struct lanyard_session *session = NULL;
	char *home = strdup(getenv("HOME"));
	struct buf own;

	skip_with_system_config();
	unset_all();
	unsetenv("HOME");
	/* The person's own configuration, which may be a broken one. */
	(void)lanyard_session_open(&session, &options);
	assert_non_null(session);
	buf_init(&own, SCRATCH_PATH);
	if (home_find("/etc/passwd", geteuid(), &own) == LANYARD_OK)
		assert_int_equal(
		    buf_add_text(&own, "/.config/lanyard/lanyard.conf"),
		    LANYARD_OK);
	else /* a user whom passwd does not know has the system's */
		assert_int_equal(buf_add_text(&own, SYSTEM_CONFIG), LANYARD_OK);
	assert_string_equal(session->config_path, buf_text(&own));
	buf_clear(&own);
	setenv("HOME", home, 1);
	free(home);
	lanyard_session_close(&session);
}

static void
survives_a_failed_open(void **state)
{
	struct scratch *s = *state;
	const char *folder = scratch_path(s, "open");
	const struct {
		const char *config;
		const char *store;
		enum lanyard_error code;
		const char *word;
	} cases[] = {
	    {"/nonexistent/x.conf", s->store, LANYARD_ERR_CONFIG,
		"/nonexistent/x.conf"},
	    {s->config, s->config, LANYARD_ERR_STORE, s->config},
	    {s->config, folder, LANYARD_ERR_STORE, folder},
	    {scratch_path(s, "bad.conf"), s->store, LANYARD_ERR_CONFIG,
		"bad.conf:2"},
	};

	scratch_write(s->config, "\n", 0, 0600);
	scratch_write(scratch_path(s, "bad.conf"), "\nx = 1;\n", 0, 0600);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(chmod(folder, 0755), 0);
	skip_with_system_config();
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct lanyard_options options = {
		    .config_path = cases[i].config,
		    .store_path = cases[i].store,
		};
		struct lanyard_session *session = NULL;

		enum lanyard_error r = lanyard_session_open(&session, &options);

		/* The configuration is not read before it is needed. */
		if (cases[i].code == LANYARD_ERR_CONFIG)
			assert_int_equal(r, LANYARD_OK);
		for (int again = 0; r == LANYARD_OK && again < 2; again++)
			assert_int_equal(
			    lanyard_refresh(session, "work", 0), cases[i].code);
		if (r != LANYARD_OK)
			assert_int_equal(r, cases[i].code);
		assert_non_null(session);
		assert_non_null(
		    strstr(lanyard_session_message(session), cases[i].word));
		lanyard_session_close(&session);
	}
}

static void
tells_the_last_error(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_string_equal(lanyard_session_message(NULL), "out of memory");
	assert_null(lanyard_session_hint(NULL));
	assert_string_equal(lanyard_session_message(session), "no error");
	assert_null(lanyard_session_hint(session));
	assert_int_equal(lanyard_session_fail(session, LANYARD_ERR_SERVER,
			     "50%s of \x1b[31m it\n", "try %d"),
	    LANYARD_ERR_SERVER);
	assert_string_equal(
	    lanyard_session_message(session), "50%s of ?[31m it?");
	assert_string_equal(lanyard_session_hint(session), "try %d");
	/* An old hint does not stay with a new error. */
	assert_int_equal(lanyard_session_fail(session, LANYARD_ERR_TIMEOUT,
			     lanyard_session_message(session), NULL),
	    LANYARD_ERR_TIMEOUT);
	assert_string_equal(
	    lanyard_session_message(session), "50%s of ?[31m it?");
	assert_null(lanyard_session_hint(session));
	lanyard_session_fail(session, LANYARD_ERR_TIMEOUT, "", NULL);
	assert_string_equal(lanyard_session_message(session), "timed out");
}

static void
asks_only_where_somebody_is(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct person person = {0};
	struct lanyard_ui ui = {.context = &person};

	assert_false(session_may_ask(session));
	session->ui = &ui;
	assert_false(session_may_ask(session));
	ui.may_ask = person_may_ask;
	assert_false(session_may_ask(session));
	person.there = true;
	assert_true(session_may_ask(session));
}

static void
waits_for_a_lock(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct lanyard_session *other = scratch_another(s);
	int64_t start_ms;
	int held, fd;
	pid_t pid;

	assert_int_equal(
	    session_try_lock(other, "work", STORE_LOCK_RECORD, &held),
	    LANYARD_OK);
	assert_true(held >= 0);
	assert_int_equal(
	    session_try_lock(session, "work", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_int_equal(fd, -1);
	start_ms = clock_monotonic_ms();
	assert_int_equal(session_lock(session, "work", STORE_LOCK_RECORD,
			     start_ms + 100, &fd),
	    LANYARD_ERR_TIMEOUT);
	assert_int_equal(fd, -1);
	assert_in_range(clock_monotonic_ms() - start_ms, 90, 2000);
	assert_non_null(
	    strstr(lanyard_session_message(session), "login work locked"));
	/* A time that is over is one look, not none. */
	assert_int_equal(session_lock(session, "work2", STORE_LOCK_RECORD,
			     start_ms - 1, &fd),
	    LANYARD_OK);
	store_unlock(NULL, &fd);

	if ((pid = fork()) == 0) {
		clock_sleep_ms(100);
		_exit(0);
	}
	store_unlock(NULL, &held);
	assert_int_equal(session_lock(session, "work", STORE_LOCK_RECORD,
			     start_ms + 10000, &fd),
	    LANYARD_OK);
	assert_true(fd >= 0);
	assert_true(clock_monotonic_ms() - start_ms < 5000);
	store_unlock(NULL, &fd);
	assert_int_equal(scratch_reap(pid), 0);
	lanyard_session_close(&other);
}

static void
leaves_what_is_left(void **state)
{
	static const char left[] = "name=work\nclient_id=c1\n"
				   "refresh_token=rt-left\ngeneration=6\n\n";
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int64_t now_ms = clock_monotonic_ms();
	int fd, other;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_write(scratch_path(s, "store/logins/work.new"), left, 0, 0600);
	assert_int_equal(
	    session_lock_as_left(session, "work", now_ms + 1000, &fd),
	    LANYARD_OK);
	assert_value(s, "refresh_token", "rt");
	assert_int_equal(
	    session_lock_as_left(session, "work", now_ms - 1, &other),
	    LANYARD_ERR_TIMEOUT);
	store_unlock(session->store, &fd);
	/* As everybody else has it. */
	assert_int_equal(session_lock(session, "work", STORE_LOCK_RECORD,
			     now_ms + 1000, &fd),
	    LANYARD_OK);
	assert_value(s, "refresh_token", "rt-left");
	store_unlock(session->store, &fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_configuration_and_store),
	    SCRATCH_TEST(finds_a_home_without_environment),
	    SCRATCH_TEST(says_that_a_path_is_too_long),
	    SCRATCH_TEST(survives_a_failed_open),
	    SCRATCH_TEST(tells_the_last_error),
	    SCRATCH_TEST(asks_only_where_somebody_is),
	    SCRATCH_TEST(waits_for_a_lock),
	    SCRATCH_TEST(leaves_what_is_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
