/*
 * preset.c - what is known of hosts and of the software that they run
 */
#include "config/preset.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/text.h"
#include "base/url.h"

/* Only a table of lists: each ends in NULL. */
#define LIST(...)                                                              \
	(const char *const[])                                                  \
	{                                                                      \
		__VA_ARGS__, NULL                                              \
	}

#define GIT_CREDENTIAL_OAUTH "a4792ccc-144e-407e-86c9-5e7d8d9c3269"

/*
 * Gitea 1.21 and Forgejo have clients built in (modules/setting/oauth2.go, on
 * by default); the URI that this one is registered with has no path.
 */
#define GITEA                                                                  \
	.authorization_endpoint = "@/login/oauth/authorize",                   \
	.token_endpoint = "@/login/oauth/access_token",                        \
	.refresh_token_days = 30, .page = "@/user/settings/applications",      \
	.where = "Manage OAuth2 applications",                                 \
	.built_in = GIT_CREDENTIAL_OAUTH,                                      \
	.built_in_name = "git-credential-oauth",                               \
	.built_in_redirect_uri = "http://127.0.0.1"

#define MICROSOFT "https://login.microsoftonline.com/organizations/oauth2/v2.0"
#define ENTRA                                                                  \
	.authorization_endpoint = MICROSOFT "/authorize",                      \
	.token_endpoint = MICROSOFT "/token",                                  \
	.device_authorization_endpoint = MICROSOFT "/devicecode",              \
	.redirect_uri = "http://localhost", .refresh_token_days = 90,          \
	.page = "https://entra.microsoft.com/"                                 \
		"#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade",   \
	.where = "App registrations, New; Authentication, Mobile and desktop " \
		 "applications; Allow public client flows: yes"

#define GOOGLE                                                                 \
	.issuer = "https://accounts.google.com",                               \
	.client = PRESET_CONFIDENTIAL,                                         \
	.authorization_parameters =                                            \
	    LIST("access_type", "offline", "prompt", "consent"),               \
	.page = "https://console.cloud.google.com/apis/credentials",           \
	.where = "Create credentials, OAuth client ID, type Desktop app"

static const struct preset presets[] = {
    {
	.name = "github",
	.title = "GitHub",
	.url = LIST("https://github.com"),
	.realm = "GitHub",
	.authorization_endpoint = "@/login/oauth/authorize",
	.token_endpoint = "@/login/oauth/access_token",
	.device_authorization_endpoint = "@/login/device/code",
	.scope = "repo workflow",
	.scopeless = "Iv", /* an App's permissions are in their place */
	.client = PRESET_BROWSER,
	.auth_method = "client_secret_post",
	.refresh_token_days = 184,
	.page = "@/settings/apps/new?name=Lanyard&url=https%3A%2F%2Fgithub.com"
		"&callback_urls[]=http%3A%2F%2F127.0.0.1%2Fcallback"
		"&public=false&webhook_active=false&contents=write"
		"&metadata=read",
	.where = "Create GitHub App; then Generate a new client secret, and "
		 "install the App on your account; or tick Enable Device Flow, "
		 "which needs no secret",
    },
    {
	.name = "gitlab",
	.title = "GitLab",
	.url = LIST("https://gitlab.com"),
	.realm = "GitLab",
	.issuer = "@",
	/* Not in its metadata; GitLab 17.2 and later. */
	.device_authorization_endpoint = "@/oauth/authorize_device",
	.scope = "read_repository write_repository",
	.basic_username = WORDS_USER,
	.page = "@/-/user_settings/applications",
	.where = "Add new application; not Confidential",
    },
    {
	.name = "codeberg",
	.title = "Codeberg",
	.url = LIST("https://codeberg.org"),
	GITEA,
    },
    {
	.name = "forgejo",
	.title = "Forgejo",
	.realm = "Forgejo",
	GITEA,
    },
    {
	.name = "gitea",
	.title = "Gitea",
	.realm = "Gitea",
	GITEA,
    },
    {
	.name = "bitbucket",
	.title = "Bitbucket",
	.url = LIST("https://bitbucket.org"),
	.realm = "Bitbucket.org",
	.authorization_endpoint = "@/site/oauth2/authorize",
	.token_endpoint = "@/site/oauth2/access_token",
	/* It compares the port, too. */
	.redirect_uri = "http://127.0.0.1:34106/callback",
	.basic_username = "x-token-auth",
	.client = PRESET_CONFIDENTIAL,
	.page = "https://bitbucket.org/account/workspaces/",
	.where = "your workspace, Settings, OAuth consumers, Add consumer; "
		 "Repositories: read and write",
    },
    {
	.name = "google-source",
	.title = "Google's git servers",
	.url = LIST("https://*.googlesource.com"),
	.scope = "https://www.googleapis.com/auth/gerritcodereview",
	GOOGLE,
    },
    {
	.name = "google-mail",
	.title = "Google Mail",
	.url = LIST("imaps://imap.gmail.com", "smtp://smtp.gmail.com:587",
	    "smtps://smtp.gmail.com"),
	.scope = "https://mail.google.com/",
	GOOGLE,
    },
    {
	.name = "azure-devops",
	.title = "Azure DevOps",
	.url = LIST("https://dev.azure.com", "https://*.visualstudio.com"),
	/* That number is Azure DevOps itself. */
	.scope = "499b84ac-1321-427f-aa17-267ca6975798/.default "
		 "offline_access",
	.path_matters = true,
	ENTRA,
    },
    {
	.name = "microsoft-mail",
	.title = "Microsoft's mail",
	.url = LIST(
	    "imaps://outlook.office365.com", "smtp://smtp.office365.com:587"),
	.scope = "https://outlook.office.com/IMAP.AccessAsUser.All "
		 "https://outlook.office.com/SMTP.Send offline_access",
	ENTRA,
    },
    {
	.name = "huggingface",
	.title = "Hugging Face",
	.url = LIST("https://huggingface.co"),
	.issuer = "https://huggingface.co",
	.scope = "openid profile read-repos write-repos",
	.page = "https://huggingface.co/settings/applications/new",
	.where = "a public app",
    },
};

#define COUNT (sizeof(presets) / sizeof(presets[0]))

#define WORD(name)                                                             \
	{                                                                      \
		name, name                                                     \
	}
const struct word preset_words[] = {
    WORD("github"),
    WORD("gitlab"),
    WORD("codeberg"),
    WORD("forgejo"),
    WORD("gitea"),
    WORD("bitbucket"),
    WORD("google-source"),
    WORD("google-mail"),
    WORD("azure-devops"),
    WORD("microsoft-mail"),
    WORD("huggingface"),
    {NULL, NULL},
};

const struct preset *
preset_at(size_t n)
{
	return n < COUNT ? &presets[n] : NULL;
}

const struct preset *
preset_find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}

/* Has PATTERN the scheme and the host of URL? */
static bool
has_host(const char *pattern, const struct url *url)
{
	struct url own;
	bool same;

	if (url_parse(&own, pattern) != LANYARD_OK)
		return false;
	same = strcmp(own.scheme, url->scheme) == 0 &&
	       url_port(&own) == url_port(url) && own.port == url->port;
	if (same && strncmp(own.host, "*.", 2) == 0) {
		size_t size = strlen(own.host) - 1, all = strlen(url->host);

		same = all > size &&
		       strcmp(url->host + all - size, own.host + 1) == 0;
	} else if (same) {
		same = strcmp(own.host, url->host) == 0;
	}
	url_clear(&own);
	return same;
}

static bool
is_its_host(const struct preset *preset, const struct url *url)
{
	for (size_t i = 0; preset->url != NULL && preset->url[i] != NULL; i++)
		if (has_host(preset->url[i], url))
			return true;
	return false;
}

const struct preset *
preset_of(const char *text, const char *realm)
{
	const struct preset *found = NULL;
	struct url url;

	if (url_parse(&url, text) == LANYARD_OK) {
		for (size_t i = 0; i < COUNT && found == NULL; i++)
			if (is_its_host(&presets[i], &url))
				found = &presets[i];
		url_clear(&url);
	}
	for (size_t i = 0; i < COUNT && found == NULL && realm != NULL; i++)
		if (presets[i].realm != NULL &&
		    text_compare_n(
			realm, presets[i].realm, strlen(presets[i].realm)) == 0)
			found = &presets[i];
	return found;
}

static enum lanyard_error
add_origin(struct buf *buf, const char *text)
{
	struct url url;
	enum lanyard_error r = url_parse(&url, text);

	if (r != LANYARD_OK)
		return r;
	if ((r = buf_printf(buf, "%s://", url.scheme)) == LANYARD_OK)
		r = url_add_host(buf, &url);
	url_clear(&url);
	return r;
}

enum lanyard_error
preset_expand(const char *template, const char *url, char **text)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf buf;

	*text = NULL;
	if (template == NULL)
		return LANYARD_OK;
	buf_init(&buf, LIMIT_URL);
	if (*template == '@') {
		template ++;
		r = add_origin(&buf, url);
	}
	if (r == LANYARD_OK)
		r = buf_add_text(&buf, template);
	if (r == LANYARD_OK && (*text = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	return r == LANYARD_ERR_PROTOCOL ? LANYARD_ERR_ARGUMENT : r;
}

/* TEMPLATE where *TO is not set. */
static enum lanyard_error
fill(char **to, const char *template, const struct login *login)
{
	return *to != NULL ? LANYARD_OK
			   : preset_expand(template, login->url[0], to);
}

static enum lanyard_error
fill_endpoints(struct login *login, const struct preset *preset)
{
	enum lanyard_error r;

	if (login->issuer != NULL || login->authorization_endpoint != NULL ||
	    login->token_endpoint != NULL)
		return LANYARD_OK;
	if ((r = fill(&login->issuer, preset->issuer, login)) != LANYARD_OK ||
	    (r = fill(&login->authorization_endpoint,
		 preset->authorization_endpoint, login)) != LANYARD_OK ||
	    (r = fill(&login->token_endpoint, preset->token_endpoint, login)) !=
		LANYARD_OK ||
	    (r = fill(&login->device_authorization_endpoint,
		 preset->device_authorization_endpoint, login)) != LANYARD_OK)
		return r;
	return fill(
	    &login->revocation_endpoint, preset->revocation_endpoint, login);
}

/* What depends on the client: its scope, and how it proves itself. */
static enum lanyard_error
fill_client(struct login *login, const struct preset *preset)
{
	bool has_secret = login_has_secret(login);
	enum lanyard_error r = LANYARD_OK;

	if (login->scope == NULL && preset->scope != NULL &&
	    (preset->scopeless == NULL || login->client_id == NULL ||
		strncmp(login->client_id, preset->scopeless,
		    strlen(preset->scopeless)) != 0))
		r = strings_add_words(&login->scope, preset->scope);
	if (r == LANYARD_OK && has_secret)
		r = fill(&login->token_endpoint_auth_method,
		    preset->auth_method, login);
	if (r == LANYARD_OK && !has_secret && preset->client == PRESET_BROWSER)
		r = fill(&login->grant_type, "device_code", login);
	return r;
}

static enum lanyard_error
fill_parameters(struct login *login, const struct preset *preset)
{
	const char *const *p = preset->authorization_parameters;
	enum lanyard_error r = LANYARD_OK;

	if (login->authorization_parameters != NULL)
		return LANYARD_OK;
	for (; r == LANYARD_OK && p != NULL && p[0] != NULL; p += 2)
		r = login_add_parameter(
		    &login->authorization_parameters, p[0], p[1]);
	return r;
}

enum lanyard_error
preset_apply(struct login *login, struct error *error)
{
	const struct preset *preset =
	    login->preset != NULL ? preset_find(login->preset) : NULL;
	enum lanyard_error r = LANYARD_OK;

	if (preset == NULL)
		return LANYARD_OK;
	if (login->url == NULL && preset->url != NULL)
		for (size_t i = 0; preset->url[i] != NULL && r == LANYARD_OK;
		     i++)
			r = strings_add(&login->url, preset->url[i]);
	if (login->url == NULL && r == LANYARD_OK) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "login %s has no url, and preset \"%s\" knows none",
		    login->name, login->preset);
		error_hint(error, "add url = \"https://HOST\"; with the host "
				  "that gets the tokens");
		return LANYARD_ERR_CONFIG;
	}
	if (r == LANYARD_OK &&
	    (r = fill_endpoints(login, preset)) == LANYARD_OK &&
	    (r = fill(&login->redirect_uri, preset->redirect_uri, login)) ==
		LANYARD_OK &&
	    (r = fill(&login->basic_username, preset->basic_username, login)) ==
		LANYARD_OK &&
	    (r = fill_client(login, preset)) == LANYARD_OK)
		r = fill_parameters(login, preset);
	if (r == LANYARD_ERR_ARGUMENT)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: its first url has no host for preset \"%s\"",
		    login->name, login->preset);
	return r == LANYARD_OK ? r : error_memory(error);
}
