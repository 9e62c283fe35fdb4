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

#include "common/report.h"
#include "usage.h"
#include "verbs.h"

#define OWN_ARGUMENTS 8
#define PIPE_FD_SIZE  32
#define OPTION_SIZE   40 /* of its name, in a message */

/* Options of curl(1). Those with an argument end in "=". */
static const char *const long_options[] = {"append", "compressed",
    "connect-timeout=", "continue-at=", "cookie=", "cookie-jar=", "create-dirs",
    "data=", "data-ascii=", "data-binary=", "data-raw=", "data-urlencode=",
    "dump-header=", "fail", "fail-early", "fail-with-body",
    "form=", "form-escape", "form-string=", "get", "globoff", "head",
    "header=", "http1.0", "http1.1", "http2", "include", "ipv4", "ipv6",
    "json=", "limit-rate=", "location",
    "max-filesize=", "max-redirs=", "max-time=", "no-buffer",
    "no-progress-meter", "output=", "output-dir=", "path-as-is", "post301",
    "post302", "post303", "progress-bar", "range=", "raw",
    "referer=", "remote-header-name", "remote-name", "remote-time",
    "remove-on-error", "request=", "retry=", "retry-all-errors",
    "retry-connrefused", "retry-delay=", "retry-max-time=", "show-error",
    "silent", "speed-limit=", "speed-time=", "tcp-nodelay",
    "time-cond=", "tr-encoding",
    "upload-file=", "url-query=", "user-agent=", "write-out="};
static const char short_flags[] = "#046GIJLNORSafgis";
static const char short_arguments[] = "ACDFHTXYbcdemorwyz";

/* Is WORD, without its "--", one of them? *ARGUMENT: it takes one. */
static bool
find_long(const char *word, bool *argument)
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

/* One option and its argument, from *WORDS on, which moves to the last. */
static int
check_option(char *const **words)
{
	const char *word = **words, *wrong;
	bool argument = false;

	if (word[0] != '-' || word[1] == '\0') {
		report_error("lanyard curl does not take a second URL, nor any "
			     "other word without an option",
		    "see lanyard(1)");
		return EXIT_USAGE;
	}
	if (word[1] == '-') {
		if (!find_long(word + 2, &argument))
			return fail_refused("--", word + 2, OPTION_SIZE);
	} else if ((wrong = check_short(word + 1, &argument)) != NULL)
		return fail_refused("-", wrong, 1);
	if (argument && *++*words == NULL) {
		report_error("the argument of the last option is missing",
		    "see curl(1)");
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

static int
check_options(char *const *words)
{
	int status = EXIT_DONE;

	for (; status == EXIT_DONE && *words != NULL; words++)
		status = check_option(&words);
	return status;
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

/* Does not come back where curl starts. */
static int
execute(const char *url, char *const *words, int fd)
{
	char name[] = "curl", quiet[] = "-q", globoff[] = "-g", config[] = "-K",
	     url_option[] = "--url", path[PIPE_FD_SIZE];
	size_t count = 0, own = 0;
	char **argv, *program;

	if (lanyard_find_program("curl", &program) != LANYARD_OK) {
		report_error("there is no curl in an absolute folder of PATH",
		    "install curl");
		return EXIT_FAILED;
	}
	while (words[count] != NULL)
		count++;
	argv = calloc(OWN_ARGUMENTS + count, sizeof(*argv));
	if (argv == NULL) {
		report_error("out of memory", NULL);
		goto out;
	}
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	argv[own++] = name;
	argv[own++] = quiet; /* no .curlrc: it could have another URL */
	argv[own++] = globoff;
	argv[own++] = config;
	argv[own++] = path;
	argv[own++] = url_option;
	argv[own++] = (char *)url;
	memcpy(argv + own, words, count * sizeof(*argv));
	execv(program, argv);
	report_error(strerror(errno), "curl --version");
out:
	free(argv);
	lanyard_text_free(&program);
	return EXIT_FAILED;
}

static int
start(
    const struct lanyard_credential *token, const char *url, char *const *words)
{
	char *text = NULL;
	enum lanyard_error r;
	int fd, status;

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
	status = execute(url, words, fd);
	close(fd);
	return status;
}

int
verb_curl(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *token = NULL;
	const char *url = arguments[0];
	enum lanyard_error r;
	int status;

	if (url == NULL || strstr(url, "://") == NULL ||
	    (arguments[1] != NULL && strcmp(arguments[1], "--") != 0))
		return usage_of("curl");
	arguments += arguments[1] == NULL ? 1 : 2;
	if ((status = check_options(arguments)) != EXIT_DONE)
		return status;
	r = lanyard_token(session, url, &token);
	status = r == LANYARD_OK ? start(token, url, arguments)
				 : report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}
