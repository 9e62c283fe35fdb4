/*
 * sources.c - where a login's configuration says to get a token from
 */
#include "login/sources.h"

#include <string.h>

/* Other names of one come last, so that KIND is an index. */
const struct word words_sources[] = {
    [SOURCE_AUTO] = {"auto", "auto"},
    [SOURCE_GITHUB_ACTIONS] = {"github-actions", "github-actions"},
    [SOURCE_GITLAB] = {"gitlab", "gitlab"},
    [SOURCE_BUILDKITE] = {"buildkite", "buildkite"},
    [SOURCE_FILE] = {"file", "file"},
    [SOURCE_VARIABLE] = {"variable", "variable"},
    [SOURCE_COMMAND] = {"command", "command"},
    {"forgejo-actions", "github-actions"},
    {NULL, NULL},
};

const char *const sources_variables[] = {"ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_ACTIONS", "FORGEJO_ACTIONS",
    "GITLAB_CI", "BUILDKITE", "BUILDKITE_JOB_ID",
    "BUILDKITE_AGENT_ACCESS_TOKEN", NULL};

static int
count_places(const struct login_source *source)
{
	return (source->file != NULL) + (source->variable != NULL) +
	       (source->command != NULL);
}

enum source_kind
sources_kind(const struct login_source *source)
{
	if (source->source == NULL) {
		if (source->file != NULL)
			return SOURCE_FILE;
		if (source->variable != NULL)
			return SOURCE_VARIABLE;
		return source->command != NULL ? SOURCE_COMMAND : SOURCE_NONE;
	}
	for (int kind = SOURCE_AUTO; kind < SOURCE_NONE; kind++)
		if (strcmp(words_sources[kind].text, source->source) == 0)
			return (enum source_kind)kind;
	return SOURCE_NONE;
}

const char *
sources_word(enum source_kind kind)
{
	return words_sources[kind].text;
}

/* The key that KIND needs beside _source; NULL: none. */
static const char *
find_lack(const struct login_source *source, enum source_kind kind)
{
	switch (kind) {
	case SOURCE_FILE:
		return source->file != NULL ? NULL : "_file";
	case SOURCE_GITLAB:
	case SOURCE_VARIABLE:
		return source->variable != NULL ? NULL : "_variable";
	case SOURCE_COMMAND:
		return source->command != NULL ? NULL : "_command";
	case SOURCE_AUTO:
	case SOURCE_GITHUB_ACTIONS:
	case SOURCE_BUILDKITE:
	case SOURCE_NONE:
		break;
	}
	return NULL;
}

static enum lanyard_error
check(const struct login *login, const char *key,
    const struct login_source *source, struct error *error)
{
	enum source_kind kind = sources_kind(source);
	const char *lack = find_lack(source, kind);
	/* What _source is of no use to; auto may use any of them. */
	int needed = kind >= SOURCE_FILE || kind == SOURCE_GITLAB;

	if (lack != NULL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" has %s_source = \"%s\", but no %s%s",
		    login->name, key, source->source, key, lack);
	if (kind == SOURCE_NONE && source->audience != NULL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" has %s_audience, but no %s_source",
		    login->name, key, key);
	if (kind != SOURCE_AUTO && kind != SOURCE_NONE &&
	    count_places(source) > needed)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" gives more than one source of its %s: only "
		    "%s_source = \"auto\" looks at several",
		    login->name, key, key);
	return LANYARD_OK;
}

enum lanyard_error
sources_check(const struct login *login, struct error *error)
{
	const struct {
		const char *key;
		const struct login_source *source;
	} all[] = {
	    {"subject_token", &login->subject_token},
	    {"actor_token", &login->actor_token},
	    {"assertion", &login->assertion},
	    {"client_assertion", &login->client_assertion},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < sizeof(all) / sizeof(*all);
	     i++)
		r = check(login, all[i].key, all[i].source, error);
	return r;
}
