/*
 * setup_tool.c - lanyard setup --tool NAME: another program asks lanyard
 *
 * A row says which file that program reads, and what has to stand there. What
 * can be added without a doubt is; else it is printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/report.h"
#include "half.h"
#include "setup.h"
#include "setup_edit.h"

#define TEXT_ROOM 1024

enum way {
	WAY_PRINT,
	WAY_APPEND,
	WAY_MEMBER, /* "credHelpers" of a JSON file */
};

/* {HOST}, {NAME}, {BIN} in a text stand for the login's, and our folder. */
struct tool {
	const char *name;
	bool login; /* of one login, not of all */
	enum way way;
	const char *variable; /* that names the file, or its folder */
	const char *in;	      /* behind it; "": it is the file */
	const char *file;     /* below HOME */
	const char *lines;    /* a member's value: lines for its object */
	const char *taken;    /* what is in the way: setup_edit_append() */
	const char *link;     /* below HOME, to us */
	const char *also;     /* what else is to be done */
};

#define EXEC                                                                   \
	"users:\n- name: {NAME}\n  user:\n    exec:\n"                         \
	"      apiVersion: client.authentication.k8s.io/v1\n"                  \
	"      command: lanyard\n      args: [kubectl, {NAME}]\n"              \
	"      interactiveMode: IfAvailable\n"
#define GOOGLE                                                                 \
	"\"credential_source\": { \"executable\": { \"command\": "             \
	"\"{BIN}/lanyard google-executable {NAME}\" } }\n"

static const struct tool tools[] = {
    {"docker", true, WAY_MEMBER, "DOCKER_CONFIG", "/config.json",
	".docker/config.json", "\"{HOST}\": \"lanyard\"\n", NULL, NULL, NULL},
    {"podman", true, WAY_MEMBER, "REGISTRY_AUTH_FILE", "",
	".config/containers/auth.json", "\"{HOST}\": \"lanyard\"\n", NULL, NULL,
	NULL},
    {"cargo", false, WAY_APPEND, "CARGO_HOME", "/config.toml",
	".cargo/config.toml",
	"[registry]\nglobal-credential-providers = [\"cargo:token\", "
	"\"cargo-credential-lanyard\"]\n",
	"[registry]|[registry.global|registry.|registry =", NULL, NULL},
    {"go", false, WAY_APPEND, "GOENV", "", ".config/go/env",
	"GOAUTH=lanyard goauth\n", "GOAUTH=", NULL, NULL},
    {"terraform", false, WAY_APPEND, "TF_CLI_CONFIG_FILE", "", ".terraformrc",
	"credentials_helper \"lanyard\" { }\n", "credentials_helper",
	".terraform.d/plugins/terraform-credentials-lanyard", NULL},
    {"bazel", true, WAY_APPEND, NULL, NULL, ".bazelrc",
	"common --credential_helper={HOST}=lanyard-bazel\n",
	"common --credential_helper={HOST}=", NULL, NULL},
    {"pnpm", true, WAY_APPEND, "NPM_CONFIG_USERCONFIG", "", ".npmrc",
	"//{HOST}/:tokenHelper={HOME}/.local/bin/lanyard-pnpm-{NAME}\n",
	"//{HOST}/:tokenHelper=", ".local/bin/lanyard-pnpm-{NAME}", NULL},
    {"pip", false, WAY_APPEND, "PIP_CONFIG_FILE", "", ".config/pip/pip.conf",
	"[global]\nkeyring-provider = subprocess\n", "[global]",
	".local/bin/keyring",
	"write a user name into the index's URL: pip asks for no other"},
    {"kubectl", true, WAY_PRINT, "KUBECONFIG", "", ".kube/config", EXEC, NULL,
	NULL, NULL},
    {"aws", true, WAY_PRINT, "AWS_CONFIG_FILE", "", ".aws/config",
	"[profile {NAME}]\ncredential_process = lanyard aws-credentials "
	"{NAME}\n",
	NULL, NULL, NULL},
    {"google", true, WAY_PRINT, "GOOGLE_APPLICATION_CREDENTIALS", "",
	"the file of the external account", GOOGLE, NULL, NULL, NULL},
    {"mcp", true, WAY_PRINT, NULL, NULL, "the client's mcp.json",
	"\"headersHelper\": \"lanyard headers {NAME}\"\n", NULL, NULL, NULL},
};

#define COUNT (sizeof(tools) / sizeof(tools[0]))

/* What is filled in. */
struct place {
	const char *home, *host, *name, *bin;
	char *url; /* the login's, or that which is asked for */
	char login[SETUP_NAME * 2];
	char *folder; /* of HALF_PATH bytes */
};

static const struct tool *
find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(tools[i].name, name) == 0)
			return &tools[i];
	return NULL;
}

static int
fail_unknown(const char *name)
{
	char hint[256] = "";

	if (strcmp(name, "git") == 0)
		return setup_fail(EXIT_USAGE, "lanyard setup --git URL",
		    "git is told with the login, or afterwards");
	for (size_t i = 0; i < COUNT; i++) {
		(void)snprintf(hint + strlen(hint), sizeof(hint) - strlen(hint),
		    "%s%s", i == 0 ? "" : ", ", tools[i].name);
	}
	return setup_fail(
	    EXIT_USAGE, hint, "there is no tool %.64s to set up", name);
}

static const char *
value_of(const struct place *place, const char *name, size_t size)
{
	const struct {
		const char *name, *value;
	} values[] = {
	    {"HOST", place->host},
	    {"NAME", place->name},
	    {"HOME", place->home},
	    {"BIN", place->bin},
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].name) == size &&
		    strncmp(values[i].name, name, size) == 0)
			return values[i].value;
	return NULL;
}

/* TEXT with what stands in braces filled in; false: it is too long. */
static bool
fill(char *to, size_t room, const struct place *place, const char *text)
{
	const char *end, *value;
	size_t size = 0, length;

	while (*text != '\0' && size < room - 1) {
		end = *text == '{' ? strchr(text, '}') : NULL;
		value = end == NULL ? NULL
				    : value_of(place, text + 1,
					  (size_t)(end - text) - 1);
		if (value == NULL) {
			to[size++] = *text++;
			continue;
		}
		length = strlen(value);
		if (length >= room - size)
			return false;
		memcpy(to + size, value, length);
		size += length;
		text = end + 1;
	}
	to[size] = '\0';
	return *text == '\0';
}

/* ---- the login ---- */

static enum lanyard_error
take(void *context, const struct lanyard_state *state)
{
	struct place *place = context;

	(void)snprintf(place->login, sizeof(place->login), "%s", state->name);
	place->name = place->login;
	if (place->url == NULL && state->url != NULL)
		place->url = strdup(state->url);
	return LANYARD_OK;
}

/* The host of the URL, with its port; what a pattern stands for is not known.
 */
static int
take_host(struct place *place)
{
	char *host = place->url != NULL ? strstr(place->url, "://") : NULL;
	char *at;

	if (host == NULL)
		return setup_fail(EXIT_USAGE, "name a URL of it",
		    "login %s has no host", place->name);
	host += 3;
	host[strcspn(host, "/?#")] = '\0';
	if ((at = strrchr(host, '@')) != NULL)
		host = at + 1;
	if (strchr(host, '*') != NULL)
		return setup_fail(EXIT_USAGE,
		    "lanyard setup --tool NAME https://HOST",
		    "login %s has a pattern: name one host of it", place->name);
	place->host = host;
	return EXIT_DONE;
}

static int
take_login(const struct setup *setup, struct place *place)
{
	enum lanyard_error r;

	if (setup->url == NULL)
		return setup_fail(EXIT_USAGE,
		    "lanyard setup --tool NAME LOGIN|URL",
		    "for which login, %s is not to guess", setup->tool);
	if (strstr(setup->url, "://") != NULL &&
	    (place->url = strdup(setup->url)) == NULL)
		return setup_fail_memory();
	r = lanyard_state_of(setup->session, setup->url, 0, take, place);
	if (r != LANYARD_OK)
		return setup_report(setup, r);
	return take_host(place);
}

/* ---- the file ---- */

#define CONFIG ".config/"

static void
find_file(char path[SETUP_EDIT_PATH], const struct tool *tool,
    const struct place *place)
{
	const char *said =
	    tool->variable != NULL ? getenv(tool->variable) : NULL;
	const char *config = getenv("XDG_CONFIG_HOME");

	if (said != NULL && *said != '\0')
		(void)snprintf(path, SETUP_EDIT_PATH, "%s%s", said, tool->in);
	else if (strchr(tool->file, ' ') != NULL)
		(void)snprintf(path, SETUP_EDIT_PATH, "%s", tool->file);
	else if (config != NULL && config[0] == '/' &&
		 strncmp(tool->file, CONFIG, strlen(CONFIG)) == 0)
		(void)snprintf(path, SETUP_EDIT_PATH, "%s/%s", config,
		    tool->file + strlen(CONFIG));
	else
		(void)snprintf(
		    path, SETUP_EDIT_PATH, "%s/%s", place->home, tool->file);
}

/* cargo reads a file without .toml before the other, if it is there. */
static void
prefer_older(char path[SETUP_EDIT_PATH])
{
	size_t size = strlen(path);

	if (size <= 5 || strcmp(path + size - 5, ".toml") != 0)
		return;
	path[size - 5] = '\0';
	if (access(path, F_OK) != 0)
		path[size - 5] = '.';
}

static enum setup_edit
edit(const struct tool *tool, const struct place *place, const char *path,
    const char *lines, bool check)
{
	char taken[TEXT_ROOM];

	if (tool->way == WAY_MEMBER)
		return setup_edit_member(
		    path, "credHelpers", place->host, "lanyard", check);
	if (tool->taken != NULL &&
	    !fill(taken, sizeof(taken), place, tool->taken))
		return SETUP_EDIT_CANNOT;
	return tool->way == WAY_APPEND
		   ? setup_edit_append(
			 path, lines, tool->taken != NULL ? taken : NULL, check)
		   : SETUP_EDIT_CANNOT;
}

/* LINES are data, for who writes them himself. */
static int
print(const char *path, const char *lines, const char *why)
{
	setup_say("%s%s:", why, path);
	if (fputs(lines, stdout) != EOF && fflush(stdout) == 0)
		return EXIT_DONE;
	return setup_fail_output();
}

static int
tell(enum setup_edit r, const struct tool *tool, const char *path,
    const char *lines, bool check)
{
	switch (r) {
	case SETUP_EDIT_FAILED:
		return EXIT_FAILED;
	case SETUP_EDIT_THERE:
		setup_say("%s: %s has it already", tool->name, path);
		return EXIT_DONE;
	case SETUP_EDIT_CANNOT:
		return print(path, lines,
		    tool->way == WAY_PRINT
			? "write into "
			: "something is there already; write into ");
	case SETUP_EDIT_DONE:
		break;
	}
	if (check)
		return print(path, lines, "would be added to ");
	setup_say("%s: added to %s", tool->name, path);
	return EXIT_DONE;
}

static int
make_link(const struct tool *tool, const struct place *place, bool check)
{
	char below[TEXT_ROOM], path[SETUP_EDIT_PATH], to[SETUP_EDIT_PATH];
	enum setup_edit r;

	if (!fill(below, sizeof(below), place, tool->link) ||
	    snprintf(path, sizeof(path), "%s/%s", place->home, below) >=
		(int)sizeof(path) ||
	    snprintf(to, sizeof(to), "%s/lanyard", place->bin) >=
		(int)sizeof(to))
		return setup_fail(EXIT_FAILED, "set HOME to a shorter path",
		    "the path of %.64s below HOME is too long", tool->name);
	if ((r = setup_edit_link(path, to, check)) == SETUP_EDIT_FAILED)
		return EXIT_FAILED;
	if (r == SETUP_EDIT_CANNOT)
		return setup_fail(EXIT_FAILED, "move it away, and try again",
		    "%s is there, and no link to lanyard", path);
	setup_say("%s: %s %s", tool->name, path,
	    r == SETUP_EDIT_THERE ? "is a link to lanyard already"
	    : check		  ? "would be a link to lanyard"
				  : "is a link to lanyard now");
	return EXIT_DONE;
}

static int
set_up(const struct tool *tool, const struct place *place, bool check)
{
	char path[SETUP_EDIT_PATH], lines[TEXT_ROOM];
	int status;

	find_file(path, tool, place);
	prefer_older(path);
	if (!fill(lines, sizeof(lines), place, tool->lines))
		return setup_fail(EXIT_FAILED,
		    "lanyard help setup has a shorter way: write it by hand",
		    "the name of the host, or of a file, is too long");
	if (tool->link != NULL &&
	    (status = make_link(tool, place, check)) != EXIT_DONE)
		return status;
	status = tell(
	    edit(tool, place, path, lines, check), tool, path, lines, check);
	if (status == EXIT_DONE && tool->also != NULL)
		setup_say("%s: %s", tool->name, tool->also);
	return status;
}

int
setup_tool(const struct setup *setup)
{
	const struct tool *tool = find(setup->tool);
	struct place place = {.home = getenv("HOME")};
	int status;

	if (tool == NULL)
		return fail_unknown(setup->tool);
	if (place.home == NULL || place.home[0] != '/')
		return setup_fail(EXIT_USAGE, "export HOME=FOLDER, from / on",
		    "HOME has to be set for that");
	if ((place.folder = malloc(HALF_PATH)) == NULL)
		return setup_fail_memory();
	place.bin = place.folder;
	if (!half_folder(place.folder))
		status = setup_fail(EXIT_FAILED,
		    "mount /proc, or give it by its whole path",
		    "where lanyard is cannot be told");
	else
		status = tool->login || setup->url != NULL
			     ? take_login(setup, &place)
			     : EXIT_DONE;
	if (status == EXIT_DONE)
		status = set_up(tool, &place, setup->check);
	free(place.url);
	free(place.folder);
	return status;
}
