/*
 * exec.c - lanyard exec [--env VAR=NAME]... -- COMMAND: tokens in variables
 *
 * For what takes a token from its environment only. Who asks for that gets
 * just that: the variable, for that command and its children. The command
 * takes our place, so that its exit status and signals are its own.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/inherited.h"
#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

#define NAME_MAX_SIZE 128 /* of a variable */

/* 126 and 127 as a shell has them (POSIX.1-2008, "env"). */
#define EXIT_CANNOT  126
#define EXIT_MISSING 127

static int
fail_usage(const char *text)
{
	report_error(text,
	    "lanyard exec --env VARIABLE=NAME[:FORMAT] -- COMMAND "
	    "[ARGUMENT]...");
	return EXIT_USAGE;
}

static bool
is_variable(const char *name, size_t size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				      "abcdefghijklmnopqrstuvwxyz";

	if (size == 0 || size >= NAME_MAX_SIZE ||
	    strchr(letters, name[0]) == NULL)
		return false;
	for (size_t i = 1; i < size; i++)
		if (strchr(letters, name[i]) == NULL &&
		    (name[i] < '0' || name[i] > '9'))
			return false;
	return true;
}

/* What is behind the last colon of WISH, if that is a form; else "raw". */
static const char *
split_format(char *wish)
{
	char *colon = strrchr(wish, ':');

	if (colon == NULL || !lanyard_token_has_format(colon + 1, NULL))
		return "raw";
	*colon = '\0';
	return colon + 1;
}

static int
set_token(struct lanyard_session *session, const char *variable, char *target)
{
	const char *format = split_format(target);
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, target, &token);
	char *text = NULL;
	int status;

	if (r != LANYARD_OK)
		status = report_session(session, r);
	else if ((r = lanyard_token_format(token, format, NULL, &text)) !=
		 LANYARD_OK)
		status = tool_io_report_unfit(r, target);
	else if (setenv(variable, text, 1) != 0) {
		report_error(lanyard_strerror(LANYARD_ERR_MEMORY), NULL);
		status = report_exit_status(LANYARD_ERR_MEMORY);
	} else
		status = EXIT_DONE;
	lanyard_text_free(&text);
	lanyard_credential_free(&token);
	return status;
}

/* WISH is VARIABLE=NAME, or a URL in the place of NAME, and perhaps :FORMAT. */
static int
take_env(struct lanyard_session *session, const char *wish)
{
	size_t size = strcspn(wish, "=");
	char variable[NAME_MAX_SIZE];
	char *target;
	int status;

	if (wish[size] == '\0' || wish[size + 1] == '\0' ||
	    !is_variable(wish, size))
		return fail_usage("--env wants VARIABLE=NAME");
	memcpy(variable, wish, size);
	variable[size] = '\0';
	if ((target = strdup(wish + size + 1)) == NULL)
		return report_memory();
	status = set_token(session, variable, target);
	free(target);
	return status;
}

/* The shell's own search: the command is the caller's, and so is PATH. */
static int
start(char *const *command)
{
	char text[256];
	int errnum;

	inherited_restore();
	execvp(command[0], command);
	errnum = errno;
	(void)snprintf(text, sizeof(text), "cannot start %s: %s", command[0],
	    strerror(errnum));
	report_error(text, NULL);
	return errnum == ENOENT ? EXIT_MISSING : EXIT_CANNOT;
}

int
tool_exec(struct lanyard_session *session, char *const *arguments)
{
	int status = EXIT_DONE;
	const char *wish;

	for (; *arguments != NULL && **arguments == '-'; arguments++) {
		if (strcmp(*arguments, "--") == 0) {
			arguments++;
			break;
		}
		if (strncmp(*arguments, "--env=", 6) == 0)
			wish = *arguments + 6;
		else if (strcmp(*arguments, "--env") == 0 &&
			 arguments[1] != NULL)
			wish = *++arguments;
		else
			return fail_usage("exec has the option --env only");
		if ((status = take_env(session, wish)) != EXIT_DONE)
			return status;
	}
	if (*arguments == NULL)
		return fail_usage("exec wants a command");
	return start(arguments);
}
