/*
 * main.c - lanyard, the front: which verb, under which name
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/progress.h"
#include "common/report.h"
#include "common/secrecy.h"
#include "common/trace.h"
#include "half.h"
#include "names.h"
#include "tools/tools.h"
#include "usage.h"
#include "verbs.h"
#include "voice.h"

typedef int verb_function(
    struct lanyard_session *session, char *const *arguments);

/* Who calls a verb, and so which options are its own. */
enum caller {
	CALLER_GIT,    /* never with any */
	CALLER_PERSON, /* --quiet and --verbose among them */
	CALLER_CURL,   /* a person; those behind it are curl's */
	CALLER_TOOL,   /* another program, by its own protocol */
};

struct verb {
	const char *name;
	verb_function *function;
	enum caller caller;
};

static const struct verb verbs[] = {
    {"get", verb_get, CALLER_GIT},
    {"store", verb_store, CALLER_GIT},
    {"erase", verb_erase, CALLER_GIT},
    {"token", verb_token, CALLER_PERSON},
    {"curl", verb_curl, CALLER_CURL},
    {"setup", verb_setup, CALLER_PERSON},
    {"login", verb_login, CALLER_PERSON},
    {"logout", verb_logout, CALLER_PERSON},
    {"refresh", verb_refresh, CALLER_PERSON},
    {"seed", verb_seed, CALLER_PERSON},
    {"export", verb_export, CALLER_PERSON},
    {"import", verb_import, CALLER_PERSON},
    {"status", verb_status, CALLER_PERSON},
    {"doctor", verb_doctor, CALLER_PERSON},
    {"exec", tool_exec, CALLER_CURL},
    {"file", tool_file, CALLER_PERSON},
    {"serve", tool_serve, CALLER_TOOL},
    {"headers", tool_headers, CALLER_TOOL},
    {"kubectl", tool_kubectl, CALLER_TOOL},
    {"docker", tool_docker, CALLER_TOOL},
    {"cargo", tool_cargo, CALLER_TOOL},
    {"bazel", tool_bazel, CALLER_TOOL},
    {"goauth", tool_goauth, CALLER_TOOL},
    {"terraform", tool_terraform, CALLER_TOOL},
    {"keyring", tool_keyring, CALLER_TOOL},
    {"pnpm", tool_pnpm, CALLER_TOOL},
    {"askpass", tool_askpass, CALLER_TOOL},
    {"aws-credentials", tool_aws, CALLER_TOOL},
    {"google-executable", tool_google, CALLER_TOOL},
};

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

struct person {
	const char *why; /* that nobody is to be asked */
	bool waits;	 /* a line of progress is shown */
};

static bool
may_ask(void *context)
{
	struct person *person = context;

	if (presence_somebody(&person->why))
		return true;
	/* A job, or a command of timeout(1). */
	if (person->why == NULL && presence_in_background())
		person->why = "its place in the terminal's background";
	return false;
}

static const char *
why_not(void *context)
{
	const struct person *person = context;

	return person->why;
}

static void
progress(void *context, const char *text)
{
	struct person *person = context;

	if (!progress_can(STDERR_FILENO) || (text[0] == '\0' && !person->waits))
		return;
	progress_show(STDERR_FILENO, text);
	person->waits = text[0] != '\0';
}

static void
notice(void *context, const char *text)
{
	progress(context, "");
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
	struct person person = {NULL, false};
	const struct lanyard_ui ui = {.context = &person,
	    .may_ask = may_ask,
	    .why_not = why_not,
	    .notice = notice,
	    .progress = progress};
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
	if (r != LANYARD_OK && session != NULL && function == verb_doctor)
		status = verb_doctor_unopened(session, arguments);
	else if (r != LANYARD_OK)
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

	if (word[0] != '-' && wants_help(arguments))
		return usage_help(word);
	if (strcmp(word, "capability") == 0)
		return print_words(
		    "version 0\ncapability authtype\ncapability state\n");
	for (size_t i = 0; i < 3; i++)
		if (strcmp(word, version[i]) == 0)
			return print_words("lanyard " LANYARD_VERSION "\n");
	for (size_t i = 0; i < 3; i++)
		if (strcmp(word, help[i]) == 0)
			return usage_help(arguments[0]);
	return -1;
}

/* VERB with its ARGUMENTS, behind options of which VOICE has what they say. */
static int
run_verb(const struct verb *verb, struct voice *voice, char **arguments)
{
	char text[80];

	if (verb->caller == CALLER_GIT && (voice->quiet || voice->verbose)) {
		(void)snprintf(text, sizeof(text),
		    "lanyard %s has no option %s", verb->name,
		    voice->quiet ? "--quiet" : "--verbose");
		report_error(text, NULL);
		return EXIT_USAGE;
	}
	if (verb->caller == CALLER_PERSON)
		voice_take(voice, arguments);
	voice_raise(voice);
	return run(verb->name, verb->function, arguments);
}

/*
 * Under another program's name all words are that program's. A login in the
 * name is the one word there is.
 */
static int
run_named(const char *verb, const char *login, char **words)
{
	char *const named[] = {(char *)(uintptr_t)login, NULL};

	return run(
	    verb, find_verb(verb)->function, login != NULL ? named : words);
}

int
main(int argc, char *argv[])
{
	const char *verb_name, *login;
	struct voice voice = {false, false};
	char **words = argc > 0 ? argv + 1 : argv;
	const struct verb *verb;
	int status;

	secrecy_begin();
	report_init();
	verb_name = argc > 0 ? names_verb(argv[0], &login) : NULL;
	if (verb_name != NULL)
		return run_named(verb_name, login, words);
	while (*words != NULL && voice_is(&voice, *words))
		words++;
	if (*words == NULL) {
		fputs(usage_text(), stderr);
		return run("without a verb", verb_none, words);
	}
	if ((verb = find_verb(*words)) != NULL && !wants_help(words + 1))
		return run_verb(verb, &voice, words + 1);
	/*
	 * gitcredentials(7): helpers ignore operations they do not know. git
	 * gives them a pipe; at a terminal it is a person who has typed it.
	 */
	if (verb == NULL && is_git_helper(argv[0]) && (*words)[0] != '-' &&
	    strcmp(*words, "capability") != 0 &&
	    !presence_foreground(STDIN_FILENO))
		return EXIT_DONE;
	status = run_simple(*words, words + 1);
	return status != -1 ? status : usage_unknown(*words);
}
