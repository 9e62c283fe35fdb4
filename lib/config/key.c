/*
 * key.c - the keys of lanyard.conf(5): names, types, where they go
 */
#include "config/key.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"
#include "config/preset.h"
#include "login/grant.h"
#include "login/sources.h"

#define NAME_MAX_SIZE 48 /* longer names resemble nothing */

static const struct word authtypes[] = {
    {"basic", "basic"},
    {"bearer", "bearer"},
    {NULL, NULL},
};

static const struct word grant_types[] = {
    {"authorization_code", "authorization_code"},
    {"urn:ietf:params:oauth:grant-type:device_code", "device_code"},
    {"device_code", "device_code"},
    {GRANT_CLIENT_CREDENTIALS, GRANT_CLIENT_CREDENTIALS},
    {"jwt-bearer", GRANT_JWT_BEARER},
    {GRANT_JWT_BEARER, GRANT_JWT_BEARER},
    {"token-exchange", GRANT_TOKEN_EXCHANGE},
    {GRANT_TOKEN_EXCHANGE, GRANT_TOKEN_EXCHANGE},
    {GRANT_FILE, GRANT_FILE},
    {GRANT_VARIABLE, GRANT_VARIABLE},
    {GRANT_COMMAND, GRANT_COMMAND},
    {"github_app", "github_app"},
    {"gitlab_rotate", "gitlab_rotate"},
    {"azure_managed_identity", "azure_managed_identity"},
    {"gce_metadata", "gce_metadata"},
    {"octo_sts", "octo_sts"},
    {"aws_web_identity", "aws_web_identity"},
    {NULL, NULL},
};

/* OAuth 2.0 Form Post Response Mode; a fragment reaches no listener. */
static const struct word response_modes[] = {
    {"query", "query"},
    {"form_post", "form_post"},
    {NULL, NULL},
};

static const struct word protections[] = {
    {"none", "none"},
    {"passphrase", NULL},
    {"key_file", NULL},
    {NULL, NULL},
};

#define KEY(name, type)                                                        \
	{                                                                      \
#name, type, offsetof(struct login, name), NULL, 0, 0          \
	}
#define WORDS(name, words)                                                     \
	{                                                                      \
#name, KEY_WORD, offsetof(struct login, name), words, 0, 0     \
	}
#define NUMBER(name, min, max)                                                 \
	{                                                                      \
#name, KEY_NUMBER, offsetof(struct login, name), NULL, min,    \
		    max                                                        \
	}
#define LATER(name)                                                            \
	{                                                                      \
#name, KEY_LATER, 0, NULL, 0, 0                                \
	}

/* Where a token that a request shows comes from (sources.h). */
#define SOURCE(name)                                                           \
	{#name "_source", KEY_WORD, offsetof(struct login, name.source),       \
	    words_sources, 0, 0},                                              \
	    {#name "_file", KEY_PATH, offsetof(struct login, name.file), NULL, \
		0, 0},                                                         \
	    {#name "_variable", KEY_TEXT,                                      \
		offsetof(struct login, name.variable), NULL, 0, 0},            \
	    {#name "_command", KEY_COMMAND,                                    \
		offsetof(struct login, name.command), NULL, 0, 0},             \
	{                                                                      \
#name "_audience", KEY_TEXT,                                   \
		    offsetof(struct login, name.audience), NULL, 0, 0          \
	}

static const struct key keys[] = {
    WORDS(preset, preset_words),
    KEY(url, KEY_PATTERNS),
    KEY(username, KEY_TEXT),
    KEY(basic_username, KEY_TEXT),
    {"git_authtype", KEY_AUTHTYPE, offsetof(struct login, bearer), authtypes, 0,
	0},
    KEY(use_id_token, KEY_BOOL),
    KEY(issuer, KEY_URL),
    KEY(authorization_endpoint, KEY_URL),
    KEY(token_endpoint, KEY_URL),
    KEY(device_authorization_endpoint, KEY_URL),
    KEY(revocation_endpoint, KEY_URL),
    KEY(pushed_authorization_request_endpoint, KEY_URL),
    KEY(require_pushed_authorization_requests, KEY_BOOL),
    LATER(introspection_endpoint),
    LATER(registration_endpoint),
    KEY(client_id, KEY_CLIENT_ID),
    KEY(client_secret, KEY_SECRET),
    KEY(client_secret_file, KEY_PATH),
    KEY(client_secret_command, KEY_COMMAND),
    WORDS(token_endpoint_auth_method, words_auth_methods),
    KEY(private_key_file, KEY_PATH),
    KEY(private_key_id, KEY_TEXT),
    {"access_token_file", KEY_PATH, offsetof(struct login, access_token.file),
	NULL, 0, 0},
    {"access_token_variable", KEY_TEXT,
	offsetof(struct login, access_token.variable), NULL, 0, 0},
    {"access_token_command", KEY_COMMAND,
	offsetof(struct login, access_token.command), NULL, 0, 0},
    KEY(private_key_agent, KEY_TEXT),
    KEY(private_key_certificate_file, KEY_PATH),
    WORDS(private_key_certificate_thumbprint, words_thumbprints),
    KEY(sign_command, KEY_COMMAND),
    WORDS(token_endpoint_auth_signing_alg, words_signing_algs),
    SOURCE(subject_token),
    SOURCE(actor_token),
    SOURCE(assertion),
    SOURCE(client_assertion),
    KEY(tls_client_cert_file, KEY_PATH),
    KEY(tls_client_key_file, KEY_PATH),
    KEY(scope, KEY_SCOPE),
    KEY(resource, KEY_SCOPE),
    KEY(audience, KEY_TEXT),
    WORDS(grant_type, grant_types),
    KEY(subject, KEY_TEXT),
    KEY(subject_token_type, KEY_TEXT),
    KEY(actor_token_type, KEY_TEXT),
    KEY(requested_token_type, KEY_TEXT),
    WORDS(response_mode, response_modes),
    KEY(api_endpoint, KEY_URL),
    KEY(installation_id, KEY_TEXT),
    KEY(repositories, KEY_SCOPE),
    KEY(permissions, KEY_PARAMETERS),
    KEY(recipe_parameters, KEY_PARAMETERS),
    KEY(redirect_uri, KEY_REDIRECT),
    KEY(listen_address, KEY_ADDRESS),
    KEY(authorization_parameters, KEY_PARAMETERS),
    KEY(token_parameters, KEY_PARAMETERS),
    KEY(token_member, KEY_TEXT),
    KEY(authorization_scheme, KEY_SCHEME),
    NUMBER(refresh_margin_s, 0, 86400),
    NUMBER(min_life_s, 0, MIN_LIFE_MAX_S),
    NUMBER(timeout_ms, 1, 600000),
    KEY(ca_file, KEY_PATH),
    KEY(proxy, KEY_TEXT_EMPTY),
    KEY(allow_http, KEY_BOOL),
};

#define KEY_COUNT (sizeof(keys) / sizeof(*keys))

const struct key *
key_find(const char *name)
{
	return key_find_part(name, strlen(name));
}

const struct key *
key_find_part(const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strlen(keys[i].name) == size &&
		    memcmp(keys[i].name, name, size) == 0)
			return &keys[i];
	return NULL;
}

bool
key_is_list(const struct key *key)
{
	return key != NULL &&
	       (key->type == KEY_PATTERNS || key->type == KEY_SCOPE);
}

bool
key_is_grant_type(const char *name)
{
	const struct word *word = grant_types;

	while (word->text != NULL && strcmp(word->text, name) != 0)
		word++;
	return word->text != NULL;
}

const struct word *
key_protections(void)
{
	return protections;
}

enum lanyard_error
key_word_find(const struct word *words, const char *text, const char *what,
    const char **means, struct error *error)
{
	const struct word *word = words;
	struct buf list;

	*means = NULL;
	while (word->text != NULL && strcmp(word->text, text) != 0)
		word++;
	if (word->means != NULL) {
		*means = word->means;
		return LANYARD_OK;
	}
	if (word->text != NULL)
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s: \"%s\" is not supported yet", what, text);
	else
		error_set(error, LANYARD_ERR_CONFIG, "%s cannot be \"%s\"",
		    what, text);
	buf_init(&list, ERROR_TEXT);
	for (word = words; word->text != NULL; word++)
		/* A hint cut short is better than none. */
		if (word->means != NULL)
			(void)buf_printf(&list, "%s\"%s\"",
			    list.size == 0 ? "" : ", ", word->text);
	error_hint(error, "it takes %s", buf_text(&list));
	buf_clear(&list);
	return LANYARD_ERR_CONFIG;
}

const char *
key_expects(const struct key *key)
{
	switch (key->type) {
	case KEY_LATER:
		return "left out";
	case KEY_TEXT:
	case KEY_CLIENT_ID:
	case KEY_SCHEME:
	case KEY_TEXT_EMPTY:
	case KEY_URL:
	case KEY_REDIRECT:
	case KEY_ADDRESS:
	case KEY_PATH:
	case KEY_SECRET:
	case KEY_WORD:
	case KEY_AUTHTYPE:
		return "a string";
	case KEY_PATTERNS:
	case KEY_SCOPE:
		return "a string or a list of strings";
	case KEY_COMMAND:
		return "a list of strings, program and arguments";
	case KEY_PARAMETERS:
		return "a group of strings, or a list of "
		       "[\"name\", \"value\"]";
	case KEY_NUMBER:
		return "a whole number";
	case KEY_BOOL:
		return "true or false";
	}
	return "something else";
}

const char *
key_form(const struct key *key)
{
	switch (key->type) {
	case KEY_PATTERNS:
	case KEY_SCOPE:
	case KEY_COMMAND:
		return "[ \"...\", \"...\" ]";
	case KEY_PARAMETERS:
		return "{ NAME = \"...\"; }";
	case KEY_NUMBER:
		return "NUMBER, without unit and quotes";
	case KEY_BOOL:
		return "true, or false";
	default:
		return "\"...\"";
	}
}

static size_t
min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements, swapped neighbours; without case. */
static size_t
distance(const char *a, const char *b)
{
	size_t rows[3][NAME_MAX_SIZE + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	size_t size = strlen(b), i, j;

	for (j = 0; j <= size; j++)
		last[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		size_t *next = before;
		char x = text_lower(a[i - 1]);

		row[0] = i;
		for (j = 1; j <= size; j++) {
			char y = text_lower(b[j - 1]);

			row[j] = min(min(last[j], row[j - 1]) + 1,
			    last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x != y &&
			    x == text_lower(b[j - 2]) &&
			    y == text_lower(a[i - 2]))
				row[j] = min(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = next;
	}
	return last[size];
}

/* "timeout" is a short timeout_ms, not five letters away from it. */
static bool
is_beginning(const char *name, const char *known)
{
	size_t size = strlen(name);

	return size >= 4 && text_compare_n(name, known, size) == 0;
}

/* *BEST is the distance to beat; the first of the nearest wins. */
static const char *
nearer(const char *name, const char *known, size_t *best, const char *nearest)
{
	size_t d;

	if (strlen(name) > NAME_MAX_SIZE || strlen(known) > NAME_MAX_SIZE)
		return nearest;
	d = is_beginning(name, known) ? 1 : distance(name, known);
	if (d >= *best)
		return nearest;
	*best = d;
	return known;
}

/* What is further away than this is another word, not a slip. */
static size_t
tolerance(const char *name)
{
	return 2 + strlen(name) / 4;
}

const char *
key_nearest(const char *name)
{
	const char *nearest = NULL;
	size_t best = tolerance(name), i;

	for (i = 0; i < KEY_COUNT; i++)
		nearest = nearer(name, keys[i].name, &best, nearest);
	return nearest;
}

const char *
key_nearest_of(const char *name, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	size_t best = tolerance(name), i;

	for (i = 0; i < count; i++)
		nearest = nearer(name, names[i], &best, nearest);
	return nearest;
}
