/*
 * tool_io.c - what a program asks, and how it is answered
 */
#include "tool_io.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/output.h"
#include "common/report.h"

/* At most SIZE bytes; FOREVER, or for as long as TOOL_IO_WAIT_S. */
static ssize_t
read_some(char *to, size_t size, bool forever)
{
	struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	for (;;) {
		n = poll(&wait, 1, forever ? -1 : TOOL_IO_WAIT_S * 1000);
		if (n == 0)
			errno = ETIMEDOUT;
		if (n > 0)
			n = read(STDIN_FILENO, to, size);
		else
			n = -1;
		if (n != -1 || (errno != EINTR && errno != EAGAIN))
			return n;
	}
}

/* Bytes into TEXT, a line or all; -1: *WHY. */
static ssize_t
fill(char text[TOOL_IO_MAX], bool line, const char **why)
{
	size_t size = 0;
	ssize_t n;

	do {
		*why = "the question on stdin is too long";
		if (size == TOOL_IO_MAX - 1)
			return -1;
		n = read_some(text + size, line ? 1 : TOOL_IO_MAX - 1 - size,
		    line && size == 0);
		*why = errno == ETIMEDOUT ? "the question on stdin does not end"
					  : "the question cannot be read";
		if (n == -1)
			return -1;
		size += (size_t)n;
	} while (n > 0 && !(line && text[size - 1] == '\n'));
	return (ssize_t)size;
}

static char *
read_text(bool line, const char **why, bool *ended)
{
	char *text = calloc(1, TOOL_IO_MAX);
	ssize_t size;

	*ended = false;
	*why = lanyard_strerror(LANYARD_ERR_MEMORY);
	size = text == NULL ? -1 : fill(text, line, why);
	if (size != -1 && strlen(text) != (size_t)size) {
		*why = "the question on stdin has a NUL in it";
		size = -1;
	}
	if (size == -1) {
		lanyard_text_free(&text);
		return NULL;
	}
	*ended = size == 0;
	while (size > 0 && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
	return text;
}

char *
tool_io_stdin(const char **why)
{
	bool ended;

	return read_text(false, why, &ended);
}

char *
tool_io_line(const char **why, bool *ended)
{
	return read_text(true, why, ended);
}

bool
tool_io_url(char url[TOOL_IO_URL], const char *server)
{
	static const struct {
		const char *prefix, *scheme;
	} known[] = {
	    {"sparse+", ""},
	    {"registry+", ""},
	    {"grpcs://", "https://"},
	};
	const char *scheme = strstr(server, "://") != NULL ? "" : "https://";
	int n;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(server, known[i].prefix, strlen(known[i].prefix)) ==
		    0) {
			server += strlen(known[i].prefix);
			scheme = known[i].scheme;
			break;
		}
	n = snprintf(url, TOOL_IO_URL, "%s%s", scheme, server);
	return n > 0 && n < TOOL_IO_URL && server[0] != '\0';
}

enum lanyard_error
tool_io_credential(struct lanyard_session *session, const char *url,
    const char *user, struct lanyard_credential **answer)
{
	struct lanyard_credential *request = NULL;
	enum lanyard_error r;

	*answer = NULL;
	r = lanyard_credential_new(&request);
	if (r == LANYARD_OK)
		r = lanyard_credential_set(request, "url", url);
	if (r == LANYARD_OK && user != NULL)
		r = lanyard_credential_set(request, "username", user);
	if (r == LANYARD_ERR_PROTOCOL)
		r = lanyard_session_fail(session, LANYARD_ERR_UNKNOWN_LOGIN,
		    "not a URL that a login could answer", NULL);
	if (r == LANYARD_OK)
		r = lanyard_get(session, request, answer);
	if (*answer != NULL &&
	    lanyard_credential_get(*answer, "password") == NULL)
		lanyard_credential_free(answer);
	lanyard_credential_free(&request);
	return r;
}

int
tool_io_fail_output(void)
{
	char text[TOOL_IO_TEXT];

	(void)snprintf(text, sizeof(text),
	    "the answer cannot be written to stdout: %s", strerror(errno));
	report_error(text, NULL);
	return EXIT_FAILED;
}

static int
print(char **text)
{
	int status = output_line(*text) ? EXIT_DONE : tool_io_fail_output();

	lanyard_text_free(text);
	return status;
}

int
tool_io_unfit(
    enum lanyard_error r, const char *target, char *message, char *hint)
{
	hint[0] = '\0';
	if (r != LANYARD_ERR_ARGUMENT) {
		(void)snprintf(
		    message, TOOL_IO_TEXT, "%s", lanyard_strerror(r));
		return report_exit_status(r);
	}
	(void)snprintf(message, TOOL_IO_TEXT,
	    "the token for %.200s has a character that this form cannot carry",
	    target);
	(void)snprintf(
	    hint, TOOL_IO_TEXT, "run: lanyard refresh %.200s", target);
	return EXIT_FAILED;
}

int
tool_io_report_unfit(enum lanyard_error r, const char *target)
{
	char message[TOOL_IO_TEXT], hint[TOOL_IO_TEXT];
	int status = tool_io_unfit(r, target, message, hint);

	report_error(message, hint[0] != '\0' ? hint : NULL);
	return status;
}

int
tool_io_print(const struct lanyard_credential *token, const char *format,
    const char *target)
{
	enum lanyard_error r;
	char *text;

	r = lanyard_token_format(token, format, NULL, &text);
	return r == LANYARD_OK ? print(&text) : tool_io_report_unfit(r, target);
}

int
tool_io_print_value(const struct lanyard_credential *answer, const char *key)
{
	const char *value = lanyard_credential_get(answer, key);
	char *text = value == NULL ? NULL : strdup(value);

	if (text != NULL)
		return print(&text);
	return report_memory();
}

int
tool_io_say(const char *text)
{
	if (puts(text) != EOF && fflush(stdout) == 0)
		return EXIT_DONE;
	return tool_io_fail_output();
}

int
tool_io_token(struct lanyard_session *session, const char *target,
    const char *format, const char *none)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, target, &token);
	int status;

	if (r == LANYARD_OK)
		status = tool_io_print(token, format, target);
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN && none != NULL)
		status = tool_io_say(none);
	else
		status = report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}

enum lanyard_error
tool_io_members(
    const char *text, const char *const *names, char **values, size_t count)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; i < count; i++)
		values[i] = NULL;
	for (size_t i = 0; i < count && r == LANYARD_OK; i++)
		r = lanyard_json_member(
		    text, strlen(text), names[i], &values[i]);
	return r;
}

void
tool_io_members_free(char **values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lanyard_text_free(&values[i]);
}
