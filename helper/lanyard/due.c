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
	char *waiting; /* why it is left alone for now, or NULL */
};

struct due {
	struct due_login *logins;
	size_t count;
};

static void
due_clear(struct due *due)
{
	for (size_t i = 0; i < due->count; i++) {
		free(due->logins[i].name);
		free(due->logins[i].waiting);
	}
	free(due->logins);
}

static enum lanyard_error
add_due(void *context, const struct lanyard_state *state)
{
	struct due *due = context;
	struct due_login *logins, *login;

	if (!state->due)
		return LANYARD_OK;
	logins = realloc(due->logins, (due->count + 1) * sizeof(*logins));
	if (logins == NULL)
		return LANYARD_ERR_MEMORY;
	due->logins = logins;
	login = &logins[due->count];
	memset(login, 0, sizeof(*login));
	login->generation = state->generation;
	if ((login->name = strdup(state->name)) == NULL)
		return LANYARD_ERR_MEMORY;
	due->count++;
	if (state->retry_at != 0 && state->last_error != NULL &&
	    (login->waiting = strdup(state->last_error)) == NULL)
		return LANYARD_ERR_MEMORY;
	return LANYARD_OK;
}

static int
refresh_one(struct lanyard_session *session, const struct due_login *login)
{
	if (login->waiting != NULL) {
		report_error(login->waiting, NULL);
		return EXIT_TEMPORARY;
	}
	return report_session(
	    session, lanyard_refresh(session, login->name, login->generation));
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

static int
worse(int a, int b)
{
	return a > b ? a : b;
}

/*
 * The session is copied by fork(); nothing in it is locked or shared but the
 * open folders, which have no position that matters.
 */
static int
refresh_all(struct lanyard_session *session, const struct due *due)
{
	pid_t running[AT_ONCE] = {0}, *pid;
	int worst = EXIT_DONE;

	fflush(NULL);
	for (size_t i = 0; i < due->count; i++) {
		/* The one started longest ago makes room. */
		pid = &running[i % AT_ONCE];
		if (*pid > 0)
			worst = worse(worst, wait_for(*pid));
		if ((*pid = fork()) == 0)
			_exit(refresh_one(session, &due->logins[i]));
		if (*pid == -1)
			worst =
			    worse(worst, refresh_one(session, &due->logins[i]));
	}
	for (size_t i = 0; i < AT_ONCE; i++)
		if (running[i] > 0)
			worst = worse(worst, wait_for(running[i]));
	return worst;
}

int
due_refresh(struct lanyard_session *session, int64_t within_s)
{
	struct due due = {NULL, 0};
	int status;

	status = report_session(
	    session, lanyard_each(session, within_s, add_due, &due));
	if (due.count != 0)
		status = worse(status, refresh_all(session, &due));
	due_clear(&due);
	return status;
}

bool
due_parse_time(const char *text, int64_t *time_s)
{
	static const struct {
		char letter;
		int seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	long long number;
	char *end;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (errno != 0 || end == text || text[0] < '0' || text[0] > '9' ||
	    number > LONGEST_S)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (end[0] == units[i].letter && end[1] == '\0') {
			number *= units[i].seconds;
			end++;
		}
	*time_s = number;
	return *end == '\0' && number <= LONGEST_S;
}
