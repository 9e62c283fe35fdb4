/*
 * askpass.c - lanyard-askpass: the answer to a prompt for a host's password
 *
 * gitcredentials(7): the prompt is the argument, "Username for 'URL': " or
 * "Password for 'https://USER@HOST': ", in the language of the program that
 * asks; the answer is a line. For libraries that know no credential helper, and
 * for wget --use-askpass. A prompt that is of no http(s) URL, or of one that no
 * login answers, is not ours: status 1 and silence.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

/* The URL between the last two quotes of PROMPT. */
static bool
find_url(char url[TOOL_IO_URL], const char *prompt)
{
	const char *end = strrchr(prompt, '\''), *start;
	size_t size;

	if (end == NULL || end == prompt)
		return false;
	for (start = end - 1; start > prompt && *start != '\''; start--)
		continue;
	size = (size_t)(end - start) - 1;
	if (*start != '\'' || size >= TOOL_IO_URL)
		return false;
	memcpy(url, start + 1, size);
	url[size] = '\0';
	return strncasecmp(url, "https://", 8) == 0 ||
	       strncasecmp(url, "http://", 7) == 0;
}

/*
 * Which of the two PROMPT is for, a key of the answer. In another language:
 * who knows the user asks for the password.
 */
static const char *
wanted(const char *prompt, const char *url)
{
	const char *host = strstr(url, "://") + 3;

	if (strncasecmp(prompt, "Password", 8) == 0)
		return "password";
	return strncasecmp(prompt, "Username", 8) != 0 &&
		       memchr(host, '@', strcspn(host, "/")) != NULL
		   ? "password"
		   : "username";
}

int
tool_askpass(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *answer = NULL;
	const char *prompt = arguments[0];
	enum lanyard_error r;
	char url[TOOL_IO_URL];
	int status = EXIT_FAILED;

	if (prompt == NULL || arguments[1] != NULL || !find_url(url, prompt))
		return EXIT_FAILED;
	r = tool_io_credential(session, url, NULL, &answer);
	if (answer != NULL)
		status = tool_io_print_value(answer, wanted(prompt, url));
	else if (r != LANYARD_OK && r != LANYARD_ERR_UNKNOWN_LOGIN)
		status = report_session(session, r);
	lanyard_credential_free(&answer);
	return status;
}
