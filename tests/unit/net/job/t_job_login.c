/*
 * t_job_login.c - a login by a person: what is locked, reserved and saved; the
 * ways an answer comes are in t_interaction.c
 */
#include "scratch.h"

#include <poll.h>
#include <sys/resource.h>

#include "net/job/server.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name
#define BOTH	"{\"access_token\":\"at\",\"refresh_token\":\"rt2\"}"

/* A person who pastes a code, and looks around while doing so. */
struct paster {
	struct lanyard_session *session;
	bool typed;
	bool record_free;
	int pipe[2]; /* always readable */
};

static void
show_url(void *context, const char *login, const char *host, const char *url,
    bool opened)
{
	(void)context;
	assert_string_equal(login, "work");
	assert_memory_equal(host, "127.0.0.1:", 10);
	assert_non_null(strstr(url, "code_challenge="));
	assert_false(opened);
}

static bool
open_url(void *context, const char *url)
{
	(void)context;
	(void)url;
	return false;
}

static int
input_fd(void *context)
{
	return ((struct paster *)context)->pipe[0];
}

/* Does nobody hold the record's lock? */
static bool
is_free(struct lanyard_session *session)
{
	int fd = -1;
	bool got;

	assert_int_equal(store_try_lock(session->store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, NULL),
	    LANYARD_OK);
	got = fd != -1;
	store_unlock(NULL, &fd);
	return got;
}

static bool
read_line(void *context, char *line, unsigned size)
{
	struct paster *p = context;

	/* One code; where that was no good, no other. */
	if (p->typed) {
		scratch_print(line, size, "q");
		return true;
	}
	p->typed = true;
	/* Nobody else's refresh waits for a person. */
	p->record_free = is_free(p->session);
	scratch_print(line, size, "the-code");
	return true;
}

/* What the server was asked: REQUEST, "" if nothing. */
static void
take_request(struct a_server *server, char request[4096])
{
	struct pollfd asked = {server->log, POLLIN, 0};

	request[0] = '\0';
	if (poll(&asked, 1, 0) == 1)
		server_request(server, request, 4096);
	server_stop(server);
}

/* Log in as "work", with SETTINGS besides, at a server with one ANSWER. */
static enum lanyard_error
log_in(struct scratch *s, const char *answer, const char *settings,
    const struct seed *seed, char request[4096])
{
	const struct lanyard_job job = {.kind = LANYARD_JOB_LOGIN,
	    .login = "work",
	    .lock_fd = -1,
	    .timeout_ms = 20000};
	struct paster paster = {0};
	const struct lanyard_ui ui = {.context = &paster,
	    .show_url = show_url,
	    .open_url = open_url,
	    .input_fd = input_fd,
	    .read_line = read_line};
	struct lanyard_session *session;
	struct a_server server;
	enum lanyard_error r;
	sigset_t before, after;
	char text[2048];

	server_start_one(&server, answer);
	scratch_print(text, sizeof(text),
	    "logins = { work = { url = \"https://git.example.com\"; "
	    "authorization_endpoint = \"https://id.example.com/a\"; "
	    "token_endpoint = \"%s/t\"; client_id = \"c1\"; %s }; };\n",
	    server.url, settings);
	session = paster.session = scratch_open(s, text);
	scratch_seed(s, "work", seed);
	session->ui = &ui;
	assert_int_equal(pipe(paster.pipe), 0);
	assert_int_equal(write(paster.pipe[1], "x", 1), 1);
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	r = lanyard_refresh_here(session, &job);
	pthread_sigmask(SIG_BLOCK, NULL, &after);
	take_request(&server, request);
	close(paster.pipe[0]);
	close(paster.pipe[1]);
	session->ui = NULL;
	assert_true(paster.typed);
	assert_true(paster.record_free);
	/* Whatever came of it, nothing is held any more. */
	for (int k = 1; k <= SIGRTMAX; k++)
		assert_int_equal(
		    sigismember(&before, k), sigismember(&after, k));
	assert_true(is_free(session));
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
	assert_int_equal(session->error.code, r);
	return r;
}

/* The old grant's tokens, scope and faults go; what is ours stays. */
static void
saves_a_new_grant(void **state)
{
	static const struct {
		const char *settings, *answer;
		const char *refresh_token, *scope; /* NULL: none */
	} cases[] = {
	    {"", SERVER_OK(BOTH), "rt2", NULL},
	    {"", SERVER_OK("{\"access_token\":\"at\"}"), NULL, NULL},
	    /* RFC 6749 5.1: the scope asked for, unless the reply says else */
	    {"scope = [ \"a\", \"b\" ];", SERVER_OK(BOTH), "rt2", "a b"},
	    {"scope = \"a b\";",
		SERVER_OK("{\"access_token\":\"at\",\"scope\":\"b\"}"), NULL,
		"b"},
	};
	struct scratch *s = *state;
	char request[4096];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;

		seed.more = "scope=old\nrefresh_token_error=x\nlast_error=x\n"
			    "retry_at=99999999999\nlogin_failures=3\n"
			    "login_retry_at=99999999999\nmine=kept\n";
		assert_int_equal(log_in(s, cases[i].answer, cases[i].settings,
				     &seed, request),
		    LANYARD_OK);
		assert_non_null(strstr(request, "POST /t "));
		assert_non_null(strstr(request, "code=the-code"));
		assert_value(s, "access_token", "at");
		assert_value(s, "refresh_token", cases[i].refresh_token);
		assert_value(s, "scope", cases[i].scope);
		assert_value(s, "generation", "6");
		assert_value(s, "client_id", "c1");
		assert_value(s, "refresh_token_error", NULL);
		assert_value(s, "last_error", NULL);
		assert_value(s, "retry_at", NULL);
		assert_value(s, "login_failures", NULL);
		assert_value(s, "login_retry_at", NULL);
		assert_value(s, "mine", "kept");
		/* The reply did not say when it ends. */
		assert_value(s, "expires_at", NULL);
	}
}

/* A new grant does not inherit how the client proved itself for the old one. */
static void
proves_itself_anew(void **state)
{
	struct scratch *s = *state;
	struct seed seed = SEED_OVER;
	char request[4096];

	seed.more = "token_endpoint_auth_method=client_secret_post\n";
	assert_int_equal(
	    log_in(s, SERVER_OK(BOTH), "client_secret = \"s3cret of work\";",
		&seed, request),
	    LANYARD_OK);
	assert_non_null(strstr(request, "Authorization: Basic "));
	assert_null(strstr(request, "s3cret"));
	assert_value(s, "token_endpoint_auth_method", NULL);
}

/* The first login ever, and one where another client's record lies. */
static void
makes_or_sets_aside_the_record(void **state)
{
	const struct seed other = {"theirs", -100, 3000, "theirs", 9,
	    "client_id=another\ntoken_endpoint=https://x.example.com/t\n"};
	struct scratch *s = *state;
	char request[4096], text[2 * SCRATCH_PATH];
	struct dirent *entry;
	size_t aside = 0;
	DIR *dir;

	assert_int_equal(
	    log_in(s, SERVER_OK(BOTH), "", &other, request), LANYARD_OK);
	assert_value(s, "access_token", "at");
	assert_value(s, "refresh_token", "rt2");
	dir = opendir(scratch_path(s, "store/logins"));
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, "work.aside-", 11) != 0)
			continue;
		aside++;
		scratch_print(
		    text, sizeof(text), "store/logins/%s", entry->d_name);
		assert_non_null(strstr(scratch_read(scratch_path(s, text)),
		    "refresh_token=theirs\n"));
	}
	closedir(dir);
	assert_int_equal(aside, 1);
}

static void
leaves_the_record_when_refused(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
	} cases[] = {
	    {SERVER_SAYS("400", "{\"error\":\"invalid_client\"}"), E(REFUSED)},
	    /* The prompt asks again, and is given up. */
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), E(CANCELLED)},
	    {SERVER_SAYS("500", "busy"), E(CANCELLED)},
	    {SERVER_OK("{}"), E(CANCELLED)},
	    {"", E(CANCELLED)},
	};
	struct scratch *s = *state;
	char request[4096], after[4096];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct seed seed = SEED_OVER;

		scratch_seed(s, "work", &seed);
		assert_int_equal(log_in(s, cases[i].answer, "", &seed, request),
		    cases[i].code);
		scratch_print(after, sizeof(after), "%s",
		    scratch_read(scratch_path(s, "store/logins/work")));
		assert_non_null(strstr(after, "access_token=old\n"));
		assert_non_null(strstr(after, "refresh_token=rt\n"));
		assert_non_null(strstr(after, "generation=5\n"));
		assert_null(strstr(s->session->error.message, "the-code"));
	}
}

/* The new grant's, without the old one's access token. */
static void
keeps_a_refresh_token_alone(void **state)
{
	static const char *const answers[] = {
	    SERVER_OK("{\"refresh_token\":\"rt2\"}"),
	    SERVER_OK("{\"refresh_token\":\"rt2\",\"x"),
	};
	struct scratch *s = *state;
	char request[4096];

	for (size_t i = 0; i < COUNT(answers); i++) {
		const struct seed seed = SEED_OVER;

		scratch_seed(s, "work", &seed);
		assert_int_equal(
		    log_in(s, answers[i], "", &seed, request), E(SERVER));
		assert_value(s, "refresh_token", "rt2");
		assert_null(
		    strstr(scratch_read(scratch_path(s, "store/logins/work")),
			"access_token"));
		assert_non_null(
		    strstr(s->session->error.hint, "lanyard refresh work"));
	}
}

/* The code is not sent when its tokens could not be kept. */
static void
sends_nothing_without_room(void **state)
{
	const struct seed seed = SEED_OVER;
	struct scratch *s = *state;
	struct rlimit limit, small;
	enum lanyard_error r;
	char request[4096];

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = log_in(s, SERVER_OK(BOTH), "", &seed, request);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(r, E(STORE));
	assert_string_equal(request, "");
	assert_value(s, "refresh_token", "rt");
}

static void
needs_a_person(void **state)
{
	const struct lanyard_job job = {.kind = LANYARD_JOB_LOGIN,
	    .login = "work",
	    .lock_fd = -1,
	    .timeout_ms = 20000};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	assert_int_equal(lanyard_refresh_here(session, &job), E(LOGIN_NEEDED));
	assert_string_equal(
	    session->error.message, "login work needs a person");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(saves_a_new_grant),
	    SCRATCH_TEST(proves_itself_anew),
	    SCRATCH_TEST(makes_or_sets_aside_the_record),
	    SCRATCH_TEST(leaves_the_record_when_refused),
	    SCRATCH_TEST(keeps_a_refresh_token_alone),
	    SCRATCH_TEST(sends_nothing_without_room),
	    SCRATCH_TEST(needs_a_person),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
