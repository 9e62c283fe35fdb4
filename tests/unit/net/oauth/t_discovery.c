/*
 * t_discovery.c - the authorization server's metadata
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "net/oauth/discovery.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define ROOM	     4096

/* "@" in an answer stands for the server's URL. */
static char *
fill(const char *text, const char *url)
{
	char *filled = calloc(1, ROOM);
	size_t at = 0;

	assert_non_null(filled);
	for (; *text != '\0'; text++) {
		if (*text != '@')
			filled[at++] = *text;
		else
			at +=
			    (size_t)snprintf(filled + at, ROOM - at, "%s", url);
		assert_true(at < ROOM - 100);
	}
	return filled;
}

/*
 * Fetch the metadata of the issuer at PATH from a server that gives FIRST and
 * then SECOND. ASKED gets the paths it was asked for, one a line.
 */
static enum lanyard_error
fetch_given(struct metadata *metadata, const char *path, bool token_given,
    const char *first, const char *second, char *asked, struct error *error)
{
	struct server_answer answers[2] = {{NULL, 0}, {NULL, 0}};
	struct http *http = server_http();
	char issuer[256], text[ROOM];
	struct a_server server;
	enum lanyard_error r;

	server_open(&server);
	answers[0].bytes = fill(first, server.url);
	answers[1].bytes = fill(second, server.url);
	server_serve(&server, answers, 2);
	snprintf(issuer, sizeof issuer, "%s%s", server.url, path);
	r = discovery_fetch(metadata, http, issuer, token_given, error);
	kill(server.pid, SIGKILL);
	*asked = '\0';
	while (*server_request(&server, text, sizeof text) != '\0') {
		char *start = strstr(text, "GET "), *end;

		assert_non_null(start);
		end = strchr(start + 4, ' ');
		assert_non_null(end);
		snprintf(asked + strlen(asked), ROOM - strlen(asked), "%.*s\n",
		    (int)(end - start - 4), start + 4);
	}
	server_stop(&server);
	free((char *)(uintptr_t)answers[0].bytes);
	free((char *)(uintptr_t)answers[1].bytes);
	http_free(&http);
	return r;
}

static enum lanyard_error
fetch(struct metadata *metadata, const char *path, const char *first,
    const char *second, char *asked, struct error *error)
{
	return fetch_given(metadata, path, false, first, second, asked, error);
}

#define OAUTH	  "/.well-known/oauth-authorization-server"
#define OPENID	  "/.well-known/openid-configuration"
#define NONE	  SERVER_SAYS("404", "<html>")
#define DOC(more) SERVER_OK("{\"issuer\":\"@\"," more "}")
#define TOKEN	  "\"token_endpoint\":\"@/token\""
#define GOOD	  DOC(TOKEN)

/* SERVER_SAYS() has no room for a field. */
#define MOVED(status, to)                                                      \
	"HTTP/1.1 " status " Moved\r\nLocation: " to                           \
	"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

static void
test_places(void **state)
{
	static const struct {
		const char *path;
		const char *first;
		const char *second;
		enum lanyard_error result;
		const char *asked;
		const char *message;
	} table[] = {
	    {"", GOOD, NONE, LANYARD_OK, OAUTH "\n", ""},
	    {"", NONE, GOOD, LANYARD_OK, OAUTH "\n" OPENID "\n", ""},
	    {"", SERVER_SAYS("500", ""), GOOD, LANYARD_OK,
		OAUTH "\n" OPENID "\n", ""},
	    {"", SERVER_SAYS("302", ""), GOOD, LANYARD_OK,
		OAUTH "\n" OPENID "\n", ""},
	    {"", SERVER_OK("<html>"), GOOD, LANYARD_OK, OAUTH "\n" OPENID "\n",
		""},
	    {"", NONE, NONE, LANYARD_ERR_SERVER, OAUTH "\n" OPENID "\n",
		"answered 404"},
	    /* not followed, and told where to; not what it says there */
	    {"", MOVED("301", "https://new.example/x?code=7#f"), NONE,
		LANYARD_ERR_SERVER, OAUTH "\n" OPENID "\n",
		"answered 301; it leads to https://new.example/x, and is not "
		"followed"},
	    {"", MOVED("308", "/elsewhere"), NONE, LANYARD_ERR_SERVER,
		OAUTH "\n" OPENID "\n", "it leads to /elsewhere, and"},
	    {"", NONE, MOVED("302", "https://new.example/"), LANYARD_ERR_SERVER,
		OAUTH "\n" OPENID "\n",
		"answered 302; it leads to https://new.example/, and"},
	    {"", MOVED("301", "two words"), MOVED("301", ""),
		LANYARD_ERR_SERVER, OAUTH "\n" OPENID "\n", "answered 301"},
	    {"", MOVED("301", "https://new.example/"), GOOD, LANYARD_OK,
		OAUTH "\n" OPENID "\n", ""},
	    {"", NONE, SERVER_OK("[]"), LANYARD_ERR_SERVER,
		OAUTH "\n" OPENID "\n", "not usable JSON"},
	    {"", "", GOOD, LANYARD_OK, OAUTH "\n" OPENID "\n", ""},
	    {"", "", NONE, LANYARD_ERR_NETWORK, OAUTH "\n" OPENID "\n",
		"no whole answer"},
	    {"/a/b", SERVER_OK("{\"issuer\":\"@/a/b\"," TOKEN "}"), NONE,
		LANYARD_OK, OAUTH "/a/b\n", ""},
	    {"/a/b/", NONE, SERVER_OK("{\"issuer\":\"@/a/b/\"," TOKEN "}"),
		LANYARD_OK, OAUTH "/a/b\n/a/b" OPENID "\n", ""},
	    {"/", SERVER_OK("{\"issuer\":\"@/\"," TOKEN "}"), NONE, LANYARD_OK,
		OAUTH "\n", ""},
	    {"/", NONE, SERVER_OK("{\"issuer\":\"@/\"," TOKEN "}"), LANYARD_OK,
		OAUTH "\n" OPENID "\n", ""},
	    /* another issuer, however little differs */
	    {"/", GOOD, GOOD, LANYARD_ERR_SERVER, OAUTH "\n" OPENID "\n",
		"is that of issuer"},
	    {"/a", GOOD, NONE, LANYARD_ERR_SERVER, OAUTH "/a\n/a" OPENID "\n",
		"is that of issuer"},
	    {"", SERVER_OK("{\"issuer\":\"https://evil.example\"," TOKEN "}"),
		GOOD, LANYARD_OK, OAUTH "\n" OPENID "\n", ""},
	    {"", SERVER_OK("{" TOKEN "}"), NONE, LANYARD_ERR_SERVER,
		OAUTH "\n" OPENID "\n", "names no issuer"},
	    {"", DOC("\"x\":1"), NONE, LANYARD_ERR_SERVER,
		OAUTH "\n" OPENID "\n", "has no token_endpoint"},
	    {"", DOC("\"token_endpoint\":\"http://id.example.org/\""), NONE,
		LANYARD_ERR_SERVER, OAUTH "\n" OPENID "\n",
		"token_endpoint: http://id.example.org is no URL of https"},
	    {"", DOC("\"token_endpoint\":\"\""), NONE, LANYARD_ERR_SERVER,
		OAUTH "\n" OPENID "\n", "the metadata's token_endpoint"},
#define UNNEEDED(value)                                                        \
	DOC(TOKEN ",\"revocation_endpoint\":" value                            \
		  ",\"authorization_endpoint\":" value                         \
		  ",\"device_authorization_endpoint\":" value)
	    {"", UNNEEDED("\"javascript:x\""), NONE, LANYARD_OK, OAUTH "\n",
		""},
	    {"", UNNEEDED("\"\""), NONE, LANYARD_OK, OAUTH "\n", ""},
	    {"", UNNEEDED("\"/relative\""), NONE, LANYARD_OK, OAUTH "\n", ""},
	    {"", UNNEEDED("\"http://id.example.org/\""), NONE, LANYARD_OK,
		OAUTH "\n", ""},
	    {"", UNNEEDED("12"), NONE, LANYARD_OK, OAUTH "\n", ""},
	    {"", UNNEEDED("\"a\\u0000\""), NONE, LANYARD_OK, OAUTH "\n", ""},
	    {"", DOC(TOKEN ",\"x\":1,\"x\":2,\"y\":\"\xe9\""), NONE, LANYARD_OK,
		OAUTH "\n", ""},
	    {"", DOC(TOKEN ",\"token_endpoint\":\"@/x\""), NONE,
		LANYARD_ERR_SERVER, OAUTH "\n" OPENID "\n",
		"no token_endpoint"},
	    {"", DOC(TOKEN "," TOKEN), NONE, LANYARD_OK, OAUTH "\n", ""},
	    {"?x=y", GOOD, GOOD, LANYARD_ERR_CONFIG, "", "issuer"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		struct metadata metadata;
		struct error error = {0};
		char asked[ROOM];
		enum lanyard_error r = fetch(&metadata, table[i].path,
		    table[i].first, table[i].second, asked, &error);

		if (r != table[i].result || error.code != r ||
		    strcmp(asked, table[i].asked) != 0 ||
		    strstr(error.message, table[i].message) == NULL)
			fail_msg(
			    "%zu: %d %s, asked %s", i, r, error.message, asked);
		assert_int_equal(
		    metadata.token_endpoint != NULL, r == LANYARD_OK);
		metadata_clear(&metadata);
	}
}

#define ENDPOINTS 4

static const char *const endpoints[ENDPOINTS] = {"token_endpoint",
    "authorization_endpoint", "device_authorization_endpoint",
    "revocation_endpoint"};

/* A document where all are good, but that the one at BAD has MEMBER's value. */
static void
document(char text[ROOM], size_t bad, const char *value)
{
	size_t i, at;

	at = (size_t)snprintf(text, ROOM,
	    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"issuer\":\"@\"");
	for (i = 0; i < ENDPOINTS; i++)
		at += (size_t)snprintf(text + at, ROOM - at, ",\"%s\":%s%s%s",
		    endpoints[i], i == bad ? value : "\"@/",
		    i == bad ? "" : endpoints[i], i == bad ? "" : "\"");
	snprintf(text + at, ROOM - at, "}");
}

static const char *
endpoint(const struct metadata *m, size_t i)
{
	return i == 0	? m->token_endpoint
	       : i == 1 ? m->authorization_endpoint
	       : i == 2 ? m->device_authorization_endpoint
			: m->revocation_endpoint;
}

/*
 * Each endpoint in turn is of no use: that one is not known, and all the others
 * are. Only the token endpoint must be there, if nothing else gives it.
 */
static void
test_endpoints_in_turn(void **state)
{
	static const char *const values[] = {"\"\"", "\"/relative\"",
	    "\"relative\"", "\"//id.example.org/x\"",
	    "\"http://id.example.org/x\"", "\"ftp://id.example.org/x\"",
	    "\"https://me:secret@id.example.org/x\"",
	    "\"https://me@id.example.org/x\"", "\"https://\"", "\" \"", "12",
	    "null", "true", "[]", "[\"https://id.example.org/x\"]", "{}",
	    "\"https://id.example.org/\\u0000\"",
	    "\"https://id.example.org/\\n\""};
	char asked[ROOM], text[ROOM];
	size_t i, k, n;

	(void)state;
	for (i = 0; i < ENDPOINTS; i++) {
		for (k = 0; k < 2 * COUNT(values); k++) {
			struct error error = {0};
			struct metadata m;
			enum lanyard_error r;
			bool given = k % 2 == 1;

			document(text, i, values[k / 2]);
			r = fetch_given(
			    &m, "", given, text, NONE, asked, &error);
			if ((r == LANYARD_OK) != (i != 0 || given) ||
			    (r != LANYARD_OK &&
				(r != LANYARD_ERR_SERVER ||
				    strstr(error.message, "token_endpoint") ==
					NULL ||
				    strstr(error.message, "secret") != NULL)) ||
			    (r == LANYARD_OK && error.message[0] != '\0'))
				fail_msg("%s %s: %d %s", endpoints[i],
				    values[k / 2], r, error.message);
			/* Why a login cannot begin there; 12 is no text. */
			if (r == LANYARD_OK &&
			    (m.unusable.code != LANYARD_OK) !=
				((i == 1 || i == 2) && values[k / 2][0] == '"'))
				fail_msg("%s %s: %s", endpoints[i],
				    values[k / 2], m.unusable.message);
			for (n = 0; r == LANYARD_OK && n < ENDPOINTS; n++)
				if ((endpoint(&m, n) == NULL) != (n == i))
					fail_msg("%s %s: %s", endpoints[i],
					    values[k / 2], endpoints[n]);
			metadata_clear(&m);
		}
	}
}

/* A document with COUNT times TEXT, and END, in a member that nobody reads. */
static char *
padded(const char *url, const char *text, size_t count, const char *end)
{
	size_t size = ROOM + count * strlen(text), at;
	char *document = malloc(size);

	assert_non_null(document);
	at = (size_t)snprintf(document, size,
	    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"issuer\":\"%s\","
	    "\"token_endpoint\":\"%s/token\",\"x\":%s",
	    url, url, end[0] == '"' ? "\"" : "");
	while (count-- > 0)
		at += (size_t)snprintf(document + at, size - at, "%s", text);
	snprintf(document + at, size - at, "%s", end);
	return document;
}

/* Too long ends it, and the other place has its turn; too deep decides nothing.
 */
static void
test_size_and_depth(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *end;
		bool other; /* is good at the other place */
		enum lanyard_error result;
		const char *message;
	} table[] = {
	    {"aaaaaaaa", (2U << 20) / 8, "\"}", false, LANYARD_ERR_SERVER,
		"is too large"},
	    {"aaaaaaaa", (2U << 20) / 8, "\"}", true, LANYARD_OK, ""},
	    {"aaaaaaaa", (1U << 19) / 8, "\"}", false, LANYARD_OK, ""},
	    {"[", 17, "1", false, LANYARD_OK, ""},
	    {"[", 100000, "", false, LANYARD_OK, ""},
	    {"{\"a\":", 100000, "", false, LANYARD_OK, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct server_answer answers[2] = {{NULL, 0}, {NULL, 0}};
		struct http *http = server_http();
		struct error error = {0};
		struct metadata metadata;
		struct a_server server;
		enum lanyard_error r;

		server_open(&server);
		answers[0].bytes = padded(
		    server.url, table[i].text, table[i].count, table[i].end);
		answers[1].bytes =
		    fill(table[i].other ? GOOD : NONE, server.url);
		server_serve(&server, answers, 2);
		r = discovery_fetch(&metadata, http, server.url, false, &error);
		server_stop(&server);
		if (r != table[i].result ||
		    strstr(error.message, table[i].message) == NULL)
			fail_msg("%zu: %d %s", i, r, error.message);
		assert_int_equal(
		    metadata.token_endpoint != NULL, r == LANYARD_OK);
		metadata_clear(&metadata);
		http_free(&http);
		free((char *)(uintptr_t)answers[0].bytes);
		free((char *)(uintptr_t)answers[1].bytes);
	}
}

/* No room for /.well-known: nothing is asked, and memory is not the reason. */
static void
test_long_issuer(void **state)
{
	static char issuer[LIMIT_URL];
	struct http *http = server_http();
	struct error error = {0};
	struct metadata metadata;

	(void)state;
	memset(issuer, 'a', sizeof issuer - 1);
	memcpy(issuer, "http://127.0.0.1:1/", 19);
	assert_int_equal(
	    discovery_fetch(&metadata, http, issuer, false, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message, "issuer is too long");
	http_free(&http);
}

static void
test_members(void **state)
{
	static const char all[] = DOC(TOKEN
	    ",\"authorization_endpoint\":\"https://id.example.org/auth?x=y\","
	    "\"device_authorization_endpoint\":\"https://id.example.org/dev\","
	    "\"revocation_endpoint\":\"https://id.example.org/revoke\","
	    "\"pushed_authorization_request_endpoint\":"
	    "\"https://id.example.org/par\","
	    "\"require_pushed_authorization_requests\":true,"
	    "\"authorization_response_iss_parameter_supported\":true");
	struct metadata metadata;
	char asked[ROOM];

	(void)state;
	assert_int_equal(
	    fetch(&metadata, "", all, NONE, asked, NULL), LANYARD_OK);
	assert_string_equal(
	    metadata.authorization_endpoint, "https://id.example.org/auth?x=y");
	assert_string_equal(metadata.device_authorization_endpoint,
	    "https://id.example.org/dev");
	assert_string_equal(
	    metadata.revocation_endpoint, "https://id.example.org/revoke");
	assert_string_equal(metadata.pushed_authorization_request_endpoint,
	    "https://id.example.org/par");
	assert_true(metadata.require_pushed_authorization_requests);
	assert_true(metadata.iss_parameter);
	metadata_clear(&metadata);
	metadata_clear(&metadata);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_endpoints_in_turn),
	    cmocka_unit_test(test_size_and_depth),
	    cmocka_unit_test(test_long_issuer),
	    cmocka_unit_test(test_members),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
