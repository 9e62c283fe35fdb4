/*
 * request.c - an HTTP request with a login's token (RFC 6750 2.1)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"
#include "login/match.h"
#include "login/tokens.h"
#include "login/tokens_age.h"
#include "login/words.h"
#include "net/job/network.h"
#include "os/file.h"
#include "session/entry.h"
#include "session/obtain.h"
#include "session/search.h"

#define FIELD_LIMIT (LIMIT_HEADERS + LIMIT_RECORD)

struct request {
	struct lanyard_session *session;
	const struct lanyard_request *asked;
	struct entry entry;
	char **fields;	 /* what is sent, the token's at the end */
	struct buf body; /* a copy of the caller's */
	bool retry;	 /* a 401 is not the last word */
	size_t delivered;
	int errnum;
};

static enum lanyard_error
fail(struct request *q, const char *what)
{
	return error_set(&q->session->error, LANYARD_ERR_ARGUMENT,
	    "the request cannot be sent: %s", what);
}

/* ---- the reply ---- */

/* Nothing of a 401 that is followed by another try. */
static bool
is_dropped(const struct request *q, int status)
{
	return q->retry && status == 401;
}

static enum lanyard_error
fill_reply(struct request *q, const void *data, size_t size)
{
	const struct lanyard_request *asked = q->asked;
	size_t room = asked->reply_size - q->delivered;
	enum lanyard_error r = LANYARD_OK;

	if (size > room) {
		size = room;
		r = LANYARD_ERR_TOO_LARGE;
	}
	if (size > 0)
		memcpy((char *)asked->reply + q->delivered, data, size);
	q->delivered += size;
	return r;
}

static enum lanyard_error
take_reply(void *context, int status, const void *data, size_t size)
{
	struct request *q = context;
	const struct lanyard_request *asked = q->asked;
	enum lanyard_error r;

	if (is_dropped(q, status))
		return LANYARD_OK;
	if (asked->write_reply == NULL && !asked->reply_to_fd)
		return fill_reply(q, data, size);
	r = asked->write_reply != NULL
		? asked->write_reply(asked->context, data, size)
		: file_write_fd(asked->reply_fd, data, size);
	q->errnum = errno;
	if (r == LANYARD_OK)
		q->delivered += size;
	return r;
}

static enum lanyard_error
take_field(void *context, int status, const char *line)
{
	struct request *q = context;

	if (status >= 200 && !is_dropped(q, status))
		q->asked->header(q->asked->context, line);
	return LANYARD_OK;
}

static enum lanyard_error
give_body(void *context, void *buffer, size_t size, size_t *filled)
{
	struct request *q = context;

	return q->asked->read_body(q->asked->context, buffer, size, filled);
}

/* ---- what is sent ---- */

/* The token goes where one of the login's patterns has scheme, host, port. */
static bool
is_covered(const struct login *login, const struct url *url)
{
	struct match_request request = {.protocol = url->scheme};
	struct buf host;
	bool covered = false;

	buf_init(&host, LIMIT_URL);
	if (url_add_host(&host, url) == LANYARD_OK) {
		request.host = buf_text(&host);
		covered = match_login(&login, 1, &request) == 0;
	}
	buf_clear(&host);
	return covered;
}

static enum lanyard_error
check_url(struct request *q)
{
	struct url url = {0};
	enum lanyard_error r = url_parse(&url, q->asked->url);

	if (r == LANYARD_ERR_MEMORY)
		error_memory(&q->session->error);
	else if (r != LANYARD_OK || url.user != NULL || url.host[0] == '\0' ||
		 strchr(url.host, '*') != NULL)
		r = fail(q, "that is no URL of a resource");
	else if (!is_covered(q->entry.login, &url))
		r = error_set(&q->session->error, LANYARD_ERR_ARGUMENT,
		    "login %s has no pattern for %s://%s: its token does not "
		    "go there",
		    q->entry.login->name, url.scheme, url.host);
	url_clear(&url);
	return r;
}

/* Who sets one of these says to whom the request goes, or how long it is. */
static bool
is_ours(const char *name, size_t size)
{
	static const char *const ours[] = {"Authorization", "Host",
	    "Content-Length", "Transfer-Encoding", NULL};

	for (size_t i = 0; ours[i] != NULL; i++)
		if (strlen(ours[i]) == size &&
		    text_compare_n(ours[i], name, size) == 0)
			return true;
	return false;
}

/*
 * "Name: value" as libcurl takes it: one without a value has a semicolon, or
 * it would be left out.
 */
static enum lanyard_error
add_field(struct request *q, const char *line)
{
	const char *colon = strchr(line, ':');
	size_t size = colon == NULL ? 0 : (size_t)(colon - line);
	enum lanyard_error r;
	struct buf field;

	buf_init(&field, FIELD_LIMIT);
	if (buf_add(&field, line, size) != LANYARD_OK)
		r = fail(q, "a header is too long");
	else if (size == 0 || !text_is_token(buf_text(&field)))
		r = fail(q, "a header has no name");
	else if (is_ours(line, size))
		r = fail(q, "Authorization, Host, Content-Length and "
			    "Transfer-Encoding are not for the caller");
	else if (line[strcspn(line, "\r\n")] != '\0')
		r = fail(q, "a header has a line break");
	else if (colon[1 + strspn(colon + 1, " \t")] != '\0')
		r = strings_add(&q->fields, line);
	else if ((r = buf_add_text(&field, ";")) == LANYARD_OK)
		r = strings_add(&q->fields, buf_text(&field));
	buf_clear(&field);
	return r == LANYARD_ERR_MEMORY ? error_memory(&q->session->error) : r;
}

static bool
has_field(const struct request *q, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < strings_count(q->fields); i++)
		if (text_compare_n(q->fields[i], name, size) == 0 &&
		    (q->fields[i][size] == ':' || q->fields[i][size] == ';'))
			return true;
	return false;
}

/* The caller's, and none of what libcurl adds of its own. */
static enum lanyard_error
make_fields(struct request *q)
{
	const char *const *line = q->asked->headers;
	enum lanyard_error r = LANYARD_OK;

	for (; r == LANYARD_OK && line != NULL && *line != NULL; line++)
		r = add_field(q, *line);
	if (r == LANYARD_OK && !has_field(q, "Content-Type"))
		r = strings_add(&q->fields, "Content-Type:");
	if (r == LANYARD_OK && !has_field(q, "Expect"))
		r = strings_add(&q->fields, "Expect:");
	return r == LANYARD_ERR_MEMORY ? error_memory(&q->session->error) : r;
}

static enum lanyard_error
check(struct request *q)
{
	const struct lanyard_request *asked = q->asked;
	enum lanyard_error r;

	if (asked->method != NULL && !text_is_token(asked->method))
		return fail(q, "the method is none");
	if (asked->body != NULL && asked->read_body != NULL)
		return fail(q, "it has two bodies");
	if (asked->reply == NULL && asked->reply_size != 0 &&
	    asked->write_reply == NULL && !asked->reply_to_fd)
		return fail(q, "there is nowhere to put the reply");
	if ((r = check_url(q)) != LANYARD_OK ||
	    (r = make_fields(q)) != LANYARD_OK || asked->body == NULL)
		return r;
	buf_init(&q->body, asked->body_size);
	r = buf_add(&q->body, asked->body, asked->body_size);
	return r == LANYARD_OK ? r : error_memory(&q->session->error);
}

/* ---- one exchange ---- */

/* The session's connection for this login and host, or a new one. */
static enum lanyard_error
connect_http(struct request *q)
{
	struct lanyard_session *s = q->session;
	const char *name = q->entry.login->name, *url = q->asked->url;
	char host[HTTP_HOST_TEXT];
	struct buf key;
	enum lanyard_error r = LANYARD_OK;

	http_host(url, host, sizeof(host));
	buf_init(&key, LIMIT_URL + sizeof(host));
	if (buf_printf(&key, "%s %s", name, host) != LANYARD_OK) {
		r = error_memory(&s->error);
		goto out;
	}
	if (s->http != NULL && strcmp(s->http_login, buf_text(&key)) == 0)
		goto out;
	http_free(&s->http);
	free(s->http_login);
	s->http_free = http_free;
	if ((s->http_login = strdup(buf_text(&key))) == NULL)
		r = error_memory(&s->error);
	else
		r = network_new_http(&s->http, s, q->entry.login, url, 0);
out:
	buf_clear(&key);
	return r;
}

/* FIELDS has room for the token's, which is wiped when it was sent. */
static enum lanyard_error
send_with(struct request *q, char *field, int *status)
{
	const struct lanyard_request *asked = q->asked;
	size_t count = strings_count(q->fields);
	const char **fields = calloc(count + 2, sizeof(*fields));
	struct http_exchange exchange = {
	    .method = asked->method,
	    .url = asked->url,
	    .fields = fields,
	    .body = asked->body != NULL ? &q->body : NULL,
	    .read = asked->read_body != NULL ? give_body : NULL,
	    .write = take_reply,
	    .field = asked->header != NULL ? take_field : NULL,
	    .context = q,
	    .timeout_ms = asked->timeout_ms,
	};
	enum lanyard_error r;

	if (fields == NULL)
		return error_memory(&q->session->error);
	for (size_t i = 0; i < count; i++)
		fields[i] = q->fields[i];
	fields[count] = field;
	r = http_send(q->session->http, &exchange, status, &q->session->error);
	free(fields);
	if (r == LANYARD_ERR_TOO_LARGE && asked->write_reply == NULL)
		error_set(&q->session->error, r,
		    "the reply is larger than the %zu bytes given for it",
		    asked->reply_size);
	if (r == LANYARD_ERR_SYSTEM && asked->reply_to_fd)
		error_system(&q->session->error, r, q->errnum,
		    "the reply cannot be written");
	return r;
}

static enum lanyard_error
send_once(struct request *q, int *status)
{
	const struct login *login = q->entry.login;
	enum lanyard_error r;
	struct buf field;

	buf_init(&field, FIELD_LIMIT);
	if ((r = buf_printf(&field, "Authorization: %s ",
		 words_scheme(login))) != LANYARD_OK ||
	    (r = buf_add(&field, tokens_access(&q->entry.record)->bytes,
		 tokens_access(&q->entry.record)->size)) != LANYARD_OK)
		error_memory(&q->session->error);
	else
		r = send_with(q, (char *)field.data, status);
	buf_clear(&field);
	return r;
}

/* Could a 401 be followed by another token, and the body be sent again? */
static bool
may_retry(const struct request *q)
{
	return q->session->refresh != NULL &&
	       entry_refresh_token(&q->entry) != NULL &&
	       tokens_generation(&q->entry.record) != 0 &&
	       !tokens_are_young(&q->entry.record, session_now(q->session)) &&
	       (q->asked->read_body == NULL || q->asked->rewind_body != NULL);
}

static enum lanyard_error
send_again(struct request *q, int *status)
{
	uint64_t rejected = tokens_generation(&q->entry.record);
	enum lanyard_error r;

	session_log(q->session, "login %s: generation %llu was rejected",
	    q->entry.login->name, (unsigned long long)rejected);
	q->retry = false;
	if ((r = obtain_token(&q->entry, q->session, rejected)) != LANYARD_OK)
		return r;
	if (q->asked->read_body != NULL &&
	    (r = q->asked->rewind_body(q->asked->context)) != LANYARD_OK)
		return error_set(&q->session->error, r,
		    "the body could not be sent again: %s",
		    lanyard_strerror(r));
	return send_once(q, status);
}

static enum lanyard_error
run(struct request *q, const char *target, int *status)
{
	struct lanyard_session *s = q->session;
	enum lanyard_error r;

	if ((r = search_target(&q->entry, s,
		 target != NULL ? target : q->asked->url)) != LANYARD_OK ||
	    (r = check(q)) != LANYARD_OK ||
	    (r = obtain_token(&q->entry, s, 0)) != LANYARD_OK ||
	    (r = connect_http(q)) != LANYARD_OK)
		return r;
	q->retry = may_retry(q);
	r = send_once(q, status);
	return r == LANYARD_OK && is_dropped(q, *status) ? send_again(q, status)
							 : r;
}

enum lanyard_error
lanyard_http_request(struct lanyard_session *session, const char *target,
    const struct lanyard_request *request, int *status, size_t *reply_size)
{
	struct request q = {.session = session, .asked = request};
	int unused;
	enum lanyard_error r;

	if (status == NULL)
		status = &unused;
	*status = 0;
	if (reply_size != NULL)
		*reply_size = 0;
	if (session == NULL)
		return LANYARD_ERR_ARGUMENT;
	error_clear(&session->error);
	if (request == NULL || request->url == NULL)
		return fail(&q, "it has no URL");
	entry_init(&q.entry);
	r = run(&q, target, status);
	if (reply_size != NULL)
		*reply_size = q.delivered;
	entry_clear(&q.entry);
	strings_free(&q.fields);
	buf_clear(&q.body);
	return r;
}
