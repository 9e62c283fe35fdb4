/*
 * setup_write.c - the login written into the configuration, and logged in
 */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "setup.h"

static const char *
found(const struct setup *setup, const char *name)
{
	return pairs_get(&setup->found, name);
}

/* The patterns: the host, unless a path counts or the preset has its own. */
static enum lanyard_error
add_urls(struct setup *setup)
{
	const char *resource = found(setup, "resource"), *url = setup->origin;

	if (setup->path)
		url = setup->place;
	else if (resource != NULL)
		url = resource;
	else if (found(setup, "url") != NULL)
		return LANYARD_OK;
	return pairs_add(&setup->settings, "url", url);
}

static enum lanyard_error
add_all(struct setup *setup)
{
	const char *preset =
	    setup->issuer == NULL ? found(setup, "preset") : NULL;
	const struct {
		const char *name, *value;
	} table[] = {
	    {"username", setup->username},
	    {"issuer", preset == NULL ? found(setup, "issuer") : NULL},
	    {"scope", preset == NULL || setup->scope != NULL
			  ? setup_scope(setup)
			  : NULL},
	    {"redirect_uri", setup->redirect_uri},
	    {"resource", found(setup, "resource")},
	    {"ca_file", setup->ca_file},
	    {"proxy", setup->proxy},
	    {"allow_http", setup->allow_http ? "true" : NULL},
	};
	enum lanyard_error r;

	if ((r = pairs_add(&setup->settings, "preset", preset)) != LANYARD_OK ||
	    (r = add_urls(setup)) != LANYARD_OK)
		return r;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if ((r = pairs_add(&setup->settings, table[i].name,
			 table[i].value)) != LANYARD_OK)
			return r;
	for (size_t i = 0; i < setup->client.count; i += 2)
		if ((r = pairs_add(&setup->settings, setup->client.items[i],
			 setup->client.items[i + 1])) != LANYARD_OK)
			return r;
	return LANYARD_OK;
}

/* What would be written, on stdout: it is what was asked for. */
static int
show(struct setup *setup)
{
	char *text;
	enum lanyard_error r;

	r = lanyard_config_text(
	    setup->session, setup->name, pairs_list(&setup->settings), &text);
	if (r != LANYARD_OK)
		return setup_report(setup, r);
	setup_say("%s would have in its logins:",
	    lanyard_session_config_path(setup->session));
	r = fputs(text, stdout) == EOF || fflush(stdout) != 0;
	lanyard_text_free(&text);
	return r == 0 ? setup_log_in(setup) : setup_fail_output();
}

/* Nobody is here: the login that would be named goes again. */
static int
fail_login(const struct setup *setup, enum lanyard_error r)
{
	if (r != LANYARD_ERR_LOGIN_NEEDED || setup->is_there)
		return setup_report(setup, r);
	return setup_fail(EXIT_PERSON,
	    "the same command again where a person is, or with --no-login",
	    "login %s: nobody is here to log in", setup->name);
}

int
setup_log_in(struct setup *setup)
{
	enum lanyard_error r;
	int status;

	if (setup->no_login)
		return EXIT_DONE;
	if (setup->check) {
		setup_say("login: %s would be logged in", setup->name);
		return EXIT_DONE;
	}
	r = lanyard_login(setup->session, setup->name);
	status = r == LANYARD_OK ? EXIT_DONE : fail_login(setup, r);
	if (status == EXIT_DONE || setup->is_there)
		return status;
	/* What was noted of the attempt goes, too. */
	(void)lanyard_logout(setup->session, setup->name);
	if (lanyard_config_undo(setup->session) == LANYARD_OK)
		setup_say("%s is as it was",
		    lanyard_session_config_path(setup->session));
	else
		(void)setup_report(setup, LANYARD_ERR_CONFIG);
	return status;
}

int
setup_write(struct setup *setup)
{
	enum lanyard_error r = add_all(setup);

	if (r != LANYARD_OK)
		return setup_fail_memory();
	if (setup->check)
		return show(setup);
	r = lanyard_config_add(
	    setup->session, setup->name, pairs_list(&setup->settings));
	if (r != LANYARD_OK)
		return setup_report(setup, r);
	setup_say("configuration: login %s is in %s", setup->name,
	    lanyard_session_config_path(setup->session));
	return setup_log_in(setup);
}
