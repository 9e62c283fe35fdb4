/*
 * check_endpoint.c - are a login's endpoints what they should be
 */
#include "net/job/check_endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "net/oauth/reply.h"
#include "os/clock.h"

#define CHECK_REPLY_MAX 65536

struct asking {
	const struct endpoint_check *check;
	struct endpoint_answer *answer;
	struct buf body; /* of the answer */
};

static enum lanyard_error
take_body(void *context, int status, const void *data, size_t size)
{
	struct asking *asking = context;

	(void)status;
	/* The beginning of a long one says what it is. */
	(void)buf_add(&asking->body, data, size);
	return LANYARD_OK;
}

static enum lanyard_error
take_field(void *context, int status, const char *line)
{
	static const char date[] = "Date:";
	struct asking *asking = context;
	int64_t time;

	(void)status;
	if (text_compare_n(line, date, sizeof(date) - 1) != 0)
		return LANYARD_OK;
	line += sizeof(date) - 1;
	time = clock_parse_http_date(line + strspn(line, " \t"));
	if (time != -1) {
		asking->answer->server_time = time;
		asking->answer->our_time = session_now(asking->check->session);
	}
	return LANYARD_OK;
}

static const struct {
	const char *key;
	const char *noun; /* what an answer is not the one of */
} endpoints[] = {
    [ENDPOINT_TOKEN] = {"token_endpoint", "a token endpoint"},
    [ENDPOINT_AUTHORIZATION] = {"authorization_endpoint",
	"a page to log in at"},
    [ENDPOINT_DEVICE] = {"device_authorization_endpoint",
	"an endpoint for devices"},
    [ENDPOINT_PUSHED] = {"pushed_authorization_request_endpoint",
	"an endpoint for pushed requests"},
    [ENDPOINT_REVOCATION] = {"revocation_endpoint", "a revocation endpoint"},
};

static enum lanyard_error
add(struct buf *buf, const char *name, const char *value)
{
	return value == NULL
		   ? LANYARD_OK
		   : percent_add_parameter(buf, name, value, strlen(value));
}

/*
 * A request for a token without a code, by CLIENT_ID, which is no secret; for a
 * page to log in at; else for nothing: with a client's name a device code, or a
 * pushed request, would lie about there.
 */
static enum lanyard_error
write_request(struct buf *body, const struct endpoint_check *check)
{
	enum lanyard_error r = LANYARD_OK;

	if (check->endpoint == ENDPOINT_TOKEN)
		r = add(body, "grant_type", "authorization_code");
	else if (check->endpoint == ENDPOINT_AUTHORIZATION)
		r = add(body, "response_type", "code");
	else
		return r;
	return r == LANYARD_OK ? add(body, "client_id", check->login->client_id)
			       : r;
}

/* The "error" in the answer, allocated; NULL: it has none. */
static char *
find_error(const struct buf *body, bool *is_page)
{
	struct reply reply;
	char *text = NULL;

	*is_page = false;
	if (reply_open(&reply, body, true, NULL) != LANYARD_ERR_MEMORY &&
	    !(*is_page = reply_is_page(&reply)))
		text = reply_text(&reply, "error");
	reply_close(&reply);
	return text;
}

static void
fail(const struct endpoint_check *check, int status, bool is_page,
    struct error *fault)
{
	const char *key = endpoints[check->endpoint].key;
	char host[HTTP_HOST_TEXT];

	error_set(fault, LANYARD_ERR_SERVER, "%s answers %d%s, and not as %s",
	    check->url, status, is_page ? " with a page for people" : "",
	    endpoints[check->endpoint].noun);
	http_host(check->url, host, sizeof(host));
	if (check->configured)
		error_hint(fault,
		    "compare %s in lanyard.conf with the server's "
		    "documentation",
		    key);
	else
		error_hint(fault, "tell who runs %s: its metadata name that %s",
		    host, key);
}

/* A web server's own answers; whatever else comes, a browser deals with. */
static bool
is_page_to_log_in(int status)
{
	return status / 100 != 5 && status != 404 && status != 405 &&
	       status != 410;
}

/*
 * One that knows OAuth has refused the request, whatever the status of that. A
 * page with 401 may be what a client gets that does not show its secret; a
 * revocation endpoint says 200 of what it does not know (RFC 7009 2.2).
 */
static bool
is_answer(const struct endpoint_check *check, int status, bool is_page)
{
	if (is_page)
		return status == 401 && login_has_secret(check->login);
	return status == 400 || status == 401 ||
	       (status == 200 && check->endpoint == ENDPOINT_REVOCATION);
}

static void
judge(const struct asking *asking, int status, struct error *fault)
{
	const struct endpoint_check *check = asking->check;
	const struct login *login = check->login;
	bool is_page;
	char *word;

	if (check->endpoint == ENDPOINT_AUTHORIZATION) {
		if (!is_page_to_log_in(status))
			fail(check, status, false, fault);
		return;
	}
	word = find_error(&asking->body, &is_page);
	if (check->endpoint == ENDPOINT_TOKEN && word != NULL &&
	    strcmp(word, "invalid_client") == 0 && !login_has_secret(login) &&
	    login->tls_client_cert_file == NULL) {
		error_set(fault, LANYARD_ERR_REFUSED,
		    "%s does not take client_id %s without a secret: %s",
		    check->url, login->client_id, word);
		error_hint(fault,
		    "compare client_id, and add client_secret_file where the "
		    "client has a secret, in lanyard.conf");
	} else if (word == NULL && !is_answer(check, status, is_page))
		fail(check, status, is_page, fault);
	free(word);
}

static void
ask(struct asking *asking, const struct buf *body, const char *url,
    const char **what, struct error *fault)
{
	static const char *const posted[] = {"Accept: application/json",
	    "Content-Type: application/x-www-form-urlencoded", "Expect:", NULL};
	static const char *const got[] = {"Accept: text/html", NULL};
	const struct endpoint_check *check = asking->check;
	bool is_page = check->endpoint == ENDPOINT_AUTHORIZATION;
	const struct http_exchange exchange = {
	    .method = is_page ? "GET" : "POST",
	    .url = url,
	    .fields = is_page ? got : posted,
	    .body = is_page ? NULL : body,
	    .client = is_page ? NULL : check->certificate,
	    .write = take_body,
	    .field = take_field,
	    .context = asking,
	    .certificate_end = &asking->answer->certificate_end};
	int status;

	*what = "server";
	if (http_send(check->http, &exchange, &status, fault) != LANYARD_OK)
		return;
	*what = endpoints[check->endpoint].key;
	judge(asking, status, fault);
}

/* As a browser is sent there, with what it is asked for. */
static enum lanyard_error
add_url(struct buf *url, const struct endpoint_check *check,
    const struct buf *parameters)
{
	if (check->endpoint != ENDPOINT_AUTHORIZATION)
		return buf_add_text(url, check->url);
	return buf_printf(url, "%s%c%s", check->url,
	    strchr(check->url, '?') != NULL ? '&' : '?', buf_text(parameters));
}

enum lanyard_error
check_endpoint(const struct endpoint_check *check,
    struct endpoint_answer *answer, const char **what, struct error *fault)
{
	struct asking asking = {.check = check, .answer = answer};
	struct buf body, url;
	enum lanyard_error r;

	buf_init(&asking.body, CHECK_REPLY_MAX);
	buf_init(&body, LIMIT_REQUEST);
	buf_init(&url, LIMIT_REQUEST);
	r = write_request(&body, check);
	if (r == LANYARD_OK)
		r = add_url(&url, check, &body);
	if (r == LANYARD_OK)
		ask(&asking, &body, buf_text(&url), what, fault);
	else
		r = error_memory(&check->session->error);
	buf_clear(&url);
	buf_clear(&body);
	buf_clear(&asking.body);
	return r;
}
