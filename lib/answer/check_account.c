/*
 * check_account.c - does what git says of a host lead to the login that is
 * meant
 */
#include "answer/check_account.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "git/gitconfig.h"
#include "git/githelpers.h"

#define GIT "git"

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

bool
check_account_is_told(const struct config *config, const struct login *login,
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

/* ---- by path ---- */

/* How many logins have URL's host; *HAS_PATH: one of them by a path. */
static size_t
count_logins(const struct config *config, const struct url *url, bool *has_path)
{
	bool same;
	size_t logins = 0;

	*has_path = false;
	for (size_t i = 0; i < config->count; i++) {
		char **patterns = config->logins[i].url;

		same = false;
		for (; patterns != NULL && *patterns != NULL; patterns++)
			same = is_same_host(url, *patterns, has_path) || same;
		logins += same;
	}
	return logins;
}

static void
check_path(const struct check_place *place, const struct config *config,
    const struct url *url)
{
	bool has_path,
	    says = gitconfig_is_true("credential.useHttpPath", place->url);
	size_t logins = count_logins(config, url, &has_path);
	struct error error = {0};

	if (says && !has_path)
		finding_good(place->findings, GIT, NULL,
		    "it says which path of %s it wants "
		    "(credential.useHttpPath), which no login there needs",
		    place->base);
	if (says || !has_path || logins < 2)
		return;
	error_set(&error, LANYARD_ERR_CONFIG,
	    "several logins are for %s, and git does not say which path it "
	    "wants",
	    place->base);
	error_hint(&error, "git config --global credential.%s.useHttpPath true",
	    place->base);
	finding_fault(place->findings, GIT, place->login, &error);
}

/* ---- by user name ---- */

static bool
has_account(
    const struct config *config, const struct url *url, const char *username)
{
	bool unused;

	for (size_t i = 0; i < config->count; i++) {
		const struct login *login = &config->logins[i];
		char **patterns = login->url;

		for (; patterns != NULL && *patterns != NULL; patterns++)
			if (is_same_host(url, *patterns, &unused) &&
			    (login->username == NULL ||
				strcmp(login->username, username) == 0))
				return true;
	}
	return false;
}

static void
check_username(const struct check_place *place, const struct config *config,
    const struct login *login, const struct url *url)
{
	struct error error = {0};
	char command[ERROR_TEXT];
	struct buf name;

	buf_init(&name, LIMIT_LINE);
	(void)gitconfig_text("credential.username", place->url, &name);
	if (name.size != 0 && login->username != NULL &&
	    !has_account(config, url, buf_text(&name))) {
		error_set(&error, LANYARD_ERR_CONFIG,
		    "git asks for the account %s of %s (credential.username), "
		    "and the login is of %s",
		    buf_text(&name), place->base, login->username);
		(void)snprintf(command, sizeof(command),
		    "git config --global --replace-all credential.%s.username",
		    place->base);
		error_hint_path(&error, command, "%s", login->username);
		finding_fault(place->findings, GIT, place->login, &error);
	}
	buf_clear(&name);
}

/* ---- by a header ---- */

/* Is "http.<URL>.extraheader LF Authorization: ..." at AT for URL? */
static bool
is_authorization(const char *at, const char *url)
{
	static const char before[] = "http.", after[] = ".extraheader",
			  field[] = "Authorization:";
	const char *value = strchr(at, '\n');
	size_t around = strlen(before) + strlen(after), size;
	struct buf pattern;
	bool is;

	if (value == NULL ||
	    text_compare_n(value + 1, field, strlen(field)) != 0)
		return false;
	size = (size_t)(value - at);
	if (size <= around)
		return true;
	buf_init(&pattern, LIMIT_LINE);
	is = buf_add(&pattern, at + strlen(before), size - around) ==
		 LANYARD_OK &&
	     githelpers_match(buf_text(&pattern), url);
	buf_clear(&pattern);
	return is;
}

static void
check_header(const struct check_place *place)
{
	static const char keys[] = "^http\\.(.*\\.)?extraheader$";
	struct error error = {0};
	const char *at, *end;
	struct buf list;

	buf_init(&list, LIMIT_CONFIG);
	(void)gitconfig_list(keys, &list);
	at = buf_text(&list);
	end = at + list.size;
	while (at < end && !is_authorization(at, place->url))
		at += strlen(at) + 1;
	if (at < end) {
		error_set(&error, LANYARD_ERR_CONFIG,
		    "git sends %s an Authorization of its own "
		    "(http.extraHeader), and asks nobody",
		    place->base);
		error_hint(&error,
		    "see where: git config --show-origin --name-only "
		    "--get-regexp '%s'",
		    keys);
		finding_fault(place->findings, GIT, place->login, &error);
	}
	buf_clear(&list);
}

void
check_account(const struct check_place *place, const struct config *config,
    const struct login *login, const struct url *url)
{
	if (!place->git->of_all || !check_account_is_told(config, login, url)) {
		check_path(place, config, url);
		check_header(place);
	}
	check_username(place, config, login, url);
}
