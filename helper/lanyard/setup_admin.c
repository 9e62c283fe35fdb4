/*
 * setup_admin.c - what an administrator does for everybody, printed
 */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "setup.h"

#define SCOPES "read_repository write_repository"

static int
end_output(void)
{
	if (fflush(stdout) == 0)
		return EXIT_DONE;
	return setup_fail_output();
}

/* It goes into JSON as it is: RFC 3986 has no quotes and no backslash. */
static bool
is_document_url(const char *url)
{
	static const char characters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "-._~:/?#[]@!$&'()*+,;=%";

	return url != NULL && strncmp(url, "https://", 8) == 0 &&
	       strchr(url + 8, '/') != NULL &&
	       url[strspn(url, characters)] == '\0';
}

/* draft-ietf-oauth-client-id-metadata-document: client_id is its own URL. */
int
setup_print_document(const struct setup *setup)
{
	if (!is_document_url(setup->client_id))
		return setup_fail(EXIT_USAGE,
		    "lanyard setup --client-document "
		    "--client-id https://HOST/lanyard.json",
		    "--client-document needs the https URL, with a path, at "
		    "which the document will be");
	printf("{\n"
	       "  \"client_id\": \"%s\",\n"
	       "  \"client_name\": \"" SETUP_CLIENT_NAME "\",\n"
	       "  \"redirect_uris\": [ \"" SETUP_REDIRECT_URI "\" ],\n"
	       "  \"grant_types\": [ \"authorization_code\", "
	       "\"refresh_token\",\n"
	       "    \"urn:ietf:params:oauth:grant-type:device_code\" ],\n"
	       "  \"response_types\": [ \"code\" ],\n"
	       "  \"application_type\": \"native\",\n"
	       "  \"token_endpoint_auth_method\": \"none\"\n"
	       "}\n",
	    setup->client_id);
	return end_output();
}

/* The call's beginning: the token is in no program's arguments. */
static void
print_call(const char *header)
{
	printf("printf '%s%%s' \"$TOKEN\" |\n"
	       "curl -X POST -H @- \\\n",
	    header);
}

/* GitLab: doc/api/applications.md, "Create an application". */
static void
print_gitlab(const struct setup *setup)
{
	printf("# GitLab at %s: register Lanyard for everybody, once, with an "
	       "administrator's\n# token of scope api in TOKEN; its "
	       "application_id is the client_id below:\n",
	    setup->host);
	print_call("PRIVATE-TOKEN: ");
	printf("  -d name=" SETUP_CLIENT_NAME " -d confidential=false \\\n"
	       "  -d redirect_uri=" SETUP_REDIRECT_URI " \\\n"
	       "  --data-urlencode 'scopes=" SCOPES "' \\\n"
	       "  %s/api/v4/applications\n\n",
	    setup->origin);
}

/*
 * Gitea's and Forgejo's API makes applications of an account's own, which all
 * users can log in with; those of nobody's own are made by hand (Gitea 1.19,
 * pull request 21335; no API: issue 38093).
 */
static void
print_gitea(const struct setup *setup, const char *page)
{
	printf("# %s: register Lanyard for everybody, once, with a token of "
	       "scope\n# write:user in TOKEN; its client_id is the one below. "
	       "It belongs to that\n# token's account; one of the whole "
	       "server is made by hand, at\n# %s%s\n",
	    setup->host, setup->origin, page);
	print_call("Authorization: token ");
	printf("  -H 'Content-Type: application/json' \\\n"
	       "  -d '{\"name\": \"" SETUP_CLIENT_NAME
	       "\", \"confidential_client\": false,\n"
	       "    \"redirect_uris\": [\"" SETUP_REDIRECT_URI "\"]}' \\\n"
	       "  %s/api/v1/user/applications/oauth2\n\n",
	    setup->origin);
}

int
setup_print_admin(const struct setup *setup)
{
	const char *preset = setup->preset != NULL ? setup->preset : "gitlab";

	if (strcmp(preset, "gitlab") == 0)
		print_gitlab(setup);
	else if (strcmp(preset, "gitea") == 0)
		print_gitea(setup, "/-/admin/applications");
	else if (strcmp(preset, "forgejo") == 0)
		print_gitea(setup, "/admin/applications");
	else
		return setup_fail(EXIT_USAGE,
		    "--preset gitlab, gitea or forgejo; elsewhere without "
		    "--print-admin",
		    "no call is known by which an administrator registers a "
		    "client for everybody with preset %s",
		    preset);
	printf("# /etc/lanyard/lanyard.conf, on each machine:\n"
	       "logins = {\n"
	       "  %s = {\n"
	       "    preset = \"%s\";\n"
	       "    url = \"%s\";\n"
	       "    client_id = \"CLIENT_ID\";\n"
	       "  };\n"
	       "};\n",
	    setup->name_given != NULL ? setup->name_given : preset, preset,
	    setup->origin);
	return end_output();
}
