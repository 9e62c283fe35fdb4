/*
 * tool_io.c - what a program asks, and how it is answered
 */
#include "tool_io.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/output.h"
#include "common/report.h"

static ssize_t
read_some(char *to, size_t size)
{
	ssize_t n;

	do {
		n = read(STDIN_FILENO, to, size);
	} while (n == -1 && errno == EINTR);
	return n;
}

/* Bytes into TEXT; -1: there are too many, or they cannot be read. */
static ssize_t
fill(char text[TOOL_IO_MAX], bool line)
{
	size_t size = 0;
	ssize_t n;

	do {
		if (size == TOOL_IO_MAX - 1)
			return -1;
		n = read_some(text + size, line ? 1 : TOOL_IO_MAX - 1 - size);
		if (n == -1)
			return -1;
		size += (size_t)n;
	} while (n > 0 && !(line && text[size - 1] == '\n'));
	return (ssize_t)size;
}

char *
tool_io_stdin(bool line)
{
	char *text = calloc(1, TOOL_IO_MAX);
	ssize_t size = text == NULL ? -1 : fill(text, line);

	if (size == -1 || strlen(text) != (size_t)size) {
		lanyard_text_free(&text);
		return NULL;
	}
	while (size > 0 && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
	return text;
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

static int
print(char **text)
{
	bool written = output_line(*text);

	lanyard_text_free(text);
	if (!written)
		report_error("the token could not be written", NULL);
	return written ? EXIT_DONE : EXIT_FAILED;
}

int
tool_io_print(const struct lanyard_credential *token, const char *format)
{
	enum lanyard_error r;
	char *text;

	r = lanyard_token_format(token, format, NULL, &text);
	if (r == LANYARD_OK)
		return print(&text);
	report_error(r == LANYARD_ERR_ARGUMENT
			 ? "the token cannot be written in that form"
			 : lanyard_strerror(r),
	    NULL);
	return report_exit_status(r);
}

int
tool_io_print_value(const struct lanyard_credential *answer, const char *key)
{
	const char *value = lanyard_credential_get(answer, key);
	char *text = value == NULL ? NULL : strdup(value);

	if (text != NULL)
		return print(&text);
	report_error(lanyard_strerror(LANYARD_ERR_MEMORY), NULL);
	return report_exit_status(LANYARD_ERR_MEMORY);
}

int
tool_io_say(const char *text)
{
	if (puts(text) != EOF && fflush(stdout) == 0)
		return EXIT_DONE;
	report_error("stdout could not be written", NULL);
	return EXIT_FAILED;
}

int
tool_io_token(struct lanyard_session *session, const char *target,
    const char *format, const char *none)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, target, &token);
	int status;

	if (r == LANYARD_OK)
		status = tool_io_print(token, format);
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN && none != NULL)
		status = tool_io_say(none);
	else
		status = report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}

bool
tool_io_members(
    const char *text, const char *const *names, char **values, size_t count)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; i < count; i++)
		values[i] = NULL;
	for (size_t i = 0; i < count && r == LANYARD_OK; i++)
		r = lanyard_json_member(
		    text, strlen(text), names[i], &values[i]);
	return r == LANYARD_OK;
}

void
tool_io_members_free(char **values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lanyard_text_free(&values[i]);
}
