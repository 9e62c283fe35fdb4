/*
 * logins.c - login, logout and refresh: a login by name or URL
 */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "due.h"
#include "verbs.h"

const char *
verb_target(char *const *arguments)
{
	if (arguments[0] == NULL || arguments[1] != NULL ||
	    arguments[0][0] == '-' || arguments[0][0] == '\0')
		return NULL;
	return arguments[0];
}

int
verb_login(struct lanyard_session *session, char *const *arguments)
{
	const char *target = verb_target(arguments);

	if (target == NULL)
		return verb_usage("lanyard login NAME|URL");
	return report_session(session, lanyard_login(session, target));
}

int
verb_logout(struct lanyard_session *session, char *const *arguments)
{
	const char *target = verb_target(arguments);

	if (target == NULL)
		return verb_usage("lanyard logout NAME|URL");
	return report_session(session, lanyard_logout(session, target));
}

int
verb_refresh(struct lanyard_session *session, char *const *arguments)
{
	const char *target = verb_target(arguments);
	int64_t within_s = 0;

	if (arguments[0] != NULL && strcmp(arguments[0], "--all") == 0 &&
	    (arguments[1] == NULL ||
		(strcmp(arguments[1], "--within") == 0 &&
		    arguments[2] != NULL && arguments[3] == NULL &&
		    due_parse_time(arguments[2], &within_s))))
		return due_refresh(session, within_s);
	if (target == NULL)
		return verb_usage(
		    "lanyard refresh NAME|URL | --all [--within 10m]");
	return report_session(session, lanyard_refresh(session, target, 0));
}
