/*
 * youtube.c - a command-line program with a login of its own
 *
 * It asks an API that wants OAuth 2.0, Google's about your YouTube channel if
 * not told otherwise, and prints the reply. The first time it sends you to
 * the browser. Then the token is in a file, is refreshed when it is due, and
 * nobody is asked again.
 *
 *	./youtube client_id=ID client_secret_file=FILE
 *
 * What pyoauth2's samples/youtube.py was, in C on liblanyard. Copy from it.
 */
#define _DEFAULT_SOURCE /* explicit_bzero() */
#include <fcntl.h>
#include <lanyard.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "settings.h"

extern char **environ;

#define LOGIN "youtube" /* what the record is called; any name will do */

struct settings {
	const char *client_id;
	const char *client_secret_file; /* NULL: a public client has none */
	const char *authorization_endpoint;
	const char *token_endpoint;
	const char *redirect_uri;
	const char *scope;
	const char *url;   /* of the API */
	const char *store; /* the file that keeps the token */
};

static void
complain(const char *text)
{
	fprintf(stderr, "youtube: %s\n", text);
}

/*
 * Nobody waits for it, and nothing depends on it: the URL is printed as well.
 * No shell sees the URL.
 */
static void
open_browser(const char *url)
{
	const char *browser = getenv("BROWSER");
	const char *arguments[] = {browser ? browser : "xdg-open", url, NULL};
	posix_spawn_file_actions_t actions;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		posix_spawn_file_actions_addopen(
		    &actions, fd, "/dev/null", O_RDWR, 0);
	posix_spawnp(&pid, arguments[0], &actions, NULL,
	    (char *const *)arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
}

/*
 * Have the person log in, and give FLOW what the browser came back with. A
 * code alone will do, as "urn:ietf:wg:oauth:2.0:oob" showed it; the final URL
 * is better, for its state is compared with ours.
 */
static enum lanyard_error
ask(struct lanyard_flow *flow)
{
	enum lanyard_error r;
	const char *url;
	char line[4096];

	if ((r = lanyard_flow_url(flow, &url)) != LANYARD_OK)
		return r;
	open_browser(url);
	fprintf(stderr,
	    "Log in with your browser:\n\n  %s\n\n"
	    "Then paste the address of the page it ends at, or the code.\n",
	    url);
	for (;;) {
		fputs("Code: ", stderr);
		if (fgets(line, sizeof(line), stdin) == NULL)
			line[0] = '\0';
		line[strcspn(line, "\r\n")] = '\0';
		r = lanyard_flow_paste(flow, line);
		explicit_bzero(line, sizeof(line));
		if (r != LANYARD_ERR_PROTOCOL || feof(stdin))
			return r;
		complain(lanyard_flow_message(flow)); /* once more */
	}
}

/*
 * Log in, and keep the token in SESSION's storage. From then on the session
 * knows all that a refresh needs: endpoint, client, refresh token.
 */
static enum lanyard_error
authorize(const struct settings *s, struct lanyard_session *session)
{
	/* Google gives a refresh token only to who asks for these. */
	static const char *const parameters[] = {
	    "access_type", "offline", "prompt", "consent", NULL};
	char secret[SECRET_SIZE] = "";
	char pattern[PATTERN_SIZE];
	const char *patterns[] = {pattern, NULL};
	struct lanyard_flow *flow = NULL;
	enum lanyard_error r;
	struct lanyard_flow_options options = {
	    .client_id = s->client_id,
	    .client_secret = s->client_secret_file != NULL ? secret : NULL,
	    .authorization_endpoint = s->authorization_endpoint,
	    .token_endpoint = s->token_endpoint,
	    .redirect_uri = s->redirect_uri,
	    .scope = s->scope,
	    .authorization_parameters = parameters,
	};

	if (!settings_pattern(s->url, pattern) ||
	    (s->client_secret_file != NULL &&
		!settings_secret(s->client_secret_file, secret)))
		return LANYARD_ERR_CONFIG;
	r = lanyard_flow_new(&flow, &options);
	explicit_bzero(secret, sizeof(secret));
	if (r == LANYARD_OK && (r = ask(flow)) == LANYARD_OK)
		r = lanyard_flow_save(flow, session, LOGIN, patterns);
	if (r != LANYARD_OK)
		complain(lanyard_flow_message(flow));
	lanyard_flow_free(&flow);
	return r;
}

/* Nothing is stored, or what is stored has come to its end. */
static bool
is_login_needed(enum lanyard_error r)
{
	return r == LANYARD_ERR_UNKNOWN_LOGIN ||
	       r == LANYARD_ERR_LOGIN_NEEDED || r == LANYARD_ERR_GRANT;
}

/*
 * One request, its reply on stdout. The library puts the token on, refreshes
 * it first if it is due, and does both again if the API answers 401.
 */
static enum lanyard_error
request(const struct settings *s, struct lanyard_session *session, int *status)
{
	static const char *const headers[] = {"Accept: application/json", NULL};
	struct lanyard_request request = {
	    .url = s->url,
	    .headers = headers,
	    .reply_to_fd = true,
	    .reply_fd = STDOUT_FILENO,
	};
	enum lanyard_error r;

	r = lanyard_http_request(session, LOGIN, &request, status, NULL);
	if (is_login_needed(r)) {
		if ((r = authorize(s, session)) != LANYARD_OK)
			return r; /* which it has told */
		r = lanyard_http_request(
		    session, LOGIN, &request, status, NULL);
	}
	if (r != LANYARD_OK)
		complain(lanyard_session_message(session));
	else if (*status >= 400)
		fprintf(stderr, "youtube: the API answers %d\n", *status);
	return r;
}

static int
run(const struct settings *s)
{
	struct lanyard_options options = {
	    .config_path = "", /* no lanyard.conf: all is in our file */
	    .refresh = lanyard_refresh_here,
	};
	struct lanyard_storage *storage = NULL;
	struct lanyard_session *session = NULL;
	enum lanyard_error r;
	int status = 0;

	if ((r = lanyard_storage_file(&storage, s->store)) != LANYARD_OK) {
		complain(lanyard_strerror(r));
		return EXIT_FAILURE;
	}
	options.storage = storage;
	if ((r = lanyard_session_open(&session, &options)) != LANYARD_OK)
		complain(lanyard_session_message(session));
	else
		r = request(s, session, &status);
	lanyard_session_close(&session);
	lanyard_storage_free(&storage);
	return r == LANYARD_OK && status < 400 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	struct settings settings = {
	    .authorization_endpoint =
		"https://accounts.google.com/o/oauth2/v2/auth",
	    .token_endpoint = "https://oauth2.googleapis.com/token",
	    .redirect_uri = "http://127.0.0.1/callback",
	    .scope = "https://www.googleapis.com/auth/youtube.readonly",
	    .url = "https://www.googleapis.com/youtube/v3/channels"
		   "?part=snippet&mine=true",
	    .store = "youtube.token",
	};
	const struct setting table[] = {
	    {"client_id", &settings.client_id, false},
	    {"client_secret_file", &settings.client_secret_file, true},
	    {"authorization_endpoint", &settings.authorization_endpoint, false},
	    {"token_endpoint", &settings.token_endpoint, false},
	    {"redirect_uri", &settings.redirect_uri, false},
	    {"scope", &settings.scope, true},
	    {"url", &settings.url, false},
	    {"store", &settings.store, false},
	};

	if (!settings_take(table, sizeof(table) / sizeof(table[0]), argc, argv))
		return 2;
	return run(&settings);
}
