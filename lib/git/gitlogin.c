/*
 * gitlogin.c - a login that git's own configuration describes
 */
#include "git/gitlogin.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/strings.h"
#include "base/url.h"
#include "config/key_value.h"
#include "git/gitconfig.h"
#include "login/match.h"

/*
 * How many segments of a path are tried one by one; settings that are for a
 * longer beginning of it are taken to be for the whole path.
 */
#define DEPTH 16

static enum lanyard_error
set_text(char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
	return *to == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

/* TEXT as seen from BASE, "https://HOST". */
static enum lanyard_error
resolve(char **to, const char *base, const char *text)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_URL);
	if (strstr(text, "://") != NULL)
		r = buf_add_text(&buf, text);
	else if (strncmp(text, "//", 2) == 0)
		r = buf_printf(&buf, "https:%s", text);
	else
		r = buf_printf(
		    &buf, "%s%s%s", base, *text == '/' ? "" : "/", text);
	if (r == LANYARD_OK)
		r = set_text(to, buf_text(&buf));
	buf_clear(&buf);
	return r;
}

/* Where KEY is set, as --get-urlmatch knows no --show-origin. */
static enum lanyard_error
hint_at(const char *key, enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_CONFIG)
		error_hint(error,
		    "git config --show-origin --get-regexp 'credential.*%s'",
		    key);
	return r;
}

static enum lanyard_error
set_endpoint(char **to, const char *base, const char *key, const char *text,
    struct error *error)
{
	struct url url = {0};
	enum lanyard_error r;

	if (text == NULL || *text == '\0')
		return LANYARD_OK;
	r = resolve(to, base, text);
	if (r == LANYARD_OK)
		r = url_parse(&url, *to);
	if (r == LANYARD_ERR_MEMORY) {
		error_memory(error);
	} else if (r != LANYARD_OK || strcmp(url.scheme, "https") != 0) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "git's credential.%s for %s is not an https URL", key,
		    base);
	}
	url_clear(&url);
	return hint_at(key, r, error);
}

static enum lanyard_error
set_endpoints(struct login *login, const char *base, const struct buf *output,
    struct error *error)
{
	const struct {
		const char *key;  /* as git lists it */
		const char *name; /* as people write it */
		char **to;
	} keys[] = {
	    {"credential.oauthtokenurl", "oauthTokenURL",
		&login->token_endpoint},
	    {"credential.oauthauthurl", "oauthAuthURL",
		&login->authorization_endpoint},
	    {"credential.oauthdeviceauthurl", "oauthDeviceAuthURL",
		&login->device_authorization_endpoint},
	};
	enum lanyard_error r = LANYARD_OK;
	size_t i;

	for (i = 0; r == LANYARD_OK && i < sizeof(keys) / sizeof(*keys); i++)
		r = set_endpoint(keys[i].to, base, keys[i].name,
		    gitconfig_value(output, keys[i].key), error);
	return r;
}

/* Set KEY to TEXT as lanyard.conf would: what it refuses is refused here. */
static enum lanyard_error
apply(
    struct login *login, const char *key, const char *text, struct error *error)
{
	struct key_value value = {.text = text};
	char **texts = NULL;
	enum lanyard_error r = strings_add(&texts, text);

	value.texts = texts;
	r = r == LANYARD_OK
		? key_value_apply(key_find(key), &value, login, error)
		: error_memory(error);
	strings_free(&texts);
	return r;
}

static enum lanyard_error
set_client(struct login *login, const struct buf *output, struct error *error)
{
	static const struct {
		const char *key;  /* as git lists it */
		const char *name; /* as people write it */
		const char *ours;
	} keys[] = {
	    {"credential.oauthclientid", "oauthClientId", "client_id"},
	    {"credential.oauthclientsecret", "oauthClientSecret",
		"client_secret"},
	    {"credential.oauthscopes", "oauthScopes", "scope"},
	    {"credential.oauthredirecturl", "oauthRedirectURL", "redirect_uri"},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < sizeof(keys) / sizeof(*keys);
	     i++) {
		const char *text = gitconfig_value(output, keys[i].key);

		if (text == NULL || *text == '\0')
			continue;
		r = apply(login, keys[i].ours, text, error);
		if (r == LANYARD_ERR_CONFIG)
			error_prefix(
			    error, "git's credential.%s", keys[i].name);
		r = hint_at(keys[i].name, r, error);
	}
	return r;
}

/* Fill LOGIN from OUTPUT, git's settings for PLACE; BASE is PLACE's host. */
static enum lanyard_error
set_login(struct login *login, const char *place, const char *base,
    const struct buf *output, struct error *error)
{
	enum lanyard_error r;

	if ((r = set_text(&login->name, place)) != LANYARD_OK ||
	    (r = strings_add(&login->url, place)) != LANYARD_OK)
		return r;
	login->configured = true;
	r = set_endpoints(login, base, output, error);
	return r == LANYARD_OK ? set_client(login, output, error) : r;
}

static bool
is_set(const struct buf *output, const char *key)
{
	const char *value = gitconfig_value(output, key);

	return value != NULL && *value != '\0';
}

/*
 * "https://HOST", lower case. Not *FOUND: a host that git would complain
 * about on stderr, where a helper that knows nothing is silent.
 */
static enum lanyard_error
make_base(struct buf *base, const char *host, bool *found)
{
	char *name = NULL;
	int port;
	enum lanyard_error r = url_split_host(host, &name, &port);

	*found = false;
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (r != LANYARD_OK || *name == '\0' ||
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_:[]")] !=
		'\0') {
		free(name);
		return LANYARD_OK;
	}
	*found = true;
	r = buf_printf(base, "https://%s", name);
	if (r == LANYARD_OK && port != 0)
		r = buf_printf(base, ":%d", port);
	free(name);
	return r;
}

/*
 * Up to COUNT segments of *PATH added to URL, *PATH moved behind them; git
 * sends paths decoded.
 */
static enum lanyard_error
add_segments(struct buf *url, const char **path, size_t count)
{
	enum lanyard_error r = LANYARD_OK;

	for (*path += strspn(*path, "/");
	     r == LANYARD_OK && count > 0 && **path != '\0'; count--) {
		size_t size = strcspn(*path, "/");

		if ((r = buf_add_text(url, "/")) == LANYARD_OK)
			r = percent_add_escaped(url, *path, size);
		*path += size;
		*path += strspn(*path, "/");
	}
	return r;
}

static enum lanyard_error
ask(struct buf *output, const char *url, struct error *error)
{
	struct gitconfig *asked = NULL;
	enum lanyard_error r;

	buf_reset(output);
	if ((r = gitconfig_ask(&asked, "credential", url, TIMEOUT_GIT_MS,
		 error)) != LANYARD_OK)
		return r;
	return gitconfig_answer(&asked, output, error);
}

/*
 * OUTPUT is what git says of the host in PLACE with PATH. Add to PLACE as few
 * segments of PATH as make git say the same of it.
 */
static enum lanyard_error
find_place(struct buf *place, const char *path, const struct buf *output,
    struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf here;

	buf_init(&here, LIMIT_CONFIG);
	for (size_t depth = 0; depth < DEPTH && *path != '\0'; depth++) {
		if ((r = ask(&here, buf_text(place), error)) != LANYARD_OK)
			goto out;
		if (here.size == output->size &&
		    memcmp(buf_text(&here), buf_text(output), here.size) == 0)
			goto out;
		if ((r = add_segments(place, &path, 1)) != LANYARD_OK)
			goto out;
	}
	r = add_segments(place, &path, SIZE_MAX);
out:
	buf_clear(&here);
	return r;
}

/* Fill LOGIN with what git says of the host in BASE with PATH, if anything. */
static enum lanyard_error
read_login(struct login *login, const struct buf *base, const char *path,
    bool *found, struct error *error)
{
	const char *rest = path;
	struct buf place, output;
	enum lanyard_error r;

	buf_init(&place, LIMIT_URL);
	buf_init(&output, LIMIT_CONFIG);
	if ((r = buf_add_text(&place, buf_text(base))) != LANYARD_OK ||
	    (r = add_segments(&place, &rest, SIZE_MAX)) != LANYARD_OK ||
	    (r = ask(&output, buf_text(&place), error)) != LANYARD_OK ||
	    !is_set(&output, "credential.oauthclientid") ||
	    !is_set(&output, "credential.oauthtokenurl"))
		goto out;
	buf_cut(&place, base->size);
	if ((r = find_place(&place, path, &output, error)) == LANYARD_OK)
		r = set_login(
		    login, buf_text(&place), buf_text(base), &output, error);
	*found = r == LANYARD_OK;
out:
	buf_clear(&place);
	buf_clear(&output);
	return r;
}

enum lanyard_error
gitlogin_find(struct login *login, const char *protocol, const char *host,
    const char *path, bool *found, struct error *error)
{
	bool usable = false;
	enum lanyard_error r;
	struct buf base;

	*found = false;
	if (protocol == NULL || host == NULL || strcmp(protocol, "https") != 0)
		return LANYARD_OK;
	/* Settings for a path are none for that; git complains on stderr. */
	if (path == NULL || match_has_dots(path))
		path = "";
	buf_init(&base, LIMIT_URL);
	r = make_base(&base, host, &usable);
	if (r == LANYARD_OK && usable)
		r = read_login(login, &base, path, found, error);
	buf_clear(&base);
	/* The limit: a host or path too long to be anybody's. */
	if (r == LANYARD_ERR_PROTOCOL)
		return LANYARD_OK;
	return r == LANYARD_ERR_MEMORY ? error_memory(error) : r;
}

enum lanyard_error
gitlogin_named(
    struct login *login, const char *name, bool *found, struct error *error)
{
	static const char scheme[] = "https://";
	struct buf host, path;
	enum lanyard_error r;
	size_t size;

	*found = false;
	if (strncmp(name, scheme, strlen(scheme)) != 0)
		return LANYARD_OK;
	name += strlen(scheme);
	size = strcspn(name, "/");
	buf_init(&host, LIMIT_URL);
	buf_init(&path, LIMIT_URL);
	if ((r = buf_add(&host, name, size)) == LANYARD_OK &&
	    (r = percent_add_decoded(&path, name + size)) == LANYARD_OK)
		r = gitlogin_find(login, "https", buf_text(&host),
		    buf_text(&path), found, error);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else
		r = LANYARD_OK; /* nobody's name */
	buf_clear(&host);
	buf_clear(&path);
	return r;
}
