/*
 * t_metadata.c - what an authorization server says of itself
 *
 * Its documents as they are fetched are t_discovery.c's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/oauth/metadata.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define H	     "https://id.example.com"

static enum lanyard_error
take(struct metadata *metadata, const char *text, const char *issuer,
    struct error *error)
{
	struct http *http = server_http();
	struct json *json = NULL;
	enum lanyard_error r;

	memset(metadata, 0, sizeof(*metadata));
	assert_int_equal(json_parse(&json, (const unsigned char *)text,
			     strlen(text), JSON_OUTERMOST, NULL),
	    LANYARD_OK);
	r = metadata_take(metadata, json, http, issuer, error);
	json_free(&json);
	http_free(&http);
	return r;
}

/* Another spelling is proposed, another server is not. */
static void
proposes_the_issuer_of_the_same_host(void **state)
{
	static const struct {
		const char *issuer, *found, *hint; /* NULL: none */
	} cases[] = {
	    {H "/a", H "/a/", "its issuer is \"" H "/a/\""},
	    {H "/a/", H "/a", "its issuer is \"" H "/a\""},
	    {H, H "/realms/x", "its issuer is \"" H "/realms/x\""},
	    {"https://ID.example.com", H, "its issuer is \"" H "\""},
	    {H ":443", H, "its issuer is \"" H "\""},
	    {H, "HTTPS://id.example.com",
		"its issuer is \"HTTPS://id.example.com\""},
	    {H, "https://evil.example.com", NULL},
	    {H, H ":8443", NULL},
	    {H, "https://id.example.com.evil.org", NULL},
	    {H, "https://id.example.com@evil.org", NULL},
	    /* Microsoft's, of several tenants */
	    {H "/common/v2.0", H "/{tenantid}/v2.0", NULL},
	    {H, "id.example.com", NULL},
	    {H, "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct metadata metadata;
		char text[512];

		snprintf(text, sizeof(text),
		    "{\"issuer\":\"%s\",\"token_endpoint\":\"" H "/t\"}",
		    cases[i].found);
		assert_int_equal(take(&metadata, text, cases[i].issuer, &error),
		    LANYARD_ERR_SERVER);
		assert_non_null(strstr(error.message, "is that of issuer"));
		if (cases[i].hint != NULL
			? strstr(error.hint, cases[i].hint) == NULL
			: error.hint[0] != '\0')
			fail_msg("%s: %s", cases[i].found, error.hint);
		metadata_clear(&metadata);
	}
}

#define DOC(more) "{\"issuer\":\"" H "\"," more "}"
#define TOKEN	  "\"token_endpoint\":\"" H "/token\""
#define GOOD	  DOC(TOKEN)

static void
assert_text(const char *text, const char *expected)
{
	if (expected == NULL)
		assert_null(text);
	else
		assert_string_equal(text, expected);
}

static void
test_features(void **state)
{
	static const struct {
		const char *document, *methods, *algs;
		bool iss;
	} table[] = {
#define METHODS ",\"token_endpoint_auth_methods_supported\":"
#define ALGS	",\"token_endpoint_auth_signing_alg_values_supported\":"
#define ISS	",\"authorization_response_iss_parameter_supported\":"
	    {GOOD, NULL, NULL, false},
	    {DOC(TOKEN METHODS "[\"client_secret_basic\"]"),
		"client_secret_basic", NULL, false},
	    {DOC(TOKEN METHODS "[\"client_secret_post\",\"none\"]" ALGS
			       "[\"RS256\",\"ES256\"]"),
		"client_secret_post none", "RS256 ES256", false},
	    {DOC(TOKEN METHODS "[]" ALGS "[]"), NULL, NULL, false},
	    {DOC(TOKEN METHODS "\"none\"" ALGS "{}"), NULL, NULL, false},
	    {DOC(TOKEN ISS "true"), NULL, NULL, true},
	    {DOC(TOKEN ISS "false"), NULL, NULL, false},
	    {DOC(TOKEN ISS "\"true\""), NULL, NULL, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		struct metadata m;
		struct error error = {0};

		if (take(&m, table[i].document, H, &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		assert_text(m.auth_methods, table[i].methods);
		assert_text(m.auth_algs, table[i].algs);
		assert_int_equal(m.iss_parameter, table[i].iss);
		metadata_clear(&m);
	}
}

/* RFC 8414 3.2, and RFC 8705 5. */
static void
test_the_rfcs_documents(void **state)
{
	static const char of_8414[] =
	    "{\n"
	    " \"issuer\":\n   \"" H "\",\n"
	    " \"authorization_endpoint\":\n   \"" H "/authorize\",\n"
	    " \"token_endpoint\":\n   \"" H "/token\",\n"
	    " \"token_endpoint_auth_methods_supported\":\n"
	    "   [\"client_secret_basic\", \"private_key_jwt\"],\n"
	    " \"token_endpoint_auth_signing_alg_values_supported\":\n"
	    "   [\"RS256\", \"ES256\"],\n"
	    " \"userinfo_endpoint\":\n   \"" H "/userinfo\",\n"
	    " \"jwks_uri\":\n   \"" H "/jwks.json\",\n"
	    " \"registration_endpoint\":\n   \"" H "/register\",\n"
	    " \"scopes_supported\":\n"
	    "   [\"openid\", \"profile\", \"email\", \"address\",\n"
	    "    \"phone\", \"offline_access\"],\n"
	    " \"response_types_supported\":\n   [\"code\", \"code token\"],\n"
	    " \"service_documentation\":\n"
	    "   \"http://server.example.com/service_documentation.html\",\n"
	    " \"ui_locales_supported\":\n"
	    "   [\"en-US\", \"en-GB\", \"en-CA\", \"fr-FR\", \"fr-CA\"]\n"
	    "}";
	static const char of_8705[] =
	    "{\"issuer\": \"" H "\","
	    "\"authorization_endpoint\": \"" H "/authz\","
	    "\"token_endpoint\": \"" H "/token\","
	    "\"introspection_endpoint\": \"" H "/introspect\","
	    "\"revocation_endpoint\": \"" H "/revo\","
	    "\"jwks_uri\": \"" H "/jwks\","
	    "\"response_types_supported\": [\"code\"],"
	    "\"response_modes_supported\": [\"fragment\",\"query\","
	    "\"form_post\"],"
	    "\"grant_types_supported\": [\"authorization_code\","
	    "\"refresh_token\"],"
	    "\"token_endpoint_auth_methods_supported\":"
	    "[\"tls_client_auth\",\"client_secret_basic\",\"none\"],"
	    "\"tls_client_certificate_bound_access_tokens\": true,"
	    "\"mtls_endpoint_aliases\": {"
	    "\"token_endpoint\": \"https://mtls.example.com/token\","
	    "\"revocation_endpoint\": \"https://mtls.example.com/revo\","
	    "\"introspection_endpoint\":"
	    "\"https://mtls.example.com/introspect\"}}";
	struct error error = {0};
	struct metadata m;

	(void)state;
	assert_int_equal(take(&m, of_8414, H, &error), LANYARD_OK);
	assert_non_null(strstr(m.authorization_endpoint, "/authorize"));
	assert_non_null(strstr(m.token_endpoint, "/token"));
	assert_non_null(strstr(m.userinfo_endpoint, "/userinfo"));
	assert_non_null(strstr(m.jwks_uri, "/jwks.json"));
	assert_non_null(strstr(m.registration_endpoint, "/register"));
	assert_text(m.auth_methods, "client_secret_basic private_key_jwt");
	assert_text(m.auth_algs, "RS256 ES256");
	assert_text(m.scopes_supported,
	    "openid profile email address phone offline_access");
	metadata_clear(&m);
	assert_int_equal(take(&m, of_8705, H, &error), LANYARD_OK);
	assert_text(m.auth_methods, "tls_client_auth client_secret_basic none");
	assert_int_equal(metadata_use_aliases(&m, &error), LANYARD_OK);
	assert_text(m.token_endpoint, "https://mtls.example.com/token");
	assert_text(m.revocation_endpoint, "https://mtls.example.com/revo");
	assert_non_null(strstr(m.authorization_endpoint, "/authz"));
	assert_non_null(strstr(m.jwks_uri, "/jwks"));
	metadata_clear(&m);
}

/* RFC 8705 5: what is not advertised stays where it is. */
static void
test_aliases(void **state)
{
	static const struct {
		const char *document, *token, *revocation, *message;
	} table[] = {
#define BOTH                                                                   \
	"\"token_endpoint\":\"https://id.example.org/token\","                 \
	"\"revocation_endpoint\":\"https://id.example.org/r\""
#define ALIASES(members) ",\"mtls_endpoint_aliases\":{" members "}"
#define AT(name)	 "\"" name "\":\"https://mtls.example.org/" name "\""
	    {DOC(BOTH), "https://id.example.org/token",
		"https://id.example.org/r", NULL},
	    {DOC(BOTH ALIASES(AT("token_endpoint"))),
		"https://mtls.example.org/token_endpoint",
		"https://id.example.org/r", NULL},
	    {DOC(BOTH ALIASES(
		 AT("token_endpoint") "," AT("revocation_endpoint"))),
		"https://mtls.example.org/token_endpoint",
		"https://mtls.example.org/revocation_endpoint", NULL},
	    {DOC(BOTH ALIASES("")), "https://id.example.org/token",
		"https://id.example.org/r", NULL},
	    {DOC(BOTH ",\"mtls_endpoint_aliases\":[\"x\"]"),
		"https://id.example.org/token", "https://id.example.org/r",
		NULL},
	    {DOC(BOTH ",\"mtls_endpoint_aliases\":\"x\""),
		"https://id.example.org/token", "https://id.example.org/r",
		NULL},
	    {DOC(BOTH ALIASES("\"token_endpoint\":7")),
		"https://id.example.org/token", "https://id.example.org/r",
		NULL},
	    {DOC(BOTH ALIASES("\"token_endpoint\":\"http://m.example.org/\"")),
		NULL, NULL,
		"mtls_endpoint_aliases: the metadata's token_endpoint"},
	    {DOC(BOTH ALIASES("\"token_endpoint\":\"rubbish\"")), NULL, NULL,
		"mtls_endpoint_aliases: the metadata's token_endpoint"},
	    {DOC(BOTH ALIASES(
		 "\"revocation_endpoint\":\"http://m.example.org/\"")),
		"https://id.example.org/token", NULL, NULL},
	    {DOC(BOTH ALIASES(AT("token_endpoint") ",\"introspection_"
						   "endpoint\":\"ftp://x/\"")),
		"https://mtls.example.org/token_endpoint",
		"https://id.example.org/r", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct metadata m;
		struct error error = {0};

		if (take(&m, table[i].document, H, &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		if (table[i].message != NULL) {
			assert_int_equal(metadata_use_aliases(&m, &error),
			    LANYARD_ERR_SERVER);
			assert_non_null(
			    strstr(error.message, table[i].message));
		} else {
			assert_int_equal(
			    metadata_use_aliases(&m, &error), LANYARD_OK);
			assert_string_equal(m.token_endpoint, table[i].token);
			if (table[i].revocation != NULL)
				assert_string_equal(
				    m.revocation_endpoint, table[i].revocation);
			else
				assert_null(m.revocation_endpoint);
		}
		metadata_clear(&m);
	}
}

/* RFC 8705 5: a pushed request, too, goes where certificates are asked for. */
static void
has_aliases_of_every_endpoint(void **state)
{
	static const char text[] =
	    "{\"issuer\":\"" H "\",\"token_endpoint\":\"" H "/t\","
	    "\"pushed_authorization_request_endpoint\":\"" H "/p\","
	    "\"revocation_endpoint\":\"" H "/r\","
	    "\"introspection_endpoint\":\"" H "/i\","
	    "\"mtls_endpoint_aliases\":{\"token_endpoint\":\"" H "/mt\","
	    "\"introspection_endpoint\":\"" H "/mi\","
	    "\"pushed_authorization_request_endpoint\":\"" H "/mp\"}}";
	struct error error = {0};
	struct metadata metadata;

	(void)state;
	assert_int_equal(take(&metadata, text, H, &error), LANYARD_OK);
	assert_string_equal(
	    metadata.pushed_authorization_request_endpoint, H "/p");
	assert_int_equal(metadata_use_aliases(&metadata, &error), LANYARD_OK);
	assert_string_equal(metadata.token_endpoint, H "/mt");
	assert_string_equal(
	    metadata.pushed_authorization_request_endpoint, H "/mp");
	assert_string_equal(metadata.revocation_endpoint, H "/r");
	assert_string_equal(metadata.introspection_endpoint, H "/mi");
	metadata_clear(&metadata);
}

/* One that may not be asked forbids only what would ask it. */
static void
forbids_only_what_is_needed(void **state)
{
	static const char *const names[] = {"token_endpoint",
	    "device_authorization_endpoint", "revocation_endpoint",
	    "pushed_authorization_request_endpoint", "introspection_endpoint"};
	static const char *const values[] = {
	    "http://m.example.org/", "rubbish", "https://me@m.example.org/"};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(names) * COUNT(values) * 2; i++) {
		const char *name = names[i / 2 / COUNT(values)];
		bool given = i % 2 == 1, token = i / 2 / COUNT(values) == 0;
		struct metadata m;
		struct error error = {0};
		enum lanyard_error r;

		snprintf(text, sizeof(text),
		    "{\"issuer\":\"" H "\",\"token_endpoint\":\"" H "/t\","
		    "\"device_authorization_endpoint\":\"" H "/d\","
		    "\"mtls_endpoint_aliases\":{\"%s\":\"%s\"}}",
		    name, values[i / 2 % COUNT(values)]);
		assert_int_equal(take(&m, text, H, &error), LANYARD_OK);
		m.token_given = given;
		r = metadata_use_aliases(&m, &error);
		if (r != (token && !given ? LANYARD_ERR_SERVER : LANYARD_OK))
			fail_msg("%s: %d %s", text, r, error.message);
		/* Nor is the certificate shown where it is not asked for. */
		if (i / 2 / COUNT(values) == 1) {
			assert_null(m.device_authorization_endpoint);
			assert_non_null(strstr(m.unusable.message,
			    "mtls_endpoint_aliases: the metadata's device_"));
		}
		metadata_clear(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(proposes_the_issuer_of_the_same_host),
	    cmocka_unit_test(test_features),
	    cmocka_unit_test(test_the_rfcs_documents),
	    cmocka_unit_test(test_aliases),
	    cmocka_unit_test(has_aliases_of_every_endpoint),
	    cmocka_unit_test(forbids_only_what_is_needed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
