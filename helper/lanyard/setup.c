/*
 * setup.c - lanyard setup: from a host's URL to a login that works
 */
#include "setup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ask.h"
#include "common/presence.h"
#include "common/report.h"
#include "options.h"
#include "setup_github.h"
#include "usage.h"
#include "verbs.h"

#define TEXT_SIZE 1024

void
setup_say(const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	report_notice(text);
}

int
setup_fail(int status, const char *hint, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	report_error(text, hint);
	return status;
}

/* What to do next, where whoever failed knows no better. */
static const char *
remedy(enum lanyard_error code)
{
	switch (code) {
	case LANYARD_ERR_MEMORY:
		return "the same command again, when there is more memory";
	case LANYARD_ERR_NO_ROOM:
	case LANYARD_ERR_NETWORK:
	case LANYARD_ERR_SERVER:
	case LANYARD_ERR_TIMEOUT:
		return "the same command again, a little later";
	case LANYARD_ERR_CANCELLED:
		return "the same command again; nothing was changed";
	case LANYARD_ERR_REFUSED:
	case LANYARD_ERR_GRANT:
		return "ask whoever runs the server, or name a client of "
		       "yours: --client-id ID";
	case LANYARD_ERR_LOGIN_NEEDED:
		return "the same command again, where a person is";
	case LANYARD_ERR_ARGUMENT:
		return "lanyard help setup";
	default:
		return "lanyard doctor";
	}
}

int
setup_report(const struct setup *setup, enum lanyard_error code)
{
	const char *hint = lanyard_session_hint(setup->session);

	if (code != LANYARD_OK)
		report_error(report_text(setup->session, code),
		    hint != NULL ? hint : remedy(code));
	return report_exit_status(code);
}

int
setup_fail_memory(void)
{
	return setup_fail(
	    EXIT_TEMPORARY, remedy(LANYARD_ERR_MEMORY), "out of memory");
}

int
setup_fail_output(void)
{
	return setup_fail(EXIT_FAILED,
	    "see where it leads: a file on a full disk, or a program that "
	    "has ended",
	    "stdout could not be written");
}

const char *
setup_redirect_uri(const struct setup *setup)
{
	const char *own = pairs_get(&setup->found, "redirect_uri");

	if (setup->redirect_uri != NULL)
		return setup->redirect_uri;
	return own != NULL ? own : SETUP_REDIRECT_URI;
}

const char *
setup_scope(const struct setup *setup)
{
	return setup->scope != NULL ? setup->scope
				    : pairs_get(&setup->found, "scope");
}

/* What is printed only, and needs no host to be asked. */
static int
print_only(const struct setup *setup)
{
	return setup->client_document ? setup_print_document(setup)
				      : setup_print_admin(setup);
}

/*
 * GitHub's own way: an App that the person makes on the way, and which is in
 * the configuration then.
 */
static bool
is_by_app(const struct setup *setup)
{
	const char *preset = pairs_get(&setup->found, "preset");

	return preset != NULL && strcmp(preset, "github") == 0 &&
	       setup->client_id == NULL && setup->issuer == NULL &&
	       presence_somebody(NULL);
}

static int
set_up_app(struct setup *setup)
{
	const struct setup_github wish = {.url = setup->origin,
	    .name = setup->name,
	    .username = setup->username,
	    .organization = setup->organization,
	    .app_name = setup->app_name,
	    .ca_file = setup->ca_file,
	    .proxy = setup->proxy,
	    .allow_http = setup->allow_http};
	enum lanyard_error r;

	if (setup->check) {
		setup_say("client: you would make an App in the browser, at "
			  "%s, and install it",
		    setup->origin);
		return EXIT_DONE;
	}
	if ((r = setup_github(setup->session, &wish)) != LANYARD_OK)
		return setup_report(setup, r);
	/* An App is not made twice: it stays where the login fails. */
	setup->is_there = true;
	return setup_log_in(setup);
}

/* A new login: what the host offers, a name, a client, and all of it written.
 */
static int
set_up_new(struct setup *setup)
{
	int status;

	if ((status = setup_discover(setup)) != EXIT_DONE ||
	    (status = setup_choose_name(setup)) != EXIT_DONE)
		return status;
	if (is_by_app(setup))
		return set_up_app(setup);
	if ((status = setup_choose_client(setup)) == EXIT_DONE)
		status = setup_write(setup);
	setup_end_client(setup, status == EXIT_DONE);
	return status;
}

static int
set_up(struct setup *setup)
{
	enum lanyard_error r;
	int status;

	if ((status = setup_take_url(setup)) != EXIT_DONE)
		return status;
	if (setup->print_admin)
		return print_only(setup);
	if ((r = lanyard_config_prepare(setup->session)) != LANYARD_OK)
		return setup_report(setup, r);
	if ((status = setup_find_login(setup)) != EXIT_DONE)
		return status;
	if (setup->is_there)
		status = setup_log_in(setup);
	else
		status = set_up_new(setup);
	if (status != EXIT_DONE)
		return status;
	return setup_git(setup);
}

/* Who has given none is asked for it. */
static int
ask_url(struct setup *setup, char line[ASK_LINE])
{
	static const char prompt[] =
	    "lanyard: URL of the host, for example https://github.com: ";

	if (setup->url != NULL)
		return EXIT_DONE;
	switch (ask_line(prompt, false, line)) {
	case ASK_NOBODY:
		return usage_of("setup");
	case ASK_NOTHING:
		return setup_fail(EXIT_FAILED, "lanyard setup URL",
		    "no URL was typed, nothing is changed");
	case ASK_ANSWERED:
		break;
	}
	setup->url = line;
	return EXIT_DONE;
}

static int
run(struct setup *setup)
{
	char line[ASK_LINE], *ca_file = NULL;
	int status;

	if (setup->client_document)
		return print_only(setup);
	if (setup->tool != NULL)
		return setup_tool(setup);
	if (setup->ca_file != NULL &&
	    (status = setup_take_file("--ca-file", setup->ca_file, &ca_file)) !=
		EXIT_DONE)
		return status;
	setup->ca_file = ca_file;
	if ((status = ask_url(setup, line)) == EXIT_DONE)
		status = set_up(setup);
	free(ca_file);
	pairs_clear(&setup->found);
	pairs_clear(&setup->client);
	pairs_clear(&setup->registered);
	pairs_clear(&setup->settings);
	return status;
}

/* Nothing may be asked for in an option's place, so an empty one is a slip. */
static int
check_values(const struct option *options)
{
	for (; options->name != NULL; options++)
		if (options->value != NULL && *options->value != NULL &&
		    (*options->value)[0] == '\0')
			return setup_fail(EXIT_USAGE, "lanyard help setup",
			    "%s is empty", options->name);
	return EXIT_DONE;
}

/* What goes into the configuration is looked at before a host is asked. */
static int
check_keys(const struct setup *setup)
{
	const struct {
		const char *option, *key, *value;
	} table[] = {
	    {"--username", "username", setup->username},
	    {"--issuer", "issuer", setup->issuer},
	    {"--client-id", "client_id", setup->client_id},
	    {"--scope", "scope", setup->scope},
	    {"--redirect-uri", "redirect_uri", setup->redirect_uri},
	    {"--proxy", "proxy", setup->proxy},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].value != NULL &&
		    (r = lanyard_config_check(setup->session, table[i].key,
			 table[i].value, table[i].option, setup->allow_http)) !=
			LANYARD_OK)
			return setup_report(setup, r);
	return EXIT_DONE;
}

/* One that no listener of ours hears has the answer pasted. */
static void
say_redirect(const char *uri)
{
	static const char *const ours[] = {
	    "http://127.", "http://localhost", "http://[::1]"};

	if (uri == NULL)
		return;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (strncasecmp(uri, ours[i], strlen(ours[i])) == 0)
			return;
	setup_say("redirect URI: %s does not lead back here: the address at "
		  "which the browser ends, or the code that it shows, is to be "
		  "pasted at each login",
	    uri);
}

int
verb_setup(struct lanyard_session *session, char *const *arguments)
{
	struct setup s = {.session = session};
	const struct option options[] = {
	    {"--name", &s.name_given, NULL},
	    {"--username", &s.username, NULL},
	    {"--preset", &s.preset, NULL},
	    {"--issuer", &s.issuer, NULL},
	    {"--client-id", &s.client_id, NULL},
	    {"--client-secret-file", &s.client_secret_file, NULL},
	    {"--scope", &s.scope, NULL},
	    {"--redirect-uri", &s.redirect_uri, NULL},
	    {"--organization", &s.organization, NULL},
	    {"--app-name", &s.app_name, NULL},
	    {"--ca-file", &s.ca_file, NULL},
	    {"--proxy", &s.proxy, NULL},
	    {"--tool", &s.tool, NULL},
	    {"--allow-http", NULL, &s.allow_http},
	    {"--path", NULL, &s.path},
	    {"--built-in-client", NULL, &s.built_in},
	    {"--client-document", NULL, &s.client_document},
	    {"--print-admin", NULL, &s.print_admin},
	    {"--git", NULL, &s.git},
	    {"--no-git", NULL, &s.no_git},
	    {"--no-login", NULL, &s.no_login},
	    {"--check", NULL, &s.check},
	    {NULL, NULL, NULL},
	};
	struct words words;
	int status = options_parse("setup", arguments, options, &words);

	if (status != EXIT_DONE)
		return status;
	if (words.more || (words.first != NULL && words.first[0] == '\0')) {
		report_error("lanyard setup takes one URL",
		    "lanyard setup URL, with the options before or behind it");
		return usage_of("setup");
	}
	if ((status = check_values(options)) != EXIT_DONE ||
	    (status = check_keys(&s)) != EXIT_DONE)
		return status;
	say_redirect(s.redirect_uri);
	presence_by_hand();
	s.url = words.first;
	return run(&s);
}
