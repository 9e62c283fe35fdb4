/*
 * explain.c - why an exchange brought no answer, in words
 */
#include "net/http/explain.h"

#include <stdio.h>
#include <string.h>

#include "net/http/certificate.h"

#define SHOW "openssl x509 -noout -subject -dates -fingerprint -sha256 -in"

/* Was it with the proxy, that TLS came to nothing? It has let nobody through.
 */
static bool
is_with_proxy(
    const struct transfer_report *report, const struct explain_place *place)
{
	const struct proxy *proxy = place->proxy;

	return proxy->host != NULL && proxy->scheme != NULL &&
	       strcmp(proxy->scheme, "https") == 0 && report->proxy_status == 0;
}

/* Whose it is, or who could say. */
static void
hint_client(const struct transfer_report *report,
    const struct explain_place *place, struct error *error)
{
	bool with_proxy = is_with_proxy(report, place);
	const struct client_certificate *client =
	    with_proxy ? place->proxy_client : place->client;

	if (client->file != NULL)
		error_hint_path(error,
		    with_proxy ? "is it the one that the proxy knows? " SHOW
			       : "is it the one that the server knows? " SHOW,
		    "%s", client->file);
	else if (with_proxy)
		error_hint(error,
		    "git's settings name it: git config --global "
		    "http.proxySSLCert FILE, and http.proxySSLKey");
	else
		error_hint(error,
		    "git's settings name it: git config --global "
		    "http.%s://%s/.sslCert FILE, and sslKey; a client's own is "
		    "tls_client_cert_file in lanyard.conf",
		    place->scheme, place->host);
}

/* libcurl's words as one cause: "Recv failure, Connection reset by peer". */
static void
as_sentence(char *text, size_t size, const char *detail)
{
	(void)snprintf(text, size, "%s", detail);
	for (char *c = text; (c = strstr(c, ": ")) != NULL; c++)
		*c = ',';
}

/* NO_PROXY may except HOST: then it is none, and only libcurl knows. */
static void
hint_proxy(const struct proxy *proxy, struct error *error)
{
	if (error->hint[0] == '\0')
		error_hint(error,
		    "%s names the proxy %s: is it right, and does it answer? "
		    "curl -v http://%s/",
		    proxy->source, proxy->host, proxy->host);
}

/* OpenSSL's phrases for a server whose TLS is none that is taken. */
static const char *
tls_trouble(const char *detail)
{
	static const struct {
		const char *phrase, *meaning;
	} table[] = {
	    {"alert protocol version",
		"it speaks no TLS that is taken here, which is 1.2 or later"},
	    {"unsupported protocol",
		"it speaks no TLS that is taken here, which is 1.2 or later"},
	    {"wrong version number", "what answers there speaks no TLS"},
	    {"packet length too long", "what answers there speaks no TLS"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strstr(detail, table[i].phrase) != NULL)
			return table[i].meaning;
	return NULL;
}

static void
hint_unreachable(const struct transfer_report *report,
    const struct explain_place *place, bool through, struct error *error)
{
	const char *tls = tls_trouble(report->detail);

	if (strstr(report->detail, "alert handshake failure") != NULL &&
	    is_with_proxy(report, place))
		error_hint(error,
		    "does the proxy want a client certificate? git's "
		    "http.proxySSLCert and http.proxySSLKey name it");
	else if (strstr(report->detail, "alert handshake failure") != NULL)
		error_hint(error,
		    "does it want a client certificate? git's "
		    "http.%s://%s/.sslCert and sslKey name it",
		    place->scheme, place->host);
	else if (through || (tls != NULL && place->proxy->host != NULL))
		hint_proxy(place->proxy, error);
	else if (tls != NULL && strstr(tls, "1.2") != NULL)
		error_hint(error, "who runs %s is to offer TLS 1.2 or 1.3",
		    place->host);
	else if (tls != NULL)
		error_hint(error,
		    "is it the right port? see what it speaks: curl -v "
		    "http://%s/",
		    place->host);
	else
		error_hint(error,
		    "is the network up, and the name right? curl -v %s://%s/",
		    place->scheme, place->host);
}

/* libcurl names whom it could not connect to: HOST, or else PROXY. */
static enum lanyard_error
explain_unreachable(const struct transfer_report *report,
    const struct explain_place *place, struct error *error)
{
	const char *host = place->host, *tls = tls_trouble(report->detail);
	const struct proxy *proxy = place->proxy;
	char name[sizeof report->detail], why[sizeof report->detail];
	enum lanyard_error r;
	bool through;

	as_sentence(why, sizeof why, report->detail);
	(void)snprintf(
	    name, sizeof name, "%.*s", (int)strcspn(host, ":"), host);
	through = proxy->host != NULL && host[0] != '[' &&
		  strstr(report->detail, name) == NULL;
	if (report->errnum != 0 && through)
		r = error_system(error, LANYARD_ERR_NETWORK, report->errnum,
		    "cannot reach %s through its proxy %s", host, proxy->host);
	else if (report->errnum != 0)
		r = error_system(error, LANYARD_ERR_NETWORK, report->errnum,
		    "cannot reach %s", host);
	else if (tls != NULL)
		r = error_set(error, LANYARD_ERR_NETWORK,
		    "cannot reach %s: %s (%s)", host, tls, why);
	else
		r = error_set(error, LANYARD_ERR_NETWORK, "cannot reach %s: %s",
		    host, why);
	through = through && (report->errnum != 0 ||
				 strstr(report->detail, "proxy") != NULL);
	hint_unreachable(report, place, through, error);
	return r;
}

/* Of what libcurl cannot use it quotes the URL. */
static bool
quotes_proxy(const char *detail)
{
	return strncmp(detail, "Unsupported proxy", 17) == 0 ||
	       strchr(detail, '@') != NULL || strstr(detail, "://") != NULL;
}

static enum lanyard_error
refuse_certificate(const struct transfer_report *report,
    const struct explain_place *place, struct error *error)
{
	const struct proxy *proxy = place->proxy;
	enum lanyard_error r = certificate_refused(
	    report->proxy_certificate && proxy->host != NULL ? proxy->host
							     : place->host,
	    report->detail, error);

	/* What it is short of may be its server's to send. */
	if (!report->proxy_certificate && report->certificates == 1 &&
	    strstr(report->detail, "issuer certificate") != NULL) {
		error_set(error, r,
		    "the certificate of %s is refused: it comes alone, without "
		    "that of its issuer, who is not known here (%s)",
		    place->host, report->detail);
		error_hint(error,
		    "who runs %s is to send the whole chain; or name the "
		    "issuer's certificate as ca_file in lanyard.conf",
		    place->host);
	}
	if (place->unverified != NULL)
		error_hint(error,
		    "%s does not count here, as a refresh token goes over "
		    "verified connections only: name the file of the "
		    "certificate authority as ca_file in lanyard.conf, or as "
		    "git's http.sslCAInfo",
		    place->unverified);
	return r;
}

/* The one that libcurl names, if it names one. */
static enum lanyard_error
refuse_client(const struct transfer_report *report,
    const struct explain_place *place, struct error *error)
{
	const struct client_certificate *client = place->client,
					*proxy = place->proxy_client;

	if (client->file == NULL ||
	    (proxy->file != NULL &&
		strstr(report->detail, proxy->file) != NULL))
		client = proxy;
	return client_certificate_unusable(client, report->detail, error);
}

/* Closed before its end; perhaps for what a hint can name. */
static enum lanyard_error
explain_cut(const struct transfer_report *report,
    const struct explain_place *place, struct error *error)
{
	bool with_proxy = is_with_proxy(report, place);
	const char *host = with_proxy ? place->proxy->host : place->host;
	const char *who = with_proxy ? "proxy " : "";
	const struct client_certificate *client =
	    with_proxy ? place->proxy_client : place->client;
	char detail[sizeof report->detail];

	as_sentence(detail, sizeof detail, report->detail);
	if (!client_certificate_is_wanted(detail)) {
		error_set(error, LANYARD_ERR_NETWORK,
		    "no whole answer from %s%s: %s", who, host, detail);
		if (strstr(detail, "Proxy CONNECT") != NULL &&
		    place->proxy->host != NULL)
			hint_proxy(place->proxy, error);
		return LANYARD_ERR_NETWORK;
	}
	if (client->file == NULL)
		error_set(error, LANYARD_ERR_REFUSED,
		    "%s%s wants a client certificate: %s", who, host, detail);
	else
		error_set(error, LANYARD_ERR_REFUSED,
		    "%s%s does not take the client certificate of %s: %s", who,
		    host, client->source, detail);
	hint_client(report, place, error);
	return LANYARD_ERR_REFUSED;
}

/* The name that was looked for is the proxy's, where there is one. */
static enum lanyard_error
explain_timeout(const struct transfer_report *report,
    const struct explain_place *place, struct error *error)
{
	const char *host = place->host;
	long long s = report->time_ms / 1000,
		  tenth = report->time_ms / 100 % 10;
	int size;

	if (!report->unresolved) {
		error_set(error, LANYARD_ERR_TIMEOUT,
		    "no answer from %s within %lld.%lld s", host, s, tenth);
		if (place->proxy->host != NULL && report->proxy_status == 0)
			hint_proxy(place->proxy, error);
		return LANYARD_ERR_TIMEOUT;
	}
	if (place->proxy->host != NULL)
		host = place->proxy->host;
	size = (int)strcspn(host, ":");
	error_set(error, LANYARD_ERR_TIMEOUT,
	    "the name %.*s is not resolved within %lld.%lld s", size, host, s,
	    tenth);
	error_hint(error, "is the network up? getent hosts %.*s", size, host);
	return LANYARD_ERR_TIMEOUT;
}

/* git's settings that go to libcurl as they are, by its words for a bad one. */
static enum lanyard_error
explain_option(const struct transfer_report *report, struct error *error)
{
	static const struct {
		const char *words, *setting;
	} table[] = {
	    {"cipher list", "sslCipherList"},
	    {"CURLOPT_RESOLVE", "curloptResolve"},
	    {"RESOLVE entry", "curloptResolve"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (strstr(report->detail, table[i].words) == NULL)
			continue;
		error_set(error, LANYARD_ERR_CONFIG,
		    "git's http.%s cannot be used: %s", table[i].setting,
		    report->detail);
		error_hint(error,
		    "git config --show-origin --get-regexp 'http.*%s'",
		    table[i].setting);
		return LANYARD_ERR_CONFIG;
	}
	return error_set(error, LANYARD_ERR_SYSTEM,
	    "libcurl cannot be used: %s", report->detail);
}

enum lanyard_error
explain_outcome(enum transfer_outcome outcome,
    const struct transfer_report *report, const struct explain_place *place,
    struct error *error)
{
	const char *host = place->host;

	if ((outcome == TRANSFER_UNREACHABLE || outcome == TRANSFER_CUT) &&
	    quotes_proxy(report->detail))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "cannot reach %s: %s is no URL of a proxy that can be "
		    "used",
		    host, place->proxy->source);
	switch (outcome) {
	case TRANSFER_DONE:
		return LANYARD_OK;
	case TRANSFER_MEMORY:
		return error_memory(error);
	case TRANSFER_OPTION:
		return explain_option(report, error);
	case TRANSFER_TOO_LARGE:
		return error_set(error, LANYARD_ERR_SERVER,
		    "the answer of %s is too large", host);
	case TRANSFER_TIMEOUT:
		return explain_timeout(report, place, error);
	case TRANSFER_UNREACHABLE:
		/* With TLS 1.2 that is said while it connects. */
		if (client_certificate_is_wanted(report->detail))
			break;
		return explain_unreachable(report, place, error);
	case TRANSFER_CERTIFICATE:
		return refuse_certificate(report, place, error);
	case TRANSFER_BUNDLE:
		return error_set(error, LANYARD_ERR_CONFIG,
		    "the CA certificates cannot be used: %s", report->detail);
	case TRANSFER_NOT_HTTP:
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s does not speak HTTP as it should: %s", host,
		    report->detail);
	case TRANSFER_CALLED_OFF:
		return error_set(error, report->failed,
		    "the exchange with %s was called off: %s", host,
		    lanyard_strerror(report->failed));
	case TRANSFER_CLIENT:
		return refuse_client(report, place, error);
	case TRANSFER_PROXY:
		return proxy_socks_refused(place->proxy, report->proxy_refuses,
		    report->detail, host, error);
	case TRANSFER_CUT:
		break;
	}
	return explain_cut(report, place, error);
}
