/*
 * check_variables.c - do the environment's paths lead where they seem to
 */
#include "answer/check_variables.h"

#include <stdlib.h>
#include <unistd.h>

#include "session/paths.h"
#include "store/store.h"

#define ENVIRONMENT "environment"

static void
check_path(struct findings *findings, const char *variable, const char *path)
{
	struct error error = {0};
	char *here;

	if (path[0] == '/')
		return;
	here = getcwd(NULL, 0);
	error_set(&error, LANYARD_ERR_CONFIG,
	    "%s is relative (%s), and another one in each folder that lanyard "
	    "is run in",
	    variable, path);
	if (here != NULL)
		error_hint_path(
		    &error, "export", "%s=%s/%s", variable, here, path);
	finding_fault(findings, ENVIRONMENT, NULL, &error);
	free(here);
}

static void
check_xdg(struct findings *findings, const char *variable, const char *instead)
{
	const char *path = paths_environment(variable);
	struct error error = {0};

	if (path == NULL || path[0] == '/' ||
	    paths_environment(instead) != NULL)
		return;
	error_set(&error, LANYARD_ERR_CONFIG,
	    "%s is relative (%s), and so does not count", variable, path);
	error_hint(&error, "unset %s, or name an absolute folder", variable);
	finding_fault(findings, ENVIRONMENT, NULL, &error);
}

void
check_variables(
    const struct lanyard_session *session, struct findings *findings)
{
	if (session->config_named)
		check_path(findings, "LANYARD_CONFIG", session->config_path);
	check_xdg(findings, "XDG_CONFIG_HOME", "LANYARD_CONFIG");
	if (session->store != NULL && store_path(session->store) != NULL)
		check_path(
		    findings, "LANYARD_STORE", store_path(session->store));
	check_xdg(findings, "XDG_STATE_HOME", "LANYARD_STORE");
}
