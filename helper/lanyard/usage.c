/*
 * usage.c - how the verbs are used, as lanyard tells it
 */
#include "usage.h"

#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "meant.h"

struct usage {
	const char *verb;
	const char *words; /* behind the verb */
	const char *about;
};

static const struct usage usages[] = {
    {"get", "<REQUEST",
	"Answer git's credential request on stdin: lines of key=value, up to "
	"an empty line.\nPrints nothing where no login answers it.\n"},
    {"store", "<CREDENTIAL",
	"Take a credential that a host has accepted. An oauth_refresh_token "
	"in it seeds\na login; see also lanyard seed.\n"},
    {"erase", "<CREDENTIAL",
	"Take a credential that a host has rejected: its access token goes, "
	"the refresh\ntoken stays.\n"},
    {"capability", "", "Print what of git's protocol is understood.\n"},
    {"token", "[--format=FORM] [--user=USER] [--min-life=TIME] NAME|URL",
	"Print the login's access token, refreshed if need be.\n"
	"  --format=FORM  raw (the default), header, value, curl, json, "
	"netrc,\n"
	"                 xoauth2 or oauthbearer\n"
	"  --user=USER    the account, where the form has one\n"
	"  --min-life=TIME  refreshed if less is left, for example 30m, 1h\n"},
    {"curl", "[OPTIONS] URL [OPTIONS]",
	"Run curl with the token of the login that answers URL.\n"
	"  OPTIONS        curl's, as far as they keep the token with URL\n"},
    {"setup", "[OPTIONS] [URL]",
	"Find out how to log in at URL's host, write it down, and log in.\n"
	"  --name=NAME, --username=USER   the login's, and the account\n"
	"  --preset=NAME, --issuer=URL    what the host does not say itself\n"
	"  --client-id=ID [--client-secret-file=FILE]\n"
	"                     a client that is registered already\n"
	"  --built-in-client  the one that a Gitea or Forgejo has\n"
	"  --organization=ORG, --app-name=NAME   of an App at GitHub\n"
	"  --scope=WORDS, --redirect-uri=URI, --ca-file=FILE, --proxy=URL,\n"
	"  --allow-http       as in lanyard.conf(5)\n"
	"  --path             for the path in URL only, not for its host\n"
	"  --git, --no-git    have git ask lanyard for the host, or do not\n"
	"  --no-login         write it down only\n"
	"  --check            change nothing, and show what would be\n"
	"  --print-admin      what registers Lanyard for all of a GitLab (or\n"
	"                     --preset=gitea or forgejo)\n"
	"  --tool=NAME        have another program ask lanyard: docker, "
	"podman, cargo, go,\n"
	"                     terraform, bazel, pnpm, pip; or print what "
	"kubectl, aws,\n"
	"                     google, mcp need. URL is a login's, or its "
	"name\n"
	"  --client-document  the document to put at the URL of "
	"--client-id\n"},
    {"login", "[--for=ssh://[USER@]HOST] NAME|URL",
	"Log in anew, whatever is stored.\n"
	"  --for=URL      by the browser here, for that machine: its lanyard\n"
	"                 import gets the login, and nothing of it stays "
	"here\n"},
    {"logout", "NAME|URL", "Forget the tokens that are stored.\n"},
    {"refresh", "NAME|URL | --all [--within=TIME]",
	"Ask the server for a new access token.\n"
	"  --all          of every login that is due\n"
	"  --within=TIME  or will be, for example 10m, 1h30m, 7d\n"},
    {"seed", "[--force] NAME|URL <FILE",
	"Keep the refresh token on stdin: alone on a line, as JSON, or as "
	"key=value.\n"
	"  --force        in the place of a live one\n"},
    {"export", "[--move] [--force] NAME|URL",
	"Print the login with its tokens, for lanyard import on another "
	"machine.\n"
	"  --move         keep it here, but never use it any more\n"
	"  --force        on a terminal, too\n"},
    {"import", "[--name=NAME] [--force] <LOGIN | --undo NAME|URL",
	"Keep the login on stdin, as lanyard export prints it.\n"
	"  --name=NAME    under another name\n"
	"  --force        in the place of one of that name\n"
	"  --undo         use one here again that was moved away\n"},
    {"status", "[--json] [--exit-code [--within=TIME]] [NAME|URL]",
	"Show every login, or one, and its tokens' age.\n"
	"  --json         as JSON\n"
	"  --exit-code    exit 3, 4 or 5 where one needs a person, was "
	"refused\n"
	"                 or has a passing trouble\n"
	"  --within=TIME  ... or will need a person by then, for example "
	"14d, 1w\n"},
    {"doctor", "[--json] [NAME|URL]",
	"Look for what is amiss, of every login or one, and say what mends "
	"it. Changes\nnothing, and sends no secret. Exit 1 where there is "
	"something.\n"
	"  --json         as JSON\n"},
    {"exec", "[--env VARIABLE=NAME[:FORMAT]]... -- COMMAND [ARGUMENT]...",
	"Run COMMAND with tokens in its environment: the one place where it "
	"looks for them.\n"
	"  --env V=NAME   the token of the login NAME, or of a URL, in the "
	"variable V\n"},
    {"serve", "--socket URL...",
	"Answer git, at the socket that is stdin or systemd's, for these URLs "
	"and no others:\nfor a sandbox that is to have no store.\n"},
    {"file", "[--watch] [--format=FORM] NAME|URL PATH",
	"Write the login's token to the file PATH, for us alone.\n"
	"  --watch        go on, and replace it before it expires\n"
	"  --format=FORM  as for lanyard token\n"},
    {"headers", "NAME|URL",
	"Print the login's token as HTTP fields in JSON, for agents.\n"},
    {"kubectl", "[NAME|URL]",
	"Answer kubectl with an ExecCredential; the login is named, or that "
	"of its server.\n"},
    {"docker", "get|store|erase|list|version",
	"Answer docker, podman, skopeo, ... : docker-credential-lanyard.\n"},
    {"cargo", "--cargo-plugin", "Answer cargo: cargo-credential-lanyard.\n"},
    {"bazel", "get", "Answer Bazel's --credential_helper.\n"},
    {"goauth", "[URL]", "Answer go: GOAUTH=\"lanyard goauth\".\n"},
    {"terraform", "get|store|forget HOST",
	"Answer terraform and OpenTofu: terraform-credentials-lanyard.\n"},
    {"keyring", "get SERVICE [USER] [--mode creds]",
	"Answer pip and uv: a link keyring to lanyard-keyring.\n"},
    {"pnpm", "NAME|URL",
	"Answer pnpm's tokenHelper: a link lanyard-pnpm-NAME.\n"},
    {"aws-credentials", "NAME|URL",
	"Answer as AWS's credential_process, with the session of a role: a "
	"login of\ngrant_type \"aws_web_identity\".\n"},
    {"google-executable", "NAME|URL",
	"Answer Google's libraries, which run it for an external account, "
	"with the\nlogin's ID token.\n"},
    {"askpass", "PROMPT",
	"Answer a prompt for a host's user or password: lanyard-askpass.\n"},
    {"help", "[VERB]", "Show how lanyard, or a verb, is used.\n"},
    {"version", "", "Print name and version.\n"},
};

#define COUNT (sizeof(usages) / sizeof(usages[0]))

const char *
usage_text(void)
{
	return "usage: lanyard VERB\n"
	       "  get | store | erase      answer git's credential protocol on "
	       "stdin\n"
	       "  capability               say what of that protocol is "
	       "understood\n"
	       "  token [--format=F] [--user=U] [--min-life=30m] NAME|URL\n"
	       "                           print an access token; F: raw, "
	       "header, value,\n"
	       "                           curl, json, netrc, xoauth2 or "
	       "oauthbearer\n"
	       "  curl URL [OPTIONS]       run curl with the token\n"
	       "  setup [OPTIONS] [URL]    from a host's URL to a login that "
	       "works\n"
	       "  login NAME|URL           log in anew\n"
	       "  logout NAME|URL          forget the stored tokens\n"
	       "  refresh NAME|URL         ask the server for a new access "
	       "token\n"
	       "  refresh --all [--within 10m]  for every login that is due\n"
	       "  seed [--force] NAME|URL  keep the refresh token on stdin\n"
	       "  export [--move] [--force] NAME|URL\n"
	       "                           print the login for another "
	       "machine\n"
	       "  import [--name=NAME] [--force] | --undo NAME|URL\n"
	       "                           keep the login on stdin; use a "
	       "moved "
	       "one again\n"
	       "  status [--json] [--exit-code [--within 14d]] [NAME|URL]\n"
	       "                           show every login and its tokens' "
	       "age\n"
	       "  doctor [--json] [NAME|URL]\n"
	       "                           look for what is amiss, and say "
	       "what mends it\n"
	       "  exec --env VAR=NAME -- COMMAND   run it with a token in VAR\n"
	       "  file [--watch] NAME PATH         keep a token in a file\n"
	       "  serve --socket URL...            answer git in a sandbox\n"
	       "  headers | kubectl | docker | cargo | bazel | goauth |\n"
	       "  terraform | keyring | pnpm | askpass | aws-credentials |\n"
	       "  google-executable\n"
	       "                           answer other programs: "
	       "lanyard-tools(7)\n"
	       "  help [VERB]              say more of a verb\n"
	       "  -q, --quiet | -v, --verbose VERB\n"
	       "                           without notices; with a trace on "
	       "stderr; also\n"
	       "                           behind verbs that are not for git "
	       "or curl\n"
	       "  --version | --help\n"
	       "see lanyard(1) and lanyard.conf(5)\n";
}

static const struct usage *
find(const char *verb)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(usages[i].verb, verb) == 0)
			return &usages[i];
	return NULL;
}

static void
print_line(FILE *stream, const struct usage *usage)
{
	fprintf(stream, "usage: lanyard %s%s%s\n", usage->verb,
	    usage->words[0] != '\0' ? " " : "", usage->words);
}

int
usage_of(const char *verb)
{
	const struct usage *usage = find(verb);

	if (usage != NULL)
		print_line(stderr, usage);
	return EXIT_USAGE;
}

int
usage_unknown(const char *verb)
{
	const char *names[COUNT + 1] = {NULL}, *nearest;
	char text[80], hint[80], name[MEANT_NAME];

	for (size_t i = 0; i < COUNT; i++)
		names[i] = usages[i].verb;
	meant_name(verb, name);
	nearest = meant_by(name, names);
	/* What is behind the scheme may have a password. */
	if (strstr(name, "://") != NULL)
		strstr(name, "://")[3] = '\0';
	(void)snprintf(text, sizeof(text), "unknown %s %s",
	    *verb == '-' ? "option" : "verb", name);
	(void)snprintf(hint, sizeof(hint), "did you mean lanyard %s?",
	    nearest != NULL ? nearest : "");
	if (strstr(verb, "://") != NULL)
		(void)snprintf(hint, sizeof(hint),
		    "a verb comes first: lanyard token URL, or lanyard login "
		    "URL");
	else if (nearest == NULL)
		(void)snprintf(
		    hint, sizeof(hint), "lanyard help lists the verbs");
	/* An option here is git's to show, in one line. */
	report_error(text, *verb == '-' ? NULL : hint);
	return EXIT_USAGE;
}

int
usage_help(const char *verb)
{
	const struct usage *usage = verb == NULL ? NULL : find(verb);

	if (verb != NULL && usage == NULL)
		return usage_unknown(verb);
	if (usage == NULL)
		fputs(usage_text(), stdout);
	else {
		print_line(stdout, usage);
		printf("%ssee lanyard(1)\n", usage->about);
	}
	if (fflush(stdout) == 0)
		return EXIT_DONE;
	report_error("stdout could not be written", NULL);
	return EXIT_FAILED;
}
