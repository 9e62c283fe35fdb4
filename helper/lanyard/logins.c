/*
 * logins.c - login, logout and refresh: a login by name or URL
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include "common/inherited.h"
#include "common/presence.h"
#include "common/report.h"
#include "due.h"
#include "half.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

/* What the verbs here do with their one login. */
static int
with_target(struct lanyard_session *session, const char *verb,
    char *const *arguments,
    enum lanyard_error (*function)(
	struct lanyard_session *session, const char *target))
{
	const struct option none = {NULL, NULL, NULL};
	const char *target;
	int status = options_target(verb, arguments, &none, &target);

	return status != EXIT_DONE
		   ? status
		   : report_session(session, function(session, target));
}

/* lanyard-oauth in our place: it has the tokens in its memory alone. */
static int
log_in_for(struct lanyard_session *session, const char *target, const char *url)
{
	const char *const argv[] = {
	    "lanyard-oauth", "login-for", target, url, NULL};
	char path[HALF_PATH];
	const char *program = half_program(path);
	int fd = open("/dev/null", O_RDWR);

	if (program == NULL)
		program = LIBEXECDIR "/lanyard-oauth";
	for (int i = STDIN_FILENO; fd != -1 && i <= STDOUT_FILENO; i++)
		(void)dup2(fd, i);
	if (fd > STDERR_FILENO)
		close(fd);
	inherited_restore();
	execv(program, (char *const *)(const void *)argv);
	return report_session(
	    session, lanyard_session_fail_start(session, errno, program));
}

int
verb_login(struct lanyard_session *session, char *const *arguments)
{
	const char *url = NULL, *target;
	const struct option options[] = {
	    {"--for", &url, NULL}, {NULL, NULL, NULL}};
	int status = options_target("login", arguments, options, &target);

	if (status != EXIT_DONE)
		return status;
	presence_by_hand();
	if (url != NULL)
		return log_in_for(session, target, url);
	return report_session(session, lanyard_login(session, target));
}

static enum lanyard_error
log_out(struct lanyard_session *session, const char *target)
{
	enum lanyard_error r = lanyard_logout(session, target);

	if (r == LANYARD_OK && presence_foreground(STDERR_FILENO))
		report_notice("logged out: the tokens are removed here, and "
			      "revoked where the server can do that");
	return r;
}

int
verb_logout(struct lanyard_session *session, char *const *arguments)
{
	return with_target(session, "logout", arguments, log_out);
}

int
verb_refresh(struct lanyard_session *session, char *const *arguments)
{
	const char *within = NULL;
	bool all = false;
	const struct option options[] = {
	    {"--all", NULL, &all},
	    {"--within", &within, NULL},
	    {NULL, NULL, NULL},
	};
	struct words words;
	int64_t within_s = 0;
	int status = options_parse("refresh", arguments, options, &words);

	if (status != EXIT_DONE)
		return status;
	if (within != NULL && !due_parse_time(within, &within_s)) {
		report_error("--within takes a time, for example 90s, 15m, "
			     "1h30m or 14d",
		    NULL);
		return usage_of("refresh");
	}
	if (all && words.first != NULL) {
		report_error(
		    "--all refreshes each login, and takes none", NULL);
		return usage_of("refresh");
	}
	if (within != NULL && !all) {
		report_error("--within goes with --all", NULL);
		return usage_of("refresh");
	}
	if (!all &&
	    (words.first == NULL || words.more || words.first[0] == '\0'))
		return options_wrong_words("refresh", &words, false);
	if (all)
		return due_refresh(session, within_s);
	return report_session(
	    session, lanyard_refresh(session, words.first, 0));
}
