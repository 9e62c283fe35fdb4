/*
 * t_identity.c - who has logged in, by the ID token or the userinfo endpoint
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>

#include "../jose/keys.h"
#include "base/limits.h"
#include "net/jose/jwt.h"
#include "net/oauth/identity.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define E(name)	     LANYARD_ERR_##name
#define NOW	     1000
#define HEAD	     "{\"alg\":\"none\"}"
#define GOOD                                                                   \
	"{\"iss\":\"https://as\",\"aud\":\"me\",\"exp\":2000,\"sub\":\"s1\""

static const struct identity_expected expected = {
    .issuer = "https://as", .client_id = "me", .now = NOW};

/* HEAD.CLAIMS.signature, as RFC 7515 has it. */
static void
make(struct secret *token, const char *claims)
{
	static char text[131072];
	size_t used;

	sodium_bin2base64(text, sizeof text, (const unsigned char *)HEAD,
	    strlen(HEAD), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	used = strlen(text);
	text[used++] = '.';
	sodium_bin2base64(text + used, sizeof text - used,
	    (const unsigned char *)claims, strlen(claims),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	used += strlen(text + used);
	memcpy(text + used, ".sig", sizeof(".sig"));
	assert_int_equal(secret_set_text(token, text), LANYARD_OK);
}

static void
same(const char *got, const char *wanted)
{
	if (wanted == NULL)
		assert_null(got);
	else
		assert_non_null(got);
	if (wanted != NULL)
		assert_string_equal(got, wanted);
}

static void
test_claims(void **state)
{
	static const struct {
		const char *claims;
		const char *preferred, *email, *nickname;
	} table[] = {
	    {GOOD "}", NULL, NULL, NULL},
	    {GOOD ",\"preferred_username\":\"ada\",\"email\":\"a@x.org\","
		  "\"nickname\":\"A\"}",
		"ada", "a@x.org", "A"},
	    {"{\"iss\":\"https://as\",\"aud\":[\"you\",\"me\"],\"azp\":\"me\","
	     "\"exp\":\"2000\",\"sub\":\"s1\",\"preferred_username\":\"\\u00e4"
	     "\"}",
		"\xc3\xa4", NULL, NULL},
	    /* Within what clocks may differ. */
	    {"{\"iss\":\"https://as\",\"aud\":\"me\",\"exp\":701,\"sub\":"
	     "\"s1\"}",
		NULL, NULL, NULL},
	    /* What is nobody's name. */
	    {GOOD ",\"preferred_username\":\"\",\"email\":7,"
		  "\"nickname\":\"a\\u001b[2J\"}",
		NULL, NULL, NULL},
	    {GOOD ",\"preferred_username\":[\"ada\"],\"email\":{\"a\":\"b\"},"
		  "\"nickname\":\"a\\u0000b\"}",
		NULL, NULL, NULL},
	    {GOOD ",\"x\":{\"preferred_username\":\"bob\"}}", NULL, NULL, NULL},
	};
	struct secret token = {NULL, 0};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct account account = {0};
		struct error error = {0};

		make(&token, table[i].claims);
		if (identity_read(&account, &token, &expected, &error) !=
		    LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		assert_string_equal(account.sub, "s1");
		same(account.preferred_username, table[i].preferred);
		same(account.email, table[i].email);
		same(account.nickname, table[i].nickname);
		account_clear(&account);
	}
	secret_clear(&token);
}

/* 3.1.3.7; and no ID token at all. */
static void
test_refused(void **state)
{
	static const struct {
		const char *claims, *message;
	} table[] = {
	    {"{\"iss\":\"https://evil\",\"aud\":\"me\",\"exp\":2000,\"sub\":"
	     "\"s\"}",
		"another issuer"},
	    {"{\"aud\":\"me\",\"exp\":2000,\"sub\":\"s\"}", "another issuer"},
	    {"{\"iss\":\"https://as\",\"aud\":\"you\",\"exp\":2000,\"sub\":"
	     "\"s\"}",
		"another client"},
	    {"{\"iss\":\"https://as\",\"aud\":[\"you\"],\"exp\":2000,\"sub\":"
	     "\"s\"}",
		"another client"},
	    {"{\"iss\":\"https://as\",\"exp\":2000,\"sub\":\"s\"}",
		"another client"},
	    {"{\"iss\":\"https://as\",\"aud\":[\"you\",\"me\"],\"azp\":\"you\","
	     "\"exp\":2000,\"sub\":\"s\"}",
		"another client"},
	    {"{\"iss\":\"https://as\",\"aud\":\"me\",\"exp\":700,\"sub\":"
	     "\"s\"}",
		"is over"},
	    {"{\"iss\":\"https://as\",\"aud\":\"me\",\"sub\":\"s\"}",
		"when it is over"},
	    {"{\"iss\":\"https://as\",\"aud\":\"me\",\"exp\":[],\"sub\":"
	     "\"s\"}",
		"when it is over"},
	    {"{\"iss\":\"https://as\",\"aud\":\"me\",\"exp\":2000}", "no sub"},
	    {"{\"iss\":\"https://as\",\"aud\":\"me\",\"exp\":2000,\"sub\":7}",
		"no sub"},
	    {GOOD ",\"sub\":\"s2\"}", "no sub"},
	    {GOOD, "no JSON"},
	    {GOOD "} x", "no JSON"},
	    {"", "no JSON"},
	    {"[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]", "no JSON"},
	};
	static const char *const texts[] = {"", ".", "..", "a", "a.b",
	    "a.e30.c.d.e", "a.!!.c", "a.\xff\xff.c", "a.e3.c"};
	struct secret token = {NULL, 0};
	struct account account = {0};
	char *large;

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {0};

		make(&token, table[i].claims);
		assert_int_equal(
		    identity_read(&account, &token, &expected, &error),
		    E(SERVER));
		if (strstr(error.message, table[i].message) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_null(account.sub);
	}
	for (size_t i = 0; i < COUNT(texts); i++) {
		secret_set_text(&token, texts[i]);
		assert_int_equal(
		    identity_read(&account, &token, &expected, NULL),
		    E(SERVER));
	}
	/* Large, and good as far as it goes. */
	assert_non_null(large = malloc(90000));
	memset(large, ' ', 89999);
	large[89999] = '\0';
	memcpy(large, GOOD "}", strlen(GOOD "}"));
	make(&token, large);
	assert_int_equal(
	    identity_read(&account, &token, &expected, NULL), E(SERVER));
	free(large);
	secret_clear(&token);
}

static void
test_nonce(void **state)
{
	static const struct {
		const char *claims, *why;
	} bad[] = {
	    {GOOD "}", "has no nonce, though one was sent"},
	    {GOOD ",\"Nonce\":\"n2\"}", "has no nonce, though one was sent"},
	    {GOOD ",\"nonce\":\"\"}", "nonce of another"},
	    {GOOD ",\"nonce\":null}", "nonce of another"},
	    {GOOD ",\"nonce\":2}", "nonce of another"},
	    {GOOD ",\"nonce\":[\"n2\"]}", "nonce of another"},
	    {GOOD ",\"nonce\":\"n2 \"}", "nonce of another"},
	    {GOOD ",\"nonce\":\"N2\"}", "nonce of another"},
	    {GOOD ",\"nonce\":\"n2\\u0000\"}", "nonce of another"},
	};
	struct identity_expected other = expected;
	struct secret token = {NULL, 0};
	struct account account = {0};
	struct error error = {0};

	(void)state;
	make(&token, GOOD ",\"nonce\":\"n1\"}");
	/* None was sent: none is compared. An issuer that is not known neither.
	 */
	assert_int_equal(
	    identity_read(&account, &token, &expected, NULL), LANYARD_OK);
	other.issuer = NULL;
	other.nonce = "n1";
	assert_int_equal(
	    identity_read(&account, &token, &other, NULL), LANYARD_OK);
	other.nonce = "n2";
	assert_int_equal(
	    identity_read(&account, &token, &other, &error), E(SERVER));
	assert_string_equal(
	    error.message, "the ID token has the nonce of another request");
	for (size_t i = 0; i < COUNT(bad); i++) {
		make(&token, bad[i].claims);
		account_clear(&account);
		assert_int_equal(
		    identity_read(&account, &token, &other, &error), E(SERVER));
		if (strstr(error.message, bad[i].why) == NULL)
			fail_msg("%s: %s", bad[i].claims, error.message);
		assert_null(account.sub);
	}
	/* Google's name has two spellings, and nobody else's. */
	make(&token, "{\"iss\":\"accounts.google.com\",\"aud\":\"me\","
		     "\"exp\":2000,\"sub\":\"s\"}");
	other.nonce = NULL;
	other.issuer = "https://accounts.google.com";
	assert_int_equal(
	    identity_read(&account, &token, &other, NULL), LANYARD_OK);
	other.issuer = "https://accounts.google.com.evil";
	assert_int_equal(
	    identity_read(&account, &token, &other, NULL), E(SERVER));
	account_clear(&account);
	secret_clear(&token);
}

static void
test_userinfo(void **state)
{
	static const struct {
		const char *reply, *sub;
		enum lanyard_error result;
		const char *name, *message;
	} table[] = {
	    {SERVER_OK("{\"sub\":\"s1\",\"preferred_username\":\"ada\"}"), NULL,
		LANYARD_OK, "ada", ""},
	    {SERVER_OK("{\"sub\":\"s1\",\"preferred_username\":\"ada\"}"), "s1",
		LANYARD_OK, "ada", ""},
	    {SERVER_OK("{\"sub\":\"s2\",\"preferred_username\":\"bob\"}"), "s1",
		E(SERVER), NULL, "another sub"},
	    {SERVER_OK("{\"preferred_username\":\"bob\"}"), "s1", E(SERVER),
		NULL, "another sub"},
	    {SERVER_OK("a.b.c"), "s1", E(SERVER), NULL, "in JSON"},
	    {SERVER_OK("{\"sub\":\"s1\""), NULL, E(SERVER), NULL, "in JSON"},
	    {SERVER_SAYS("403", "{\"preferred_username\":\"bob\"}"), NULL,
		E(SERVER), NULL, "answered 403"},
	    {SERVER_SAYS("302", ""), NULL, E(SERVER), NULL, "answered 302"},
	    {"", NULL, E(NETWORK), NULL, ""},
	};
	struct http *http = server_http();
	struct secret token = {NULL, 0};
	char text[4096];

	(void)state;
	secret_set_text(&token, "at-secret");
	for (size_t i = 0; i < COUNT(table); i++) {
		struct account account = {0};
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;

		if (table[i].sub != NULL)
			account.sub = strdup(table[i].sub);
		server_start_one(&server, table[i].reply);
		r = identity_ask(&account, http, server.url, &token, &error);
		if (r != table[i].result ||
		    strstr(error.message, table[i].message) == NULL)
			fail_msg("%zu: %d %s", i, r, error.message);
		assert_null(strstr(error.message, "at-secret"));
		same(account.preferred_username, table[i].name);
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "GET / HTTP/1.1\r\n"));
		assert_non_null(
		    strstr(text, "Authorization: Bearer at-secret\r\n"));
		server_stop(&server);
		account_clear(&account);
	}
	secret_clear(&token);
	http_free(&http);
}

#define KEYS(key)  SERVER_OK("{\"keys\":[{" key "}]}")
#define NO_KEYS	   SERVER_OK("{\"keys\":[]}")
#define PLAIN(alg) "{\"alg\":\"" alg "\"}"

/* Sign {} by the Ed25519 key; or HEADER.{}., signed by nobody. */
static void
make_signed(struct secret *token, const char *header)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ed, strlen(key_ed)};
	struct signature_key *key;
	char text[256];
	struct buf buf;

	if (header != NULL) {
		sodium_bin2base64(text, sizeof(text) - 8,
		    (const unsigned char *)header, strlen(header),
		    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
		memcpy(text + strlen(text), ".e30.", 6);
		secret_set_text(token, text);
		return;
	}
	buf_init(&buf, 4096);
	assert_int_equal(
	    signature_key_new(&key, &pem, "key", NULL), LANYARD_OK);
	assert_int_equal(
	    jwt_add(
		&buf, key, &(const struct jwt_header){.kid = "k1"}, "{}", NULL),
	    LANYARD_OK);
	secret_set_text(token, buf_text(&buf));
	signature_key_free(&key);
	buf_clear(&buf);
}

static void
test_signature(void **state)
{
	static const struct {
		const char *what, *header, *keys, *again;
		enum lanyard_error result;
		const char *message;
		bool twice;
	} table[] = {
	    {"the key", NULL, KEYS(JWK_ED), "", LANYARD_OK, "", false},
	    {"one that came just now", NULL, NO_KEYS, KEYS(JWK_ED), LANYARD_OK,
		"", true},
	    {"no key", NULL, NO_KEYS, NO_KEYS, E(SERVER),
		"the ID token is signed by a key that its issuer does not have",
		true},
	    {"another's key", NULL,
		KEYS("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
		     "\"gL3vLlp9YEcV7eMDYeLLfQpYzSyM5FxFb9I6nKZDkpc\""),
		"", E(SERVER), "the ID token is not signed by who issued it",
		false},
	    {"alg none", PLAIN("none"), "", "", E(SERVER),
		"the ID token is not signed (alg none)", false},
	    {"an alg that is not used", PLAIN("HS256"), "", "", E(CONFIG),
		"not verified here", false},
	    {"no answer", NULL, "", "", E(NETWORK), "cannot be verified",
		false},
	    {"no keys to be had", NULL, SERVER_SAYS("404", ""), "", E(NETWORK),
		"does not give its keys: it answered 404", false},
	    {"none the second time", NULL, NO_KEYS, SERVER_SAYS("500", ""),
		E(NETWORK), "answered 500", true},
	};
	struct http *http = server_http();
	struct secret token = {NULL, 0};
	char text[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct server_answer answers[] = {
		    {table[i].keys, 0}, {table[i].again, 0}};
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;

		print_message("# %s\n", table[i].what);
		make_signed(&token, table[i].header);
		server_start(&server, answers, 2);
		r = identity_verify(&token, http, server.url, &error);
		if (r != table[i].result ||
		    strstr(error.message, table[i].message) == NULL)
			fail_msg("%d %s", r, error.message);
		if (table[i].twice) {
			server_request(&server, text, sizeof(text));
			assert_null(strstr(text, "no-cache"));
			server_request(&server, text, sizeof(text));
			assert_non_null(
			    strstr(text, "Cache-Control: no-cache\r\n"));
		}
		server_stop(&server);
	}
	secret_clear(&token);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_claims),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_nonce),
	    cmocka_unit_test(test_userinfo),
	    cmocka_unit_test(test_signature),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
