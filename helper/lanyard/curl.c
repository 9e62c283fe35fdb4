/*
 * curl.c - run curl with the token of the login that a URL has
 *
 * The token is on a pipe that curl reads as a configuration: not in an
 * argument, not in the environment. The URL that chose the login is the only
 * one, since curl would send the token to each. So only options are taken that
 * are known not to bring another URL or configuration, nor to show the token
 * or to send it elsewhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle.h"
#include "common/inherited.h"
#include "common/report.h"
#include "usage.h"
#include "verbs.h"

#define PIPE_FD_SIZE 32
#define OPTION_SIZE  40 /* of its name, in a message */

/*
 * Options of curl(1). Those with an argument end in "="; of the others curl
 * takes the opposite, too, with "no-" before it.
 */
static const char *const long_options[] = {"append", "buffer", "cert-status",
    "clobber", "compressed",
    "connect-timeout=", "continue-at=", "cookie=", "cookie-jar=", "create-dirs",
    "create-file-mode=", "crlf", "crlfile=", "data=", "data-ascii=",
    "data-binary=", "data-raw=", "data-urlencode=", "disallow-username-in-url",
    "dump-header=", "etag-compare=", "etag-save=", "expect100-timeout=", "fail",
    "fail-early", "fail-with-body", "follow", "form=", "form-escape",
    "form-string=", "get", "globoff", "happy-eyeballs-timeout-ms=", "head",
    "header=", "http0.9", "http1.0", "http1.1", "http2",
    "http2-prior-knowledge", "ignore-content-length", "include", "ipv4", "ipv6",
    "json=", "junk-session-cookies", "keepalive", "keepalive-cnt=",
    "keepalive-time=", "limit-rate=", "local-port=", "location",
    "max-filesize=", "max-redirs=", "max-time=", "output=", "output-dir=",
    "path-as-is", "pinnedpubkey=", "post301", "post302", "post303",
    "progress-bar", "progress-meter", "range=", "raw",
    "referer=", "remote-header-name", "remote-name", "remote-time",
    "remove-on-error", "request=", "retry=", "retry-all-errors",
    "retry-connrefused", "retry-delay=", "retry-max-time=", "sessionid",
    "show-error", "show-headers", "silent", "skip-existing",
    "speed-limit=", "speed-time=", "stderr=", "styled-output",
    "suppress-connect-headers", "tcp-fastopen", "tcp-nodelay",
    "time-cond=", "tlsv1.2", "tlsv1.3", "tr-encoding",
    "upload-file=", "url-query=", "user-agent=", "write-out=", "xattr"};
static const char short_flags[] = "#046GIJLNORSafgijs";
static const char short_arguments[] = "ACDFHTXYbcdemorwyz";

/* Is WORD one of them? *ARGUMENT: it takes one. */
static bool
find_name(const char *word, bool *argument)
{
	size_t size = strcspn(word, "=");

	if (size == 0 || word[size] != '\0')
		return false;
	for (size_t i = 0; i < sizeof(long_options) / sizeof(long_options[0]);
	     i++) {
		const char *known = long_options[i];

		if (strncmp(known, word, size) != 0)
			continue;
		*argument = known[size] == '=';
		if (known[size] == '\0' || *argument)
			return true;
	}
	return false;
}

/* The same of WORD, or of what it negates. */
static bool
find_long(const char *word, bool *argument)
{
	return find_name(word, argument) ||
	       (strncmp(word, "no-", 3) == 0 && find_name(word + 3, argument) &&
		   !*argument);
}

/*
 * The first letter of WORD, without its "-", that is not one of them, or NULL.
 * *ARGUMENT: the next word belongs to the last.
 */
static const char *
check_short(const char *word, bool *argument)
{
	for (; *word != '\0'; word++) {
		if (strchr(short_arguments, *word) != NULL) {
			*argument = word[1] == '\0';
			return NULL;
		}
		if (strchr(short_flags, *word) == NULL)
			return word;
	}
	return NULL;
}

/*
 * Only what names the option: behind it may be a password, or what clears a
 * terminal.
 */
static int
fail_refused(const char *dashes, const char *name, size_t size)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:";
	char text[256];
	size_t printed = strspn(name, letters);

	if (printed > size)
		printed = size;
	snprintf(text, sizeof(text),
	    "lanyard curl does not take option %s%.*s: it is not known to keep "
	    "the token with this URL",
	    dashes, (int)printed, name);
	report_error(text,
	    "see lanyard(1); or: lanyard token --format=curl URL | curl -K - "
	    "...");
	return EXIT_USAGE;
}

/* What curl is to be run with. */
struct call {
	const char *url;
	char **options; /* NULL at the end; the words are the caller's */
	size_t count;
	char *ca_file; /* NULL: none */
};

/* The one word without an option is the URL. */
static int
take_url(struct call *call, const char *word)
{
	if (call->url == NULL && strstr(word, "://") != NULL) {
		call->url = word;
		return EXIT_DONE;
	}
	if (call->url == NULL)
		return usage_of("curl");
	report_error("lanyard curl does not take a second URL, nor any other "
		     "word without an option",
	    "see lanyard(1)");
	return EXIT_USAGE;
}

/* One option and its argument, from *WORDS on, which moves to the last. */
static int
take_option(struct call *call, char *const **words)
{
	const char *word = **words, *wrong;
	bool argument = false;

	if (word[1] == '-') {
		if (!find_long(word + 2, &argument))
			return fail_refused("--", word + 2, OPTION_SIZE);
	} else if ((wrong = check_short(word + 1, &argument)) != NULL)
		return fail_refused("-", wrong, 1);
	call->options[call->count++] = **words;
	if (!argument)
		return EXIT_DONE;
	if (*++*words == NULL) {
		report_error("the argument of the last option is missing",
		    "see curl(1)");
		return EXIT_USAGE;
	}
	call->options[call->count++] = **words;
	return EXIT_DONE;
}

/* Options stand before the URL or behind it; one "--" between may be. */
static int
take_words(struct call *call, char *const *words)
{
	bool separated = false;
	int status = EXIT_DONE;

	for (; status == EXIT_DONE && *words != NULL; words++) {
		if (strcmp(*words, "--") == 0 && call->url != NULL &&
		    !separated)
			separated = true;
		else if ((*words)[0] != '-' || (*words)[1] == '\0')
			status = take_url(call, *words);
		else
			status = take_option(call, &words);
	}
	return status == EXIT_DONE && call->url == NULL ? usage_of("curl")
							: status;
}

/*
 * A pipe to read TEXT from, or -1. Nobody reads it yet, and who has many pipes
 * gets small ones (pipe(7)): what does not fit must not wait.
 */
static int
pipe_with(const char *text)
{
	size_t size = strlen(text);
	int ends[2];
	ssize_t n = -1;

	if (pipe(ends) != 0)
		return -1;
	if (fcntl(ends[1], F_SETFL, O_NONBLOCK) != -1)
		n = write(ends[1], text, size);
	close(ends[1]);
	if (n == (ssize_t)size)
		return ends[0];
	close(ends[0]);
	return -1;
}

/* ARGV for curl: OPTIONS of ours, and those of CALL. NULL: no memory. */
static char **
make_arguments(const struct call *call, char *const own[], size_t count)
{
	char **argv = calloc(count + call->count + 1, sizeof(*argv));

	if (argv == NULL)
		return NULL;
	memcpy(argv, own, count * sizeof(*argv));
	memcpy(argv + count, call->options, call->count * sizeof(*argv));
	return argv;
}

/* Does not come back where curl starts; CA is -1 where it takes its own. */
static int
execute(
    struct lanyard_session *session, const struct call *call, int fd, int ca)
{
	char name[] = "curl", quiet[] = "-q", globoff[] = "-g", config[] = "-K",
	     url[] = "--url", cacert[] = "--cacert", path[PIPE_FD_SIZE],
	     ca_path[PIPE_FD_SIZE];
	/* No .curlrc: it could have another URL. */
	char *const own[] = {name, quiet, globoff, config, path, url,
	    (char *)call->url, cacert, ca_path};
	char **argv, *program;
	int status = EXIT_FAILED;

	if (lanyard_find_program("curl", &program) != LANYARD_OK) {
		report_error("there is no curl in an absolute folder of PATH",
		    "install curl");
		return EXIT_FAILED;
	}
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	if (access(path, R_OK) != 0) {
		report_error("the token cannot be handed to curl: there is no "
			     "/dev/fd here",
		    "mount /proc; or: lanyard token --format=curl URL | curl "
		    "-K - URL");
		lanyard_text_free(&program);
		return EXIT_FAILED;
	}
	snprintf(ca_path, sizeof(ca_path), "/dev/fd/%d", ca);
	argv = make_arguments(
	    call, own, sizeof(own) / sizeof(own[0]) - (ca == -1 ? 2 : 0));
	if (argv == NULL) {
		status = report_memory();
	} else {
		inherited_restore();
		execv(program, argv);
		status = report_session(session,
		    lanyard_session_fail_start(session, errno, program));
	}
	free(argv);
	lanyard_text_free(&program);
	return status;
}

static int
start(struct lanyard_session *session, const struct lanyard_credential *token,
    const struct call *call)
{
	char *text = NULL;
	enum lanyard_error r;
	int fd, ca = -1, status;

	r = lanyard_token_format(token, "curl", NULL, &text);
	if (r != LANYARD_OK) {
		report_error("the token or the user cannot be handed to curl: "
			     "it is not plain text",
		    NULL);
		return report_exit_status(r);
	}
	fd = pipe_with(text);
	lanyard_text_free(&text);
	if (fd == -1) {
		report_error("no pipe to curl, or none that takes the whole "
			     "token",
		    NULL);
		return EXIT_FAILED;
	}
	status =
	    call->ca_file == NULL ? EXIT_DONE : bundle_open(call->ca_file, &ca);
	if (status == EXIT_DONE)
		status = execute(session, call, fd, ca);
	close(fd);
	if (ca != -1)
		close(ca);
	return status;
}

static enum lanyard_error
take_ca_file(void *context, const struct lanyard_state *state)
{
	struct call *call = context;

	if (state->ca_file == NULL)
		return LANYARD_OK;
	call->ca_file = strdup(state->ca_file);
	return call->ca_file != NULL ? LANYARD_OK : LANYARD_ERR_MEMORY;
}

static int
run(struct lanyard_session *session, struct call *call)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, call->url, &token);
	int status;

	if (r == LANYARD_OK)
		r = lanyard_state_of(session, call->url, 0, take_ca_file, call);
	status = r == LANYARD_OK ? start(session, token, call)
				 : report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}

int
verb_curl(struct lanyard_session *session, char *const *arguments)
{
	struct call call = {0};
	size_t count = 0;
	int status;

	while (arguments[count] != NULL)
		count++;
	call.options = calloc(count + 1, sizeof(*call.options));
	if (call.options == NULL)
		return report_memory();
	if ((status = take_words(&call, arguments)) == EXIT_DONE)
		status = run(session, &call);
	free(call.options);
	free(call.ca_file);
	return status;
}
