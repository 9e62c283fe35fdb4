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

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

#define INFO  "KUBERNETES_EXEC_INFO"
#define GROUP "client.authentication.k8s.io/"

/* What INFO has, each NULL where that is not said. */
enum { VERSION, KIND, INTERACTIVE, SERVER, COUNT };

static enum lanyard_error
read_info(char *info[COUNT])
{
	static const char *const names[COUNT] = {
	    [VERSION] = "apiVersion", /* GROUP and a version */
	    [KIND] = "kind",
	    [INTERACTIVE] = "spec.interactive", /* "true" or "false" */
	    [SERVER] = "spec.cluster.server",
	};
	const char *text = getenv(INFO);

	return tool_io_members(
	    text == NULL || *text == '\0' ? "{}" : text, names, info, COUNT);
}

/*
 * The answer has the version that was asked for; NULL: none that is known. Who
 * runs us by hand asks for none.
 */
static const char *
find_format(const char *version)
{
	const char *text = getenv(INFO);

	if (version == NULL)
		return text == NULL || *text == '\0' ? "kubectl" : NULL;
	if (strcmp(version, GROUP "v1") == 0)
		return "kubectl";
	if (strcmp(version, GROUP "v1beta1") == 0)
		return "kubectl-v1beta1";
	return NULL;
}

static int
answer(struct lanyard_session *session, char *const info[COUNT],
    const char *target)
{
	const char *format = find_format(info[VERSION]);

	if (target == NULL)
		target = info[SERVER];
	if (target == NULL || *target == '\0') {
		report_error("which login is meant is not said",
		    "in the kubeconfig: args: [kubectl, NAME], or "
		    "provideClusterInfo: true");
		return EXIT_USAGE;
	}
	if (info[KIND] != NULL && strcmp(info[KIND], "ExecCredential") != 0) {
		report_error(INFO " asks for something else than an "
				  "ExecCredential",
		    "kubectl sets it");
		return EXIT_USAGE;
	}
	if (format == NULL) {
		report_error("kubectl asks in a version that is not known",
		    "in the kubeconfig: apiVersion: " GROUP "v1");
		return EXIT_USAGE;
	}
	if (info[INTERACTIVE] != NULL &&
	    strcmp(info[INTERACTIVE], "false") == 0)
		setenv("LANYARD_INTERACTIVE", "0", 1);
	return tool_io_token(session, target, format, NULL);
}

int
tool_kubectl(struct lanyard_session *session, char *const *arguments)
{
	char *info[COUNT];
	enum lanyard_error r = read_info(info);
	int status = EXIT_USAGE;

	if (r == LANYARD_ERR_MEMORY)
		status = report_memory();
	else if (r != LANYARD_OK)
		report_error(INFO " is no JSON object", "kubectl sets it");
	else if (arguments[0] != NULL && arguments[1] != NULL)
		report_error("one login at a time", "lanyard kubectl NAME");
	else
		status = answer(session, info, arguments[0]);
	tool_io_members_free(info, COUNT);
	return status;
}
