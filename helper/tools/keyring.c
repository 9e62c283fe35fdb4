/*
 * keyring.c - lanyard-keyring: keyring(1) as pip and uv run it
 *
 * https://github.com/jaraco/keyring: get SERVICE USER prints the password; get
 * --mode creds SERVICE the user, too. Nothing on stdout and status 1: none is
 * known. pip asks for the index's URL, and then for its host alone.
 */
#include <string.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

struct wish {
	const char *verb, *service, *user;
	bool creds;
};

/* False: a word too many, or an option that is not known. */
static bool
parse(struct wish *wish, char *const *arguments)
{
	const char **words[] = {&wish->verb, &wish->service, &wish->user};
	size_t count = 0;

	memset(wish, 0, sizeof(*wish));
	for (; *arguments != NULL; arguments++) {
		const char *word = *arguments;

		if (strcmp(word, "--mode") == 0 && arguments[1] != NULL)
			word = *++arguments;
		else if (strncmp(word, "--mode=", 7) == 0)
			word += 7;
		else if (*word == '-' || count == 3)
			return false;
		else {
			*words[count++] = word;
			continue;
		}
		wish->creds = strcmp(word, "creds") == 0;
		if (!wish->creds && strcmp(word, "password") != 0)
			return false;
	}
	return wish->verb != NULL && wish->service != NULL &&
	       (wish->creds || wish->user != NULL);
}

int
tool_keyring(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *answer = NULL;
	struct wish wish;
	char url[TOOL_IO_URL];
	enum lanyard_error r;
	int status = EXIT_FAILED;

	if (!parse(&wish, arguments) || strcmp(wish.verb, "get") != 0 ||
	    !tool_io_url(url, wish.service)) {
		report_error("of keyring's verbs there is get only",
		    "keyring get SERVICE USER, or get SERVICE --mode creds; "
		    "run: lanyard login NAME");
		return EXIT_USAGE;
	}
	r = tool_io_credential(session, url, wish.user, &answer);
	if (answer != NULL)
		status = wish.creds ? tool_io_print(answer, "lines", url)
				    : tool_io_print_value(answer, "password");
	else if (r != LANYARD_OK)
		status = report_session(session, r);
	lanyard_credential_free(&answer);
	return status;
}
