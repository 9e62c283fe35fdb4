/*
 * report.c - what the programs say on stderr, and how they end
 */
#include "report.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "inherited.h"

void
report_init(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 &&
		    open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1) {
			report_error(
			    fd == STDIN_FILENO
				? "stdin is closed, and there is no /dev/null"
				: "stdout is closed, and there is no /dev/null",
			    "make it: mknod -m 666 /dev/null c 1 3");
			_exit(EXIT_FAILED);
		}
	inherited_init();
}

int
report_exit_status(enum lanyard_error code)
{
	switch (code) {
	case LANYARD_OK:
		return EXIT_DONE;
	case LANYARD_ERR_ARGUMENT:
	case LANYARD_ERR_PROTOCOL:
	case LANYARD_ERR_CONFIG:
	case LANYARD_ERR_UNKNOWN_LOGIN:
		return EXIT_USAGE;
	case LANYARD_ERR_LOGIN_NEEDED:
	case LANYARD_ERR_MOVED:
		return EXIT_PERSON;
	case LANYARD_ERR_REFUSED:
	case LANYARD_ERR_GRANT:
	case LANYARD_ERR_REJECTED:
	case LANYARD_ERR_LIVE:
		return EXIT_REFUSED;
	case LANYARD_ERR_MEMORY:
	case LANYARD_ERR_NO_ROOM:
	case LANYARD_ERR_NETWORK:
	case LANYARD_ERR_SERVER:
	case LANYARD_ERR_TIMEOUT:
		return EXIT_TEMPORARY;
	case LANYARD_ERR_SYSTEM:
	case LANYARD_ERR_STORE:
	case LANYARD_ERR_CANCELLED:
	case LANYARD_ERR_TOO_LARGE:
		return EXIT_FAILED;
	}
	return EXIT_FAILED;
}

static int
weight(int status)
{
	return status == EXIT_TEMPORARY ? 1 : 2 * status;
}

int
report_worse(int a, int b)
{
	return weight(a) > weight(b) ? a : b;
}

void
report_error(const char *text, const char *hint)
{
	fprintf(stderr, "lanyard: error: %s\n", text);
	if (hint != NULL)
		fprintf(stderr, "lanyard: hint: %s\n", hint);
}

int
report_memory(void)
{
	report_error(lanyard_strerror(LANYARD_ERR_MEMORY), NULL);
	return report_exit_status(LANYARD_ERR_MEMORY);
}

bool
report_is_quiet(void)
{
	const char *value = getenv(REPORT_QUIET);

	return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0 &&
	       strcasecmp(value, "false") != 0;
}

void
report_notice(const char *text)
{
	if (report_is_quiet())
		return;
	fprintf(stderr, "lanyard: %s\n", text);
}

int
report_login_needed(
    const char *login, const char *text, enum lanyard_error code)
{
	fprintf(
	    stderr, "lanyard: error: %s; run: lanyard login %s\n", text, login);
	return report_exit_status(code);
}

const char *
report_text(const struct lanyard_session *session, enum lanyard_error code)
{
	return code == LANYARD_ERR_MEMORY ? lanyard_strerror(code)
					  : lanyard_session_message(session);
}

int
report_session(const struct lanyard_session *session, enum lanyard_error code)
{
	if (code != LANYARD_OK)
		report_error(
		    report_text(session, code), lanyard_session_hint(session));
	return report_exit_status(code);
}
