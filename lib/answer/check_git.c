/*
 * check_git.c - git, and what it says of a login's host
 */
#include "answer/check_git.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer/check_account.h"
#include "answer/check_helpers.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "git/gitconfig.h"
#include "git/gitfiles.h"
#include "os/executable.h"

#define GIT "git"

/* ---- git itself ---- */

/* What came with which version: its release notes. */
static const char *
missing(const struct check_git *git)
{
	if (!check_git_is_since(git, 41))
		return "; before 2.41 it tells other helpers no expiry, and "
		       "before 2.46 it does not ask again where a token is "
		       "rejected, and sends Basic only";
	if (!check_git_is_since(git, 46))
		return "; before 2.46 it does not ask again where a token is "
		       "rejected, and sends Basic only";
	return "";
}

/* Ours it may be, and closed all the same; or it was made by root. */
static void
hint_own(struct error *error, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && st.st_uid == geteuid())
		error_hint_path(error, "chmod u+r", "%s", path);
	else
		error_hint_path(error, "sudo chown \"$(id -u)\"", "%s", path);
}

/* The file that git's words WHY name, into what mends it. */
static void
hint_trouble(struct error *error, const char *why)
{
	static const char line[] = "bad config line ", file[] = " in file ",
			  access[] = "unable to access '";
	const char *at = strstr(why, line), *path = strstr(why, file);
	char command[64], file_name[ERROR_TEXT];

	if (at != NULL && path != NULL) {
		at += strlen(line);
		(void)snprintf(command, sizeof(command), "${EDITOR:-vi} +%.*s",
		    (int)strspn(at, "0123456789"), at);
		error_hint_path(error, command, "%s", path + strlen(file));
	} else if ((at = strstr(why, access)) != NULL) {
		(void)snprintf(file_name, sizeof(file_name), "%.*s",
		    (int)strcspn(at + strlen(access), "'"),
		    at + strlen(access));
		hint_own(error, file_name);
	} else
		error_hint(error, "see why: git config --list --show-origin");
}

/*
 * The first line says it: "fatal: bad config line 3 in file F", or "warning:
 * unable to access 'F': Permission denied".
 */
static void
tell_trouble(struct findings *findings, struct buf *why)
{
	static const char *const words[] = {"fatal: ", "error: ", "warning: "};
	const char *text = buf_text(why);
	struct error error = {0};
	char line[ERROR_TEXT];

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			text += strlen(words[i]);
	(void)snprintf(
	    line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
	error_set(&error, LANYARD_ERR_SYSTEM,
	    "git cannot read its configuration: %s", line);
	hint_trouble(&error, line);
	finding_fault(findings, GIT, NULL, &error);
}

/* Whatever is in there does not count. */
static void
tell_closed(struct findings *findings)
{
	struct error error = {0};
	struct buf path;

	buf_init(&path, LIMIT_PATH);
	if (gitfiles_find_closed(&path)) {
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "git passes over its configuration %s, which may not be "
		    "read",
		    buf_text(&path));
		hint_own(&error, buf_text(&path));
		finding_fault(findings, GIT, NULL, &error);
	}
	buf_clear(&path);
}

static void
tell_failure(struct findings *findings, enum lanyard_error r)
{
	struct error error = {0};

	if (r == LANYARD_ERR_TIMEOUT)
		error_set(&error, r, "git does not answer within %d s",
		    TIMEOUT_GIT_MS / 1000);
	else
		error_set(&error, LANYARD_ERR_SYSTEM, "git cannot be run: %s",
		    r == LANYARD_ERR_SYSTEM ? strerror(errno)
					    : lanyard_strerror(r));
	error_hint(&error, "see why: git --version");
	finding_fault(findings, GIT, NULL, &error);
}

/* Without it nobody asks, which is well unless somebody wants it to. */
static void
tell_absent(struct findings *findings)
{
	struct error error = {0};
	struct buf path;

	buf_init(&path, LIMIT_PATH);
	if (gitfiles_find_lanyard(&path)) {
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "git is in no folder of PATH, and %s has it ask lanyard",
		    buf_text(&path));
		error_hint(&error,
		    "install git, or add its folder to PATH; where it is: "
		    "whereis git");
		finding_fault(findings, GIT, NULL, &error);
	} else
		finding_good(
		    findings, GIT, NULL, "not installed, so nothing asks");
	buf_clear(&path);
}

/* Of its release notes: what setup and doctor rely on. */
static bool
tell_old(
    struct findings *findings, const struct check_git *git, const char *version)
{
	struct error error = {0};

	if (check_git_is_since(git, 9))
		return false;
	error_set(&error, LANYARD_ERR_SYSTEM,
	    "%s is too old: before 2.9 an empty credential.helper resets "
	    "nothing, so that others stay in front of lanyard",
	    version);
	error_hint(&error, "install a newer git, best 2.46 or later");
	finding_fault(findings, GIT, NULL, &error);
	return true;
}

static void
tell_version(
    struct findings *findings, struct check_git *git, const char *version)
{
	struct error error = {0};

	git->there =
	    sscanf(version, "git version %d.%d", &git->major, &git->minor) == 2;
	if (git->there) {
		if (!tell_old(findings, git, version))
			finding_good(
			    findings, GIT, NULL, "%s%s", version, missing(git));
		return;
	}
	error_set(&error, LANYARD_ERR_SYSTEM,
	    "the program git says \"%.80s\" for its version", version);
	error_hint(&error, "see which it is: command -v git");
	finding_fault(findings, GIT, NULL, &error);
}

void
check_git(struct findings *findings, struct check_git *git)
{
	char *program = NULL;
	struct buf text;
	enum lanyard_error r;

	buf_init(&text, LIMIT_LINE);
	if (executable_find(&program, "git") == LANYARD_ERR_SYSTEM &&
	    errno == ENOENT)
		tell_absent(findings);
	else if ((r = gitconfig_trouble(&text)) == LANYARD_OK && text.size != 0)
		tell_trouble(findings, &text);
	else if (r != LANYARD_OK ||
		 (r = gitconfig_option("--version", &text)) != LANYARD_OK)
		tell_failure(findings, r);
	else
		tell_version(findings, git, buf_text(&text));
	if (git->there)
		tell_closed(findings);
	free(program);
	buf_clear(&text);
}

/* ---- a login ---- */

/* Each login's own; and what is of its host, once. */
static enum lanyard_error
check_place(const struct check_place *place, const struct config *config,
    const struct login *login, const struct url *url)
{
	enum lanyard_error r = LANYARD_OK;

	if (!place->git->of_all || !check_account_is_told(config, login, url))
		r = check_helpers(place);
	if (r == LANYARD_OK)
		check_account(place, config, login, url);
	return r == LANYARD_OK ? place->findings->result : r;
}

enum lanyard_error
check_git_login(struct lanyard_session *session, struct findings *findings,
    const struct login *login, struct check_git *git)
{
	struct check_place place = {
	    .findings = findings, .git = git, .login = login->name};
	struct url url = {0};
	struct buf base;
	enum lanyard_error r = LANYARD_OK;

	/* A pattern of several hosts is no URL that git could be asked for. */
	if (!git->there || login->url == NULL || login->url[0] == NULL ||
	    strchr(login->url[0], '*') != NULL ||
	    url_parse(&url, login->url[0]) != LANYARD_OK)
		return LANYARD_OK;
	buf_init(&base, LIMIT_URL);
	if (url_is_web(&url)) {
		r = buf_printf(&base, "%s://", url.scheme);
		if (r == LANYARD_OK)
			r = url_add_host(&base, &url);
		place.url = login->url[0];
		place.base = buf_text(&base);
		if (r == LANYARD_OK)
			r = check_place(&place, session->config, login, &url);
	}
	buf_clear(&base);
	url_clear(&url);
	return r;
}
