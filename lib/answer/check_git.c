/*
 * check_git.c - does git ask Lanyard, and whom else
 */
#include "answer/check_git.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"
#include "git/gitconfig.h"
#include "git/githelpers.h"

#define GIT "git"

/* One login's URL, and whom git asks for it. */
struct chain {
	struct findings *findings;
	struct check_git *git;
	const char *login;
	const char *url;
	const char *base; /* scheme, host and port of URL */
	char **helpers;
	size_t lanyard; /* which of them is */
};

/* git's capability "state" came with 2.46. */
static bool
asks_again(const char *version)
{
	int major = 0, minor = 0;

	return sscanf(version, "git version %d.%d", &major, &minor) == 2 &&
	       (major > 2 || (major == 2 && minor >= 46));
}

void
check_git(struct findings *findings, struct check_git *git)
{
	struct error error = {0};
	struct buf version;
	enum lanyard_error r;

	buf_init(&version, LIMIT_LINE);
	r = gitconfig_option("--version", &version);
	git->there = r == LANYARD_OK && version.size != 0;
	if (git->there)
		finding_good(findings, GIT, NULL, "%s%s", buf_text(&version),
		    asks_again(buf_text(&version))
			? ""
			: "; 2.46 and later ask again where a token is "
			  "rejected");
	else if (r == LANYARD_ERR_SYSTEM && errno == ENOENT)
		finding_good(
		    findings, GIT, NULL, "not installed, so nothing asks");
	else {
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "git cannot tell its version: %s",
		    r != LANYARD_OK ? lanyard_strerror(r) : "it fails");
		error_hint(&error, "see why: git --version");
		finding_fault(findings, GIT, NULL, &error);
	}
	buf_clear(&version);
}

/* ---- whom git asks ---- */

static void
fault(const struct chain *chain, const struct error *error)
{
	finding_fault(chain->findings, GIT, chain->login, error);
}

/*
 * Alone for that host: what is set for others stays. What is set for the host
 * goes before what is set for all only where it comes later; --add puts it
 * last.
 */
static void
hint_alone(struct error *error, const struct chain *chain)
{
	error_hint(error,
	    "git config --global --replace-all credential.%s.helper '' && "
	    "git config --global --add credential.%s.helper lanyard",
	    chain->base, chain->base);
}

static bool
find_lanyard(struct chain *chain)
{
	struct error error = {0};
	size_t count = strings_count(chain->helpers);

	for (chain->lanyard = 0; chain->lanyard < count; chain->lanyard++)
		if (githelpers_is_lanyard(chain->helpers[chain->lanyard]))
			return true;
	/* One command for all of them: told once. */
	if (count == 0 && chain->git->asks_nobody)
		return false;
	chain->git->asks_nobody = chain->git->asks_nobody || count == 0;
	error_set(&error, LANYARD_ERR_CONFIG, "git does not ask lanyard for %s",
	    chain->base);
	if (count == 0)
		error_hint(
		    &error, "git config --global credential.helper lanyard");
	else
		hint_alone(&error, chain);
	fault(chain, &error);
	return false;
}

/*
 * Helpers that keep what they are told (gitcredentials(7), and those of the
 * systems): a token, without its expiry or for longer than it is good.
 */
static bool
is_keeper(const char *helper)
{
	static const char *const keepers[] = {"store", "cache", "libsecret",
	    "osxkeychain", "wincred", "gnome-keyring", "gopass", "pass",
	    "keepassxc", "manager", "manager-core", NULL};
	char *name = githelpers_name(helper);
	bool is = name != NULL && text_is_one_of(name, keepers);

	free(name);
	return is;
}

static void
check_others(const struct chain *chain)
{
	char *const *helpers = chain->helpers;
	struct error error = {0};
	bool before;

	for (size_t i = 0; helpers[i] != NULL; i++) {
		before = i < chain->lanyard;
		if (i == chain->lanyard || !is_keeper(helpers[i]))
			continue;
		error_set(&error, LANYARD_ERR_CONFIG,
		    before ? "for %s git asks the helper %s before lanyard: it "
			     "answers with tokens that it has kept and that "
			     "are over"
			   : "for %s git tells lanyard's tokens to the helper "
			     "%s, too: it keeps them, without their expiry",
		    chain->base, helpers[i]);
		hint_alone(&error, chain);
		fault(chain, &error);
		return;
	}
}

static void
check_found(const struct chain *chain)
{
	const char *helper = chain->helpers[chain->lanyard];
	struct error error = {0};
	struct buf folder;

	buf_init(&folder, LIMIT_PATH);
	(void)gitconfig_option("--exec-path", &folder);
	if (!githelpers_is_there(helper, buf_text(&folder))) {
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "git does not find the program of its helper %s, neither "
		    "in PATH nor in %s",
		    helper, buf_text(&folder));
		error_hint(&error,
		    "install lanyard where PATH looks, or name it: git config "
		    "--global credential.helper /ABSOLUTE/PATH/lanyard");
		fault(chain, &error);
	}
	buf_clear(&folder);
}

/* ---- several logins on one host ---- */

static bool
is_same_host(const struct url *a, const char *pattern, bool *has_path)
{
	struct url b = {0};
	bool same = url_parse(&b, pattern) == LANYARD_OK &&
		    strcmp(a->scheme, b.scheme) == 0 &&
		    strcmp(a->host, b.host) == 0 && url_port(a) == url_port(&b);

	if (same && b.path[0] != '\0')
		*has_path = true;
	url_clear(&b);
	return same;
}

/* Do several logins have URL's host, told apart by their paths? */
static bool
needs_path(const struct config *config, const struct url *url)
{
	bool has_path = false, same;
	size_t logins = 0;

	for (size_t i = 0; i < config->count; i++) {
		char **patterns = config->logins[i].url;

		same = false;
		for (; patterns != NULL && *patterns != NULL; patterns++)
			same = is_same_host(url, *patterns, &has_path) || same;
		logins += same;
	}
	return logins > 1 && has_path;
}

static void
check_path(const struct chain *chain)
{
	struct error error = {0};

	if (gitconfig_is_true("credential.useHttpPath", chain->url))
		return;
	error_set(&error, LANYARD_ERR_CONFIG,
	    "several logins are for %s, and git does not say which path it "
	    "wants",
	    chain->base);
	error_hint(&error, "git config --global credential.%s.useHttpPath true",
	    chain->base);
	fault(chain, &error);
}

/* Has a login before LOGIN that host? Then it was told all. */
static bool
is_told(const struct config *config, const struct login *login,
    const struct url *url)
{
	bool unused;

	for (size_t i = 0; i < config->count && &config->logins[i] != login;
	     i++) {
		char **patterns = config->logins[i].url;

		if (patterns != NULL && patterns[0] != NULL &&
		    is_same_host(url, patterns[0], &unused))
			return true;
	}
	return false;
}

/* ---- a login ---- */

static enum lanyard_error
check_chain(struct chain *chain, bool needs)
{
	enum lanyard_error r = githelpers_find(chain->url, &chain->helpers);

	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (find_lanyard(chain)) {
		check_others(chain);
		check_found(chain);
		if (needs)
			check_path(chain);
	}
	strings_free(&chain->helpers);
	return chain->findings->result;
}

enum lanyard_error
check_git_login(struct lanyard_session *session, struct findings *findings,
    const struct login *login, struct check_git *git)
{
	struct chain chain = {
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
	if (url_is_web(&url) &&
	    !(git->of_all && is_told(session->config, login, &url))) {
		r = buf_printf(&base, "%s://", url.scheme);
		if (r == LANYARD_OK)
			r = url_add_host(&base, &url);
		chain.url = login->url[0];
		chain.base = buf_text(&base);
		if (r == LANYARD_OK)
			r = check_chain(
			    &chain, needs_path(session->config, &url));
	}
	buf_clear(&base);
	url_clear(&url);
	return r;
}
