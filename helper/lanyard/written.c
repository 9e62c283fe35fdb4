/*
 * written.c - a host's URL as people write one, right or wrong
 */
#include "written.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS	"0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HOST	LETTERS DIGITS "-._"
#define BLANKS	" \t\r\n\v\f"
#define QUOTES	"\"'`<>"
/* What ends the host, in a URL and in what is none. */
#define ENDS "/?#\\" BLANKS QUOTES

/* Where the host, and a user before it, begin. */
static const char *
find_authority(struct written *w, const char *text)
{
	static const char *const slips[] = {"https", "http", "mailto"};
	size_t size = strspn(text, LETTERS DIGITS "+-.");

	w->scheme = text;
	w->scheme_size = 0;
	if (strspn(text, LETTERS) > 0 && strncmp(text + size, "://", 3) == 0) {
		w->scheme_size = size;
		return text + size + 3;
	}
	/* "https:/host", "https//host" */
	for (size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++)
		if (size == strlen(slips[i]) &&
		    strncasecmp(text, slips[i], size) == 0 &&
		    strspn(text + size, ":/") > 0)
			return text + size + strspn(text + size, ":/");
	return text + strspn(text, "/");
}

/* Is that an IPv6 address without brackets? */
static bool
is_bare_ipv6(const char *text, size_t size)
{
	char address[INET6_ADDRSTRLEN];
	struct in6_addr in;

	(void)snprintf(address, sizeof(address), "%.*s", (int)size, text);
	return size < sizeof(address) && inet_pton(AF_INET6, address, &in) == 1;
}

void
written_take_apart(struct written *w, const char *text)
{
	const char *at, *colon;
	size_t size;

	memset(w, 0, sizeof(*w));
	text += strspn(text, BLANKS QUOTES);
	w->host = find_authority(w, text);
	/* The last one: people leave that of an account's name as it is. */
	for (size = strcspn(w->host, ENDS); size > 0; size--)
		if (w->host[size - 1] == '@')
			break;
	if (size > 0) {
		w->user = w->host;
		w->host += size;
		w->user_size = size - 1;
		colon = memchr(w->user, ':', w->user_size);
		w->password = colon != NULL;
		if (colon != NULL)
			w->user_size = (size_t)(colon - w->user);
	}
	size = strcspn(w->host, ENDS);
	w->rest = w->host + size;
	w->host_size = size;
	if (is_bare_ipv6(w->host, size))
		return;
	at = *w->host == '[' ? memchr(w->host, ']', size) : w->host;
	colon =
	    at != NULL ? memchr(at, ':', size - (size_t)(at - w->host)) : NULL;
	if (colon == NULL)
		return;
	w->host_size = (size_t)(colon - w->host);
	w->port = colon + 1;
	w->port_size = size - w->host_size - 1;
}

/* ---- what to write in its place ---- */

static bool
is_foreign(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] >= 0x80)
			return true;
	return false;
}

static bool
is_port(const struct written *w)
{
	return w->port != NULL && w->port_size > 0 && w->port_size < 6 &&
	       strspn(w->port, DIGITS) == w->port_size &&
	       strtol(w->port, NULL, 10) > 0 &&
	       strtol(w->port, NULL, 10) < 65536;
}

/* An address in its brackets, or a name. */
static bool
is_host(const char *host, size_t size)
{
	if (size > 2 && host[0] == '[' && host[size - 1] == ']')
		return is_bare_ipv6(host + 1, size - 2);
	return size > 0 && host[0] != '.' && strspn(host, HOST) >= size;
}

/* One of this machine's, or of a PC's. */
static bool
is_path(const char *text)
{
	return (text[0] == '/' && text[1] != '/') || text[0] == '~' ||
	       strncmp(text, "./", 2) == 0 || strncmp(text, "../", 3) == 0 ||
	       strncmp(text, "file:", 5) == 0 ||
	       strncmp(text + (*text != 0), ":\\", 2) == 0 ||
	       strcmp(text, ".") == 0 || strcmp(text, "..") == 0;
}

/* Is a port in it one of a web server's? */
static bool
is_web(const struct written *w)
{
	return w->scheme_size == 0 ||
	       (w->scheme_size <= 5 &&
		   strncasecmp(w->scheme, "https", w->scheme_size) == 0);
}

/* The host's size, without the dots behind it; 0: there is none to be told. */
static size_t
size_of_host(const struct written *w, const char *text)
{
	size_t size = w->host_size, blanks = strspn(w->rest, BLANKS);

	/* Of two words neither is known to be the host. */
	if (is_path(text) || (blanks > 0 && w->rest[blanks] != '\0') ||
	    size > WRITTEN_HINT / 2)
		return 0;
	while (size > 0 && w->host[size - 1] == '.')
		size--;
	return size;
}

void
written_suggest(char hint[WRITTEN_HINT], const char *text, bool port)
{
	static const char begin[] = "lanyard setup ";
	char number[8] = "";
	struct written w;
	int size;

	written_take_apart(&w, text);
	size = (int)size_of_host(&w, text);
	if (port && is_web(&w) && is_port(&w))
		(void)snprintf(
		    number, sizeof(number), ":%.*s", (int)w.port_size, w.port);
	if (size > 0 && is_bare_ipv6(w.host, w.host_size))
		(void)snprintf(hint, WRITTEN_HINT, "%shttps://[%.*s]", begin,
		    size, w.host);
	else if (is_host(w.host, (size_t)size))
		(void)snprintf(hint, WRITTEN_HINT, "%shttps://%.*s%s", begin,
		    size, w.host, number);
	else if (is_foreign(w.host, (size_t)size) &&
		 strcspn(w.host, "$\\!()[]*{};&|") >= (size_t)size)
		(void)snprintf(hint, WRITTEN_HINT,
		    "%s\"https://$(idn2 %.*s)%s\"", begin, size, w.host,
		    number);
	else
		(void)snprintf(hint, WRITTEN_HINT, "%shttps://HOST", begin);
}

/* ---- what is wrong with it ---- */

bool
written_is_ssh(const char *text, const struct written *w)
{
	if (strncasecmp(text, "ssh:", 4) == 0 ||
	    strncasecmp(text, "git+ssh:", 8) == 0 ||
	    strncasecmp(text, "ssh+git:", 8) == 0)
		return true;
	if (w->scheme_size > 0 || w->port == NULL || w->host != text)
		return w->scheme_size == 0 && w->user != NULL &&
		       w->user == text && w->port != NULL;
	return *w->host != '[' && strspn(w->port, DIGITS) < w->port_size;
}

/* Can the user be read, as git reads it (percent-encoded)? */
static bool
is_user(const struct written *w)
{
	size_t size = w->user_size;

	for (const char *at = w->user; size > 0; at++, size--) {
		if ((unsigned char)*at <= ' ' || *at == 0x7f)
			return false;
		if (*at == '%' &&
		    (size < 3 || at[1] < '2' || at[1] > '9' ||
			strspn(at + 1, DIGITS "abcdefABCDEF") < 2))
			return false;
	}
	return true;
}

static const char *
fault_of_host(const struct written *w)
{
	if (w->host_size == 0)
		return "is no URL of a host";
	if (memchr(w->host, '*', w->host_size) != NULL)
		return "is a pattern: name one host of it";
	if (is_foreign(w->host, w->host_size))
		return "has a host that is not in ASCII: name it as DNS does";
	if (is_bare_ipv6(w->host, w->host_size))
		return "has an IPv6 address without its brackets";
	if (w->host[w->host_size - 1] == '.')
		return "has a host with a dot at its end, which git takes for "
		       "another one";
	if (!is_host(w->host, w->host_size))
		return "is no URL of a host";
	if (w->port != NULL && !is_port(w))
		return "has a port that is no number from 1 to 65535";
	return NULL;
}

const char *
written_fault(const char *text, const struct written *w)
{
	const char *fault;

	if (is_path(text))
		return "is a path of this machine, where no login is needed";
	if (w->scheme != text)
		return strchr(BLANKS, *text) != NULL
			   ? "begins with a blank"
			   : "has a quotation mark in it";
	if (w->scheme_size == 0)
		return "is no URL: it has no scheme";
	if ((fault = fault_of_host(w)) != NULL)
		return fault;
	if (w->user != NULL && !is_user(w))
		return "has a user name that cannot be read";
	if (*w->rest == '\\')
		return "has a \\ for a /";
	if (strpbrk(w->rest, QUOTES) != NULL)
		return "has a quotation mark in it";
	if (*w->rest != '\0' && strchr(BLANKS, *w->rest) != NULL)
		return "has a blank in it";
	return NULL;
}
