/*
 * recipe.c - grants that are one request of a known form, as data
 */
#include "login/recipe.h"

#include <string.h>

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
    /* docs.gitlab.com, "Personal access tokens API", rotate; 16.10 */
    {.name = "gitlab_rotate",
	.rotates = true,
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
};

#define COUNT (sizeof(recipes) / sizeof(recipes[0]))

const struct recipe *
recipe_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT; i++)
		if (strcmp(recipes[i].name, name) == 0)
			return &recipes[i];
	return NULL;
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
		return login->resource;
	return strcmp(name, "audience") == 0 ? login->audience : NULL;
}

enum lanyard_error
recipe_apply(struct login *login)
{
	const struct recipe *recipe = recipe_find(login->grant_type);

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

enum lanyard_error
recipe_check(
    const struct recipe *recipe, const struct login *login, struct error *error)
{
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
	    login->resource == NULL)
		return lack(login, "resource",
		    "add resource = \"ID\"; of Azure DevOps it is "
		    "499b84ac-1321-427f-aa17-267ca6975798",
		    error);
	return LANYARD_OK;
}
