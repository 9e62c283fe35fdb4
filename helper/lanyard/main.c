/*
 * main.c - lanyard, the front: which verb, under which name
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/report.h"
#include "common/trace.h"
#include "half.h"
#include "usage.h"
#include "verbs.h"

typedef int verb_function(
    struct lanyard_session *session, char *const *arguments);

struct verb {
	const char *name;
	verb_function *function;
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

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static bool
may_ask(void *context)
{
	return presence_somebody(context);
}

static const char *
why_not(void *context)
{
	return *(const char **)context;
}

static void
notice(void *context, const char *text)
{
	(void)context;
	report_notice(text);
}

/* Begin and end of VERB in the trace: no argument, which may be a secret. */
static void
trace_verb(struct trace *trace, const char *verb, int status)
{
	char text[80];

	if (trace->fd == -1)
		return;
	if (status == -1)
		(void)snprintf(text, sizeof(text),
		    "lanyard %s, version " LANYARD_VERSION, verb);
	else
		(void)snprintf(text, sizeof(text),
		    "lanyard %s ends with status %d", verb, status);
	trace_write(trace, text);
}

/* What is wrong with the trace stops nothing. */
static void
begin_trace(struct trace *trace, const char *verb)
{
	char why[TRACE_WHY];

	trace_open(trace, why);
	if (why[0] != '\0')
		report_notice(why);
	trace_verb(trace, verb, -1);
}

static int
run(const char *verb, verb_function *function, char *const *arguments)
{
	const char *why = NULL;
	const struct lanyard_ui ui = {.context = &why,
	    .may_ask = may_ask,
	    .why_not = why_not,
	    .notice = notice};
	struct lanyard_session *session = NULL;
	struct trace trace;
	char path[HALF_PATH];
	struct lanyard_options options = {
	    .refresh = half_refresh,
	    .oauth_program = half_program(path),
	    .ui = &ui,
	    .context = &trace,
	};
	enum lanyard_error r;
	int status;

	begin_trace(&trace, verb);
	if (trace.fd != -1)
		options.log = trace_write;
	r = lanyard_session_open(&session, &options);
	if (r != LANYARD_OK)
		status = report_session(session, r);
	else
		status = function(session, arguments);
	lanyard_session_close(&session);
	trace_verb(&trace, verb, status);
	trace_close(&trace);
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

/* Is help wanted of a verb? Behind "--" are the words of another program. */
static bool
wants_help(char *const *arguments)
{
	for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++)
		if (strcmp(*arguments, "--help") == 0 ||
		    strcmp(*arguments, "-h") == 0)
			return true;
	return false;
}

/* What needs neither configuration nor store; -1: it is none of these. */
static int
run_simple(const char *word, char *const *arguments)
{
	static const char *const version[] = {"--version", "-V", "version"};
	static const char *const help[] = {"--help", "-h", "help"};

	if (strcmp(word, "capability") == 0 && !wants_help(arguments))
		return print_words(
		    "version 0\ncapability authtype\ncapability state\n");
	for (size_t i = 0; i < 3; i++)
		if (strcmp(word, version[i]) == 0)
			return print_words("lanyard " LANYARD_VERSION "\n");
	for (size_t i = 0; i < 3; i++)
		if (strcmp(word, help[i]) == 0)
			return usage_help(arguments[0]);
	return wants_help(arguments) ? usage_help(word) : -1;
}

int
main(int argc, char *argv[])
{
	const struct verb *verb;
	int status;

	report_init();
	/* Inherited as ignored it would hide how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	if (argc < 2) {
		fputs(usage_text(), stderr);
		return run("without a verb", verb_none, argv + argc);
	}
	if ((verb = find_verb(argv[1])) != NULL && !wants_help(argv + 2))
		return run(verb->name, verb->function, argv + 2);
	/*
	 * gitcredentials(7): helpers ignore operations they do not know. git
	 * gives them a pipe; at a terminal it is a person who has typed it.
	 */
	if (verb == NULL && is_git_helper(argv[0]) && argv[1][0] != '-' &&
	    strcmp(argv[1], "capability") != 0 &&
	    !presence_foreground(STDIN_FILENO))
		return EXIT_DONE;
	status = run_simple(argv[1], argv + 2);
	return status != -1 ? status : usage_unknown(argv[1]);
}
