/*
 * source_variable.c - a variable that has a token, or leads to one
 */
#include "net/oauth/source_variable.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A variable that is set to nothing is a missing one. */
const char *
source_variable(const char *name)
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

bool
source_is_word(const struct secret *secret)
{
	return secret_is_set(secret) &&
	       is_word((const char *)secret->bytes, secret->size);
}

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

enum lanyard_error
source_take_variable(const struct source *source, enum source_kind kind,
    const char *name, const char **text, struct error *error)
{
	*text = name != NULL ? source_variable(name) : NULL;
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
