/*
 * main.c - lanyard, the front: which verb, under which name
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/report.h"
#include "verbs.h"

#define PATH_SIZE 4096

static const char usage_text[] =
    "usage: lanyard VERB\n"
    "  get | store | erase      answer git's credential protocol on stdin\n"
    "  capability               say what of that protocol is understood\n"
    "  token [--format=F] [--user=U] NAME|URL\n"
    "                           print an access token; F: raw, header, value,\n"
    "                           curl, json, netrc, xoauth2 or oauthbearer\n"
    "  curl URL [-- OPTIONS]    run curl with the token\n"
    "  login NAME|URL           log in anew\n"
    "  logout NAME|URL          forget the stored tokens\n"
    "  refresh NAME|URL         ask the server for a new access token\n"
    "  refresh --all [--within 10m]  for every login that is due\n"
    "  seed [--force] NAME|URL  keep the refresh token on stdin\n"
    "  status [--json] [--exit-code]\n"
    "                           show every login and its tokens' age\n"
    "  --version | --help\n"
    "see lanyard(1) and lanyard.conf(5)\n";

struct verb {
	const char *name;
	int (*function)(
	    struct lanyard_session *session, char *const *arguments);
};

static const struct verb verbs[] = {
    {"get", verb_get},
    {"store", verb_store},
    {"erase", verb_erase},
    {"token", verb_token},
    {"curl", verb_curl},
    {"login", verb_login},
    {"logout", verb_logout},
    {"refresh", verb_refresh},
    {"seed", verb_seed},
    {"status", verb_status},
};

int
verb_usage(const char *text)
{
	fprintf(stderr, "usage: %s\n", text);
	return EXIT_USAGE;
}

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/*
 * The network half: beside us (the build folder), in the libexec that was
 * installed with us, else (NULL) where the library was built to find it.
 */
static const char *
oauth_program(char path[PATH_SIZE])
{
	static const char *const places[] = {
	    "/lanyard-oauth", "/../libexec/lanyard-oauth"};
	ssize_t size = readlink("/proc/self/exe", path, PATH_SIZE - 1);
	size_t folder;

	if (size <= 0)
		return NULL;
	path[size] = '\0';
	folder = (size_t)(strrchr(path, '/') - path);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (folder + strlen(places[i]) >= PATH_SIZE)
			continue;
		snprintf(path + folder, PATH_SIZE - folder, "%s", places[i]);
		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

static bool
may_ask(void *context)
{
	(void)context;
	return presence_somebody();
}

static void
notice(void *context, const char *text)
{
	(void)context;
	report_notice(text);
}

static int
run(const struct verb *verb, char *const *arguments)
{
	const struct lanyard_ui ui = {.may_ask = may_ask, .notice = notice};
	struct lanyard_session *session = NULL;
	char path[PATH_SIZE];
	const struct lanyard_options options = {
	    .refresh = lanyard_refresh_program,
	    .oauth_program = oauth_program(path),
	    .ui = &ui,
	};
	enum lanyard_error r;
	int status;

	r = lanyard_session_open(&session, &options);
	if (r != LANYARD_OK)
		status = report_session(session, r);
	else
		status = verb->function(session, arguments);
	lanyard_session_close(&session);
	return status;
}

/* git's own words, in one piece; git-credential.txt "CAPABILITY INPUT/OUTPUT
 * FORMAT". */
static int
print_words(const char *text)
{
	if (fputs(text, stdout) != EOF && fflush(stdout) == 0)
		return EXIT_DONE;
	report_error("stdout could not be written", NULL);
	return EXIT_FAILED;
}

static bool
is_git_helper(const char *program)
{
	const char *slash = strrchr(program, '/');

	return strcmp(slash == NULL ? program : slash + 1,
		   "git-credential-lanyard") == 0;
}

int
main(int argc, char *argv[])
{
	const struct verb *verb;

	report_init();
	/* Inherited as ignored it would hide how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	if (argc < 2) {
		fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "capability") == 0)
		return print_words(
		    "version 0\ncapability authtype\ncapability state\n");
	if (strcmp(argv[1], "--version") == 0)
		return print_words("lanyard " LANYARD_VERSION "\n");
	if (strcmp(argv[1], "--help") == 0)
		return print_words(usage_text);
	if ((verb = find_verb(argv[1])) != NULL)
		return run(verb, argv + 2);
	/* gitcredentials(7): helpers ignore operations they do not know. */
	if (is_git_helper(argv[0]))
		return EXIT_DONE;
	fprintf(
	    stderr, "lanyard: error: unknown verb %s\n%s", argv[1], usage_text);
	return EXIT_USAGE;
}
