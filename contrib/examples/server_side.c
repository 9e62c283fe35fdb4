/*
 * server_side.c - a web server whose visitors log in at another server
 *
 *	/		a link to
 *	/login		which sends the browser to the authorization server,
 *			and that sends it back to
 *	/callback	which gets a token, and shows what the API says with it
 *
 * The server keeps nothing between /login and /callback: the flow, which has
 * the state and the PKCE verifier, is sealed into a cookie. So any of several
 * servers with the same key can take the callback, and a callback is only good
 * in the browser that began the login (RFC 6749 10.12).
 *
 *	./server_side client_id=ID client_secret_file=FILE port=8080
 *
 * What pyoauth2's samples/server_side was, in C on liblanyard.
 */
#define _DEFAULT_SOURCE /* explicit_bzero(), getentropy() */
#include <lanyard.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "settings.h"
#include "web.h"

#define COOKIE	    "login"
#define COOKIE_MAX  4096      /* browsers keep no longer ones */
#define LOGIN	    "visitor" /* the one login of each session */
#define REPLY_SIZE  65536     /* of the API's replies */
#define CONNECTIONS 64u	      /* each has a thread */

/* The same for all requests, and not changed by any. */
struct server {
	const char *client_id;
	const char *client_secret_file;
	const char *issuer; /* its metadata has the endpoints (RFC 8414) */
	const char *scope;
	const char *url;  /* of the API */
	const char *site; /* where browsers reach us; NULL: at 127.0.0.1 */
	const char *port; /* "0": the kernel's choice */

	char pattern[PATTERN_SIZE]; /* where the token may be sent */
	char client_secret[SECRET_SIZE];
	char redirect_uri[1024];
	unsigned char key[LANYARD_FLOW_KEY_SIZE]; /* seals the cookies */
};

/* ---- the two halves of a login ---- */

/* The visitor's fault, the visitor's wish, or the other server's trouble. */
static struct MHD_Response *
error_page(enum lanyard_error r, const char *message, unsigned *status)
{
	switch (r) {
	case LANYARD_ERR_PROTOCOL: /* not a callback of this browser's login */
	case LANYARD_ERR_GRANT:	   /* a code that is spent, or was never one */
		*status = 400;
		return web_page("That did not work", message);
	case LANYARD_ERR_CANCELLED:
		*status = 403;
		return web_page("You said no", message);
	case LANYARD_ERR_REFUSED:
		*status = 403;
		return web_page("The login was refused", message);
	case LANYARD_ERR_NETWORK:
	case LANYARD_ERR_SERVER:
	case LANYARD_ERR_TIMEOUT:
		*status = 502;
		return web_page("Try again later", message);
	default:
		*status = 500;
		return web_page("An error", message);
	}
}

static struct lanyard_flow_options
flow_options(const struct server *server)
{
	bool is_public = server->client_secret_file == NULL;
	struct lanyard_flow_options options = {
	    .client_id = server->client_id,
	    .client_secret = is_public ? NULL : server->client_secret,
	    .issuer = server->issuer,
	    .redirect_uri = server->redirect_uri,
	    .scope = server->scope,
	};

	return options;
}

/*
 * The cookie holds TEXT, or with "" is removed. Lax: it must come along when
 * the authorization server sends the browser back to us, and with no other
 * request from a foreign page. False: it is too long.
 */
static bool
set_cookie(const struct server *server, struct MHD_Response *response,
    const char *text)
{
	bool https = strncmp(server->redirect_uri, "https:", 6) == 0;
	char cookie[COOKIE_MAX];
	int size = snprintf(cookie, sizeof(cookie),
	    COOKIE "=%s; Path=/callback; Max-Age=%d; HttpOnly; SameSite=Lax%s",
	    text, *text != '\0' ? 600 : 0, https ? "; Secure" : "");

	return size > 0 && (size_t)size < sizeof(cookie) &&
	       MHD_add_response_header(response, "Set-Cookie", cookie) ==
		   MHD_YES;
}

/* /login: make a flow, seal it into the cookie, and off goes the browser. */
static struct MHD_Response *
begin(const struct server *server, unsigned *status)
{
	struct lanyard_flow_options options = flow_options(server);
	struct MHD_Response *response = NULL;
	struct lanyard_flow *flow = NULL;
	const char *url = NULL;
	char *sealed = NULL;
	enum lanyard_error r;

	if ((r = lanyard_flow_new(&flow, &options)) != LANYARD_OK ||
	    (r = lanyard_flow_url(flow, &url)) != LANYARD_OK ||
	    (r = lanyard_flow_seal(flow, server->key, &sealed)) != LANYARD_OK) {
		response = error_page(r, lanyard_flow_message(flow), status);
	} else if ((response = MHD_create_response_from_buffer(
			0, NULL, MHD_RESPMEM_PERSISTENT)) != NULL) {
		*status = set_cookie(server, response, sealed) ? 302 : 500;
		MHD_add_response_header(response, "Location", url);
	}
	lanyard_text_free(&sealed);
	lanyard_flow_free(&flow);
	return response;
}

/*
 * Ask the API with the token in SESSION; REPLY has room for REPLY_SIZE bytes
 * and one more.
 */
static struct MHD_Response *
ask(const struct server *server, struct lanyard_session *session, char *reply,
    unsigned *status)
{
	struct lanyard_request request = {
	    .url = server->url,
	    .reply = reply,
	    .reply_size = REPLY_SIZE,
	};
	size_t size = 0;
	int code = 0;
	enum lanyard_error r =
	    lanyard_http_request(session, LOGIN, &request, &code, &size);

	if (r != LANYARD_OK)
		return error_page(r, lanyard_session_message(session), status);
	reply[size] = '\0';
	*status = code == 200 ? 200 : 502;
	return web_page(
	    code == 200 ? "The API says" : "The API refuses", reply);
}

/*
 * Exchange FLOW's code for a token, and use it. The token lives as long as this
 * request. A server that comes back to its visitors' tokens has a struct
 * lanyard_storage of its own, before its database, and a name for each visitor.
 */
static struct MHD_Response *
use(const struct server *server, struct lanyard_flow *flow, unsigned *status)
{
	const char *const patterns[] = {server->pattern, NULL};
	struct lanyard_options options = {
	    .config_path = "",
	    .refresh = lanyard_refresh_here,
	};
	struct MHD_Response *response;
	struct lanyard_storage *storage = NULL;
	struct lanyard_session *session = NULL;
	char *reply = (char *)malloc(REPLY_SIZE + 1);
	enum lanyard_error r = LANYARD_ERR_MEMORY;

	if (reply != NULL)
		r = lanyard_storage_memory(&storage);
	options.storage = storage;
	if (r == LANYARD_OK)
		r = lanyard_session_open(&session, &options);
	if (r != LANYARD_OK)
		response = error_page(r, lanyard_strerror(r), status);
	else if ((r = lanyard_flow_save(flow, session, LOGIN, patterns)) !=
		 LANYARD_OK)
		response = error_page(r, lanyard_flow_message(flow), status);
	else
		response = ask(server, session, reply, status);
	lanyard_session_close(&session);
	lanyard_storage_free(&storage);
	free(reply);
	return response;
}

/*
 * /callback: with the flow from the cookie, is this QUERY ours? One that is not
 * changes nothing, and the login that the cookie has can still be finished. One
 * that is takes the cookie away: were the page loaded again, the server would
 * see a code for the second time, and might end the login (RFC 6749 4.1.2).
 */
static struct MHD_Response *
finish(const struct server *server, const char *cookie, const char *query,
    unsigned *status)
{
	struct lanyard_flow_options options = flow_options(server);
	struct MHD_Response *response;
	struct lanyard_flow *flow = NULL;
	enum lanyard_error r;

	if (cookie == NULL)
		return error_page(LANYARD_ERR_PROTOCOL,
		    "no login was begun in this browser", status);
	r = lanyard_flow_open(&flow, &options, server->key, cookie);
	if (r == LANYARD_OK)
		r = lanyard_flow_callback(flow, query);
	if (r == LANYARD_OK)
		response = use(server, flow, status);
	else
		response = error_page(r, lanyard_flow_message(flow), status);
	if (r != LANYARD_ERR_PROTOCOL && response != NULL)
		(void)set_cookie(server, response, "");
	lanyard_flow_free(&flow);
	return response;
}

/* ---- the web server ---- */

/* The whole request target: libmicrohttpd tells it decoded to handle(). */
static void *
keep_target(void *context, const char *target, struct MHD_Connection *unused)
{
	(void)context;
	(void)unused;
	return strdup(target);
}

static void
drop_target(void *context, struct MHD_Connection *connection, void **target,
    enum MHD_RequestTerminationCode why)
{
	(void)context;
	(void)connection;
	(void)why;
	if (*target != NULL)
		explicit_bzero(*target, strlen((char *)*target));
	free(*target);
	*target = NULL;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *path,
    const char *method, const char *version, const char *body,
    size_t *body_size, void **target)
{
	const struct server *server = (const struct server *)context;
	const char *query =
	    *target != NULL ? strchr((char *)*target, '?') : NULL;
	struct MHD_Response *response;
	unsigned status = 200;

	(void)version;
	(void)body;
	(void)body_size;
	if (strcmp(method, "GET") != 0) {
		status = 405;
		response = web_page("GET only", method);
	} else if (strcmp(path, "/") == 0) {
		response = web_page("Welcome", "Nobody is logged in.");
	} else if (strcmp(path, "/login") == 0) {
		response = begin(server, &status);
	} else if (strcmp(path, "/callback") == 0) {
		response = finish(server,
		    MHD_lookup_connection_value(
			connection, MHD_COOKIE_KIND, COOKIE),
		    query != NULL ? query + 1 : "", &status);
	} else {
		status = 404;
		response = web_page("Not found", path);
	}
	return web_answer(connection, status, response);
}

/*
 * A thread for each connection, so that one visitor's slow authorization
 * server keeps no other waiting. Each request has a flow and a session of its
 * own: threads share nothing.
 */
static int
serve(struct server *server)
{
	struct MHD_Daemon *web;
	sigset_t end;
	int number;
	char here[64];
	int fd = web_listen(server->port, here, sizeof(here));

	if (fd == -1) {
		perror("server_side: cannot listen");
		return EXIT_FAILURE;
	}
	snprintf(server->redirect_uri, sizeof(server->redirect_uri),
	    "%s/callback", server->site != NULL ? server->site : here);
	sigemptyset(&end);
	sigaddset(&end, SIGINT);
	sigaddset(&end, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &end, NULL); /* in all threads to come */
	web = MHD_start_daemon(
	    MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0,
	    NULL, NULL, handle, server, MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_URI_LOG_CALLBACK, keep_target, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, drop_target, NULL,
	    MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
	    MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END);
	if (web == NULL) {
		fputs("server_side: libmicrohttpd does not start\n", stderr);
		close(fd);
		return EXIT_FAILURE;
	}
	printf("ready %s/\n", here);
	fflush(stdout);
	sigwait(&end, &number);
	MHD_stop_daemon(web);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct server server = {
	    .issuer = "https://accounts.google.com",
	    .scope = "https://www.googleapis.com/auth/youtube.readonly",
	    .url = "https://www.googleapis.com/youtube/v3/channels"
		   "?part=snippet&mine=true",
	    .port = "8080",
	};
	const struct setting table[] = {
	    {"client_id", &server.client_id, false},
	    {"client_secret_file", &server.client_secret_file, true},
	    {"issuer", &server.issuer, false},
	    {"scope", &server.scope, true},
	    {"url", &server.url, false},
	    {"site", &server.site, true},
	    {"port", &server.port, false},
	};
	int status;

	if (!settings_take(table, sizeof(table) / sizeof(table[0]), argc, argv))
		return 2;
	if (!settings_pattern(server.url, server.pattern) ||
	    (server.client_secret_file != NULL &&
		!settings_secret(
		    server.client_secret_file, server.client_secret)))
		return EXIT_FAILURE;
	/* A farm of servers would read the one key of all from a file. */
	if (getentropy(server.key, sizeof(server.key)) != 0) {
		perror("server_side: no random bytes");
		return EXIT_FAILURE;
	}
	status = serve(&server);
	explicit_bzero(&server, sizeof(server));
	return status;
}
