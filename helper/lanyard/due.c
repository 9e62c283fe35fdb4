/*
 * due.c - refresh ahead: every login that is due, side by side
 */
#include "due.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/report.h"

#define AT_ONCE	  64
#define LONGEST_S (366LL * 24 * 3600)

struct due_login {
	char *name;
	uint64_t generation;
	/* Why the server is not asked, and what that is; or NULL. */
	char *why;
	enum lanyard_error code;
	bool needs_login;
};

struct due {
	struct lanyard_session *session;
	struct due_login *logins;
	size_t count;
};

static void
due_clear(struct due *due)
{
	for (size_t i = 0; i < due->count; i++) {
		free(due->logins[i].name);
		free(due->logins[i].why);
	}
	free(due->logins);
}

/* Not to be asked for: only a person helps, or its last attempt just failed. */
static enum lanyard_error
add_reason(struct due_login *login, const struct lanyard_state *state)
{
	login->needs_login = state->needs_login != LANYARD_OK;
	login->code =
	    login->needs_login ? state->needs_login : state->last_error_code;
	if ((!state->due || state->retry_at != 0) &&
	    state->last_error != NULL &&
	    (login->why = strdup(state->last_error)) == NULL)
		return LANYARD_ERR_MEMORY;
	return LANYARD_OK;
}

static enum lanyard_error
fail_memory(const struct due *due)
{
	return lanyard_session_fail(due->session, LANYARD_ERR_MEMORY,
	    lanyard_strerror(LANYARD_ERR_MEMORY), NULL);
}

/* Due, or beyond help; one that nobody ever logged in is neither. */
static enum lanyard_error
add_due(void *context, const struct lanyard_state *state)
{
	struct due *due = context;
	struct due_login *logins, *login;

	if (!state->due &&
	    (state->needs_login == LANYARD_OK || !state->has_record))
		return LANYARD_OK;
	logins = realloc(due->logins, (due->count + 1) * sizeof(*logins));
	if (logins == NULL)
		return fail_memory(due);
	due->logins = logins;
	login = &logins[due->count];
	memset(login, 0, sizeof(*login));
	login->generation = state->generation;
	if ((login->name = strdup(state->name)) == NULL)
		return fail_memory(due);
	due->count++;
	return add_reason(login, state) == LANYARD_OK ? LANYARD_OK
						      : fail_memory(due);
}

static int
refresh_one(struct lanyard_session *session, const struct due_login *login)
{
	enum lanyard_error r =
	    lanyard_refresh(session, login->name, login->generation);

	if (r == LANYARD_ERR_GRANT || r == LANYARD_ERR_LOGIN_NEEDED)
		return report_login_needed(
		    login->name, lanyard_session_message(session), r);
	return report_session(session, r);
}

/* A login that is left alone; -1: it is to be refreshed. */
static int
leave_alone(const struct due_login *login)
{
	if (login->why == NULL)
		return -1;
	if (login->needs_login)
		return report_login_needed(
		    login->name, login->why, login->code);
	report_error(login->why, NULL);
	return login->code == LANYARD_OK ? EXIT_TEMPORARY
					 : report_exit_status(login->code);
}

/*
 * The exit status of child PID; EXIT_FAILED if it crashed. Others are not ours
 * to hear: who executed us may have started some.
 */
static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return EXIT_FAILED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED;
}

/*
 * The session is copied by fork(); nothing in it is locked or shared but the
 * open folders, which have no position that matters.
 */
static int
refresh_all(struct lanyard_session *session, const struct due *due)
{
	pid_t running[AT_ONCE] = {0}, *pid;
	int worst = EXIT_DONE, status;

	fflush(NULL);
	for (size_t i = 0; i < due->count; i++) {
		if ((status = leave_alone(&due->logins[i])) != -1) {
			worst = report_worse(worst, status);
			continue;
		}
		/* The one started longest ago makes room. */
		pid = &running[i % AT_ONCE];
		if (*pid > 0)
			worst = report_worse(worst, wait_for(*pid));
		if ((*pid = fork()) == 0)
			_exit(refresh_one(session, &due->logins[i]));
		if (*pid == -1)
			worst = report_worse(
			    worst, refresh_one(session, &due->logins[i]));
	}
	for (size_t i = 0; i < AT_ONCE; i++)
		if (running[i] > 0)
			worst = report_worse(worst, wait_for(running[i]));
	return worst;
}

int
due_refresh(struct lanyard_session *session, int64_t within_s)
{
	struct due due = {session, NULL, 0};
	int status;

	status = report_session(
	    session, lanyard_each(session, within_s, add_due, &due));
	if (due.count != 0)
		status = report_worse(status, refresh_all(session, &due));
	due_clear(&due);
	return status;
}

/* All digits. */
static bool
take_seconds(const char *text, int64_t *time_s)
{
	errno = 0;
	*time_s = strtoll(text, NULL, 10);
	return *text != '\0' && errno == 0 && *time_s <= LONGEST_S;
}

/* NUMBER and UNIT at *TEXT, which moves behind them; -1: there is none. */
static int64_t
take_time(const char **text)
{
	static const struct {
		char letter;
		int seconds;
	} units[] = {
	    {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
	long long number;
	char *end;

	if (**text < '0' || **text > '9')
		return -1;
	errno = 0;
	number = strtoll(*text, &end, 10);
	*text = end;
	if (errno != 0 || number > LONGEST_S)
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (*end == units[i].letter) {
			++*text;
			return number * units[i].seconds;
		}
	return -1;
}

bool
due_parse_time(const char *text, int64_t *time_s)
{
	int64_t part;

	*time_s = 0;
	if (text[strspn(text, "0123456789")] == '\0')
		return take_seconds(text, time_s);
	do {
		if ((part = take_time(&text)) < 0 ||
		    (*time_s += part) > LONGEST_S)
			return false;
	} while (*text != '\0');
	return true;
}
