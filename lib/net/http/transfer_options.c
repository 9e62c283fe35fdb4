/*
 * transfer_options.c - libcurl's options for a request
 */
#include "net/http/transfer_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"

/* A server that does not know 100-continue would cost a second. */
static const char *const own_fields[] = {
    "Accept: application/json", "Expect:", NULL};

const char *const *
transfer_options_fields(void)
{
	return own_fields;
}

/*
 * As one option, escaped: as two, libcurl before 8.8 decodes what is in them,
 * and later ones do not.
 */
static void
set_proxy_user(struct libcurl *curl, enum libcurl_handle which,
    const char *user, const struct secret *password)
{
	struct buf pair;

	buf_init(&pair, 4 * LIMIT_URL);
	if (percent_add_escaped(&pair, user, strlen(user)) != LANYARD_OK ||
	    buf_add_text(&pair, ":") != LANYARD_OK ||
	    (password != NULL && percent_add_escaped(&pair, password->bytes,
				     password->size) != LANYARD_OK))
		libcurl_lack_memory(curl);
	else
		libcurl_set_text(
		    curl, which, LIBCURL_PROXYUSERPWD, buf_text(&pair));
	buf_clear(&pair);
}

/*
 * No password goes out before the proxy has said how it wants it; then libcurl
 * takes the best way that the proxy offers, Basic last.
 */
static void
set_proxy(struct libcurl *curl, enum libcurl_handle which,
    const struct transfer_request *request)
{
	libcurl_set_text(curl, which, LIBCURL_PROXY,
	    request->proxy != NULL ? request->proxy : "");
	if (request->proxy == NULL || request->proxy_user == NULL)
		return;
	libcurl_set_proxy_method(curl, which, request->proxy_method);
	set_proxy_user(
	    curl, which, request->proxy_user, request->proxy_password);
}

/*
 * An empty password is one, too: without any OpenSSL would ask for it at the
 * terminal. OPTIONS are in the order of these texts.
 */
static void
set_client(struct libcurl *curl, enum libcurl_handle which,
    const enum libcurl_option options[5],
    const struct client_certificate *client)
{
	const struct secret *password = &client->password;
	const char *const texts[] = {
	    client->file,
	    client->key_file,
	    client->type,
	    client->key_type,
	    secret_is_set(password) ? (const char *)password->bytes : "",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i] != NULL)
			libcurl_set_text(curl, which, options[i], texts[i]);
}

static void
set_clients(struct libcurl *curl, enum libcurl_handle which,
    const struct transfer_request *request)
{
	static const enum libcurl_option server[] = {LIBCURL_SSLCERT,
	    LIBCURL_SSLKEY, LIBCURL_SSLCERTTYPE, LIBCURL_SSLKEYTYPE,
	    LIBCURL_KEYPASSWD};
	static const enum libcurl_option proxy[] = {LIBCURL_PROXY_SSLCERT,
	    LIBCURL_PROXY_SSLKEY, LIBCURL_PROXY_SSLCERTTYPE,
	    LIBCURL_PROXY_SSLKEYTYPE, LIBCURL_PROXY_KEYPASSWD};

	if (request->client != NULL && request->client->file != NULL)
		set_client(curl, which, server, request->client);
	if (request->proxy_client != NULL &&
	    request->proxy_client->file != NULL)
		set_client(curl, which, proxy, request->proxy_client);
}

/* HOST:PORT:ADDRESS, a line each. */
static void
set_resolve(struct libcurl *curl, enum libcurl_handle which, const char *lines)
{
	char *text = strdup(lines), *rest = text;
	const char *line;

	if (text == NULL)
		libcurl_lack_memory(curl);
	while (text != NULL && (line = strtok_r(rest, "\n", &rest)) != NULL)
		libcurl_add_text(curl, which, LIBCURL_RESOLVE, line);
	free(text);
}

/* How the handle comes to the server. */
static void
set_network(struct libcurl *curl, enum libcurl_handle which,
    const struct transfer_request *request)
{
	libcurl_set_text(curl, which, LIBCURL_URL, request->url);
	libcurl_set_text(curl, which, LIBCURL_PROTOCOLS_STR, request->protocol);
	libcurl_set_number(curl, which, LIBCURL_CONNECTTIMEOUT_MS,
	    (long)request->connect_timeout_ms);
	set_proxy(curl, which, request);
	if (request->ca_folder != NULL)
		libcurl_set_text(
		    curl, which, LIBCURL_CAPATH, request->ca_folder);
	set_clients(curl, which, request);
	if (request->tls_1_3)
		libcurl_set_choice(curl, which, LIBCURL_SSLVERSION_TLSv1_3);
	if (request->ciphers != NULL && *request->ciphers != '\0')
		libcurl_set_text(
		    curl, which, LIBCURL_SSL_CIPHER_LIST, request->ciphers);
	if (request->pinned_key != NULL)
		libcurl_set_text(
		    curl, which, LIBCURL_PINNEDPUBLICKEY, request->pinned_key);
	if (request->resolve != NULL)
		set_resolve(curl, which, request->resolve);
	if (request->ca != NULL && request->ca->size != 0)
		libcurl_set_certificates(curl, which, request->ca);
}

/* The rest is of libcurl's HTTP only. */
static void
set_number(struct libcurl *curl, enum libcurl_option option, long number)
{
	libcurl_set_number(curl, LIBCURL_HTTP, option, number);
}

static void
set_text(struct libcurl *curl, enum libcurl_option option, const char *text)
{
	libcurl_set_text(curl, LIBCURL_HTTP, option, text);
}

static void
set_user(struct libcurl *curl, const struct transfer_request *request)
{
	const struct secret *password = request->password;
	bool set = password != NULL && secret_is_set(password);

	if (request->user == NULL)
		return;
	set_text(curl, LIBCURL_USERNAME, request->user);
	set_text(
	    curl, LIBCURL_PASSWORD, set ? (const char *)password->bytes : "");
}

static void
set_body(struct libcurl *curl, const struct transfer_request *request)
{
	/*
	 * curl sends a POST again when a connection it reuses is dead. The
	 * server may have acted on the first one, and a refresh token that
	 * comes twice looks stolen (RFC 9700 4.14.2): never reuse one here.
	 */
	if (request->body != NULL || request->read != NULL)
		set_number(curl, LIBCURL_FRESH_CONNECT, 1);
	if (request->read != NULL)
		set_number(curl, LIBCURL_UPLOAD, 1);
	if (request->body == NULL)
		return;
	set_text(curl, LIBCURL_POSTFIELDS, buf_text(request->body));
	set_number(curl, LIBCURL_POSTFIELDSIZE, (long)request->body->size);
}

/* A reply to HEAD has no body, whatever its fields say. */
static void
set_method(struct libcurl *curl, const struct transfer_request *request)
{
	const char *method = request->method;

	/*
	 * What goes out with a secret may bring a token back: its bytes are
	 * taken as they are, whatever the fields, or none, say of them.
	 */
	if (request->body != NULL && request->write == NULL)
		set_number(curl, LIBCURL_HTTP09_ALLOWED, 1);
	else if (request->write == NULL)
		set_text(curl, LIBCURL_ACCEPT_ENCODING, "gzip, deflate");
	if (method == NULL && request->read != NULL)
		method = "POST";
	if (method == NULL)
		return;
	if (strcmp(method, "HEAD") == 0)
		set_number(curl, LIBCURL_NOBODY, 1);
	else
		set_text(curl, LIBCURL_CUSTOMREQUEST, method);
}

static void
set_fields(struct libcurl *curl, const char *const *fields)
{
	for (; *fields != NULL; fields++)
		libcurl_add_text(
		    curl, LIBCURL_HTTP, LIBCURL_HTTPHEADER, *fields);
}

void
transfer_options_set(struct libcurl *curl,
    const struct transfer_request *request, struct transfer_bytes *bytes)
{
	libcurl_set_rules(curl, LIBCURL_HTTP);
	set_text(curl, LIBCURL_USERAGENT, "lanyard/" LANYARD_VERSION);
	libcurl_set_bytes(curl, bytes);
	set_network(curl, LIBCURL_HTTP, request);
	set_user(curl, request);
	set_body(curl, request);
	set_method(curl, request);
	if (request->wants_certificate) {
		set_number(curl, LIBCURL_CERTINFO, 1);
		set_number(curl, LIBCURL_FRESH_CONNECT, 1);
	}
	set_fields(
	    curl, request->fields != NULL ? request->fields : own_fields);
}

void
transfer_options_set_line(
    struct libcurl *curl, const struct transfer_request *request)
{
	libcurl_set_rules(curl, LIBCURL_LINE);
	set_network(curl, LIBCURL_LINE, request);
	libcurl_set_choice(curl, LIBCURL_LINE, LIBCURL_HTTP_VERSION_1_1);
	libcurl_set_number(curl, LIBCURL_LINE, LIBCURL_CONNECT_ONLY, 1);
	libcurl_set_number(curl, LIBCURL_LINE, LIBCURL_FRESH_CONNECT, 1);
}
