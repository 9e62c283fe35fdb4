/*
 * check_endpoint.c - is a login's token endpoint one
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

/* A request for a token without a code, by CLIENT_ID, which is no secret. */
static enum lanyard_error
write_request(struct buf *body, const char *client_id)
{
	static const char grant[] = "authorization_code";
	enum lanyard_error r =
	    percent_add_parameter(body, "grant_type", grant, sizeof(grant) - 1);

	if (r == LANYARD_OK && client_id != NULL)
		r = percent_add_parameter(
		    body, "client_id", client_id, strlen(client_id));
	return r;
}

/* The "error" in the answer, allocated; NULL: it has none. */
static char *
find_error(const struct buf *body)
{
	struct reply reply;
	char *text = NULL;

	if (reply_open(&reply, body, true, NULL) != LANYARD_ERR_MEMORY &&
	    !reply_is_page(&reply))
		text = reply_text(&reply, "error");
	reply_close(&reply);
	return text;
}

/*
 * One that knows OAuth has refused the request, which lacks a code; whatever
 * the status of that.
 */
static void
judge(const struct asking *asking, int status, struct error *fault)
{
	const struct login *login = asking->check->login;
	const char *url = asking->check->url;
	char *word = find_error(&asking->body);

	if (word != NULL && strcmp(word, "invalid_client") == 0 &&
	    !login_has_secret(login) && login->tls_client_cert_file == NULL) {
		error_set(fault, LANYARD_ERR_REFUSED,
		    "%s does not take client_id %s without a secret: %s", url,
		    login->client_id, word);
		error_hint(fault,
		    "compare client_id, and add client_secret_file where the "
		    "client has a secret, in lanyard.conf");
	} else if (word == NULL && status != 400 && status != 401) {
		error_set(fault, LANYARD_ERR_SERVER,
		    "%s answers %d, and not as a token endpoint", url, status);
		error_hint(fault,
		    "compare token_endpoint in lanyard.conf with the server's "
		    "documentation");
	}
	free(word);
}

static void
ask(struct asking *asking, const struct buf *body, const char **what,
    struct error *fault)
{
	static const char *const fields[] = {"Accept: application/json",
	    "Content-Type: application/x-www-form-urlencoded", "Expect:", NULL};
	const struct endpoint_check *check = asking->check;
	const struct http_exchange exchange = {.method = "POST",
	    .url = check->url,
	    .fields = fields,
	    .body = body,
	    .client = check->certificate,
	    .write = take_body,
	    .field = take_field,
	    .context = asking,
	    .certificate_end = &asking->answer->certificate_end};
	int status;

	*what = "server";
	if (http_send(check->http, &exchange, &status, fault) != LANYARD_OK)
		return;
	*what = "token_endpoint";
	judge(asking, status, fault);
}

enum lanyard_error
check_endpoint(const struct endpoint_check *check,
    struct endpoint_answer *answer, const char **what, struct error *fault)
{
	struct asking asking = {.check = check, .answer = answer};
	struct buf body;
	enum lanyard_error r;

	buf_init(&asking.body, CHECK_REPLY_MAX);
	buf_init(&body, LIMIT_REQUEST);
	if ((r = write_request(&body, check->login->client_id)) == LANYARD_OK)
		ask(&asking, &body, what, fault);
	else
		r = error_memory(&check->session->error);
	buf_clear(&body);
	buf_clear(&asking.body);
	return r;
}
