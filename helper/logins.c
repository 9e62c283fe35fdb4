/*
 * F4 logins.c - login, logout, refresh and token: a login by name or URL
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "verbs.h"

/* The one NAME or URL, or NULL. */
static const char *
one_target(char *const *arguments)
{
	if (arguments[0] == NULL || arguments[1] != NULL ||
	    arguments[0][0] == '-' || arguments[0][0] == '\0')
		return NULL;
	return arguments[0];
}

int
verb_login(struct lanyard_session *session, char *const *arguments)
{
	const char *target = one_target(arguments);

	if (target == NULL)
		return verb_usage("lanyard login NAME|URL");
	return report_session(session, lanyard_login(session, target));
}

int
verb_logout(struct lanyard_session *session, char *const *arguments)
{
	const char *target = one_target(arguments);

	if (target == NULL)
		return verb_usage("lanyard logout NAME|URL");
	return report_session(session, lanyard_logout(session, target));
}

int
verb_token(struct lanyard_session *session, char *const *arguments)
{
	const char *target = one_target(arguments);
	struct lanyard_credential *answer = NULL;
	enum lanyard_error r;
	int status;

	if (target == NULL)
		return verb_usage("lanyard token NAME|URL");
	r = lanyard_token(session, target, &answer);
	status = report_session(session, r);
	if (r == LANYARD_OK &&
	    (puts(lanyard_credential_get(answer, "password")) == EOF ||
		fflush(stdout) != 0)) {
		report_error("the token could not be written", NULL);
		status = EXIT_FAILED;
	}
	lanyard_credential_free(&answer);
	return status;
}

/* The names of the logins that are due; a session does one thing at a time. */
struct due {
	char **names;
	size_t count;
};

static enum lanyard_error
add_due(void *context, const struct lanyard_state *state)
{
	struct due *due = context;
	char **names;

	if (!state->due)
		return LANYARD_OK;
	names = realloc(due->names, (due->count + 1) * sizeof(*names));
	if (names == NULL)
		return LANYARD_ERR_MEMORY;
	due->names = names;
	if ((names[due->count] = strdup(state->name)) == NULL)
		return LANYARD_ERR_MEMORY;
	due->count++;
	return LANYARD_OK;
}

/* One failing login does not keep the others from being refreshed. */
static int
refresh_due(struct lanyard_session *session)
{
	struct due due = {NULL, 0};
	int status, worst = EXIT_DONE;

	worst = report_session(
	    session, lanyard_each(session, 0, add_due, &due));
	for (size_t i = 0; i < due.count; i++) {
		status = report_session(
		    session, lanyard_refresh(session, due.names[i], 0));
		if (status > worst)
			worst = status;
		free(due.names[i]);
	}
	free(due.names);
	return worst;
}

int
verb_refresh(struct lanyard_session *session, char *const *arguments)
{
	const char *target = one_target(arguments);

	if (arguments[0] != NULL && arguments[1] == NULL &&
	    strcmp(arguments[0], "--all") == 0)
		return refresh_due(session);
	if (target == NULL)
		return verb_usage("lanyard refresh NAME|URL | --all");
	return report_session(session, lanyard_refresh(session, target, 0));
}
