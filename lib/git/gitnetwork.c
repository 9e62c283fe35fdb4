/*
 * gitnetwork.c - what git would use on the way to a server
 */
#include "git/gitnetwork.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

static void
clear_client(struct gitnetwork_client *client)
{
	free(client->file);
	free(client->key_file);
	free(client->type);
	free(client->key_type);
}

void
gitnetwork_clear(struct gitnetwork *network)
{
	static const struct gitnetwork none;

	free(network->proxy);
	free(network->proxy_method);
	free(network->proxy_ca_file);
	free(network->ca_file);
	free(network->ca_folder);
	free(network->pinned_key);
	free(network->resolve);
	free(network->tls_version);
	free(network->ciphers);
	clear_client(&network->client);
	clear_client(&network->proxy_client);
	*network = none;
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
		r = text_set(to, buf_text(&path));
	else if (r != LANYARD_ERR_MEMORY && r != LANYARD_ERR_TIMEOUT)
		r = LANYARD_OK;
	buf_clear(&path);
	return r;
}

/* One of git's settings, and the variable that goes before it. */
struct setting {
	const char *listed; /* as git lists it */
	const char *key;    /* of what is a path; NULL: it is none */
	const char *variable;
	char **to;
};

static enum lanyard_error
take_setting(
    const struct setting *setting, const struct buf *output, const char *url)
{
	const char *text = gitconfig_value(output, setting->listed);
	const char *other =
	    setting->variable != NULL ? getenv(setting->variable) : NULL;

	if (other != NULL || setting->key == NULL)
		return text_set(setting->to, other != NULL ? other : text);
	return copy_path(setting->to, setting->key, url, text);
}

static enum lanyard_error
take_settings(struct gitnetwork *n, const struct buf *output, const char *url)
{
	const struct setting settings[] = {
	    {"http.proxy", NULL, NULL, &n->proxy},
	    {"http.proxyauthmethod", NULL, "GIT_HTTP_PROXY_AUTHMETHOD",
		&n->proxy_method},
	    {"http.proxysslcainfo", "http.proxySSLCAInfo",
		"GIT_PROXY_SSL_CAINFO", &n->proxy_ca_file},
	    {"http.sslcainfo", "http.sslCAInfo", "GIT_SSL_CAINFO", &n->ca_file},
	    {"http.sslcapath", "http.sslCAPath", "GIT_SSL_CAPATH",
		&n->ca_folder},
	    {"http.sslcert", "http.sslCert", "GIT_SSL_CERT", &n->client.file},
	    {"http.sslkey", "http.sslKey", "GIT_SSL_KEY", &n->client.key_file},
	    {"http.sslcerttype", NULL, "GIT_SSL_CERT_TYPE", &n->client.type},
	    {"http.sslkeytype", NULL, "GIT_SSL_KEY_TYPE", &n->client.key_type},
	    {"http.proxysslcert", "http.proxySSLCert", "GIT_PROXY_SSL_CERT",
		&n->proxy_client.file},
	    {"http.proxysslkey", "http.proxySSLKey", "GIT_PROXY_SSL_KEY",
		&n->proxy_client.key_file},
	    {"http.sslversion", NULL, "GIT_SSL_VERSION", &n->tls_version},
	    {"http.sslcipherlist", NULL, "GIT_SSL_CIPHER_LIST", &n->ciphers},
	    {"http.curloptresolve", NULL, NULL, &n->resolve},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(settings) / sizeof(*settings); i++)
		r = take_setting(&settings[i], output, url);
	return r;
}

/* The hash of a key is no path; any other is. */
static enum lanyard_error
take_pin(struct gitnetwork *n, const struct buf *output, const char *url,
    struct error *error)
{
	const char *text = gitconfig_value(output, "http.pinnedpubkey");
	enum lanyard_error r;

	if (text == NULL || *text == '\0')
		return LANYARD_OK;
	if (strncmp(text, "sha256//", strlen("sha256//")) == 0)
		return text_set(&n->pinned_key, text);
	r = copy_path(&n->pinned_key, "http.pinnedPubkey", url, text);
	if (r != LANYARD_OK || n->pinned_key != NULL)
		return r;
	error_set(error, LANYARD_ERR_CONFIG,
	    "git's http.pinnedPubkey is neither sha256//HASH nor an absolute "
	    "path: %s",
	    text);
	error_hint(error,
	    "git config --show-origin --get-regexp 'http.*pinnedPubkey'");
	return LANYARD_ERR_CONFIG;
}

/*
 * What is said for URL is one value, where git takes many: of those without a
 * URL of their own all count, from the last empty one on.
 */
static enum lanyard_error
take_resolve(struct gitnetwork *n)
{
	const char *at, *value, *last = "";
	enum lanyard_error r;
	struct buf list, all;

	if (n->resolve == NULL)
		return LANYARD_OK;
	buf_init(&list, LIMIT_CONFIG);
	buf_init(&all, LIMIT_CONFIG);
	r = gitconfig_list("^http\\.curloptresolve$", &list);
	at = buf_text(&list);
	for (; r == LANYARD_OK && at < buf_text(&list) + list.size;
	     at += strlen(at) + 1) {
		value = strchr(at, '\n');
		last = value != NULL ? value + 1 : "";
		if (*last == '\0')
			buf_reset(&all);
		else
			r = buf_printf(&all, "%s\n", last);
	}
	if (r == LANYARD_OK && strcmp(last, n->resolve) == 0)
		r = text_set(&n->resolve, buf_text(&all));
	buf_clear(&list);
	buf_clear(&all);
	return r;
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

/* Who names each file, and which key a password opens. */
static void
take_words(struct gitnetwork *n, const struct buf *output)
{
	const char *locked =
	    gitconfig_value(output, "http.sslcertpasswordprotected");
	const char *proxy_locked =
	    gitconfig_value(output, "http.proxysslcertpasswordprotected");

	n->ca_key = getenv("GIT_SSL_CAINFO") != NULL ? "GIT_SSL_CAINFO"
						     : "git's http.sslCAInfo";
	n->client.source = getenv("GIT_SSL_CERT") != NULL
			       ? "GIT_SSL_CERT"
			       : "git's http.sslCert";
	n->proxy_client.source = getenv("GIT_PROXY_SSL_CERT") != NULL
				     ? "GIT_PROXY_SSL_CERT"
				     : "git's http.proxySSLCert";
	n->client.locked = getenv("GIT_SSL_CERT_PASSWORD_PROTECTED") != NULL ||
			   (locked != NULL && !is_off(locked));
	n->proxy_client.locked =
	    getenv("GIT_PROXY_SSL_CERT_PASSWORD_PROTECTED") != NULL ||
	    (proxy_locked != NULL && !is_off(proxy_locked));
	n->unverified = unverified(output);
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
	if ((r = take_settings(network, &output, url)) == LANYARD_OK)
		r = take_resolve(network);
	take_words(network, &output);
	if (r == LANYARD_OK &&
	    (r = take_pin(network, &output, url, error)) == LANYARD_ERR_CONFIG)
		goto out;
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else if (r != LANYARD_OK)
		error_set(error, r, "\"git config\" does not answer");
out:
	buf_clear(&output);
	return r;
}
