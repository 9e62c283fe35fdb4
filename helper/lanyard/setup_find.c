/*
 * setup_find.c - what a host says of itself, and whether a login is there
 */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "setup.h"
#include "written.h"

#define PARAMETERS  32
#define HINT_SIZE   ((size_t)2 * SETUP_URL)
#define NAMES_TRIED 100

enum lanyard_error
setup_run(struct setup *setup, enum lanyard_job_kind kind, int64_t timeout_ms,
    const char *const *parameters, struct pairs *results)
{
	const char *all[PARAMETERS];
	struct lanyard_job job = {.kind = kind,
	    .timeout_ms = timeout_ms,
	    .parameters = all,
	    .result = pairs_result,
	    .context = results};
	const char *const network[] = {"ca_file", setup->ca_file, "proxy",
	    setup->proxy, "allow_http", setup->allow_http ? "true" : NULL,
	    NULL};
	size_t n = 0;

	for (; parameters[0] != NULL && n < PARAMETERS - 8; parameters += 2)
		if (parameters[1] != NULL) {
			all[n++] = parameters[0];
			all[n++] = parameters[1];
		}
	for (size_t i = 0; i < 6; i += 2)
		if (network[i + 1] != NULL) {
			all[n++] = network[i];
			all[n++] = network[i + 1];
		}
	all[n] = NULL;
	return lanyard_job_run(setup->session, &job);
}

static void
say_steps(const struct pairs *found)
{
	for (size_t i = 0; i < found->count; i += 2)
		if (strcmp(found->items[i], "step") == 0)
			report_notice(found->items[i + 1]);
}

/* Is it about a certificate whose authority a file could name? */
static bool
wants_ca_file(const struct setup *setup)
{
	const char *hint = lanyard_session_hint(setup->session);

	return setup->ca_file == NULL && hint != NULL &&
	       strstr(hint, "ca_file") != NULL;
}

/* What to do next, where whoever failed has not said, or knows no option. */
static const char *
next_command(
    const struct setup *setup, enum lanyard_error code, char hint[HINT_SIZE])
{
	const char *said = lanyard_session_hint(setup->session);

	if (wants_ca_file(setup))
		(void)snprintf(hint, HINT_SIZE,
		    "with its certificate authority in a file: lanyard setup "
		    "--ca-file FILE %s",
		    setup->origin);
	else if (said != NULL)
		return said;
	else if (code == LANYARD_ERR_ARGUMENT)
		written_suggest(hint, setup->url, true);
	else if (code == LANYARD_ERR_CONFIG && !setup->allow_http &&
		 strncmp(setup->origin, "http://", 7) == 0)
		(void)snprintf(hint, HINT_SIZE,
		    "lanyard setup https://%s, or add --allow-http where "
		    "nobody else can listen",
		    setup->host);
	else if (code == LANYARD_ERR_NETWORK || code == LANYARD_ERR_TIMEOUT)
		(void)snprintf(hint, HINT_SIZE,
		    "try it again; curl -v %s/ shows more", setup->origin);
	else if (setup->issuer != NULL)
		(void)snprintf(hint, HINT_SIZE,
		    "is %.512s the issuer, letter by letter?", setup->issuer);
	else if (code != LANYARD_ERR_MEMORY && code != LANYARD_ERR_SYSTEM)
		(void)snprintf(hint, HINT_SIZE,
		    "if the URL is right, name the server: lanyard setup "
		    "--issuer URL %s",
		    setup->origin);
	else
		return NULL;
	return hint;
}

static int
fail_discovery(const struct setup *setup, enum lanyard_error code)
{
	char hint[HINT_SIZE];

	report_error(lanyard_session_message(setup->session),
	    next_command(setup, code, hint));
	return code == LANYARD_ERR_ARGUMENT ? EXIT_USAGE
					    : report_exit_status(code);
}

int
setup_discover(struct setup *setup)
{
	/* A resource below a host may have a server of its own (RFC 9728). */
	const char *const parameters[] = {"url", setup->resource, "issuer",
	    setup->issuer, "preset", setup->preset, NULL};
	enum lanyard_error r;

	r = setup_run(
	    setup, LANYARD_JOB_DISCOVER, 0, parameters, &setup->found);
	say_steps(&setup->found);
	return r == LANYARD_OK ? EXIT_DONE : fail_discovery(setup, r);
}

static enum lanyard_error
note_login(void *context, const struct lanyard_state *state)
{
	struct setup *setup = context;

	if (setup->name_given != NULL &&
	    strcmp(setup->name_given, state->name) != 0)
		return LANYARD_OK;
	if (setup->client_id != NULL &&
	    (state->client_id == NULL ||
		strcmp(state->client_id, setup->client_id) != 0))
		return LANYARD_OK;
	setup->is_there = true;
	(void)snprintf(setup->name, sizeof(setup->name), "%s", state->name);
	setup_say("login %s %s answers %s already", state->name,
	    state->configured ? "of the configuration" : "of the store",
	    setup->origin);
	if (state->has_access_token && state->needs_login == LANYARD_OK)
		setup->no_login = true;
	return LANYARD_OK;
}

int
setup_find_login(struct setup *setup)
{
	static const char *const none[] = {NULL};
	char place[2 * SETUP_URL], *text;
	enum lanyard_error r;

	setup_print_place(setup, place);
	r = lanyard_state_of(setup->session, place, 0, note_login, setup);
	if (r != LANYARD_OK && r != LANYARD_ERR_UNKNOWN_LOGIN)
		return setup_report(setup, r);
	if (setup->is_there || setup->name_given == NULL)
		return EXIT_DONE;
	/* Before a host is asked: can a new login have that name? */
	r = lanyard_config_text(setup->session, setup->name_given, none, &text);
	lanyard_text_free(&text);
	if (r == LANYARD_ERR_CONFIG &&
	    lanyard_session_hint(setup->session) == NULL)
		return setup_fail(EXIT_USAGE, "choose another: --name NAME",
		    "%s", lanyard_session_message(setup->session));
	return setup_report(setup, r);
}

/* HOST as a name: a letter first, and no dots. */
static void
print_name(char name[SETUP_NAME], const char *host)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = 0;

	if (strchr(letters, host[0]) == NULL)
		n = (size_t)snprintf(name, SETUP_NAME, "host-");
	for (; *host != '\0' && n < SETUP_NAME - 5; host++) {
		if (strchr(letters, *host) != NULL ||
		    (*host >= '0' && *host <= '9'))
			name[n++] = *host;
		else if (n > 0 && name[n - 1] != '-')
			name[n++] = '-';
	}
	while (n > 1 && name[n - 1] == '-')
		n--;
	name[n] = '\0';
}

int
setup_choose_name(struct setup *setup)
{
	static const char *const none[] = {NULL};
	const char *preset = pairs_get(&setup->found, "preset");
	char base[SETUP_NAME], *text;
	enum lanyard_error r = LANYARD_OK;

	if (setup->name_given != NULL) {
		(void)snprintf(
		    setup->name, sizeof(setup->name), "%s", setup->name_given);
		return EXIT_DONE;
	}
	/* A row with patterns of its own is of one host only. */
	if (preset != NULL && pairs_get(&setup->found, "url") != NULL)
		(void)snprintf(base, sizeof(base), "%s", preset);
	else
		print_name(base, setup->host);
	(void)snprintf(setup->name, sizeof(setup->name), "%s", base);
	for (int i = 2; i < NAMES_TRIED; i++) {
		r = lanyard_config_text(
		    setup->session, setup->name, none, &text);
		lanyard_text_free(&text);
		if (r != LANYARD_ERR_CONFIG)
			break;
		(void)snprintf(
		    setup->name, sizeof(setup->name), "%.60s-%d", base, i);
	}
	return setup_report(setup, r);
}
