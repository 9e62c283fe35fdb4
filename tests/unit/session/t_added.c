/*
 * t_added.c - a login added to the user's configuration
 */
#include "scratch.h"

#include "another.h"
#include "session/added.h"

#define E(name) LANYARD_ERR_##name

static const char *const plain[] = {"url", "https://h.org", "client_id", "c",
    "token_endpoint", "https://i.org/t", NULL};
static const char *const with_secret[] = {"url", "https://h.org", "client_id",
    "c", "client_secret", "s3cret", "token_endpoint", "https://i.org/t", NULL};

static enum lanyard_error
note(void *context, const struct lanyard_state *state)
{
	(void)state;
	++*(int *)context;
	return LANYARD_OK;
}

/* The session itself knows the login at once. */
static void
adds_and_takes_back(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int found = 0;

	assert_int_equal(lanyard_config_add(session, "me", plain), LANYARD_OK);
	assert_int_equal(
	    lanyard_state_of(session, "https://h.org", 0, note, &found),
	    LANYARD_OK);
	assert_int_equal(found, 1);
	assert_int_equal(lanyard_config_undo(session), LANYARD_OK);
	assert_int_equal(
	    lanyard_state_of(session, "https://h.org", 0, note, &found),
	    E(UNKNOWN_LOGIN));
	scratch_holds(s, "lanyard.conf", SCRATCH_CONFIG);
}

static void
keeps_a_secret_in_its_own_file(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *text;
	struct stat st;

	assert_int_equal(
	    lanyard_config_add(session, "me", with_secret), LANYARD_OK);
	text = scratch_read(s->config);
	assert_null(strstr(text, "s3cret"));
	assert_non_null(strstr(text, "client_secret_file = "));
	scratch_holds(s, "me.client_secret", "s3cret\n");
	assert_int_equal(stat(scratch_path(s, "me.client_secret"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(lanyard_config_undo(session), LANYARD_OK);
	scratch_holds(s, "me.client_secret", NULL);
	scratch_holds(s, "lanyard.conf", SCRATCH_CONFIG);
	/* One that is there stays, and nothing is added. */
	scratch_write(scratch_path(s, "me.client_secret"), "mine", 0, 0600);
	assert_int_equal(
	    lanyard_config_add(session, "me", with_secret), E(CONFIG));
	scratch_holds(s, "me.client_secret", "mine");
	scratch_holds(s, "lanyard.conf", SCRATCH_CONFIG);
	/* One that is named only, and kept elsewhere, is nobody's to remove. */
	const char *const named[] = {"url", "https://h.org", "client_id", "c",
	    "client_secret_file", scratch_path(s, "elsewhere"),
	    "token_endpoint", "https://i.org/t", NULL};

	scratch_write(scratch_path(s, "elsewhere"), "x\n", 0, 0600);
	assert_int_equal(lanyard_config_add(session, "me", named), LANYARD_OK);
	assert_int_equal(lanyard_config_undo(session), LANYARD_OK);
	scratch_holds(s, "elsewhere", "x\n");
}

/* A job has written it where it is kept: then it goes with the login. */
static void
takes_a_secret_that_a_job_has_written(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct buf path;

	buf_init(&path, 4096);
	assert_int_equal(added_secret_file(session, "me", &path), LANYARD_OK);
	scratch_write(buf_text(&path), "x\n", 0, 0600);
	const char *const settings[] = {"url", "https://h.org", "client_id",
	    "c", "client_secret_file", buf_text(&path), "token_endpoint",
	    "https://i.org/t", NULL};

	assert_int_equal(
	    lanyard_config_add(session, "me", settings), LANYARD_OK);
	assert_int_equal(lanyard_config_undo(session), LANYARD_OK);
	assert_false(scratch_exists(buf_text(&path)));
	buf_clear(&path);
}

/* Nor is the folder for a secret made in another user's. */
static void
keeps_no_secret_at_anothers(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct buf path;

	buf_init(&path, 4096);
	assert_int_equal(unlink(s->config), 0);
	another_owner(s->path, 12345);
	assert_int_equal(added_secret_file(session, "me", &path), E(CONFIG));
	assert_int_equal(path.size, 0);
	assert_non_null(strstr(session->error.message, "user 12345"));
	another_forget();
	buf_clear(&path);
}

static void
refuses_a_name(void **state)
{
	static const struct {
		const char *name, *said;
	} cases[] = {
	    {"work", "has a login work already"},
	    {"kept", "the store has a login kept already"},
	    {"9", "cannot be a login's name"},
	    {"a b", "cannot be a login's name"},
	    {"a\"; }; x = {", "cannot be a login's name"},
	    {"", "cannot be a login's name"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct seed seed = SEED_FRESH;

	seed.more = "url[]=https://k.org\nclient_id=c\n"
		    "token_endpoint=https://i.org/t\n";
	scratch_seed(s, "kept", &seed);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    lanyard_config_add(session, cases[i].name, plain),
		    E(CONFIG));
		if (strstr(session->error.message, cases[i].said) == NULL)
			fail_msg("%s", session->error.message);
		scratch_holds(s, "lanyard.conf", SCRATCH_CONFIG);
	}
}

/* A file that LANYARD_CONFIG names is made. */
static void
makes_one_that_is_named(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_int_equal(unlink(s->config), 0);
	session->config_named = true;
	assert_int_equal(lanyard_config_prepare(session), LANYARD_OK);
	assert_int_equal(lanyard_config_add(session, "me", plain), LANYARD_OK);
	assert_true(session->config_named);
	assert_true(scratch_exists(s->config));
	scratch_write(s->config, "logins = {\n", 0, 0600);
	assert_int_equal(lanyard_config_prepare(session), E(CONFIG));
}

static void
shows_what_it_would_add(void **state)
{
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	char *text;

	assert_int_equal(
	    lanyard_config_text(session, "me", plain, &text), LANYARD_OK);
	assert_string_equal(text,
	    "  me = {\n    url = \"https://h.org\";\n    client_id = \"c\";\n"
	    "    token_endpoint = \"https://i.org/t\";\n  };\n");
	lanyard_text_free(&text);
}

/* As an option names it, and the file that will not be. */
static void
checks_a_value_alone(void **state)
{
	static const struct {
		const char *key, *value;
		bool allow_http;
		enum lanyard_error code;
		const char *message;
	} cases[] = {
	    {"scope", "a b", false, LANYARD_OK, NULL},
	    {"scope", "a\nb", false, LANYARD_ERR_CONFIG,
		"--x has a line break or another control character"},
	    {"scope", "a\"b", false, LANYARD_ERR_CONFIG,
		"--x has a quote, a backslash or characters outside ASCII"},
	    {"username", "a\033b", false, LANYARD_ERR_CONFIG,
		"--x has a line break or another control character"},
	    {"issuer", "ftp://i.org", false, LANYARD_ERR_CONFIG,
		"--x is not https"},
	    {"issuer", "http://i.org", true, LANYARD_OK, NULL},
	    {"redirect_uri", "ftp://x", false, LANYARD_ERR_CONFIG,
		"--x is no address by which a browser brings an answer"},
	    {"timeout_ms", "5", false, LANYARD_ERR_ARGUMENT,
		"timeout_ms is no key whose value is text"},
	    {"no_key", "5", false, LANYARD_ERR_ARGUMENT,
		"no_key is no key to be set here"},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
		    lanyard_config_check(session, cases[i].key, cases[i].value,
			"--x", cases[i].allow_http),
		    cases[i].code);
		if (cases[i].message != NULL)
			assert_string_equal(
			    lanyard_session_message(session), cases[i].message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(adds_and_takes_back),
	    SCRATCH_TEST(keeps_a_secret_in_its_own_file),
	    SCRATCH_TEST(takes_a_secret_that_a_job_has_written),
	    SCRATCH_TEST(keeps_no_secret_at_anothers),
	    SCRATCH_TEST(refuses_a_name),
	    SCRATCH_TEST(makes_one_that_is_named),
	    SCRATCH_TEST(shows_what_it_would_add),
	    SCRATCH_TEST(checks_a_value_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
