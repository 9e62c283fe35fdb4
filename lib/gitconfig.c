/*
 * F1 gitconfig.c - what git's own configuration says about a URL
 */
#include "gitconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "limits.h"
#include "url.h"

/*
 * The git of PATH, leaving out relative folders: with those, a file "git" in
 * a cloned repository would be run. NULL in *PROGRAM: none.
 */
static enum lanyard_error
find_git(char **program)
{
	const char *path = getenv("PATH");
	enum lanyard_error r = LANYARD_OK;
	struct buf buf;

	*program = NULL;
	buf_init(&buf, LIMIT_URL);
	while (path != NULL && *path != '\0' && *program == NULL) {
		size_t size = strcspn(path, ":");

		buf_reset(&buf);
		if (*path == '/' && buf_add(&buf, path, size) == LANYARD_OK &&
		    buf_add_text(&buf, "/git") == LANYARD_OK &&
		    access(buf_text(&buf), X_OK) == 0) {
			*program = strdup(buf_text(&buf));
			if (*program == NULL)
				r = LANYARD_ERR_MEMORY;
			break;
		}
		path += size + (path[size] == ':');
	}
	buf_clear(&buf);
	return r;
}

/*
 * Have git list all keys of SECTION that apply to URL. *CHILD is NULL where
 * there is no git.
 */
static enum lanyard_error
start_git(struct child **child, const char *section, const char *url)
{
	/* No repository: its own configuration is not to be trusted. */
	static const char *const environment[] = {"GIT_DIR=/dev/null", NULL};
	char *git = NULL;
	enum lanyard_error r = find_git(&git);

	*child = NULL;
	if (r == LANYARD_OK && git != NULL) {
		const char *const argv[] = {
		    git, "config", "-z", "--get-urlmatch", section, url, NULL};

		r = file_start(child, argv, environment, TIMEOUT_GIT_MS);
	}
	free(git);
	return r;
}

/*
 * What it lists, as NUL-ended "key LF value" in lower case; OUTPUT stays empty
 * when nothing applies. R is what starting it came to.
 */
static enum lanyard_error
finish_git(struct child **child, enum lanyard_error r, struct buf *output,
    struct error *error)
{
	int status = 0;

	if (*child != NULL)
		r = file_finish(child, output, &status);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_ERR_TIMEOUT)
		return error_set(error, r,
		    "\"git config\" took longer than %d s",
		    TIMEOUT_GIT_MS / 1000);
	/* git has said why; that its settings are out of reach is no reason
	 * to fail a request that another helper may answer. */
	if (r != LANYARD_OK || status != 0)
		buf_reset(output);
	return LANYARD_OK;
}

/* The last value of KEY, lent; NULL if there is none. */
static const char *
find_value(const struct buf *output, const char *key)
{
	const char *at = buf_text(output), *end = at + output->size;
	const char *value = NULL;
	size_t size = strlen(key);

	for (; at < end; at += strlen(at) + 1)
		if (strncmp(at, key, size) == 0 && at[size] == '\n')
			value = at + size + 1;
	return value;
}

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
		error_hint(error,
		    "git config --show-origin --get-urlmatch credential.%s %s",
		    key, base);
	}
	url_clear(&url);
	return r;
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
		    find_value(output, keys[i].key), error);
	return r;
}

static enum lanyard_error
set_client(struct login *login, const char *base, const struct buf *output)
{
	const char *id = find_value(output, "credential.oauthclientid");
	const char *secret = find_value(output, "credential.oauthclientsecret");
	const char *scopes = find_value(output, "credential.oauthscopes");
	const char *redirect =
	    find_value(output, "credential.oauthredirecturl");
	enum lanyard_error r;

	if ((r = set_text(&login->name, base + strlen("https://"))) !=
		LANYARD_OK ||
	    (r = strings_add(&login->url, base)) != LANYARD_OK ||
	    (r = set_text(&login->client_id, id)) != LANYARD_OK)
		return r;
	if (secret != NULL && *secret != '\0')
		r = secret_set_text(&login->client_secret, secret);
	if (r == LANYARD_OK && scopes != NULL)
		r = strings_add_words(&login->scope, scopes);
	if (r == LANYARD_OK && redirect != NULL && *redirect != '\0')
		r = set_text(&login->redirect_uri, redirect);
	login->configured = true;
	return r;
}

static bool
is_set(const struct buf *output, const char *key)
{
	const char *value = find_value(output, key);

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

/* BASE and PATH as a URL; git sends paths decoded. */
static enum lanyard_error
add_path(struct buf *url, const char *base, const char *path)
{
	enum lanyard_error r = buf_add_text(url, base);

	if (path == NULL)
		return r;
	path += strspn(path, "/");
	while (r == LANYARD_OK && *path != '\0') {
		size_t size = strcspn(path, "/");

		r = buf_add_text(url, "/");
		if (r == LANYARD_OK)
			r = url_add_escaped(url, path, size);
		path += size;
		path += strspn(path, "/");
	}
	return r;
}

enum lanyard_error
gitconfig_login(struct login *login, const char *protocol, const char *host,
    const char *path, bool *found, struct error *error)
{
	struct buf base, url, output;
	struct child *git = NULL;
	bool usable = false;
	enum lanyard_error r;

	*found = false;
	buf_init(&base, LIMIT_URL);
	buf_init(&url, LIMIT_URL);
	buf_init(&output, LIMIT_CONFIG);
	if (protocol == NULL || host == NULL || strcmp(protocol, "https") != 0)
		return LANYARD_OK;
	r = make_base(&base, host, &usable);
	if (r == LANYARD_OK && usable)
		r = add_path(&url, buf_text(&base), path);
	if (r != LANYARD_OK || !usable)
		goto out;
	r = start_git(&git, "credential", buf_text(&url));
	r = finish_git(&git, r, &output, error);
	if (r != LANYARD_OK || !is_set(&output, "credential.oauthclientid") ||
	    !is_set(&output, "credential.oauthtokenurl"))
		goto out;
	r = set_endpoints(login, buf_text(&base), &output, error);
	if (r == LANYARD_OK)
		r = set_client(login, buf_text(&base), &output);
	*found = r == LANYARD_OK;
out:
	/* The limit: a host or path too long to be anybody's. */
	if (r == LANYARD_ERR_PROTOCOL)
		r = LANYARD_OK;
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	buf_clear(&base);
	buf_clear(&url);
	buf_clear(&output);
	return r;
}

/* "~/" at the start as git reads it; *TO stays NULL where it means nothing. */
static enum lanyard_error
set_path(char **to, const char *text)
{
	const char *home = getenv("HOME");
	enum lanyard_error r = LANYARD_OK;
	struct buf buf;

	if (*text == '/')
		return set_text(to, text);
	if (strncmp(text, "~/", 2) != 0 || home == NULL || *home != '/')
		return LANYARD_OK;
	buf_init(&buf, LIMIT_URL);
	r = buf_printf(&buf, "%s%s", home, text + 1);
	if (r == LANYARD_OK)
		r = set_text(to, buf_text(&buf));
	buf_clear(&buf);
	return r;
}

struct gitconfig {
	struct child *git;
	enum lanyard_error started;
};

enum lanyard_error
gitconfig_ask(struct gitconfig **asked, const char *url, struct error *error)
{
	struct gitconfig *new = calloc(1, sizeof(*new));
	struct url parsed = {0};

	*asked = new;
	if (new == NULL)
		return error_memory(error);
	if (url_parse(&parsed, url) == LANYARD_OK)
		new->started = start_git(&new->git, "http", url);
	url_clear(&parsed);
	return LANYARD_OK;
}

enum lanyard_error
gitconfig_network(
    struct gitconfig **asked, struct login *login, struct error *error)
{
	struct gitconfig *a = *asked;
	const char *proxy, *file;
	struct buf output;
	enum lanyard_error r;

	buf_init(&output, LIMIT_CONFIG);
	if ((r = finish_git(&a->git, a->started, &output, error)) != LANYARD_OK)
		goto out;
	proxy = find_value(&output, "http.proxy");
	if (login->proxy == NULL && proxy != NULL)
		r = set_text(&login->proxy, proxy);
	file = find_value(&output, "http.sslcainfo");
	if (r == LANYARD_OK && login->ca_file == NULL && file != NULL)
		r = set_path(&login->ca_file, file);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
out:
	buf_clear(&output);
	free(a);
	*asked = NULL;
	return r;
}
