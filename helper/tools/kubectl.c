/*
 * kubectl.c - lanyard kubectl [NAME|URL]: an ExecCredential
 *
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/,
 * "client-go credential plugins". KUBERNETES_EXEC_INFO has the version that is
 * wanted, whether somebody may be asked, and, with provideClusterInfo, the
 * server.
 */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "common/report.h"
#include "tools.h"

#define INFO  "KUBERNETES_EXEC_INFO"
#define GROUP "client.authentication.k8s.io/"

struct info {
	char *version;	   /* GROUP and a version; NULL: not said */
	char *interactive; /* "true" or "false"; NULL: not said */
	char *server;	   /* NULL: not said */
};

static bool
read_info(struct info *info)
{
	const char *text = getenv(INFO);
	size_t size = text == NULL ? 0 : strlen(text);

	memset(info, 0, sizeof(*info));
	return size == 0 || (lanyard_json_member(text, size, "apiVersion",
				 &info->version) == LANYARD_OK &&
				lanyard_json_member(text, size, "interactive",
				    &info->interactive) == LANYARD_OK &&
				lanyard_json_member(text, size, "server",
				    &info->server) == LANYARD_OK);
}

static void
clear_info(struct info *info)
{
	lanyard_text_free(&info->version);
	lanyard_text_free(&info->interactive);
	lanyard_text_free(&info->server);
}

/* The answer has the version that was asked for; NULL: none that is known. */
static const char *
find_format(const struct info *info)
{
	if (info->version == NULL || strcmp(info->version, GROUP "v1") == 0)
		return "kubectl";
	if (strcmp(info->version, GROUP "v1beta1") == 0)
		return "kubectl-v1beta1";
	return NULL;
}

static int
answer(struct lanyard_session *session, const struct info *info,
    const char *target)
{
	const char *format = find_format(info);

	if (target == NULL)
		target = info->server;
	if (target == NULL) {
		report_error("which login is meant is not said",
		    "in the kubeconfig: args: [kubectl, NAME], or "
		    "provideClusterInfo: true");
		return EXIT_USAGE;
	}
	if (format == NULL) {
		report_error("kubectl asks in a version that is not known",
		    "in the kubeconfig: apiVersion: " GROUP "v1");
		return EXIT_USAGE;
	}
	if (info->interactive != NULL &&
	    strcmp(info->interactive, "false") == 0)
		setenv("LANYARD_INTERACTIVE", "0", 1);
	return ask_token(session, target, format);
}

int
tool_kubectl(struct lanyard_session *session, char *const *arguments)
{
	struct info info;
	int status = EXIT_USAGE;

	if (!read_info(&info))
		report_error(INFO " is no JSON object", "kubectl sets it");
	else if (arguments[0] != NULL && arguments[1] != NULL)
		report_error("one login at a time", "lanyard kubectl NAME");
	else
		status = answer(session, &info, arguments[0]);
	clear_info(&info);
	return status;
}
