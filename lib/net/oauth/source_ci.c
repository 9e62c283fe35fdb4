/*
 * source_ci.c - a CI asked for the token that speaks for this job
 */
#include "net/oauth/source_ci.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "json/json.h"
#include "json/json_write.h"

#define BUILDKITE "https://agent-edge.buildkite.com/v3"

/* How one is asked, and answers. */
struct asking {
	const char *scheme; /* of Authorization */
	const char *token;  /* lent */
	const char *member; /* of the reply */
	struct buf url, body;
	bool post;
};

static const char *
audience(const struct source *source)
{
	return source->from->audience != NULL ? source->from->audience
					      : source->audience;
}

static enum lanyard_error
add_github(const struct source *source, struct buf *url, struct error *error)
{
	const char *wanted = audience(source), *text;
	enum lanyard_error r;

	r = source_take_variable(source, SOURCE_GITHUB_ACTIONS,
	    "ACTIONS_ID_TOKEN_REQUEST_URL", &text, error);
	if (r != LANYARD_OK)
		return r;
	r = buf_add_text(url, text);
	if (r == LANYARD_OK && wanted != NULL && strchr(text, '?') == NULL)
		r = buf_add_text(url, "?");
	if (r == LANYARD_OK && wanted != NULL)
		r = percent_add_parameter(
		    url, "audience", wanted, strlen(wanted));
	return r == LANYARD_OK ? r : error_memory(error);
}

static enum lanyard_error
add_buildkite(const struct source *source, struct buf *url, struct error *error)
{
	const char *endpoint = source_variable("BUILDKITE_AGENT_ENDPOINT"),
		   *job;
	enum lanyard_error r;

	if (endpoint == NULL)
		endpoint = BUILDKITE;
	if ((r = source_take_variable(source, SOURCE_BUILDKITE,
		 "BUILDKITE_JOB_ID", &job, error)) != LANYARD_OK)
		return r;
	if (buf_printf(url, "%s/jobs/", endpoint) != LANYARD_OK ||
	    percent_add_escaped(url, job, strlen(job)) != LANYARD_OK ||
	    buf_add_text(url, "/oidc/tokens") != LANYARD_OK)
		return error_memory(error);
	return LANYARD_OK;
}

enum lanyard_error
source_ci_url(const struct source *source, enum source_kind kind,
    struct buf *url, struct error *error)
{
	if (kind == SOURCE_GITHUB_ACTIONS)
		return add_github(source, url, error);
	return kind == SOURCE_BUILDKITE ? add_buildkite(source, url, error)
					: LANYARD_OK;
}

/* POST with a body, which may be empty, else GET. */
static enum lanyard_error
send(const struct asking *asking, struct http *http, struct http_reply *reply,
    struct error *error)
{
	const char *fields[] = {NULL, "Accept: application/json",
	    asking->post ? "Content-Type: application/json" : NULL, NULL};
	const struct http_exchange exchange = {.url = buf_text(&asking->url),
	    .fields = fields,
	    .body = asking->post ? &asking->body : NULL};
	enum lanyard_error r;
	struct buf field;

	buf_init(&field, LIMIT_REQUEST);
	if (buf_printf(&field, "Authorization: %s ", asking->scheme) !=
		LANYARD_OK ||
	    buf_add_text(&field, asking->token) != LANYARD_OK) {
		r = error_memory(error);
	} else {
		fields[0] = buf_text(&field);
		r = http_fetch(http, &exchange, reply, error);
	}
	buf_clear(&field);
	return r;
}

static enum lanyard_error
take_reply(const struct source *source, const struct asking *asking,
    const struct http_reply *reply, struct secret *token, struct error *error)
{
	int status = reply->status;
	struct json *json = NULL;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r = LANYARD_OK;
	bool found;

	http_host(buf_text(&asking->url), host, sizeof(host));
	if (status != 200 && status != 201) {
		bool passing = status == 408 || status == 425 || status == 429;

		r = error_set(error,
		    status / 100 == 4 && !passing ? LANYARD_ERR_REFUSED
						  : LANYARD_ERR_SERVER,
		    "%s does not give the job its token (%s of login \"%s\"): "
		    "it answered %d",
		    host, source->key, source->login, status);
		http_tell_redirect(reply, error);
		return r;
	}
	if (json_parse(&json, reply->body.data, reply->body.size,
		JSON_OUTERMOST, NULL) == LANYARD_ERR_MEMORY)
		return error_memory(error);
	found = json_is_whole(json) && json_secret(json, asking->member, token);
	json_free(&json);
	if (!found || !source_is_word(token))
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s answered %d without the job's token: no \"%s\" in "
		    "JSON",
		    host, status, asking->member);
	return r;
}

static enum lanyard_error
ask(const struct source *source, const struct asking *asking, struct http *http,
    struct secret *token, struct error *error)
{
	struct http_reply reply;
	enum lanyard_error r;

	http_reply_init(&reply);
	r = send(asking, http, &reply, error);
	if (r == LANYARD_OK)
		r = take_reply(source, asking, &reply, token, error);
	http_reply_clear(&reply);
	return r;
}

/* A variable said so: which one. */
static enum lanyard_error
check_url(
    bool github, const struct http *http, const char *url, struct error *error)
{
	enum lanyard_error r = http_check_url(http, url, error);

	if (r == LANYARD_ERR_CONFIG)
		error_prefix(error, "the variable %s",
		    github ? "ACTIONS_ID_TOKEN_REQUEST_URL"
			   : "BUILDKITE_AGENT_ENDPOINT");
	return r;
}

/* The two CIs that are asked. */
enum lanyard_error
source_ci_token(const struct source *source, enum source_kind kind,
    struct http *http, struct secret *token, struct error *error)
{
	bool github = kind == SOURCE_GITHUB_ACTIONS;
	struct asking asking = {.scheme = github ? WORDS_SCHEME : "Token",
	    .member = github ? "value" : "token",
	    .post = !github};
	enum lanyard_error r;

	buf_init(&asking.url, LIMIT_URL);
	buf_init(&asking.body, LIMIT_URL);
	r = source_ci_url(source, kind, &asking.url, error);
	if (r == LANYARD_OK)
		r = source_take_variable(source, kind,
		    github ? "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
			   : "BUILDKITE_AGENT_ACCESS_TOKEN",
		    &asking.token, error);
	if (r == LANYARD_OK)
		r = check_url(github, http, buf_text(&asking.url), error);
	if (r == LANYARD_OK && (buf_add_text(&asking.body, "{") != LANYARD_OK ||
				   json_write_text(&asking.body, "audience",
				       audience(source)) != LANYARD_OK ||
				   buf_add_text(&asking.body, "}")))
		r = error_memory(error);
	if (r == LANYARD_OK)
		r = ask(source, &asking, http, token, error);
	buf_clear(&asking.url);
	buf_clear(&asking.body);
	return r;
}
