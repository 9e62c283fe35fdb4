/*
 * gitnetwork.c - what git would use on the way to a server
 */
#include "git/gitnetwork.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

void
gitnetwork_clear(struct gitnetwork *network)
{
	static const struct gitnetwork none;

	free(network->proxy);
	free(network->proxy_method);
	free(network->proxy_ca_file);
	free(network->ca_file);
	free(network->ca_folder);
	*network = none;
}

static enum lanyard_error
copy_text(char **to, const char *text)
{
	if (text == NULL)
		return LANYARD_OK;
	free(*to);
	*to = strdup(text);
	return *to == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

/*
 * Git's TEXT of KEY for URL as a path. It is asked again for what we do not
 * expand: most people have none of that.
 */
static enum lanyard_error
copy_path(char **to, const char *key, const char *url, const char *text)
{
	const char *home = getenv("HOME");
	enum lanyard_error r = LANYARD_OK;
	struct buf path;

	if (text == NULL)
		return LANYARD_OK;
	buf_init(&path, LIMIT_URL);
	if (*text == '/')
		r = buf_add_text(&path, text);
	else if (strncmp(text, "~/", 2) == 0 && home != NULL && *home == '/')
		r = buf_printf(&path, "%s%s", home, text + 1);
	else if (*text == '~' || *text == '%' || *text == ':')
		r = gitconfig_path(key, url, &path);
	if (r == LANYARD_OK && *buf_text(&path) == '/')
		r = copy_text(to, buf_text(&path));
	else if (r != LANYARD_ERR_MEMORY && r != LANYARD_ERR_TIMEOUT)
		r = LANYARD_OK;
	buf_clear(&path);
	return r;
}

/* The environment's word, if there is one, in the place of the files'. */
static enum lanyard_error
override(char **to, const char *variable)
{
	return copy_text(to, getenv(variable));
}

static enum lanyard_error
take_files(
    struct gitnetwork *network, const struct buf *output, const char *url)
{
	const struct {
		const char *listed; /* as git lists it */
		const char *key;
		char **to;
	} paths[] = {
	    {"http.sslcainfo", "http.sslCAInfo", &network->ca_file},
	    {"http.sslcapath", "http.sslCAPath", &network->ca_folder},
	    {"http.proxysslcainfo", "http.proxySSLCAInfo",
		&network->proxy_ca_file},
	};
	enum lanyard_error r;

	r = copy_text(&network->proxy, gitconfig_value(output, "http.proxy"));
	if (r == LANYARD_OK)
		r = copy_text(&network->proxy_method,
		    gitconfig_value(output, "http.proxyauthmethod"));
	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(paths) / sizeof(*paths); i++)
		r = copy_path(paths[i].to, paths[i].key, url,
		    gitconfig_value(output, paths[i].listed));
	return r;
}

static enum lanyard_error
take_environment(struct gitnetwork *network)
{
	enum lanyard_error r;

	if ((r = override(&network->ca_file, "GIT_SSL_CAINFO")) != LANYARD_OK ||
	    (r = override(&network->ca_folder, "GIT_SSL_CAPATH")) !=
		LANYARD_OK ||
	    (r = override(&network->proxy_ca_file, "GIT_PROXY_SSL_CAINFO")) !=
		LANYARD_OK)
		return r;
	return override(&network->proxy_method, "GIT_HTTP_PROXY_AUTHMETHOD");
}

/* A boolean of git's: is it there, and false? */
static bool
is_off(const char *value)
{
	static const char *const words[] = {"", "false", "no", "off", "0"};

	for (size_t i = 0; value != NULL && i < sizeof(words) / sizeof(*words);
	     i++)
		if (text_compare(value, words[i]) == 0)
			return true;
	return false;
}

/* Who says that certificates are not to be verified; git asks no more of it. */
static const char *
unverified(const struct buf *output)
{
	if (getenv("GIT_SSL_NO_VERIFY") != NULL)
		return "GIT_SSL_NO_VERIFY";
	return is_off(gitconfig_value(output, "http.sslverify"))
		   ? "git's http.sslVerify=false"
		   : NULL;
}

enum lanyard_error
gitnetwork_answer(struct gitconfig **asked, const char *url,
    struct gitnetwork *network, struct error *error)
{
	struct buf output;
	enum lanyard_error r;

	buf_init(&output, LIMIT_CONFIG);
	if ((r = gitconfig_answer(asked, &output, error)) != LANYARD_OK)
		goto out;
	if ((r = take_files(network, &output, url)) == LANYARD_OK)
		r = take_environment(network);
	network->ca_key = getenv("GIT_SSL_CAINFO") != NULL
			      ? "GIT_SSL_CAINFO"
			      : "git's http.sslCAInfo";
	network->unverified = unverified(&output);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else if (r != LANYARD_OK)
		error_set(error, r, "\"git config\" does not answer");
out:
	buf_clear(&output);
	return r;
}
