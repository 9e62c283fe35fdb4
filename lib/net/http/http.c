/*
 * http.c - HTTP with the network rules, over transfer.c
 */
#include "net/http/http.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "net/http/endpoint.h"
#include "net/http/explain.h"
#include "net/http/http_log.h"
#include "net/http/transfer.h"
#include "net/http/transport.h"
#include "os/clock.h"

#define INTERRUPTS	10 /* of connecting, that are passed over */
#define RETRY_AFTER_MAX INT64_C(1000000000)

struct http {
	struct transfer *transfer;
	struct transport *transport;
	bool allow_http;
	int64_t deadline_ms;
	int64_t timeout_ms;
	int parts; /* of its time; one request has one of them */
	struct http_log log;
};

void
http_reply_init(struct http_reply *reply)
{
	reply->status = 0;
	reply->retry_after_s = -1;
	reply->sent = reply->unsent = false;
	reply->location[0] = '\0';
	buf_init(&reply->body, LIMIT_REPLY);
	buf_init(&reply->raw, 2 * LIMIT_REPLY);
}

void
http_reply_clear(struct http_reply *reply)
{
	buf_clear(&reply->body);
	buf_clear(&reply->raw);
	http_reply_init(reply);
}

void
http_host(const char *url, char *text, size_t size)
{
	struct url parsed;
	struct buf host;

	if (size > 0)
		text[0] = '\0';
	if (url_parse(&parsed, url) != LANYARD_OK)
		return;
	buf_init(&host, LIMIT_URL);
	if (url_add_host(&host, &parsed) == LANYARD_OK && host.size < size)
		memcpy(text, buf_text(&host), host.size + 1);
	buf_clear(&host);
	url_clear(&parsed);
}

void
http_tell_redirect(const struct http_reply *reply, struct error *error)
{
	if (reply->status / 100 == 3 && reply->location[0] != '\0')
		error_end(error, "it leads to %s, and is not followed",
		    reply->location);
}

enum lanyard_error
http_set_network(
    struct http *http, const struct http_network *network, struct error *error)
{
	return transport_set(http->transport, network, error);
}

static enum lanyard_error
set_options(
    struct http *http, const struct http_options *options, struct error *error)
{
	const struct http_network network = {
	    .ca_file = options->ca_file,
	    .proxy = options->proxy,
	    .proxy_source = "\"proxy\"",
	};

	http->log.write = options->log;
	http->log.context = options->context;
	http->allow_http = options->allow_http;
	http->deadline_ms = options->deadline_ms;
	http->timeout_ms = options->timeout_ms;
	http->parts = 1;
	if (http->timeout_ms <= 0)
		http->timeout_ms = TIMEOUT_OPERATION_MS;
	return transport_set(http->transport, &network, error);
}

enum lanyard_error
http_new(
    struct http **http, const struct http_options *options, struct error *error)
{
	struct http *new = calloc(1, sizeof *new);
	enum lanyard_error r;

	*http = NULL;
	if (new == NULL)
		return error_memory(error);
	if ((r = transfer_new(&new->transfer, error)) == LANYARD_OK)
		r = transport_new(&new->transport,
		    transfer_ca_file(new->transfer), options->password,
		    options->password_context, error);
	if (r == LANYARD_OK)
		r = set_options(new, options, error);
	if (r != LANYARD_OK)
		http_free(&new);
	*http = new;
	return r;
}

void
http_free(struct http **http)
{
	if (http == NULL || *http == NULL)
		return;
	transfer_free(&(*http)->transfer);
	transport_free(&(*http)->transport);
	free(*http);
	*http = NULL;
}

void
http_set_deadline(struct http *http, int64_t deadline_ms)
{
	http->deadline_ms = deadline_ms;
}

void
http_share_time(struct http *http, int parts)
{
	http->parts = parts;
}

enum lanyard_error
http_check_url(const struct http *http, const char *url, struct error *error)
{
	struct url parsed;
	enum lanyard_error r;

	r = endpoint_parse(&parsed, url, http->allow_http, error);
	if (r == LANYARD_OK)
		url_clear(&parsed);
	return r;
}

/* RFC 9110 10.2.3: seconds or a date. */
static int64_t
retry_after_s(const char *text)
{
	int64_t value;
	char *end;

	if (*text >= '0' && *text <= '9') {
		value = strtoll(text, &end, 10);
		if (*end != '\0')
			return -1;
		return value < RETRY_AFTER_MAX ? value : RETRY_AFTER_MAX;
	}
	if ((value = clock_parse_http_date(text)) == -1)
		return -1;
	value -= clock_now();
	return value > 0 ? value : 0;
}

/*
 * Has the proxy answered, in the place of the server? What comes through a
 * tunnel does not come from it. In the time between two tries of a password
 * the first answer is still the last.
 */
static bool
is_proxys(enum transfer_outcome outcome, const struct url *url,
    const struct proxy *proxy, const struct transfer_report *report,
    int *status)
{
	*status = report->proxy_status;
	if (proxy->host == NULL)
		return false;
	if (outcome == TRANSFER_DONE && strcmp(url->scheme, "http") == 0)
		*status = report->status == 407 ? 407 : 0;
	else if (outcome != TRANSFER_UNREACHABLE && outcome != TRANSFER_CUT)
		return false;
	return *status >= 300 && report->errnum == 0;
}

/* Fill in what depends on URL and time. False: the deadline has passed. */
static bool
prepare(const struct http *http, struct transfer_request *request,
    const struct url *url)
{
	int64_t left_ms = http->deadline_ms - clock_monotonic_ms();

	request->protocol = strcmp(url->scheme, "http") == 0 ? "http" : "https";
	if (request->timeout_ms <= 0)
		request->timeout_ms = http->timeout_ms;
	if (http->deadline_ms != 0 && left_ms < request->timeout_ms)
		request->timeout_ms = left_ms;
	request->timeout_ms /= http->parts;
	request->connect_timeout_ms = TIMEOUT_CONNECT_MS;
	if (request->timeout_ms < TIMEOUT_CONNECT_MS)
		request->connect_timeout_ms = request->timeout_ms;
	return request->timeout_ms > 0;
}

void
http_hide(struct http *http, const char *text)
{
	http->log.hidden = text;
}

static enum lanyard_error
perform(struct http *http, struct transfer_request *request, struct buf *body,
    struct transfer_report *report, struct error *error)
{
	static const struct transfer_report none;
	enum transfer_outcome outcome;
	char host[HTTP_HOST_TEXT];
	struct proxy proxy = {0};
	struct url url;
	enum lanyard_error r;
	int status;

	*report = none;
	r = endpoint_parse(&url, request->url, http->allow_http, error);
	if (r != LANYARD_OK)
		return r;
	http_host(request->url, host, sizeof host);
	r = transport_fill(http->transport, request, &url, host, &proxy, error);
	if (r != LANYARD_OK)
		goto out;
	if (!prepare(http, request, &url)) {
		r = error_set(error, LANYARD_ERR_TIMEOUT,
		    "no time is left to ask %s", host);
		goto out;
	}
	/* Interrupted while it connected, it has sent nothing. */
	for (unsigned n = 0;; n++) {
		outcome =
		    transfer_perform(http->transfer, request, body, report);
		if (outcome != TRANSFER_UNREACHABLE ||
		    report->errnum != EINTR || n == INTERRUPTS)
			break;
	}
	http_log_exchange(&http->log, request, &url, report);
	if (is_proxys(outcome, &url, &proxy, report, &status)) {
		report->status = 0;
		r = proxy_refused(&proxy, status, host, error);
	} else {
		r = explain_outcome(outcome, report,
		    &(const struct explain_place){host, url.scheme, &proxy,
			transport_unverified(http->transport), request->client,
			request->proxy_client},
		    error);
	}
out:
	proxy_clear(&proxy);
	url_clear(&url);
	return r;
}

/* What is behind may be a code, or a state. */
static void
take_location(char to[LIMIT_FIELD], const char *value)
{
	size_t size = strcspn(value, "?#");

	if (!text_is_visible_n(value, size))
		size = 0;
	memcpy(to, value, size);
	to[size] = '\0';
}

static enum lanyard_error
perform_reply(struct http *http, struct transfer_request *request,
    struct http_reply *reply, struct error *error)
{
	struct transfer_report report;
	enum lanyard_error r;

	buf_reset(&reply->body);
	buf_reset(&reply->raw);
	r = perform(http, request, &reply->body, &report, error);
	reply->status = report.status;
	reply->retry_after_s = retry_after_s(report.retry_after);
	reply->sent = report.sent;
	reply->unsent = report.unsent;
	take_location(reply->location, report.location);
	return r;
}

enum lanyard_error
http_get(struct http *http, const char *url, struct http_reply *reply,
    struct error *error)
{
	struct transfer_request request = {.url = url};

	return perform_reply(http, &request, reply, error);
}

/* One without a file is none. */
static const struct client_certificate *
shown(const struct client_certificate *client)
{
	return client != NULL && client->file != NULL ? client : NULL;
}

enum lanyard_error
http_post(struct http *http, const char *url, const char *user,
    const struct secret *password, const struct buf *body,
    struct http_reply *reply, struct error *error)
{
	return http_post_as(
	    http, NULL, url, user, password, body, reply, error);
}

enum lanyard_error
http_post_as(struct http *http, const struct client_certificate *client,
    const char *url, const char *user, const struct secret *password,
    const struct buf *body, struct http_reply *reply, struct error *error)
{
	struct transfer_request request = {
	    .url = url,
	    .client = shown(client),
	    .user = user,
	    .password = password,
	    .body = body,
	    .raw = &reply->raw,
	};

	return perform_reply(http, &request, reply, error);
}

static struct transfer_request
request_of(const struct http_exchange *exchange)
{
	return (struct transfer_request){
	    .url = exchange->url,
	    .method = exchange->method,
	    .fields = exchange->fields,
	    .body = exchange->body,
	    .client = shown(exchange->client),
	    .timeout_ms = exchange->timeout_ms,
	};
}

enum lanyard_error
http_fetch(struct http *http, const struct http_exchange *exchange,
    struct http_reply *reply, struct error *error)
{
	struct transfer_request request = request_of(exchange);

	if (exchange->body != NULL)
		request.raw = &reply->raw;
	return perform_reply(http, &request, reply, error);
}

enum lanyard_error
http_send(struct http *http, const struct http_exchange *exchange, int *status,
    struct error *error)
{
	struct transfer_request request = request_of(exchange);
	struct transfer_report report;
	enum lanyard_error r;

	request.read = exchange->read;
	request.write = exchange->write;
	request.field = exchange->field;
	request.context = exchange->context;
	request.wants_certificate = exchange->certificate_end != NULL;
	r = perform(http, &request, NULL, &report, error);
	*status = report.status;
	if (exchange->certificate_end != NULL)
		*exchange->certificate_end = report.certificate_end;
	return r;
}
