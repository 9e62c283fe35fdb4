/*
 * gitlogin.c - a login that git's own configuration describes
 */
#include "git/gitlogin.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/place.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"
#include "config/key_value.h"
#include "git/gitconfig.h"
#include "git/gitplace.h"
#include "login/pattern.h"

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
		r = text_set(to, buf_text(&buf));
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
	} else if (r == LANYARD_OK && url.user != NULL) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "git's credential.%s for %s has a user name in it", key,
		    base);
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

	if ((r = text_set(&login->name, place)) != LANYARD_OK ||
	    (r = strings_add(&login->url, place)) != LANYARD_OK)
		return r;
	login->configured = true;
	if ((r = set_endpoints(login, base, output, error)) != LANYARD_OK ||
	    (r = set_client(login, output, error)) != LANYARD_OK)
		return r;
	/* What git-credential-oauth's clients are registered with. */
	return login->redirect_uri == NULL
		   ? text_set(&login->redirect_uri, "http://127.0.0.1")
		   : LANYARD_OK;
}

static bool
is_set(const struct buf *output, const char *key)
{
	const char *value = gitconfig_value(output, key);

	return value != NULL && *value != '\0';
}

/*
 * "https://HOST" as hosts are compared, or where SENT as git has sent it. Not
 * *FOUND: a host that git would complain about on stderr, where a helper that
 * knows nothing is silent; or that SENT is no other.
 */
static enum lanyard_error
make_base(struct buf *base, const char *host, bool sent, bool *found)
{
	struct url url = {0};
	enum lanyard_error r = place_host(host, &url.host, &url.port);

	*found = false;
	buf_reset(base);
	if (r != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
	if (url.host[strspn(url.host, URL_HOST_CHARACTERS "[:]")] != '\0')
		goto out;
	if ((r = buf_add_text(base, "https://")) != LANYARD_OK ||
	    (r = url_add_host(base, &url)) != LANYARD_OK)
		goto out;
	*found = !sent || text_compare(buf_text(base) + 8, host) != 0;
	if (sent) {
		buf_cut(base, 8);
		r = buf_add_text(base, host);
	}
out:
	url_clear(&url);
	return r;
}

/* Fill LOGIN with what git says of the host in BASE with PATH, if anything. */
static enum lanyard_error
read_login(struct login *login, const struct buf *base, const char *path,
    bool *found, struct error *error)
{
	struct gitplace place = {.base = buf_text(base), .path = path};
	struct buf name, output;
	enum lanyard_error r;

	buf_init(&name, LIMIT_URL);
	buf_init(&output, LIMIT_CONFIG);
	if ((r = gitplace_ask(&place, &output, error)) != LANYARD_OK ||
	    !is_set(&output, "credential.oauthclientid") ||
	    !is_set(&output, "credential.oauthtokenurl"))
		goto out;
	if ((r = gitplace_name(&place, &output, &name, error)) == LANYARD_OK)
		r = set_login(
		    login, buf_text(&name), buf_text(base), &output, error);
	*found = r == LANYARD_OK;
out:
	buf_clear(&name);
	buf_clear(&output);
	return r;
}

/*
 * PATH as it is sought. Settings for a path are none where it has dots, of
 * which git would complain on stderr.
 */
static enum lanyard_error
make_path(struct buf *to, const char *path)
{
	if (path == NULL || pattern_has_dots(path))
		return LANYARD_OK;
	return place_add_path(to, path);
}

enum lanyard_error
gitlogin_find(struct login *login, const char *protocol, const char *host,
    const char *path, bool *found, struct error *error)
{
	enum lanyard_error r;
	struct buf base, sought;

	*found = false;
	if (protocol == NULL || host == NULL ||
	    text_compare(protocol, "https") != 0)
		return LANYARD_OK;
	buf_init(&base, LIMIT_URL);
	buf_init(&sought, LIMIT_URL);
	r = make_path(&sought, path);
	/* git compares hosts as they are written. */
	for (int sent = 0; r == LANYARD_OK && !*found && sent < 2; sent++) {
		bool usable;

		r = make_base(&base, host, sent == 1, &usable);
		if (r == LANYARD_OK && usable)
			r = read_login(
			    login, &base, buf_text(&sought), found, error);
	}
	buf_clear(&base);
	buf_clear(&sought);
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
