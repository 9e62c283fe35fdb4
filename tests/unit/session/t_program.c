/*
 * t_program.c - lanyard_refresh_program(): lanyard-oauth started and heard
 *
 * A shell script stands for lanyard-oauth.
 */
#include "a_job.h"

#include "base/limits.h"

#define HIGH_FD 200
#define E(name) LANYARD_ERR_##name

/* A session whose program is a script with BODY; $dir is the scratch folder. */
static struct lanyard_session *
open_script(struct scratch *s, const char *body)
{
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *path = scratch_path(s, "lanyard-oauth");
	char text[4096];

	scratch_print(
	    text, sizeof(text), "#!/bin/sh\ndir='%s'\n%s\n", s->path, body);
	/* One that still runs is not written to: ETXTBSY. */
	(void)unlink(path);
	scratch_write(path, text, 0, 0700);
	session->refresh = lanyard_refresh_program;
	session->oauth_program = strdup(path);
	return session;
}

/* Runs it with a lock of its own. */
static enum lanyard_error
run(struct lanyard_session *session, enum lanyard_job_kind kind,
    int64_t timeout_ms)
{
	struct lanyard_job job = {.kind = kind,
	    .login = "work",
	    .generation = 5,
	    .timeout_ms = timeout_ms};
	enum lanyard_error r;

	error_clear(&session->error);
	/* A program of an earlier case may still have it. */
	if (session_lock(session, "work", STORE_LOCK_RECORD,
		clock_monotonic_ms() + 5000, &job.lock_fd) != LANYARD_OK)
		return session->error.code;
	(void)alarm(20);
	r = session->refresh(session, &job);
	(void)alarm(0);
	store_unlock(NULL, &job.lock_fd);
	return r;
}

static size_t
count_descriptors(void)
{
	size_t count = 0;

	for (int fd = 0; fd < HIGH_FD; fd++)
		count += fcntl(fd, F_GETFD) != -1;
	return count;
}

static void
gives_arguments_and_no_standard_streams(void **state)
{
	static const struct {
		enum lanyard_job_kind kind;
		const char *expected;
	} cases[] = {
	    {LANYARD_JOB_REFRESH, "refresh 1234 work 5\n"},
	    {LANYARD_JOB_LOGIN, "login 1234 work 5\n"},
	    {LANYARD_JOB_LOGOUT, "logout 1234 work 5\n"},
	};
	struct scratch *s = *state;
	int input[2];
	int saved = dup(0);

	/* Git's pipe and the mail: nothing of it may be taken. */
	assert_int_equal(pipe(input), 0);
	assert_int_equal(write(input[1], "mail\n", 5), 5);
	assert_int_equal(dup2(input[0], 0), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    open_script(s, "echo \"$*\" >\"$dir/arguments\"\n"
				   "cat >\"$dir/stdin\"\n"
				   "echo noise\n"
				   "exit 0");
		size_t before = count_descriptors();

		assert_int_equal(run(session, cases[i].kind, 1234), LANYARD_OK);
		assert_string_equal(scratch_read(scratch_path(s, "arguments")),
		    cases[i].expected);
		assert_string_equal(scratch_read(scratch_path(s, "stdin")), "");
		/* The store's two folders stay open. */
		assert_true(count_descriptors() <= before + 2);
	}
	assert_int_equal(dup2(saved, 0), 0);
	close(saved);
	close(input[0]);
	close(input[1]);
}

static void
takes_the_report(void **state)
{
	static const struct {
		const char *body;
		enum lanyard_error code;
		const char *message;
		const char *hint;
	} cases[] = {
	    {"exit 0", LANYARD_OK, "no error", NULL},
	    {"printf 'code=14\\nmessage=no route\\nhint=wait\\n\\n' >&4; exit "
	     "5",
		E(NETWORK), "no route", "wait"},
	    {"printf 'code=12\\nmessage=invalid_grant\\n' >&4; exit 4",
		E(GRANT), "invalid_grant", NULL},
	    {"printf 'code=14\\n' >&4", E(NETWORK),
		"the server cannot be reached", NULL},
	    {"printf 'code=10\\nmessage=no\\n' >&4", E(CANCELLED), "no", NULL},
	    {"printf 'message=\\033[31mred\\ncode=15\\n' >&4", E(SERVER),
		"?[31mred", NULL},
	    /* it says nothing that can be used */
	    {"printf 'code=99\\nmessage=x\\n' >&4; exit 1", E(SYSTEM),
		" ended with status 1 and no reason", NULL},
	    {"printf 'code=0\\nmessage=x\\n' >&4; exit 1", E(SYSTEM),
		" ended with status 1 and no reason", NULL},
	    {"printf 'garbage' >&4; exit 3", E(SYSTEM),
		" ended with status 3 and no reason", NULL},
	    {"exec 4>&-; sleep 0.1; exit 7", E(SYSTEM),
		" ended with status 7 and no reason", NULL},
	    {"kill -KILL $$", E(SYSTEM), " was killed by signal 9",
		"if memory has run out the system's log says so"},
	    {"kill -INT $$", E(SYSTEM), " was killed by signal 2", NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = open_script(s, cases[i].body);
		enum lanyard_error r = run(session, LANYARD_JOB_REFRESH, 5000);
		const char *message = lanyard_session_message(session);

		if (r != cases[i].code)
			fail_msg("%s: %d (%s)", cases[i].body, r, message);
		if (cases[i].message[0] == ' ')
			assert_non_null(strstr(message, cases[i].message));
		else
			assert_string_equal(message, cases[i].message);
		if (cases[i].hint == NULL)
			assert_null(lanyard_session_hint(session));
		else
			assert_string_equal(
			    lanyard_session_hint(session), cases[i].hint);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

/* A job of no login: no lock, its parameters as words, its results as lines. */
static void
runs_a_job_of_no_login(void **state)
{
	static const char *const parameters[] = {
	    "url", "https://x/?a=b c", "empty", "", NULL};
	struct lanyard_job job = {.kind = LANYARD_JOB_DISCOVER,
	    .lock_fd = -1,
	    .timeout_ms = 5000,
	    .parameters = parameters,
	    .result = a_job_result};
	struct scratch *s = *state;
	struct lanyard_session *session = open_script(s,
	    "printf '%s\\n' \"$@\" >\"$dir/arguments\"\n"
	    "[ -e /proc/self/fd/3 ] && echo lock >>\"$dir/arguments\"\n"
	    "printf 'result[]=issuer=https://id\\nresult[]=none\\n"
	    "result[]=issuer=a=b\\ncode=15\\nmessage=half\\n' >&4; exit 5");

	buf_init(&a_job_results, 4096);
	assert_int_equal(session->refresh(session, &job), E(SERVER));
	assert_string_equal(session->error.message, "half");
	assert_string_equal(
	    buf_text(&a_job_results), "issuer=https://id\nissuer=a=b\n");
	assert_string_equal(scratch_read(scratch_path(s, "arguments")),
	    "discover\n5000\n-\n0\nurl=https://x/?a=b c\nempty=\n");
	buf_clear(&a_job_results);
	/* Nobody wants them. */
	job.result = NULL;
	assert_int_equal(session->refresh(session, &job), E(SERVER));
	session = open_script(s, "kill -INT $$");
	job.kind = LANYARD_JOB_MANIFEST;
	assert_int_equal(session->refresh(session, &job), E(CANCELLED));
	assert_string_equal(
	    session->error.message, "the setup was interrupted");
}

static void
reports_what_cannot_be_started(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = open_script(s, "exit 0");
	size_t before;

	assert_int_equal(chmod(session->oauth_program, 0600), 0);
	/* root runs nothing either that has no x bit at all */
	before = count_descriptors();
	assert_int_equal(run(session, LANYARD_JOB_REFRESH, 1000), E(SYSTEM));
	assert_non_null(
	    strstr(lanyard_session_message(session), "cannot start"));
	assert_non_null(
	    strstr(lanyard_session_message(session), session->oauth_program));
	assert_non_null(lanyard_session_hint(session));
	assert_int_equal(unlink(session->oauth_program), 0);
	assert_int_equal(run(session, LANYARD_JOB_LOGIN, 1000), E(SYSTEM));
	assert_true(count_descriptors() <= before + 2);
}

/* The program saves, and what it saved is the answer. */
static void
answers_with_what_was_saved(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = open_script(s,
	    "now=$(date +%s)\n"
	    "printf 'name=work\\naccess_token=new\\nobtained_at=%d\\n"
	    "expires_at=%d\\nrefresh_token=rt2\\ngeneration=6\\n\\n' "
	    "\"$now\" $((now + 3600)) >\"$dir/store/logins/work.new\"\n"
	    "mv \"$dir/store/logins/work.new\" \"$dir/store/logins/work\"\n"
	    "echo x >>\"$dir/count\"");
	const char *answer;
	mode_t mask = umask(077);

	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	assert_int_equal(scratch_get(session, REQUEST, &answer), LANYARD_OK);
	assert_non_null(strstr(answer, "password=new\n"));
	assert_int_equal(scratch_get(session, REQUEST, &answer), LANYARD_OK);
	assert_int_equal(fake_calls(), strlen("x\n"));
	umask(mask);
}

static bool
is_locked(struct lanyard_session *session)
{
	int fd;

	assert_int_equal(
	    session_try_lock(session, "work", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	if (fd == -1)
		return true;
	store_unlock(NULL, &fd);
	return false;
}

/* It may be about to save a token: it is left alone, with its lock. */
static void
leaves_a_late_program_alone(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_script(s, "echo $$ >\"$dir/pid\"\nexec sleep 10");
	struct lanyard_session *other = scratch_another(s);
	int64_t start_ms = clock_monotonic_ms();
	int fd;
	pid_t pid;

	assert_int_equal(run(session, LANYARD_JOB_REFRESH, 50), E(TIMEOUT));
	assert_in_range(clock_monotonic_ms() - start_ms, 50, 6000);
	pid = (pid_t)strtol(scratch_read(scratch_path(s, "pid")), NULL, 10);
	assert_int_equal(kill(pid, 0), 0);
	/* Our own descriptor is closed, the child's is not. */
	assert_int_equal(
	    session_try_lock(other, "work", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_int_equal(fd, -1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(scratch_reap(pid), -1);
	assert_int_equal(
	    session_try_lock(other, "work", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_int_not_equal(fd, -1);
	store_unlock(NULL, &fd);
	lanyard_session_close(&other);
}

/* Whatever numbers our own descriptors happen to have. */
static void
hands_over_lock_and_report_by_number(void **state)
{
	struct scratch *s = *state;

	for (int taken = 0; taken < 10; taken++) {
		struct lanyard_session *session = open_script(s,
		    "printf 'code=15\\nmessage=heard\\n' >&4\n"
		    "echo >\"$dir/ready\"\n"
		    "while [ ! -e \"$dir/go\" ]; do sleep 0.01; done");
		struct lanyard_job job = {.login = "work", .timeout_ms = 5000};
		int fds[10], held, status;
		pid_t pid;

		(void)unlink(scratch_path(s, "ready"));
		(void)unlink(scratch_path(s, "go"));
		for (int i = 0; i < taken; i++)
			fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		assert_int_equal(
		    session_try_lock(session, "work", STORE_LOCK_RECORD, &held),
		    LANYARD_OK);
		job.lock_fd = held;
		if ((pid = fork()) == 0)
			_exit((int)session->refresh(session, &job));
		store_unlock(NULL, &held);
		while (!scratch_exists(scratch_path(s, "ready")))
			clock_sleep_ms(1);
		/* The front is killed: the lock lives in the program. */
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(is_locked(session));
		scratch_write(scratch_path(s, "go"), "\n", 0, 0600);
		while (is_locked(session))
			clock_sleep_ms(1);
		for (int i = 0; i < taken; i++)
			close(fds[i]);
	}
}

static void
works_without_standard_streams(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_script(s, "printf 'code=15\\nmessage=heard\\n' >&4; exit 1");
	pid_t pid;

	if ((pid = fork()) == 0) {
		struct lanyard_job job = {
		    .login = "work", .lock_fd = -1, .timeout_ms = 5000};

		for (int fd = 0; fd < 3; fd++)
			close(fd);
		session_try_lock(
		    session, "work", STORE_LOCK_RECORD, &job.lock_fd);
		_exit(session->refresh(session, &job) == E(SERVER) &&
			      strcmp(session->error.message, "heard") == 0
			  ? 0
			  : 1);
	}
	assert_int_equal(scratch_reap(pid), 0);
}

/* The child works on this session's files, whatever the environment says. */
static void
hands_on_which_files(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_script(s, "printf '%s|%s' \"$LANYARD_STORE\" "
			   "\"$LANYARD_CONFIG\" >\"$dir/f\"");
	char text[3 * SCRATCH_PATH];

	setenv("LANYARD_STORE", "/elsewhere", 1);
	setenv("LANYARD_CONFIG", "/else", 1);
	assert_int_equal(run(session, LANYARD_JOB_REFRESH, 5000), LANYARD_OK);
	scratch_print(text, sizeof(text), "%s|/else", s->store);
	assert_string_equal(scratch_read(scratch_path(s, "f")), text);
	session->config_named = true;
	assert_int_equal(run(session, LANYARD_JOB_LOGIN, 5000), LANYARD_OK);
	scratch_print(text, sizeof(text), "%s|%s", s->store, s->config);
	assert_string_equal(scratch_read(scratch_path(s, "f")), text);
	unsetenv("LANYARD_STORE");
	unsetenv("LANYARD_CONFIG");
}

static void
works_where_children_are_ignored(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_script(s, "echo code=0 >&4; exit 0");

	signal(SIGCHLD, SIG_IGN);
	assert_int_equal(run(session, LANYARD_JOB_REFRESH, 5000), LANYARD_OK);
	/* With no status to see, silence may be anything. */
	session = open_script(s, "kill -KILL $$");
	assert_int_equal(run(session, LANYARD_JOB_REFRESH, 5000), E(SYSTEM));
	assert_non_null(strstr(session->error.message, "did not say how"));
	session =
	    open_script(s, "printf 'code=15\\nmessage=heard\\n' >&4; exit 1");
	assert_int_equal(run(session, LANYARD_JOB_REFRESH, 5000), E(SERVER));
	signal(SIGCHLD, SIG_DFL);
}

static void
resets_the_signals_of_the_program(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_script(s, "(kill -TERM $(sh -c 'echo $PPID'); exit 0)\n"
			   "echo $? >\"$dir/term\"\n"
			   "(kill -PIPE $(sh -c 'echo $PPID'); exit 0)\n"
			   "echo $? >\"$dir/pipe\"");
	sigset_t all, before, after;

	sigfillset(&all);
	sigdelset(&all, SIGALRM);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pthread_sigmask(SIG_BLOCK, &all, NULL), 0);
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    run(session,
			i == 0 ? LANYARD_JOB_REFRESH : LANYARD_JOB_LOGIN, 5000),
		    LANYARD_OK);
		assert_string_equal(
		    scratch_read(scratch_path(s, "term")), "143\n");
		assert_string_equal(
		    scratch_read(scratch_path(s, "pipe")), "141\n");
		pthread_sigmask(SIG_BLOCK, NULL, &after);
		for (int k = 1; k <= SIGRTMAX; k++)
			assert_int_equal(
			    sigismember(&before, k), sigismember(&after, k));
	}
	sigemptyset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	signal(SIGPIPE, SIG_DFL);
}

/* Ctrl-C reaches the whole group, and we live to tell git. */
static void
outlives_an_interrupted_login(void **state)
{
	static const struct {
		const char *body;
		enum lanyard_job_kind kind;
		int status; /* the code, or -1: killed as well */
	} cases[] = {
	    {"kill -INT $PPID; kill -INT $$", LANYARD_JOB_LOGIN,
		LANYARD_ERR_CANCELLED},
	    {"kill -QUIT $PPID; kill -QUIT $$", LANYARD_JOB_LOGIN,
		LANYARD_ERR_CANCELLED},
	    {"kill -INT $$", LANYARD_JOB_LOGIN, LANYARD_ERR_CANCELLED},
	    {"kill -INT $PPID; kill -INT $$", LANYARD_JOB_MANIFEST,
		LANYARD_ERR_CANCELLED},
	    {"kill -INT $$", LANYARD_JOB_INSTALL, LANYARD_ERR_CANCELLED},
	    {"kill -TERM $PPID; sleep 0.1", LANYARD_JOB_LOGIN, -1},
	    {"kill -INT $PPID; sleep 0.1", LANYARD_JOB_REFRESH, -1},
	    {"kill -INT $PPID; sleep 0.1", LANYARD_JOB_DISCOVER, -1},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = open_script(s, cases[i].body);
		pid_t pid = fork();

		if (pid == 0) {
			signal(SIGINT, SIG_DFL);
			signal(SIGQUIT, SIG_DFL);
			_exit((int)run(session, cases[i].kind, 5000));
		}
		assert_int_equal(scratch_reap(pid), cases[i].status);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(gives_arguments_and_no_standard_streams),
	    SCRATCH_TEST(takes_the_report),
	    SCRATCH_TEST(runs_a_job_of_no_login),
	    SCRATCH_TEST(reports_what_cannot_be_started),
	    SCRATCH_TEST(answers_with_what_was_saved),
	    SCRATCH_TEST(leaves_a_late_program_alone),
	    SCRATCH_TEST(hands_over_lock_and_report_by_number),
	    SCRATCH_TEST(works_without_standard_streams),
	    SCRATCH_TEST(hands_on_which_files),
	    SCRATCH_TEST(works_where_children_are_ignored),
	    SCRATCH_TEST(resets_the_signals_of_the_program),
	    SCRATCH_TEST(outlives_an_interrupted_login),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
