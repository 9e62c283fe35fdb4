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
	return setup_fail(EXIT_FAILED, NULL, "stdout could not be written");
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

/* GitLab: doc/api/applications.md, "Create an application". */
int
setup_print_admin(const struct setup *setup)
{
	const char *name =
	    setup->name_given != NULL ? setup->name_given : "gitlab";

	printf("# GitLab at %s: register Lanyard for everybody, once, with an "
	       "administrator's\n# token of scope api in TOKEN; its "
	       "application_id is the client_id below:\n"
	       "curl -X POST -H \"PRIVATE-TOKEN: $TOKEN\" \\\n"
	       "  -d name=" SETUP_CLIENT_NAME " -d confidential=false \\\n"
	       "  -d redirect_uri=" SETUP_REDIRECT_URI " \\\n"
	       "  --data-urlencode 'scopes=" SCOPES "' \\\n"
	       "  %s/api/v4/applications\n\n",
	    setup->host, setup->origin);
	printf("# /etc/lanyard/lanyard.conf, on each machine:\n"
	       "logins = {\n"
	       "  %s = {\n"
	       "    preset = \"gitlab\";\n"
	       "    url = \"%s\";\n"
	       "    client_id = \"APPLICATION_ID\";\n"
	       "  };\n"
	       "};\n",
	    name, setup->origin);
	return end_output();
}
