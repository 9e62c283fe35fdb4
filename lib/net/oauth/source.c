/*
 * source.c - a token that speaks for this job or machine, from where it is kept
 */
#include "net/oauth/source.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/oauth/source_ci.h"
#include "os/clock.h"
#include "os/command.h"
#include "os/secret_file.h"
#include "json/payload.h"

#define SKEW_S 60 /* of this clock, against that of who made the token */

static bool
is_true(const char *name)
{
	const char *text = source_variable(name);

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

/* Whether it can be read is said by who reads it: to open it may take long. */
static bool
is_there(const char *path)
{
	return path != NULL && access(path, F_OK) == 0;
}

/* What is there, of all that is known or configured; SOURCE_NONE: nothing. */
static enum source_kind
find(const struct login_source *from)
{
	if (source_variable("ACTIONS_ID_TOKEN_REQUEST_URL") != NULL ||
	    is_true("GITHUB_ACTIONS") || is_true("FORGEJO_ACTIONS"))
		return SOURCE_GITHUB_ACTIONS;
	if (from->variable != NULL && source_variable(from->variable) != NULL)
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

enum lanyard_error
source_add_url(
    const struct source *source, struct buf *url, struct error *error)
{
	enum source_kind kind;
	enum lanyard_error r = choose(source, &kind, error);

	return r == LANYARD_OK ? source_ci_url(source, kind, url, error) : r;
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
	enum lanyard_error r = source_take_variable(
	    source, kind, source->from->variable, &text, error);

	if (r == LANYARD_OK && secret_set_text(token, text) != LANYARD_OK)
		r = error_memory(error);
	return r;
}

static enum lanyard_error
check(const struct source *source, enum source_kind kind,
    const struct secret *token, struct error *error)
{
	int64_t expires_at;

	if (!source_is_word(token))
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
		r = source_ci_token(source, kind, http, token, error);
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
