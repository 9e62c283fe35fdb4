/*
 * gitinclude.c - what git reads in some repositories only
 */
#include "git/gitinclude.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "git/gitconfig.h"
#include "git/gitfiles.h"
#include "os/file.h"

/* The setting of OUTPUT that is about the way to a server; NULL: none. */
static const char *
find_setting(const struct buf *output)
{
	static const char *const settings[][2] = {
	    {"http.proxy", "proxy"},
	    {"http.proxyauthmethod", "proxyAuthMethod"},
	    {"http.proxysslcainfo", "proxySSLCAInfo"},
	    {"http.proxysslcert", "proxySSLCert"},
	    {"http.proxysslkey", "proxySSLKey"},
	    {"http.sslcainfo", "sslCAInfo"},
	    {"http.sslcapath", "sslCAPath"},
	    {"http.sslcert", "sslCert"},
	    {"http.sslkey", "sslKey"},
	    {"http.pinnedpubkey", "pinnedPubkey"},
	    {"http.curloptresolve", "curloptResolve"},
	    {"http.sslversion", "sslVersion"},
	    {"http.sslcipherlist", "sslCipherList"},
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (gitconfig_value(output, settings[i][0]) != NULL)
			return settings[i][1];
	return NULL;
}

/*
 * Where an include leads to: one that is relative is so to the file that has
 * it, which in most cases is in HOME.
 */
static enum lanyard_error
expand(struct buf *path, const char *text)
{
	const char *home = getenv("HOME");

	if (*text == '/')
		return buf_add_text(path, text);
	if (home == NULL || *home != '/')
		return LANYARD_OK;
	return buf_printf(
	    path, "%s/%s", home, strncmp(text, "~/", 2) == 0 ? text + 2 : text);
}

/* git would wait for a named pipe for ever. */
static bool
is_file(const char *path)
{
	int fd = file_open_regular(path, NULL);

	if (fd != -1)
		close(fd);
	return fd != -1;
}

/* *SETTING is what the file PATH says of URL, or NULL. */
static enum lanyard_error
look_into(const char *path, const char *url, const char **setting)
{
	struct buf output;
	enum lanyard_error r = LANYARD_OK;

	*setting = NULL;
	if (*path == '\0' || !is_file(path))
		return LANYARD_OK;
	buf_init(&output, LIMIT_CONFIG);
	if (gitconfig_file(path, "http", url, &output) == LANYARD_ERR_MEMORY)
		r = LANYARD_ERR_MEMORY;
	else
		*setting = find_setting(&output);
	buf_clear(&output);
	return r;
}

/* Of the include ENTRY, as git lists it. */
static enum lanyard_error
add_hint(struct buf *hint, const char *entry, const char *url)
{
	const char *text = strchr(entry, '\n'), *setting = NULL;
	struct buf path;
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_OK;
	buf_init(&path, LIMIT_URL);
	if ((r = expand(&path, text + 1)) == LANYARD_OK &&
	    (r = look_into(buf_text(&path), url, &setting)) == LANYARD_OK &&
	    setting != NULL)
		r = buf_printf(hint,
		    "git's http.%s for it is in %s, an includeIf, which counts "
		    "in some repositories, and here never: put it into "
		    "~/.gitconfig under http.URL",
		    setting, buf_text(&path));
	buf_clear(&path);
	return r;
}

enum lanyard_error
gitinclude_hint(const char *url, struct buf *hint)
{
	/* A file that includes another is never silent. */
	static const char *const none[] = {NULL};
	struct buf list;
	enum lanyard_error r = LANYARD_OK;

	if (gitfiles_are_silent(none))
		return LANYARD_OK;
	buf_init(&list, LIMIT_CONFIG);
	if (gitconfig_list("^includeif\\..*\\.path$", &list) ==
	    LANYARD_ERR_MEMORY)
		r = LANYARD_ERR_MEMORY;
	for (size_t at = 0;
	     r == LANYARD_OK && hint->size == 0 && at < list.size;
	     at += strlen(buf_text(&list) + at) + 1)
		r = add_hint(hint, buf_text(&list) + at, url);
	buf_clear(&list);
	return r;
}
