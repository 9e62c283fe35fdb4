/*
 * setup_github.c - a login for GitHub whose client is made on the way
 */
#include "setup_github.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/report.h"

#define PERSON_MS     300000 /* five minutes for each of the two */
#define LINE_MAX_SIZE 1024
#define WORDS	      20 /* of a list: names and values, and its end */

/* The results of the job, in the order of their names below. */
enum {
	CLIENT_ID,
	SECRET_FILE,
	KEY_FILE,
	INSTALL_URL,
	PORT,
	RESULTS,
};

struct app {
	char *result[RESULTS];
};

static const char *const names[RESULTS] = {
    [CLIENT_ID] = "client_id",
    [SECRET_FILE] = "client_secret_file",
    [KEY_FILE] = "private_key_file",
    [INSTALL_URL] = "install_url",
    [PORT] = "port",
};

static enum lanyard_error
take_result(void *context, const char *name, const char *value)
{
	struct app *app = context;

	for (size_t i = 0; i < RESULTS; i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		free(app->result[i]);
		if ((app->result[i] = strdup(value)) == NULL)
			return LANYARD_ERR_MEMORY;
	}
	return LANYARD_OK;
}

static void
clear(struct app *app)
{
	for (size_t i = 0; i < RESULTS; i++)
		free(app->result[i]);
}

/* NAME, VALUE behind the USED words of LIST, where there is a value. */
static void
put(const char **list, size_t *used, const char *name, const char *value)
{
	if (value == NULL)
		return;
	list[(*used)++] = name;
	list[(*used)++] = value;
	list[*used] = NULL;
}

static void
put_network(const char **list, size_t *used, const struct setup_github *wish)
{
	put(list, used, "ca_file", wish->ca_file);
	put(list, used, "proxy", wish->proxy);
	put(list, used, "allow_http", wish->allow_http ? "true" : NULL);
}

static enum lanyard_error
make(struct lanyard_session *session, const struct setup_github *wish,
    struct app *app)
{
	const char *parameters[WORDS];
	const struct lanyard_job job = {
	    .kind = LANYARD_JOB_MANIFEST,
	    .timeout_ms = PERSON_MS,
	    .parameters = parameters,
	    .result = take_result,
	    .context = app,
	};
	size_t used = 0;

	put(parameters, &used, "url", wish->url);
	put(parameters, &used, "name", wish->name);
	put(parameters, &used, "organization", wish->organization);
	put(parameters, &used, "app_name", wish->app_name);
	put_network(parameters, &used, wish);
	return lanyard_job_run(session, &job);
}

/* The same App where nobody is: lanyard-headless(7). */
static void
tell_server(const struct app *app)
{
	char line[LINE_MAX_SIZE];

	report_notice("a server without a person needs these three lines in "
		      "the place of client_secret_file:");
	report_notice("    grant_type = \"github_app\";");
	(void)snprintf(line, sizeof(line), "    client_id = \"%s\";",
	    app->result[CLIENT_ID]);
	report_notice(line);
	(void)snprintf(line, sizeof(line), "    private_key_file = \"%s\";",
	    app->result[KEY_FILE]);
	report_notice(line);
}

static enum lanyard_error
add(struct lanyard_session *session, const struct setup_github *wish,
    const struct app *app)
{
	const char *settings[WORDS];
	char line[LINE_MAX_SIZE];
	enum lanyard_error r;
	size_t used = 0;

	put(settings, &used, "url", wish->url);
	put(settings, &used, "preset", "github");
	put(settings, &used, "username", wish->username);
	put(settings, &used, "client_id", app->result[CLIENT_ID]);
	put(settings, &used, "client_secret_file", app->result[SECRET_FILE]);
	put_network(settings, &used, wish);
	r = lanyard_config_add(session, wish->name, settings);
	if (r != LANYARD_OK) {
		/* What nothing names would be in the way of the next try. */
		if (app->result[SECRET_FILE] != NULL)
			(void)unlink(app->result[SECRET_FILE]);
		if (app->result[KEY_FILE] != NULL)
			(void)unlink(app->result[KEY_FILE]);
		return r;
	}
	(void)snprintf(line, sizeof(line),
	    "the App is made: its client secret is in %s, its private key in "
	    "%s",
	    app->result[SECRET_FILE], app->result[KEY_FILE]);
	report_notice(line);
	tell_server(app);
	return LANYARD_OK;
}

static enum lanyard_error
install(struct lanyard_session *session, const struct setup_github *wish,
    const struct app *app)
{
	const char *const parameters[] = {"install_url",
	    app->result[INSTALL_URL], "port", app->result[PORT], NULL};
	const struct lanyard_job job = {
	    .kind = LANYARD_JOB_INSTALL,
	    .timeout_ms = PERSON_MS,
	    .parameters = parameters,
	};
	char line[LINE_MAX_SIZE];
	enum lanyard_error r;

	if (app->result[INSTALL_URL] == NULL || app->result[PORT] == NULL)
		return LANYARD_OK;
	r = lanyard_job_run(session, &job);
	if (r == LANYARD_ERR_CANCELLED) {
		(void)snprintf(
		    line, sizeof(line), "lanyard login %s", wish->name);
		return lanyard_session_fail(session, r,
		    "the setup was interrupted when the App was made, which "
		    "is not installed yet",
		    line);
	}
	if (r == LANYARD_OK)
		return r;
	(void)snprintf(line, sizeof(line),
	    "%s: no repository is seen before it is installed, at %s",
	    lanyard_session_message(session), app->result[INSTALL_URL]);
	report_notice(line);
	return LANYARD_OK;
}

enum lanyard_error
setup_github(struct lanyard_session *session, const struct setup_github *wish)
{
	struct app app = {{NULL}};
	enum lanyard_error r = make(session, wish, &app);

	if (r == LANYARD_OK &&
	    (app.result[CLIENT_ID] == NULL || app.result[SECRET_FILE] == NULL ||
		app.result[KEY_FILE] == NULL))
		r = lanyard_session_fail(session, LANYARD_ERR_SYSTEM,
		    "lanyard-oauth has told nothing of the App", NULL);
	if (r == LANYARD_OK && (r = add(session, wish, &app)) == LANYARD_OK)
		r = install(session, wish, &app);
	clear(&app);
	return r;
}
