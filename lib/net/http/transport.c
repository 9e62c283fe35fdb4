/*
 * transport.c - the way to a server: through whom, whom it trusts, as whom
 */
#include "net/http/transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "net/http/certificate.h"
#include "os/file.h"

struct transport {
	char *system; /* the file of libcurl's own CA certificates, or NULL */
	char *proxy;
	const char *proxy_source; /* who says so */
	enum proxy_method proxy_method;
	char *ca_folder;
	const char *unverified;
	struct client_certificate client, proxy_client;
	char *pinned_key, *resolve, *ciphers;
	bool tls_1_3;
	transport_password *password;
	void *password_context;
	const char *variable;	 /* of the environment, names bundle */
	char *bundle;		 /* not read yet; NULL: none */
	struct buf certificates; /* the system's and ca_file's, if given */
};

enum lanyard_error
transport_new(struct transport **transport, const char *system,
    transport_password *password, void *context, struct error *error)
{
	struct transport *new = calloc(1, sizeof(*new));

	*transport = NULL;
	if (new == NULL)
		return error_memory(error);
	buf_init(&new->certificates, LIMIT_CONFIG);
	new->password = password;
	new->password_context = context;
	*transport = new;
	if (text_set(&new->system, system) == LANYARD_OK)
		return LANYARD_OK;
	transport_free(transport);
	return error_memory(error);
}

void
transport_free(struct transport **transport)
{
	if (*transport == NULL)
		return;
	buf_clear(&(*transport)->certificates);
	free((*transport)->system);
	free((*transport)->proxy);
	free((*transport)->bundle);
	free((*transport)->ca_folder);
	free((*transport)->pinned_key);
	free((*transport)->resolve);
	free((*transport)->ciphers);
	client_certificate_clear(&(*transport)->client);
	client_certificate_clear(&(*transport)->proxy_client);
	free(*transport);
	*transport = NULL;
}

const char *
transport_unverified(const struct transport *transport)
{
	return transport->unverified;
}

/* Behind what is there already, or else the system's. */
static enum lanyard_error
add_certificates(struct transport *transport, const char *key, const char *file,
    struct error *error)
{
	const char *system =
	    transport->certificates.size == 0 ? transport->system : NULL;

	return certificate_load(
	    &transport->certificates, system, key, file, error);
}

/* Copy FROM, and look its password up as git would. */
static enum lanyard_error
set_client(const struct transport *transport, struct client_certificate *to,
    const struct client_certificate *from, struct error *error)
{
	const struct http_account account = {"cert", "", from->file, ""};
	enum lanyard_error r = client_certificate_set(to, from, error);

	if (r != LANYARD_OK || !to->locked || transport->password == NULL)
		return r;
	return transport->password(
	    transport->password_context, &account, &to->password, error);
}

/* A key that is pinned may be a file, too; libcurl would wait for a pipe. */
static enum lanyard_error
check_pin(const char *pin, struct error *error)
{
	const char *what;
	int fd;

	if (pin == NULL || strncmp(pin, "sha256//", strlen("sha256//")) == 0)
		return LANYARD_OK;
	if ((fd = file_open_regular(pin, &what)) != -1) {
		close(fd);
		return LANYARD_OK;
	}
	if (what != NULL)
		error_set(error, LANYARD_ERR_CONFIG,
		    "cannot read git's http.pinnedPubkey: %s %s", pin, what);
	else
		error_system(error, LANYARD_ERR_CONFIG, errno,
		    "cannot read git's http.pinnedPubkey, %s", pin);
	error_hint(error,
	    "git config --show-origin --get-regexp 'http.*pinnedPubkey'");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
transport_set(struct transport *transport, const struct http_network *network,
    struct error *error)
{
	enum lanyard_error r;
	const char *bundle, *folder = network->ca_folder;

	transport->variable = certificate_environment(&bundle);
	if (folder == NULL && bundle == NULL)
		folder = certificate_folder();
	transport->proxy_source = network->proxy_source;
	transport->proxy_method =
	    network->proxy_method != 0 ? network->proxy_method : PROXY_ANY;
	transport->unverified = network->unverified;
	transport->tls_1_3 = network->tls_1_3;
	/* libcurl takes one bundle, and ca_file is to add to the system's. */
	if (network->ca_file != NULL)
		bundle = NULL;
	if (text_set(&transport->proxy, network->proxy) != LANYARD_OK ||
	    text_set(&transport->bundle, bundle) != LANYARD_OK ||
	    text_set(&transport->ca_folder, folder) != LANYARD_OK ||
	    text_set(&transport->pinned_key, network->pinned_key) !=
		LANYARD_OK ||
	    text_set(&transport->resolve, network->resolve) != LANYARD_OK ||
	    text_set(&transport->ciphers, network->ciphers) != LANYARD_OK)
		return error_memory(error);
	buf_reset(&transport->certificates);
	r = check_pin(network->pinned_key, error);
	if (r == LANYARD_OK && network->ca_file != NULL)
		r = add_certificates(transport,
		    network->ca_key != NULL ? network->ca_key : "ca_file",
		    network->ca_file, error);
	if (r == LANYARD_OK && network->proxy_ca_file != NULL)
		r = add_certificates(transport, "git's http.proxySSLCAInfo",
		    network->proxy_ca_file, error);
	if (r == LANYARD_OK)
		r = set_client(
		    transport, &transport->client, &network->client, error);
	if (r == LANYARD_OK)
		r = set_client(transport, &transport->proxy_client,
		    &network->proxy_client, error);
	return r;
}

/*
 * The environment's bundle, with the first request that needs it. libcurl
 * would open whatever is there, and wait for a named pipe for ever.
 */
static enum lanyard_error
load_bundle(
    struct transport *transport, const struct url *url, struct error *error)
{
	enum lanyard_error r;

	if (transport->bundle == NULL || strcmp(url->scheme, "https") != 0)
		return LANYARD_OK;
	r = certificate_load(&transport->certificates, NULL,
	    transport->variable, transport->bundle, error);
	if (r != LANYARD_OK)
		return r;
	free(transport->bundle);
	transport->bundle = NULL;
	return LANYARD_OK;
}

/*
 * Through whom: never for this machine, where a proxy would get to see what
 * does not leave it.
 */
static enum lanyard_error
choose_proxy(const struct transport *transport, const struct url *url,
    const char *host, struct proxy *proxy, struct error *error)
{
	const char *text = transport->proxy, *source = transport->proxy_source;
	struct http_account account = {0};
	enum lanyard_error r;

	if (url_is_loopback(url))
		return LANYARD_OK;
	if (text == NULL)
		text = proxy_environment(url->scheme, &source);
	if (text == NULL || *text == '\0')
		return LANYARD_OK;
	r = proxy_parse(proxy, text, source, error);
	if (r == LANYARD_ERR_CONFIG)
		error_prefix(error, "cannot reach %s", host);
	if (r != LANYARD_OK || proxy->user == NULL ||
	    secret_is_set(&proxy->password) || transport->password == NULL)
		return r;
	account.protocol = proxy->scheme;
	account.host = proxy->host;
	account.username = proxy->user;
	r = transport->password(
	    transport->password_context, &account, &proxy->password, error);
	proxy->kept = secret_is_set(&proxy->password);
	return r;
}

/* What is given to libcurl of it; a user without a password is not told. */
static void
set_proxy(const struct transport *transport, struct transfer_request *request,
    const struct proxy *proxy)
{
	request->proxy = proxy->url;
	request->proxy_method = transport->proxy_method;
	if (secret_is_set(&proxy->password)) {
		request->proxy_user = proxy->user;
		request->proxy_password = &proxy->password;
	}
}

enum lanyard_error
transport_fill(struct transport *transport, struct transfer_request *request,
    const struct url *url, const char *host, struct proxy *proxy,
    struct error *error)
{
	enum lanyard_error r;

	if ((r = load_bundle(transport, url, error)) != LANYARD_OK ||
	    (r = choose_proxy(transport, url, host, proxy, error)) !=
		LANYARD_OK)
		return r;
	set_proxy(transport, request, proxy);
	request->ca = &transport->certificates;
	request->ca_folder = transport->ca_folder;
	request->pinned_key = transport->pinned_key;
	request->resolve = transport->resolve;
	request->tls_1_3 = transport->tls_1_3;
	request->ciphers = transport->ciphers;
	if (request->client == NULL)
		request->client = &transport->client;
	request->proxy_client = &transport->proxy_client;
	return LANYARD_OK;
}
