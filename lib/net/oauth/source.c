/*
 * source.c - a token that speaks for this job or machine, from where it is kept
 */
#include "net/oauth/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/command.h"
#include "os/secret_file.h"
#include "json/json.h"
#include "json/json_write.h"
#include "json/payload.h"

#define SKEW_S	  60 /* of this clock, against that of who made the token */
#define BUILDKITE "https://agent-edge.buildkite.com/v3"

/* A variable that is set to nothing is a missing one. */
static const char *
variable(const char *name)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? text : NULL;
}

/* It goes into a field of HTTP, where a space ends it. */
static bool
is_word(const char *text, size_t size)
{
	return text_is_visible_n(text, size) && memchr(text, ' ', size) == NULL;
}

static bool
is_word_secret(const struct secret *secret)
{
	return secret_is_set(secret) &&
	       is_word((const char *)secret->bytes, secret->size);
}

static bool
is_true(const char *name)
{
	const char *text = variable(name);

	return text != NULL && strcmp(text, "true") == 0;
}

/* "subject_token of login \"ci\" TEXT" */
static enum lanyard_error
fail(const struct source *source, const char *text, const char *detail,
    struct error *error)
{
	return error_set(error, LANYARD_ERR_CONFIG, "%s of login \"%s\" %s%s",
	    source->key, source->login, text, detail);
}

/* ---- which ---- */

static bool
is_there(const char *path)
{
	FILE *file = path != NULL ? fopen(path, "re") : NULL;

	if (file != NULL)
		fclose(file);
	return file != NULL;
}

/* What is there, of all that is known or configured; SOURCE_NONE: nothing. */
static enum source_kind
find(const struct login_source *from)
{
	if (variable("ACTIONS_ID_TOKEN_REQUEST_URL") != NULL ||
	    is_true("GITHUB_ACTIONS") || is_true("FORGEJO_ACTIONS"))
		return SOURCE_GITHUB_ACTIONS;
	if (from->variable != NULL && variable(from->variable) != NULL)
		return SOURCE_VARIABLE;
	if (is_true("GITLAB_CI"))
		return SOURCE_GITLAB;
	if (is_true("BUILDKITE"))
		return SOURCE_BUILDKITE;
	if (is_there(from->file))
		return SOURCE_FILE;
	return from->command != NULL ? SOURCE_COMMAND : SOURCE_NONE;
}

static enum lanyard_error
choose(const struct source *source, enum source_kind *kind, struct error *error)
{
	const char *file = source->from->file;

	*kind = sources_kind(source->from);
	if (*kind != SOURCE_AUTO)
		return LANYARD_OK;
	*kind = find(source->from);
	if (*kind != SOURCE_NONE)
		return LANYARD_OK;
	fail(source,
	    "is to be found by itself, but this is no job of GitHub or Forgejo "
	    "Actions, GitLab or Buildkite",
	    file != NULL ? ", and its file is not there" : "", error);
	error_hint(error, "run it in a job, or name what there is: %s_source",
	    source->key);
	return LANYARD_ERR_CONFIG;
}

/* ---- a variable ---- */

static void
hint_variable(const struct source *source, enum source_kind kind,
    const char *name, struct error *error)
{
	switch (kind) {
	case SOURCE_GITHUB_ACTIONS:
		error_hint(error,
		    "the job needs \"permissions: id-token: write\" on GitHub, "
		    "\"enable-openid-connect: true\" on Forgejo; a pull "
		    "request from a fork gets none");
		break;
	case SOURCE_GITLAB:
		error_hint(error, "add to the job: id_tokens: %s: aud: %s",
		    name,
		    source->audience != NULL ? source->audience
					     : "https://HOST");
		break;
	case SOURCE_BUILDKITE:
		error_hint(
		    error, "the agent sets it in each job's environment");
		break;
	default:
		error_hint(error,
		    "it is to hold the token alone, and to be exported to what "
		    "is run: export %s",
		    name);
	}
}

/* What variable NAME has, lent. */
static enum lanyard_error
take_variable(const struct source *source, enum source_kind kind,
    const char *name, const char **text, struct error *error)
{
	*text = name != NULL ? variable(name) : NULL;
	if (name == NULL) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" does not say which variable of the job's "
		    "id_tokens has its %s",
		    source->login, source->key);
		error_hint(error, "add %s_variable = \"NAME\";", source->key);
		return LANYARD_ERR_CONFIG;
	}
	if (*text != NULL && is_word(*text, strlen(*text)))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "%s of login \"%s\" needs the variable %s, which %s", source->key,
	    source->login, name,
	    *text == NULL ? "is not set" : "is no single word");
	hint_variable(source, kind, name, error);
	return LANYARD_ERR_CONFIG;
}

/* ---- a CI's endpoint ---- */

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

	r = take_variable(source, SOURCE_GITHUB_ACTIONS,
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
	const char *endpoint = variable("BUILDKITE_AGENT_ENDPOINT"), *job;
	enum lanyard_error r;

	if (endpoint == NULL)
		endpoint = BUILDKITE;
	if ((r = take_variable(source, SOURCE_BUILDKITE, "BUILDKITE_JOB_ID",
		 &job, error)) != LANYARD_OK)
		return r;
	if (buf_printf(url, "%s/jobs/", endpoint) != LANYARD_OK ||
	    percent_add_escaped(url, job, strlen(job)) != LANYARD_OK ||
	    buf_add_text(url, "/oidc/tokens") != LANYARD_OK)
		return error_memory(error);
	return LANYARD_OK;
}

static enum lanyard_error
add_url(const struct source *source, enum source_kind kind, struct buf *url,
    struct error *error)
{
	if (kind == SOURCE_GITHUB_ACTIONS)
		return add_github(source, url, error);
	return kind == SOURCE_BUILDKITE ? add_buildkite(source, url, error)
					: LANYARD_OK;
}

enum lanyard_error
source_add_url(
    const struct source *source, struct buf *url, struct error *error)
{
	enum source_kind kind;
	enum lanyard_error r = choose(source, &kind, error);

	return r == LANYARD_OK ? add_url(source, kind, url, error) : r;
}

static enum lanyard_error
add_bytes(void *context, int status, const void *data, size_t size)
{
	(void)status;
	return buf_add(context, data, size);
}

/* POST with a body, which may be empty, else GET. *STATUS is the reply's. */
static enum lanyard_error
send(const struct asking *asking, struct http *http, struct buf *reply,
    int *status, struct error *error)
{
	const char *fields[] = {NULL, "Accept: application/json",
	    asking->post ? "Content-Type: application/json" : NULL, NULL};
	const struct http_exchange exchange = {.url = buf_text(&asking->url),
	    .fields = fields,
	    .body = asking->post ? &asking->body : NULL,
	    .write = add_bytes,
	    .context = reply};
	enum lanyard_error r;
	struct buf field;

	buf_init(&field, LIMIT_REQUEST);
	if (buf_printf(&field, "Authorization: %s ", asking->scheme) !=
		LANYARD_OK ||
	    buf_add_text(&field, asking->token) != LANYARD_OK) {
		r = error_memory(error);
	} else {
		fields[0] = buf_text(&field);
		r = http_send(http, &exchange, status, error);
	}
	buf_clear(&field);
	return r;
}

static enum lanyard_error
take_reply(const struct source *source, const struct asking *asking,
    const struct buf *reply, int status, struct secret *token,
    struct error *error)
{
	struct json *json = NULL;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r = LANYARD_OK;
	bool found;

	http_host(buf_text(&asking->url), host, sizeof(host));
	if (status != 200 && status != 201)
		return error_set(error,
		    status / 100 == 4 ? LANYARD_ERR_REFUSED
				      : LANYARD_ERR_SERVER,
		    "%s does not give the job its token (%s of login \"%s\"): "
		    "it answered %d",
		    host, source->key, source->login, status);
	if (json_parse(&json, reply->data, reply->size, JSON_OUTERMOST, NULL) ==
	    LANYARD_ERR_MEMORY)
		return error_memory(error);
	found = json_is_whole(json) && json_secret(json, asking->member, token);
	json_free(&json);
	if (!found || !is_word_secret(token))
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
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;
	struct buf reply;
	int status = 0;

	buf_init(&reply, LIMIT_REPLY);
	http_host(buf_text(&asking->url), host, sizeof(host));
	r = send(asking, http, &reply, &status, error);
	if (r == LANYARD_ERR_PROTOCOL)
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s answered with more than %zu bytes", host, LIMIT_REPLY);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else if (r == LANYARD_OK)
		r = take_reply(source, asking, &reply, status, token, error);
	buf_clear(&reply);
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
static enum lanyard_error
request(const struct source *source, enum source_kind kind, struct http *http,
    struct secret *token, struct error *error)
{
	bool github = kind == SOURCE_GITHUB_ACTIONS;
	struct asking asking = {.scheme = github ? WORDS_SCHEME : "Token",
	    .member = github ? "value" : "token",
	    .post = !github};
	enum lanyard_error r;

	buf_init(&asking.url, LIMIT_URL);
	buf_init(&asking.body, LIMIT_URL);
	r = add_url(source, kind, &asking.url, error);
	if (r == LANYARD_OK)
		r = take_variable(source, kind,
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

/* ---- all of them ---- */

static enum lanyard_error
run(const struct source *source, int64_t timeout_ms, struct secret *token,
    struct error *error)
{
	char what[ERROR_TEXT];
	const struct command command = {.what = what,
	    .argv = (const char *const *)source->from->command,
	    .timeout_ms = timeout_ms};

	(void)snprintf(what, sizeof(what), "%s_command of login \"%s\"",
	    source->key, source->login);
	return command_read(&command, token, error);
}

static enum lanyard_error
read_file(
    const struct source *source, struct secret *token, struct error *error)
{
	enum lanyard_error r =
	    secret_file_read(source->from->file, token, error);

	if (r != LANYARD_OK)
		error_prefix(error, "%s_file of login \"%s\"", source->key,
		    source->login);
	return r;
}

static enum lanyard_error
read_variable(const struct source *source, enum source_kind kind,
    struct secret *token, struct error *error)
{
	const char *text;
	enum lanyard_error r =
	    take_variable(source, kind, source->from->variable, &text, error);

	if (r == LANYARD_OK && secret_set_text(token, text) != LANYARD_OK)
		r = error_memory(error);
	return r;
}

static enum lanyard_error
check(const struct source *source, enum source_kind kind,
    const struct secret *token, struct error *error)
{
	int64_t expires_at;

	if (!is_word_secret(token))
		return fail(source, "is no single word: look at its ",
		    sources_word(kind), error);
	if (!source->jwt)
		return LANYARD_OK;
	if (!payload_is_jwt(token))
		return fail(source, "is no JWT: look at its ",
		    sources_word(kind), error);
	if (payload_expires_at(token, &expires_at) == LANYARD_ERR_MEMORY)
		return error_memory(error);
	/* A server would refuse it, with fewer words. */
	if (expires_at == 0 || expires_at + SKEW_S > clock_now())
		return LANYARD_OK;
	fail(source, "is a JWT that is over: look at its ", sources_word(kind),
	    error);
	error_hint(error, "one lasts minutes in most CIs: ask for it in the "
			  "step that uses it; is this machine's clock right?");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
source_read(const struct source *source, struct http *http, int64_t timeout_ms,
    struct secret *token, struct error *error)
{
	enum source_kind kind;
	enum lanyard_error r;

	secret_clear(token);
	if ((r = choose(source, &kind, error)) != LANYARD_OK)
		return r;
	switch (kind) {
	case SOURCE_GITHUB_ACTIONS:
	case SOURCE_BUILDKITE:
		r = request(source, kind, http, token, error);
		break;
	case SOURCE_GITLAB:
	case SOURCE_VARIABLE:
		r = read_variable(source, kind, token, error);
		break;
	case SOURCE_FILE:
		r = read_file(source, token, error);
		break;
	case SOURCE_COMMAND:
		r = run(source, timeout_ms, token, error);
		break;
	case SOURCE_AUTO:
	case SOURCE_NONE:
		r = fail(source, "has no source: add ", "_source", error);
	}
	if (r == LANYARD_OK)
		r = check(source, kind, token, error);
	if (r != LANYARD_OK)
		secret_clear(token);
	return r;
}
