/*
 * setup_client.c - which client a login will use: the first way a host offers
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "common/browser.h"
#include "common/report.h"
#include "setup.h"

static const char *
found(const struct setup *setup, const char *name)
{
	return pairs_get(&setup->found, name);
}

static bool
is_found(const struct setup *setup, const char *name, const char *value)
{
	const char *text = found(setup, name);

	return text != NULL && strcmp(text, value) == 0;
}

int
setup_add_client(struct setup *setup, const char *name, const char *value)
{
	if (pairs_add(&setup->client, name, value) == LANYARD_OK)
		return EXIT_DONE;
	return setup_fail_memory();
}

int
setup_take_file(const char *option, const char *file, char **path)
{
	char hint[64];
	struct stat st;

	*path = realpath(file, NULL);
	if (*path != NULL && stat(*path, &st) == 0 && S_ISREG(st.st_mode) &&
	    access(*path, R_OK) == 0)
		return EXIT_DONE;
	(void)snprintf(
	    hint, sizeof(hint), "%s FILE, one that you may read", option);
	(void)setup_fail(EXIT_USAGE, hint, "there is no file %.500s%s", file,
	    *path != NULL ? " that can be read" : "");
	free(*path);
	*path = NULL;
	return EXIT_USAGE;
}

static int
add_secret_file(struct setup *setup, const char *file)
{
	char *path;
	int status;

	if (file == NULL)
		return EXIT_DONE;
	status = setup_take_file("--client-secret-file", file, &path);
	if (status == EXIT_DONE)
		status = setup_add_client(setup, "client_secret_file", path);
	free(path);
	return status;
}

/* RFC 6749 A.1 has blanks, too; but those are slips. */
static bool
is_client_id(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text >= 0x7f)
			return false;
	return true;
}

/* One that is named: by the server's own word, or a document's URL. */
static int
take_given(struct setup *setup, const char *client_id)
{
	bool is_document = strncmp(client_id, "https://", 8) == 0;
	int status;

	if (!is_client_id(client_id))
		return setup_fail(EXIT_USAGE,
		    "copy it from the page of the client there",
		    "what was given is no client_id: one has no blanks, and "
		    "is in ASCII");
	if (is_document &&
	    !is_found(setup, "client_id_metadata_document_supported", "true"))
		return setup_fail(EXIT_REFUSED,
		    "register a client there, and name its client_id",
		    "%s does not take a client_id that is a URL (it does not "
		    "say client_id_metadata_document_supported)",
		    setup->host);
	if ((status = setup_add_client(setup, "client_id", client_id)) !=
	    EXIT_DONE)
		return status;
	if (is_document)
		setup_say("client: the document at %s", client_id);
	return add_secret_file(setup, setup->client_secret_file);
}

/*
 * The server's own client for credential helpers, under the name that its
 * consent page will show. *TAKEN: with a yes, never without.
 */
static int
offer_built_in(struct setup *setup, bool *taken)
{
	const char *name = found(setup, "built_in_name");
	const char *redirect = found(setup, "built_in_redirect_uri");
	char prompt[512];
	int status;

	*taken = setup->built_in;
	(void)snprintf(prompt, sizeof(prompt),
	    "lanyard: %.200s has a client of its own for git credential "
	    "helpers; its consent page will call it \"%s\". Use it? [y/n] ",
	    setup->host, name);
	if (!*taken && !setup->check &&
	    ask_yes(prompt, false, taken) == ASK_NOTHING)
		return setup_fail(EXIT_FAILED,
		    "the same command again, with --built-in-client, or "
		    "--client-id ID",
		    "no answer was typed, nothing is changed");
	if (!*taken) {
		setup_say("client: %s is built in there, and was not chosen "
			  "(--built-in-client)",
		    name);
		return EXIT_DONE;
	}
	setup_say("client: %s, built in at %s", name, setup->host);
	if ((status = setup_add_client(
		 setup, "client_id", found(setup, "built_in"))) != EXIT_DONE)
		return status;
	return setup->redirect_uri != NULL
		   ? EXIT_DONE
		   : setup_add_client(setup, "redirect_uri", redirect);
}

/* ---- by hand ---- */

/* What to type at the page, so that it can be pasted. */
static void
say_form(const struct setup *setup)
{
	const char *page = found(setup, "page"), *where = found(setup, "where");
	const char *scope = setup_scope(setup);
	bool secret = is_found(setup, "client", "confidential");

	setup_say("client: register one at %s%s%s%s",
	    page != NULL ? page : setup->origin, where != NULL ? " (" : "",
	    where != NULL ? where : "", where != NULL ? ")" : "");
	setup_say("  name          %s", SETUP_CLIENT_NAME);
	setup_say("  redirect URI  %s", setup_redirect_uri(setup));
	if (scope != NULL)
		setup_say("  scopes        %s", scope);
	setup_say("  confidential  %s", secret ? "yes" : "no");
}

static int
fail_nobody(const struct setup *setup)
{
	char hint[SETUP_URL + 256];
	bool secret = is_found(setup, "client", "confidential");

	(void)snprintf(hint, sizeof(hint),
	    "lanyard setup --client-id ID %s%s%s",
	    secret ? "--client-secret-file FILE " : "",
	    found(setup, "built_in") != NULL ? "(or --built-in-client) " : "",
	    setup->origin);
	return setup_fail(EXIT_PERSON, hint,
	    "a person has to register a client at %s, and none is there to be "
	    "asked for its client_id",
	    setup->host);
}

static int
fail_nothing(const struct setup *setup)
{
	char hint[SETUP_URL + 64];

	(void)snprintf(hint, sizeof(hint), "lanyard setup --client-id ID %s",
	    setup->origin);
	return setup_fail(
	    EXIT_FAILED, hint, "no client_id was typed, nothing is changed");
}

static void
open_page(const struct setup *setup)
{
	const char *page = found(setup, "page");
	char why[BROWSER_WHY];

	if (page != NULL && !browser_open(page, why) && why[0] != '\0')
		report_notice(why);
}

/* The secret goes from here into a file of its own, and nowhere else. */
static int
ask_secret(struct setup *setup)
{
	bool needed = is_found(setup, "client", "confidential");
	char line[ASK_LINE];
	int status = EXIT_DONE;

	if (setup->client_secret_file != NULL)
		return add_secret_file(setup, setup->client_secret_file);
	if (is_found(setup, "client", "public"))
		return EXIT_DONE;
	if (ask_line(needed ? "lanyard: client secret (not shown): "
			    : "lanyard: client secret (not shown; Enter for "
			      "none): ",
		true, line) != ASK_ANSWERED ||
	    (needed && line[0] == '\0'))
		status = setup_fail(EXIT_FAILED,
		    "the same command again, with --client-secret-file FILE",
		    "no client secret was typed, nothing is changed");
	else if (line[0] != '\0')
		status = setup_add_client(setup, "client_secret", line);
	for (volatile char *at = line; at < line + sizeof(line); at++)
		*at = '\0';
	return status;
}

/* One that an option names; its secret has an option, too. */
static int
take_option(struct setup *setup)
{
	char hint[SETUP_URL + 256];
	int status = take_given(setup, setup->client_id);

	if (status != EXIT_DONE || setup->check ||
	    setup->client_secret_file != NULL ||
	    !is_found(setup, "client", "confidential"))
		return status;
	if (ask_somebody())
		return ask_secret(setup);
	(void)snprintf(hint, sizeof(hint),
	    "lanyard setup --client-id %.200s --client-secret-file FILE %s",
	    setup->client_id, setup->origin);
	return setup_fail(EXIT_PERSON, hint,
	    "a client at %s needs a secret, and none is there to be asked for "
	    "it",
	    setup->host);
}

static int
ask_client(struct setup *setup)
{
	char line[ASK_LINE];
	int status;

	say_form(setup);
	if (setup->check)
		return setup_add_client(
		    setup, "client_id", "as it will be registered");
	if (!ask_somebody())
		return fail_nobody(setup);
	open_page(setup);
	if (ask_line("lanyard: client_id: ", false, line) != ASK_ANSWERED ||
	    line[0] == '\0')
		return fail_nothing(setup);
	status = take_given(setup, line);
	return status == EXIT_DONE ? ask_secret(setup) : status;
}

int
setup_choose_client(struct setup *setup)
{
	bool taken = false;
	int status = EXIT_DONE;

	if (setup->client_id != NULL)
		return take_option(setup);
	if (setup->built_in && found(setup, "built_in") == NULL)
		return setup_fail(EXIT_USAGE, "leave out --built-in-client",
		    "%s is not known to have a client built in", setup->host);
	if (found(setup, "built_in") != NULL)
		status = offer_built_in(setup, &taken);
	if (status == EXIT_DONE && !taken &&
	    found(setup, "registration_endpoint") != NULL)
		status = setup_register(setup, &taken);
	if (status == EXIT_DONE && !taken)
		status = ask_client(setup);
	return status;
}
