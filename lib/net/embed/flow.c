/*
 * flow.c - the authorization code grant step by step: to the URL
 */
#include "net/embed/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"
#include "login/words.h"
#include "net/http/endpoint.h"
#include "net/job/tries.h"
#include "net/oauth/client_method.h"
#include "net/oauth/pushed_request.h"

static enum lanyard_error
fail(struct lanyard_flow *f, enum lanyard_error code, const char *text)
{
	return error_set(&f->error, code, "%s", text);
}

/* ---- options ---- */

static bool
copy(char **to, const char *from)
{
	return from == NULL || *from == '\0' || (*to = strdup(from)) != NULL;
}

static enum lanyard_error
copy_parameters(struct lanyard_flow *f, struct login_parameter **list,
    const char *const *from)
{
	enum lanyard_error r = LANYARD_OK;

	for (; r == LANYARD_OK && from != NULL && from[0] != NULL; from += 2) {
		if (from[1] == NULL)
			return fail(f, LANYARD_ERR_CONFIG,
			    "a parameter has a name and no value");
		r = login_add_parameter(list, from[0], from[1]);
	}
	return r == LANYARD_OK ? r : error_memory(&f->error);
}

static enum lanyard_error
copy_options(struct lanyard_flow *f, const struct lanyard_flow_options *o)
{
	struct login *login = &f->login;
	enum lanyard_error r = LANYARD_ERR_MEMORY;

	f->iss_required = o->iss_required;
	f->check = o->check;
	f->context = o->context;
	login->allow_http = o->allow_http;
	login->require_pushed_authorization_requests =
	    o->require_pushed_authorization_requests;
	if (o->timeout_ms > 0)
		login->timeout_ms = o->timeout_ms;
	if (copy(&login->client_id, o->client_id) &&
	    (o->client_secret == NULL || secret_set_text(&login->client_secret,
					     o->client_secret) == LANYARD_OK) &&
	    copy(&login->token_endpoint_auth_method,
		o->token_endpoint_auth_method) &&
	    copy(&login->issuer, o->issuer) &&
	    copy(&login->authorization_endpoint, o->authorization_endpoint) &&
	    copy(&login->token_endpoint, o->token_endpoint) &&
	    copy(&login->pushed_authorization_request_endpoint,
		o->pushed_authorization_request_endpoint) &&
	    copy(&login->redirect_uri, o->redirect_uri) &&
	    copy(&login->authorization_scheme, o->authorization_scheme) &&
	    copy(&login->ca_file, o->ca_file) &&
	    (o->proxy == NULL || (login->proxy = strdup(o->proxy)) != NULL))
		r = o->scope == NULL
			? LANYARD_OK
			: strings_add_words(&login->scope, o->scope);
	if (r != LANYARD_OK)
		return error_memory(&f->error);
	r = copy_parameters(
	    f, &login->authorization_parameters, o->authorization_parameters);
	return r == LANYARD_OK ? copy_parameters(f, &login->token_parameters,
				     o->token_parameters)
			       : r;
}

/* An option's name before what is wrong with it. */
static enum lanyard_error
check_endpoint(struct lanyard_flow *f, const char *name, const char *text)
{
	struct url url = {0};
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_OK;
	r = endpoint_parse(&url, text, f->login.allow_http, &f->error);
	if (r != LANYARD_OK)
		error_prefix(&f->error, "%s", name);
	url_clear(&url);
	return r;
}

/*
 * https, loopback http, a scheme of the program's own (RFC 8252 7.1), or
 * urn:ietf:wg:oauth:2.0:oob.
 */
static enum lanyard_error
check_redirect(struct lanyard_flow *f)
{
	const char *uri = f->login.redirect_uri;
	size_t scheme = strcspn(uri, ":");

	if (strncmp(uri, "http:", 5) == 0 || strncmp(uri, "https:", 6) == 0)
		return check_endpoint(f, "redirect_uri", uri);
	if (scheme == 0 || uri[scheme] == '\0' || uri[scheme + 1] == '\0' ||
	    !text_is_visible(uri) || strpbrk(uri, " #\"<>") != NULL ||
	    text_compare_n(uri, "javascript", scheme) == 0)
		return fail(f, LANYARD_ERR_CONFIG, "redirect_uri is no URI");
	return LANYARD_OK;
}

static enum lanyard_error
check_method(struct lanyard_flow *f)
{
	const char *name = f->login.token_endpoint_auth_method;
	enum auth_method method;

	if (name == NULL ||
	    (words_find_auth_method(name, &method) && !words_is_tls(name)))
		return LANYARD_OK;
	return error_set(&f->error, LANYARD_ERR_CONFIG,
	    "token_endpoint_auth_method: \"%s\" is not supported", name);
}

static enum lanyard_error
check_options(struct lanyard_flow *f)
{
	const struct login *login = &f->login;
	enum lanyard_error r;

	if (login->client_id == NULL)
		return fail(f, LANYARD_ERR_CONFIG, "client_id is missing");
	if (login->redirect_uri == NULL)
		return fail(f, LANYARD_ERR_CONFIG, "redirect_uri is missing");
	if (login->issuer == NULL && (login->authorization_endpoint == NULL ||
					 login->token_endpoint == NULL))
		return fail(f, LANYARD_ERR_CONFIG,
		    "issuer is missing, or authorization_endpoint and "
		    "token_endpoint");
	if (login->authorization_scheme != NULL &&
	    !text_is_token(login->authorization_scheme))
		return fail(f, LANYARD_ERR_CONFIG,
		    "authorization_scheme is no name of a scheme");
	if ((r = check_endpoint(f, "issuer", login->issuer)) != LANYARD_OK ||
	    (r = check_endpoint(f, "authorization_endpoint",
		 login->authorization_endpoint)) != LANYARD_OK ||
	    (r = check_endpoint(f, "token_endpoint", login->token_endpoint)) !=
		LANYARD_OK ||
	    (r = check_endpoint(f, "pushed_authorization_request_endpoint",
		 login->pushed_authorization_request_endpoint)) != LANYARD_OK ||
	    (r = check_redirect(f)) != LANYARD_OK)
		return r;
	return check_method(f);
}

enum lanyard_error
lanyard_flow_new(
    struct lanyard_flow **flow, const struct lanyard_flow_options *options)
{
	struct lanyard_flow *f = calloc(1, sizeof(*f));
	enum lanyard_error r;

	*flow = f;
	if (f == NULL)
		return LANYARD_ERR_MEMORY;
	login_init(&f->login);
	f->code_ms = TRIES_MS;
	if (options == NULL)
		return fail(f, LANYARD_ERR_ARGUMENT, "there are no options");
	if ((r = copy_options(f, options)) != LANYARD_OK ||
	    (r = check_options(f)) != LANYARD_OK)
		return r;
	return authorization_draw(&f->authorization, &f->error);
}

void
lanyard_flow_free(struct lanyard_flow **flow)
{
	struct lanyard_flow *f = flow == NULL ? NULL : *flow;

	if (f == NULL)
		return;
	http_free(&f->http);
	metadata_clear(&f->metadata);
	authorization_clear(&f->authorization);
	secret_clear(&f->code);
	login_clear(&f->login);
	free(f);
	*flow = NULL;
}

const char *
lanyard_flow_message(const struct lanyard_flow *flow)
{
	if (flow == NULL)
		return lanyard_strerror(LANYARD_ERR_MEMORY);
	return flow->error.message[0] != '\0'
		   ? flow->error.message
		   : lanyard_strerror(flow->error.code);
}

const char *
lanyard_flow_hint(const struct lanyard_flow *flow)
{
	return flow == NULL || flow->error.hint[0] == '\0' ? NULL
							   : flow->error.hint;
}

/* ---- where to ---- */

static enum lanyard_error
open_http(struct lanyard_flow *f)
{
	const struct http_options options = {
	    .ca_file = f->login.ca_file,
	    .proxy = f->login.proxy,
	    .allow_http = f->login.allow_http,
	    .timeout_ms = f->login.timeout_ms,
	};

	return f->http != NULL ? LANYARD_OK
			       : http_new(&f->http, &options, &f->error);
}

/* Is all there that will be asked? */
static bool
has_endpoints(const struct login *login)
{
	return login->authorization_endpoint != NULL &&
	       login->token_endpoint != NULL &&
	       (login->pushed_authorization_request_endpoint != NULL ||
		   !login->require_pushed_authorization_requests ||
		   login->issuer == NULL);
}

enum lanyard_error
flow_find_endpoints(struct lanyard_flow *f)
{
	struct login *login = &f->login;
	enum lanyard_error r;

	if ((r = open_http(f)) != LANYARD_OK || f->discovered ||
	    has_endpoints(login))
		return r;
	r = discovery_fetch(&f->metadata, f->http, login->issuer,
	    login->token_endpoint != NULL, &f->error);
	if (r != LANYARD_OK)
		return r;
	if ((login->authorization_endpoint == NULL &&
		!copy(&login->authorization_endpoint,
		    f->metadata.authorization_endpoint)) ||
	    (login->token_endpoint == NULL &&
		!copy(&login->token_endpoint, f->metadata.token_endpoint)))
		return error_memory(&f->error);
	if (login->authorization_endpoint == NULL ||
	    login->token_endpoint == NULL)
		return error_set(&f->error, LANYARD_ERR_CONFIG,
		    "issuer %s names no authorization_endpoint", login->issuer);
	f->discovered = true;
	return LANYARD_OK;
}

enum lanyard_error
flow_check_made(struct lanyard_flow *f)
{
	return secret_is_set(&f->authorization.state)
		   ? LANYARD_OK
		   : fail(f, LANYARD_ERR_ARGUMENT,
			 "this flow could not be made");
}

const char *
flow_auth_method(const struct lanyard_flow *f)
{
	const struct client_means means = {
	    .secret = secret_is_set(&f->login.client_secret),
	    .methods = f->metadata.auth_methods,
	    .algs = f->metadata.auth_algs,
	};
	const char *method;

	if (f->login.token_endpoint_auth_method != NULL)
		return f->login.token_endpoint_auth_method;
	/* A program's client is sent by the default where none is offered. */
	(void)client_method_choose(&method, &means, NULL);
	return method;
}

struct client
flow_client(const struct lanyard_flow *f)
{
	return (struct client){
	    .client_id = f->login.client_id,
	    .client_secret = &f->login.client_secret,
	    .token_endpoint_auth_method = flow_auth_method(f),
	};
}

enum lanyard_error
flow_make(struct lanyard_flow *f)
{
	enum lanyard_error r;

	if ((r = flow_check_made(f)) != LANYARD_OK ||
	    f->authorization.url != NULL)
		return r;
	if ((r = flow_find_endpoints(f)) != LANYARD_OK)
		return r;
	return authorization_make(&f->authorization, &f->login,
	    f->login.authorization_endpoint, f->login.redirect_uri, &f->error);
}

/* As the options say, or the metadata require. */
static enum lanyard_error
push(struct lanyard_flow *f)
{
	const struct login *login = &f->login;
	const char *given = login->pushed_authorization_request_endpoint;
	const char *endpoint =
	    given != NULL ? given
			  : f->metadata.pushed_authorization_request_endpoint;
	const struct client client = flow_client(f);
	enum lanyard_error r;
	int64_t unused;

	if (f->pushed ||
	    (given == NULL && !login->require_pushed_authorization_requests &&
		!f->metadata.require_pushed_authorization_requests))
		return LANYARD_OK;
	if (endpoint == NULL)
		return fail(f, LANYARD_ERR_SERVER,
		    "authorization requests are to be pushed, and the server "
		    "names no endpoint for them that may be asked");
	r = pushed_request_send(&f->authorization, f->http, &client, &f->login,
	    endpoint, f->login.authorization_endpoint, &unused, &f->error);
	f->pushed = r == LANYARD_OK;
	return r;
}

enum lanyard_error
lanyard_flow_url(struct lanyard_flow *flow, const char **url)
{
	enum lanyard_error r;

	*url = NULL;
	if (flow == NULL)
		return LANYARD_ERR_ARGUMENT;
	if ((r = flow_make(flow)) != LANYARD_OK ||
	    (r = push(flow)) != LANYARD_OK)
		return r;
	*url = flow->authorization.url;
	return LANYARD_OK;
}
