/*
 * main.c - lanyard-oauth, the network half: refresh and login
 *
 * Started by lanyard with the login's lock on descriptor 3, unless the job is
 * of no login, and a pipe for its report on descriptor 4; stdin and stdout are
 * /dev/null. Talks to the authorization server, saves, exits.
 *
 *   lanyard-oauth refresh TIMEOUT_MS NAME GENERATION
 *   lanyard-oauth login   TIMEOUT_MS NAME GENERATION
 *   lanyard-oauth logout  TIMEOUT_MS NAME GENERATION
 *   lanyard-oauth check    TIMEOUT_MS - 0 PARAMETER=VALUE ...
 *   lanyard-oauth discover TIMEOUT_MS - 0 PARAMETER=VALUE ...
 *   lanyard-oauth register TIMEOUT_MS - 0 PARAMETER=VALUE ...
 *   lanyard-oauth manifest TIMEOUT_MS - 0 PARAMETER=VALUE ...
 *   lanyard-oauth install  TIMEOUT_MS - 0 PARAMETER=VALUE ...
 *
 * In lanyard's place, with neither lock nor report:
 *   lanyard-oauth login-for NAME SSH-URL
 *   lanyard-oauth version
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/report.h"
#include "common/secrecy.h"
#include "common/trace.h"
#include "elsewhere.h"
#include "interrupt.h"
#include "terminal.h"
#include "watchdog.h"

#define LOCK_FD	  3
#define REPORT_FD 4

/* Later than any time that is kept, and sooner than lanyard gives us up. */
#define GRACE_MS 1500

#define REPORT_MAX 2048

/* In the place of a login's name. */
#define NO_LOGIN "-"

/* A number in decimal, all of TEXT; -1 if it is none. */
static long long
number(const char *text)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && n >= 0 ? n : -1;
}

/* What the front wants; false: that is no job. */
static bool
find_kind(const char *verb, enum lanyard_job_kind *kind)
{
	static const struct {
		const char *verb;
		enum lanyard_job_kind kind;
	} kinds[] = {
	    {"refresh", LANYARD_JOB_REFRESH},
	    {"login", LANYARD_JOB_LOGIN},
	    {"logout", LANYARD_JOB_LOGOUT},
	    {"check", LANYARD_JOB_CHECK},
	    {"discover", LANYARD_JOB_DISCOVER},
	    {"register", LANYARD_JOB_REGISTER},
	    {"manifest", LANYARD_JOB_MANIFEST},
	    {"install", LANYARD_JOB_INSTALL},
	    {"unregister", LANYARD_JOB_UNREGISTER},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(verb, kinds[i].verb) == 0) {
			*kind = kinds[i].kind;
			return true;
		}
	return false;
}

/* The line KEY=TEXT behind what is in REPORT, as far as there is room. */
static void
add_line(char report[REPORT_MAX], const char *key, const char *text)
{
	size_t used = strlen(report);
	int n;

	n = snprintf(report + used, REPORT_MAX - used, "%s=%s", key, text);
	if (n < 0 || used + (size_t)n + 2 > REPORT_MAX) {
		report[used] = '\0';
		return;
	}
	for (char *c = report + used; *c != '\0'; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	memcpy(report + used + n, "\n", 2);
}

static bool
send_bytes(const char *bytes, size_t size)
{
	size_t sent = 0;
	ssize_t n;

	while (sent < size) {
		n = write(REPORT_FD, bytes + sent, size - sent);
		if (n > 0)
			sent += (size_t)n;
		else if (n == 0 || errno != EINTR)
			return false;
	}
	return true;
}

/* TEXT without what would end its line. */
static bool
send_text(const char *text)
{
	char chunk[256];
	size_t size;

	for (; *text != '\0'; text += size) {
		size = strnlen(text, sizeof(chunk));
		memcpy(chunk, text, size);
		for (size_t i = 0; i < size; i++)
			if (chunk[i] == '\n' || chunk[i] == '\r')
				chunk[i] = ' ';
		if (!send_bytes(chunk, size))
			return false;
	}
	return true;
}

/* A result of a job of no login. */
static enum lanyard_error
send_result(void *context, const char *name, const char *value)
{
	(void)context;
	return send_text("result[]=") && send_text(name) && send_text("=") &&
		       send_text(value) && send_bytes("\n", 1)
		   ? LANYARD_OK
		   : LANYARD_ERR_SYSTEM;
}

/*
 * How it ended, for the front to tell: lines of key=value, no secret. It needs
 * no memory, for the want of that may be what it tells of.
 */
static void
send_report(const struct lanyard_session *session, enum lanyard_error code)
{
	const char *hint = lanyard_session_hint(session);
	char report[REPORT_MAX] = "", digits[16];

	snprintf(digits, sizeof(digits), "%d", (int)code);
	add_line(report, "code", digits);
	if (code != LANYARD_OK)
		add_line(report, "message", lanyard_session_message(session));
	if (hint != NULL)
		add_line(report, "hint", hint);
	(void)send_bytes(report, strlen(report));
}

/*
 * PARAMETER=VALUE of each of WORDS, which are cut there, as a job has them;
 * NULL: memory ran out.
 */
static const char **
take_parameters(char *const *words)
{
	const char **parameters;
	size_t count = 0, used = 0;
	char *end;

	while (words[count] != NULL)
		count++;
	parameters = calloc(2 * count + 1, sizeof(*parameters));
	for (size_t i = 0; parameters != NULL && i < count; i++) {
		if ((end = strchr(words[i], '=')) == NULL)
			continue;
		*end = '\0';
		parameters[used++] = words[i];
		parameters[used++] = end + 1;
	}
	return parameters;
}

/*
 * The job that lanyard has for us. It holds the lock of a login, and descriptor
 * 3 keeps that held until we end, whatever becomes of lanyard.
 */
static enum lanyard_error
run(struct lanyard_session *session, enum lanyard_job_kind kind,
    char *const *argv)
{
	const char **parameters = take_parameters(argv + 5);
	const struct lanyard_job job = {
	    .kind = kind,
	    .login = strcmp(argv[3], NO_LOGIN) != 0 ? argv[3] : NULL,
	    .generation = (uint64_t)number(argv[4]),
	    .lock_fd = LOCK_FD,
	    .timeout_ms = number(argv[2]),
	    .parameters = parameters,
	    .result = send_result,
	};
	enum lanyard_error r;

	/*
	 * Ctrl-C and a closed terminal reach a whole session: out of it, lest
	 * a rotated refresh token is lost with us.
	 */
	if (kind != LANYARD_JOB_LOGIN && job.login != NULL)
		setsid();
	r = parameters != NULL ? lanyard_refresh_here(session, &job)
			       : lanyard_session_fail(session,
				     LANYARD_ERR_MEMORY, "out of memory", NULL);
	free(parameters);
	return r;
}

/*
 * Are lock and report where they should be, and for us alone? Without a lock
 * something else stands in its place, lest a file gets that number.
 */
static bool
has_descriptors(bool has_lock)
{
	if (fcntl(REPORT_FD, F_SETFD, FD_CLOEXEC) == -1)
		return false;
	if (!has_lock && fcntl(LOCK_FD, F_GETFD) == -1 &&
	    open("/dev/null", O_RDONLY) != LOCK_FD)
		return false;
	return fcntl(LOCK_FD, F_SETFD, FD_CLOEXEC) != -1;
}

/* One line for who has just logged in: as whom, and for how long. */
static enum lanyard_error
say_done(void *context, const struct lanyard_state *state)
{
	const struct lanyard_ui *ui = context;
	time_t end = (time_t)state->expires_at;
	char text[256], until[64] = "";
	struct tm tm;

	if (end != 0 && localtime_r(&end, &tm) != NULL)
		(void)strftime(
		    until, sizeof(until), ", good until %Y-%m-%d %H:%M", &tm);
	(void)snprintf(text, sizeof(text), "logged in: %s%s%s%s%s", state->name,
	    state->username != NULL ? " as " : "",
	    state->username != NULL ? state->username : "", until,
	    state->has_refresh_token ? ", then refreshed silently" : "");
	ui->notice(ui->context, text);
	return LANYARD_OK;
}

/* For lanyard, which lives when a Ctrl-C ends us: a line of the report. */
static void
at_interrupt(void *context, const char *hint)
{
	(void)context;
	(void)(send_bytes("at_interrupt=", strlen("at_interrupt=")) &&
	       send_text(hint) && send_bytes("\n", 1));
}

/*
 * In a child, so that nobody waits for it: git for whoever holds its pipe,
 * lanyard for the report's end, the next login for the lock, and the shell for
 * us.
 */
static void
linger(void *context, void (*serve)(void *to), void *to)
{
	const struct terminal *terminal = context;
	int null = open("/dev/null", O_RDWR);

	if (null == -1 || fork() != 0) {
		close(null);
		return;
	}
	setsid();
	for (int i = 0; i <= 2; i++)
		dup2(null, i);
	close(LOCK_FD);
	close(REPORT_FD);
	if (terminal->fd != -1)
		close(terminal->fd);
	serve(to);
	_exit(0);
}

/* The library's own times end first: what is left then hangs. */
static void
working(void *context, int64_t timeout_ms)
{
	const struct terminal *terminal = context;

	interrupt_works(timeout_ms > 0);
	watchdog_set(
	    terminal->watchdog, timeout_ms > 0 ? timeout_ms + GRACE_MS : 0);
}

static void
keep_hint(void *context, const char *hint)
{
	(void)context;
	interrupt_hint(hint);
}

static int
log_in_elsewhere(const char *name, const char *url)
{
	struct terminal terminal;
	struct lanyard_ui ui;
	struct trace trace;
	char why[TRACE_WHY];
	int status;

	report_init();
	terminal_init(&terminal, &ui);
	terminal.watchdog = watchdog_start();
	ui.working = working;
	ui.at_interrupt = keep_hint;
	terminal.notes_signals = true;
	trace_open(&trace, why);
	const struct lanyard_options options = {
	    .ui = &ui,
	    .log = trace.fd != -1 ? trace_write : NULL,
	    .context = &trace,
	};

	status = elsewhere_login(&options, name, url);
	terminal_clear(&terminal);
	trace_close(&trace);
	interrupt_raise();
	return status;
}

int
main(int argc, char *argv[])
{
	struct lanyard_session *session = NULL;
	struct terminal terminal;
	struct trace trace;
	char why[TRACE_WHY];
	enum lanyard_job_kind kind;
	struct lanyard_ui ui;
	enum lanyard_error r;

	secrecy_begin();
	/* libcurl would write there what opens the connections' secrets. */
	(void)unsetenv("SSLKEYLOGFILE");
	if (argc == 2 && strcmp(argv[1], "version") == 0)
		return puts("lanyard-oauth " LANYARD_VERSION) < 0 ||
		       fflush(stdout) != 0;
	if (argc == 4 && strcmp(argv[1], "login-for") == 0)
		return log_in_elsewhere(argv[2], argv[3]);
	if (argc < 5 || number(argv[2]) < 0 || number(argv[4]) < 0 ||
	    !find_kind(argv[1], &kind) ||
	    !has_descriptors(strcmp(argv[3], NO_LOGIN) != 0)) {
		report_error("lanyard-oauth is started by lanyard only",
		    "run: lanyard login NAME, or lanyard refresh NAME");
		return EXIT_USAGE;
	}
	report_init();
	terminal_init(&terminal, &ui);
	terminal.watchdog = watchdog_start();
	ui.working = working;
	ui.linger = linger;
	ui.at_interrupt = at_interrupt;
	/* Lanyard has told why there is no trace, if there is none. */
	trace_open(&trace, why);
	const struct lanyard_options options = {
	    .ui = &ui,
	    .log = trace.fd != -1 ? trace_write : NULL,
	    .context = &trace,
	};

	if ((r = lanyard_session_open(&session, &options)) == LANYARD_OK)
		r = run(session, kind, argv);
	send_report(session, r);
	if (r == LANYARD_OK && kind == LANYARD_JOB_LOGIN &&
	    !report_is_quiet() && ui.input_fd(ui.context) != -1)
		(void)lanyard_state_of(session, argv[3], 0, say_done, &ui);
	lanyard_session_close(&session);
	terminal_clear(&terminal);
	trace_close(&trace);
	return report_exit_status(r);
}
