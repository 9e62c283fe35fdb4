/*
 * file.c - lanyard file [--watch] [--format=FORM] NAME PATH: a token in a file
 *
 * For what reads a token from a file and looks at it again from time to time:
 * a kubeconfig's tokenFile, AWS_WEB_IDENTITY_TOKEN_FILE, Kafka. The file is of
 * mode 600 and replaced by rename, so that a reader sees the old token or the
 * new one, whenever we are killed. With --watch it is replaced before its token
 * expires, or soon after it was rejected, until a person is needed.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/report.h"
#include "replace.h"
#include "tool_io.h"
#include "tools.h"

#define EARLY_S 90 /* before the token expires */
#define LEAST_S 5  /* between two looks */
#define RETRY_S 30 /* after a failure that heals */
#define MOST_S	15 /* git may have had it rejected meanwhile */

struct wish {
	const char *format, *target, *path;
	bool watch;
	char *last; /* what was written; NULL: nothing yet */
};

/* Seconds until TOKEN should be looked at again. */
static unsigned
pause_s(const struct lanyard_credential *token)
{
	const char *text = lanyard_credential_get(token, "password_expiry_utc");
	long long left = MOST_S;

	if (text != NULL && sscanf(text, "%lld", &left) == 1)
		left -= (long long)time(NULL) + EARLY_S;
	if (left < LEAST_S)
		left = LEAST_S;
	return left > MOST_S ? MOST_S : (unsigned)left;
}

/* Is there a file still? Somebody may have cleaned up. */
static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Write *TEXT, if it is another one or gone; then WISH has it. */
static int
take(struct wish *wish, char **text)
{
	int status;

	if (wish->last != NULL && strcmp(wish->last, *text) == 0 &&
	    is_there(wish->path))
		return EXIT_DONE;
	if ((status = replace_file(wish->path, *text)) != EXIT_DONE)
		return status;
	lanyard_text_free(&wish->last);
	wish->last = *text;
	*text = NULL;
	return EXIT_DONE;
}

static int
write_once(struct lanyard_session *session, struct wish *wish, unsigned *next_s)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, wish->target, &token);
	char *text = NULL;
	int status;

	*next_s = RETRY_S;
	if (r != LANYARD_OK)
		status = report_session(session, r);
	else if ((r = lanyard_token_format(token, wish->format, NULL, &text)) !=
		 LANYARD_OK)
		status = tool_io_report_unfit(r, wish->target);
	else {
		status = take(wish, &text);
		if (status == EXIT_DONE)
			*next_s = pause_s(token);
	}
	lanyard_text_free(&text);
	lanyard_credential_free(&token);
	return status;
}

int
tool_file(struct lanyard_session *session, char *const *arguments)
{
	struct wish wish = {.format = "raw"};
	unsigned next_s;
	int status;

	for (; *arguments != NULL; arguments++) {
		if (strcmp(*arguments, "--watch") == 0)
			wish.watch = true;
		else if (strncmp(*arguments, "--format=", 9) == 0)
			wish.format = *arguments + 9;
		else if (wish.target == NULL && **arguments != '-')
			wish.target = *arguments;
		else if (wish.path == NULL && **arguments != '-')
			wish.path = *arguments;
		else
			wish.format = NULL;
	}
	if (wish.path == NULL || wish.format == NULL ||
	    !lanyard_token_has_format(wish.format, NULL)) {
		report_error("a login and a file",
		    "lanyard file [--watch] [--format=FORM] NAME PATH");
		return EXIT_USAGE;
	}
	status = write_once(session, &wish, &next_s);
	while (
	    wish.watch && (status == EXIT_DONE || status == EXIT_TEMPORARY)) {
		sleep(next_s);
		status = write_once(session, &wish, &next_s);
	}
	lanyard_text_free(&wish.last);
	return status;
}
