/*
 * proxy.c - through whom a request goes, as whom, and what is said to that
 */
#include "net/http/proxy.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"

#define REFUSED 407 /* RFC 9110 15.5.8 */

void
proxy_clear(struct proxy *proxy)
{
	static const struct proxy none;

	free(proxy->scheme);
	free(proxy->host);
	free(proxy->url);
	free(proxy->user);
	secret_clear(&proxy->password);
	*proxy = none;
}

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = memchr(digits, text_lower(c), sizeof(digits) - 1);

	return at != NULL ? (int)(at - digits) : -1;
}

/*
 * SIZE bytes of TEXT, decoded as libcurl does it, to which a "%" may stand for
 * itself, into BUF; without NUL, CR and LF.
 */
static enum lanyard_error
decode(struct buf *buf, const char *text, size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	int high, low;
	char c;

	for (size_t i = 0; r == LANYARD_OK && i < size; i++) {
		c = text[i];
		high = c == '%' && i + 2 < size ? digit(text[i + 1]) : -1;
		low = high >= 0 ? digit(text[i + 2]) : -1;
		if (low >= 0) {
			c = (char)(high * 16 + low);
			i += 2;
		}
		r = c == '\0' || c == '\r' || c == '\n' ? LANYARD_ERR_ARGUMENT
							: buf_add(buf, &c, 1);
	}
	return r;
}

/* USER[:PASSWORD], SIZE bytes. */
static enum lanyard_error
take_user(struct proxy *proxy, const char *text, size_t size)
{
	const char *colon = memchr(text, ':', size);
	size_t name = colon != NULL ? (size_t)(colon - text) : size;
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_URL);
	if ((r = decode(&buf, text, name)) == LANYARD_OK &&
	    (proxy->user = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_reset(&buf);
	/* Nobody by name is whom Negotiate knows without a password. */
	if (r == LANYARD_OK && (colon != NULL || name == 0)) {
		if (colon != NULL)
			r = decode(&buf, colon + 1, size - name - 1);
		if (r == LANYARD_OK)
			r = secret_set(
			    &proxy->password, buf_text(&buf), buf.size);
	}
	buf_clear(&buf);
	return r;
}

/*
 * SIZE bytes: a name or address, and a port that is a number. A password with a
 * "/" that is not escaped would come to stand here, and in messages.
 */
static bool
is_host(const char *text, size_t size)
{
	static const char digits[] = "0123456789";
	const char *end = text + size, *port = text;

	if (*text == '[')
		port = memchr(text, ']', size);
	else
		while (port < end && *port != ':' && *port > ' ')
			port++;
	if (port == NULL || port == text)
		return false;
	port += *text == '[';
	if (port == end)
		return true;
	return *port == ':' &&
	       strspn(port + 1, digits) >= (size_t)(end - port - 1);
}

/* What is before the path, and its user before the last "@". */
static enum lanyard_error
take_apart(struct proxy *proxy, const char *text)
{
	const char *start, *at = NULL;
	enum lanyard_error r = LANYARD_OK;
	size_t size, scheme;
	struct buf url;

	text += strspn(text, " \t"); /* as libcurl does */
	start = strstr(text, "://");
	scheme = start != NULL ? (size_t)(start - text) : 0;
	proxy->scheme =
	    start != NULL ? text_lower_copy(text, scheme) : strdup("http");
	if (proxy->scheme == NULL)
		return LANYARD_ERR_MEMORY;
	start = start != NULL ? start + 3 : text;
	size = strcspn(start, "/?#");
	for (size_t i = 0; i < size; i++)
		if (start[i] == '@')
			at = start + i;
	if (at != NULL) {
		r = take_user(proxy, start, (size_t)(at - start));
		size -= (size_t)(at + 1 - start);
		start = at + 1;
	}
	if (r != LANYARD_OK)
		return r;
	if (!is_host(start, size) || strchr(start + size, '@') != NULL)
		return LANYARD_ERR_ARGUMENT;
	if ((proxy->host = strndup(start, size)) == NULL)
		return LANYARD_ERR_MEMORY;
	buf_init(&url, LIMIT_URL);
	r = buf_printf(&url, "%s://%s", proxy->scheme, proxy->host);
	if (r == LANYARD_OK && (proxy->url = strdup(buf_text(&url))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&url);
	return r;
}

enum lanyard_error
proxy_parse(struct proxy *proxy, const char *text, const char *source,
    struct error *error)
{
	enum lanyard_error r = take_apart(proxy, text);

	proxy->source = source;
	if (r == LANYARD_OK)
		return r;
	proxy_clear(proxy);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return error_set(error, LANYARD_ERR_CONFIG,
	    "%s is no URL of a proxy that can be used", source);
}

const char *
proxy_environment(const char *scheme, const char **source)
{
	static const char *const https[] = {
	    "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
	static const char *const http[] = {
	    "http_proxy", "all_proxy", "ALL_PROXY", NULL};
	const char *const *names = strcmp(scheme, "https") == 0 ? https : http;
	const char *value = NULL;

	for (; *names != NULL && (value = getenv(*names)) == NULL; names++)
		continue;
	/* An empty one says that there is none, as curl and git have it. */
	if (value != NULL && *value == '\0')
		value = NULL;
	*source = value != NULL ? *names : NULL;
	return value;
}

enum proxy_method
proxy_method(const char *word)
{
	static const struct {
		const char *word;
		enum proxy_method method;
	} words[] = {
	    {"basic", PROXY_BASIC},
	    {"digest", PROXY_DIGEST},
	    {"negotiate", PROXY_NEGOTIATE},
	    {"ntlm", PROXY_NTLM},
	};

	for (size_t i = 0; word != NULL && i < sizeof words / sizeof *words;
	     i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].method;
	return PROXY_ANY;
}

static void
hint(const struct proxy *proxy, struct error *error)
{
	if (proxy->user == NULL)
		error_hint(error,
		    "%s names the proxy: put a user into it, "
		    "%s://USER@%s",
		    proxy->source, proxy->scheme, proxy->host);
	else if (*proxy->user == '\0')
		error_hint(error,
		    "run: kinit, for a proxy that wants Kerberos; else put a "
		    "user into %s, %s://USER@%s",
		    proxy->source, proxy->scheme, proxy->host);
	else if (!secret_is_set(&proxy->password))
		error_hint(error,
		    "with store_passwords = true in lanyard.conf run: lanyard "
		    "store, and type url=%s://%s@%s, password=..., and an "
		    "empty line",
		    proxy->scheme, proxy->user, proxy->host);
	else if (proxy->kept)
		error_hint(error,
		    "run: lanyard erase, and type url=%s://%s@%s and an empty "
		    "line; then lanyard store in the same way",
		    proxy->scheme, proxy->user, proxy->host);
	else
		error_hint(error, "%s has the password", proxy->source);
}

/* WORD is what it said, in its protocol. */
static enum lanyard_error
refuse_user(const struct proxy *proxy, const char *word, const char *host,
    struct error *error)
{
	if (proxy->user == NULL)
		error_set(error, LANYARD_ERR_REFUSED,
		    "proxy %s wants a user and a password before it lets us "
		    "through to %s (%s)",
		    proxy->host, host, word);
	else if (*proxy->user == '\0')
		error_set(error, LANYARD_ERR_REFUSED,
		    "proxy %s wants a user, or a ticket of Kerberos, before it "
		    "lets us through to %s (%s), and %s has an empty one",
		    proxy->host, host, word, proxy->source);
	else if (!secret_is_set(&proxy->password))
		error_set(error, LANYARD_ERR_REFUSED,
		    "proxy %s wants the password of user %s before it lets us "
		    "through to %s (%s), and none is kept",
		    proxy->host, proxy->user, host, word);
	else
		error_set(error, LANYARD_ERR_REFUSED,
		    "proxy %s refuses user %s, or the password, on the way to "
		    "%s (%s)",
		    proxy->host, proxy->user, host, word);
	hint(proxy, error);
	return LANYARD_ERR_REFUSED;
}

enum lanyard_error
proxy_socks_refused(const struct proxy *proxy, bool refuses, const char *detail,
    const char *host, struct error *error)
{
	if (strstr(detail, "auth") != NULL || strstr(detail, "User") != NULL)
		return refuse_user(proxy, "SOCKS", host, error);
	if (refuses)
		return error_set(error, LANYARD_ERR_REFUSED,
		    "proxy %s does not let us through to %s: %s", proxy->host,
		    host, detail);
	return error_set(error, LANYARD_ERR_NETWORK,
	    "proxy %s cannot reach %s: %s", proxy->host, host, detail);
}

enum lanyard_error
proxy_refused(const struct proxy *proxy, int status, const char *host,
    struct error *error)
{
	if (status / 100 == 5)
		return error_set(error, LANYARD_ERR_NETWORK,
		    "proxy %s cannot reach %s: it answered %d", proxy->host,
		    host, status);
	if (status != REFUSED)
		return error_set(error, LANYARD_ERR_REFUSED,
		    "proxy %s does not let us through to %s: it answered %d",
		    proxy->host, host, status);
	return refuse_user(proxy, "407", host, error);
}
