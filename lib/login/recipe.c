/*
 * recipe.c - grants that are one request of a known form, as data
 */
#include "login/recipe.h"

#include <string.h>

#include "base/strings.h"
#include "login/sources.h"

#define JSON	"Accept: application/json"
#define GITHUB	"Accept: application/vnd.github+json"
#define VERSION "X-GitHub-Api-Version: 2022-11-28"

static const struct recipe recipes[] = {
    /* docs.github.com, "Generating an installation access token" */
    {.name = "github_app",
	.signs = true,
	.api = "https://api.github.com",
	.api_host = "github.com",
	.api_path = "/api/v3",
	.method = "POST",
	.url = "{api}/app/installations/{installation_id}/access_tokens",
	.fields = {"Authorization: Bearer {jwt}", GITHUB, VERSION},
	.body = RECIPE_BODY_JSON,
	.content = {{"repositories", "{repositories}"},
	    {"permissions", "{permissions}"}},
	.token = "token",
	.username = "x-access-token"},
    /* docs.gitlab.com, "Personal access tokens API", rotate; 16.10. One of a
     * project or a group is a personal one of its bot: revoked likewise. */
    {.name = "gitlab_rotate",
	.rotates = true,
	.revoke_url = "{api}/personal_access_tokens/self",
	.api_path = "/api/v4",
	.method = "POST",
	.url = "{api}/{tokens}/self/rotate",
	.fields = {"PRIVATE-TOKEN: {token}", JSON},
	.body = RECIPE_BODY_FORM,
	.content = {{"expires_at", "{until}"}},
	.token = "token"},
    /* learn.microsoft.com, "How to use managed identities ... to acquire an
     * access token" */
    {.name = "azure_managed_identity",
	.local = true,
	.api = "http://169.254.169.254",
	.method = "GET",
	.url = "{api}/metadata/identity/oauth2/token",
	.query = {{"api-version", "2018-02-01"}, {"resource", "{resource}"},
	    {"client_id", "{client_id}"}},
	.fields = {"Metadata: true", JSON},
	.token = "access_token"},
    /* cloud.google.com, "Authenticate applications directly with access
     * tokens" */
    {.name = "gce_metadata",
	.local = true,
	.api = "http://metadata.google.internal",
	.method = "GET",
	.url = "{api}/computeMetadata/v1/instance/service-accounts/{account}/"
	       "token",
	.query = {{"scopes", "{scopes}"}},
	.fields = {"Metadata-Flavor: Google", JSON},
	.token = "access_token"},
    /* github.com/octo-sts/app, README */
    {.name = "octo_sts",
	.api = "https://octo-sts.dev",
	.method = "GET",
	.url = "{api}/sts/exchange",
	.query = {{"scope", "{repository}"}, {"identity", "{identity}"}},
	.fields = {"Authorization: Bearer {subject_token}", JSON},
	.token = "token",
	.username = "x-access-token"},
    /* docs.aws.amazon.com, "AssumeRoleWithWebIdentity" */
    {.name = RECIPE_AWS,
	.api_path = "",
	.method = "POST",
	.url = "{api}/",
	.fields = {"Accept: application/xml"},
	.body = RECIPE_BODY_FORM,
	.content = {{"Action", "AssumeRoleWithWebIdentity"},
	    {"Version", "2011-06-15"}, {"RoleArn", "{role_arn}"},
	    {"RoleSessionName", "{session_name}"},
	    {"DurationSeconds", "{duration_s}"},
	    {"WebIdentityToken", "{subject_token}"}, {"Policy", "{policy}"}},
	.token = "session",
	.expires = "Expiration",
	.audience = "sts.amazonaws.com",
	.aws = true},
};

#define COUNT (sizeof(recipes) / sizeof(recipes[0]))

/* What a request may say that is no recipe parameter. */
static const char *const known[] = {"api", "jwt", "owner", "repo", "repository",
    "scopes", "installation_id", "repositories", "permissions", "account",
    "until", "client_id", "resource", "audience", "subject_token", NULL};

const struct recipe *
recipe_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT; i++)
		if (strcmp(recipes[i].name, name) == 0)
			return &recipes[i];
	return NULL;
}

const struct recipe *
recipe_of(const struct login *login)
{
	return login->recipe != NULL ? login->recipe
				     : recipe_find(login->grant_type);
}

bool
recipe_is_named(const char *grant_type)
{
	return recipe_find(grant_type) != NULL ||
	       (grant_type != NULL &&
		   strncmp(grant_type, RECIPE_OWN, strlen(RECIPE_OWN)) == 0);
}

const char *
recipe_text(const struct recipe *recipe, size_t n)
{
	const size_t i = n % RECIPE_MEMBERS;

	switch (n / RECIPE_MEMBERS) {
	case 0:
		return recipe->query[i].text;
	case 1:
		return recipe->fields[i];
	case 2:
		return recipe->content[i].text;
	default:
		return recipe->url;
	}
}

/* The next {NAME} in *TEXT, which goes on behind it; NULL: no more. */
static const char *
next_name(const char **text, size_t *size)
{
	const char *start = strchr(*text, '{'), *end;

	if (start == NULL || (end = strchr(start, '}')) == NULL)
		return NULL;
	*text = end + 1;
	*size = (size_t)(end - start) - 1;
	return start + 1;
}

bool
recipe_uses(const struct recipe *recipe, const char *name)
{
	const char *text, *found;
	size_t size;

	for (size_t n = 0; n < RECIPE_TEXTS; n++) {
		if ((text = recipe_text(recipe, n)) == NULL)
			continue;
		while ((found = next_name(&text, &size)) != NULL)
			if (size == strlen(name) &&
			    memcmp(found, name, size) == 0)
				return true;
	}
	return false;
}

bool
recipe_rotates(const char *grant_type)
{
	const struct recipe *recipe = recipe_find(grant_type);

	return recipe != NULL && recipe->rotates;
}

const char *
recipe_parameter(const struct login *login, const char *name)
{
	const struct login_parameter *p = login->recipe_parameters;

	for (; p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p->value;
	if (strcmp(name, "client_id") == 0)
		return login->client_id;
	if (strcmp(name, "resource") == 0)
		return login->resource != NULL ? login->resource[0] : NULL;
	return strcmp(name, "audience") == 0 ? login->audience : NULL;
}

enum lanyard_error
recipe_apply(struct login *login)
{
	const struct recipe *recipe = recipe_of(login);

	if (recipe == NULL || recipe->username == NULL ||
	    login->basic_username != NULL)
		return LANYARD_OK;
	login->basic_username = strdup(recipe->username);
	return login->basic_username != NULL ? LANYARD_OK : LANYARD_ERR_MEMORY;
}

static enum lanyard_error
lack(const struct login *login, const char *what, const char *hint,
    struct error *error)
{
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has grant_type = \"%s\" and no %s", login->name,
	    login->grant_type, what);
	error_hint(error, "%s", hint);
	return LANYARD_ERR_CONFIG;
}

/* Is there a value for the SIZE bytes at NAME? */
static bool
is_known(const struct login *login, const char *name, size_t size)
{
	const struct login_parameter *p = login->recipe_parameters;

	for (size_t i = 0; known[i] != NULL; i++)
		if (strlen(known[i]) == size &&
		    memcmp(known[i], name, size) == 0)
			return true;
	for (; p != NULL && p->name != NULL; p++)
		if (strlen(p->name) == size && memcmp(p->name, name, size) == 0)
			return true;
	return false;
}

/* Each {NAME} of a recipe of lanyard.conf is one that there is. */
static enum lanyard_error
check_names(
    const struct recipe *recipe, const struct login *login, struct error *error)
{
	const char *text, *name;
	size_t size;

	for (size_t n = 0; n < RECIPE_TEXTS; n++) {
		if ((text = recipe_text(recipe, n)) == NULL)
			continue;
		while ((name = next_name(&text, &size)) != NULL) {
			if (is_known(login, name, size))
				continue;
			error_set(error, LANYARD_ERR_CONFIG,
			    "recipe \"%s\" has {%.*s} in it, which login "
			    "\"%s\" has no value for",
			    recipe->name, (int)size, name, login->name);
			error_hint(error,
			    "add recipe_parameters = { %.*s = \"...\"; }; to "
			    "that login; lanyard.conf(5) has the names that "
			    "need none",
			    (int)size, name);
			return LANYARD_ERR_CONFIG;
		}
	}
	return LANYARD_OK;
}

static enum lanyard_error
check_own(
    const struct recipe *recipe, const struct login *login, struct error *error)
{
	enum lanyard_error r = check_names(recipe, login, error);

	if (r != LANYARD_OK)
		return r;
	if (recipe_uses(recipe, "api") && login->api_endpoint == NULL)
		return lack(login, "api_endpoint",
		    "add api_endpoint = \"https://HOST/...\"; which is {api}",
		    error);
	if (strncmp(recipe->url, "{api}", 5) == 0)
		return LANYARD_OK;
	return login_check_url(login, "url of its recipe", recipe->url, error);
}

static enum lanyard_error
check_octo_sts(const struct login *login, struct error *error)
{
	if (recipe_parameter(login, "identity") != NULL)
		return LANYARD_OK;
	return lack(login, "identity",
	    "add recipe_parameters = { identity = \"NAME\"; }; of "
	    ".github/chainguard/NAME.sts.yaml",
	    error);
}

/* Seconds that a session may take: 15 minutes to 12 hours. */
static bool
is_duration(const char *text)
{
	size_t size = strlen(text);

	return strspn(text, "0123456789") == size && size >= 3 && size <= 5 &&
	       text[0] != '0' && (size > 3 || text[0] == '9') &&
	       (size < 5 || strcmp(text, "43200") <= 0);
}

static enum lanyard_error
check_aws(const struct login *login, struct error *error)
{
	const char *duration = recipe_parameter(login, "duration_s");

	if (recipe_parameter(login, "role_arn") == NULL)
		return lack(login, "role_arn",
		    "add recipe_parameters = { role_arn = "
		    "\"arn:aws:iam::ACCOUNT:role/NAME\"; };",
		    error);
	if (duration == NULL || is_duration(duration))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has duration_s = \"%s\", which is no number of "
	    "seconds from 900 to 43200",
	    login->name, duration);
	error_hint(error, "leave duration_s out for an hour");
	return LANYARD_ERR_CONFIG;
}

bool
recipe_days(const struct login *login, int64_t *days)
{
	const char *text = recipe_parameter(login, "days");

	*days = 0;
	if (text == NULL)
		return true;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || *days > RECIPE_DAYS_MAX)
			return false;
		*days = *days * 10 + (*c - '0');
	}
	return *days >= 1 && *days <= RECIPE_DAYS_MAX;
}

static enum lanyard_error
check_gitlab(const struct login *login, struct error *error)
{
	int64_t days;

	if (!recipe_days(login, &days)) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\" has \"%s\" as days in recipe_parameters, "
		    "which is no whole number from 1 to %d",
		    login->name, recipe_parameter(login, "days"),
		    RECIPE_DAYS_MAX);
		error_hint(error, "recipe_parameters = { days = \"7\"; }; is "
				  "what there is without it");
		return LANYARD_ERR_CONFIG;
	}
	if (recipe_parameter(login, "project") == NULL ||
	    recipe_parameter(login, "group") == NULL)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has both project and group in recipe_parameters: a "
	    "token is of one",
	    login->name);
	error_hint(error, "take project or group out");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
recipe_check(
    const struct recipe *recipe, const struct login *login, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (recipe->own)
		r = check_own(recipe, login, error);
	else if (strcmp(recipe->name, "octo_sts") == 0)
		r = check_octo_sts(login, error);
	else if (recipe->aws)
		r = check_aws(login, error);
	else if (strcmp(recipe->name, "gitlab_rotate") == 0)
		r = check_gitlab(login, error);
	if (r != LANYARD_OK)
		return r;
	if (recipe_uses(recipe, "subject_token") &&
	    sources_kind(&login->subject_token) == SOURCE_NONE)
		return lack(login, "subject_token_source",
		    "add subject_token_source = \"auto\"; or "
		    "subject_token_file",
		    error);
	if (recipe->signs && login->client_id == NULL)
		return lack(login, "client_id",
		    "add client_id = \"ID\"; with the App's, as its page "
		    "shows it",
		    error);
	if (recipe->signs && !login_has_key(login))
		return lack(login, "private_key_file",
		    "add private_key_file = \"PATH\"; with the key in PEM, in "
		    "a file of mode 600",
		    error);
	if (strcmp(recipe->name, "azure_managed_identity") == 0 &&
	    strings_count(login->resource) != 1)
		return lack(login, "resource",
		    "add resource = \"ID\"; of Azure DevOps it is "
		    "499b84ac-1321-427f-aa17-267ca6975798",
		    error);
	return LANYARD_OK;
}
