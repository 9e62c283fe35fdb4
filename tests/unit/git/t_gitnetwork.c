/*
 * t_gitnetwork.c - what git would use on the way to a server
 */
#include "a_git.h"

#include "git/gitnetwork.h"

#include "base/limits.h"

static const char *const variables[] = {"GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
    "GIT_PROXY_SSL_CAINFO", "GIT_HTTP_PROXY_AUTHMETHOD", "GIT_SSL_NO_VERIFY",
    "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_SSL_CERT_TYPE", "GIT_SSL_KEY_TYPE",
    "GIT_SSL_CERT_PASSWORD_PROTECTED", "GIT_PROXY_SSL_CERT",
    "GIT_PROXY_SSL_KEY", "GIT_PROXY_SSL_CERT_PASSWORD_PROTECTED"};

static void
unset_variables(void)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
}

static int
setup(void **state)
{
	unset_variables();
	return a_git(state, "");
}

static int
teardown(void **state)
{
	unset_variables();
	return a_git_remove(state);
}

static struct gitnetwork
ask(const char *global, const char *url)
{
	struct gitnetwork network = {0};
	struct gitconfig *asked = NULL;
	struct error error = {0};

	a_git_file("global", global, 0600);
	assert_int_equal(
	    gitconfig_ask(&asked, "http", url, TIMEOUT_GIT_MS, &error),
	    LANYARD_OK);
	assert_int_equal(
	    gitnetwork_answer(&asked, url, &network, &error), LANYARD_OK);
	return network;
}

/* A or B may be NULL. */
static void
same(const char *a, const char *b, const char *what)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		fail_msg("%s: %s, wanted %s", what, a != NULL ? a : "-",
		    b != NULL ? b : "-");
}

/* One key a row, alone in git's files: a word that is not looked for is lost.
 */
static void
test_keys(void **state)
{
	static const struct {
		const char *line, *proxy, *method, *proxy_ca, *ca, *folder,
		    *off;
	} rows[] = {
	    {"", NULL, NULL, NULL, NULL, NULL, NULL},
	    {"proxy = http://p:1", "http://p:1", NULL, NULL, NULL, NULL, NULL},
	    {"proxy =", "", NULL, NULL, NULL, NULL, NULL},
	    {"proxyAuthMethod = digest", NULL, "digest", NULL, NULL, NULL,
		NULL},
	    {"proxySSLCAInfo = /p.pem", NULL, NULL, "/p.pem", NULL, NULL, NULL},
	    {"sslCAInfo = /c.pem", NULL, NULL, NULL, "/c.pem", NULL, NULL},
	    {"sslCAInfo = ~/c.pem", NULL, NULL, NULL, "/home/alice/c.pem", NULL,
		NULL},
	    {"sslCAInfo = ~root/c.pem", NULL, NULL, NULL, "/root/c.pem", NULL,
		NULL},
	    {"sslCAInfo = ~no-such-user/c.pem", NULL, NULL, NULL, NULL, NULL,
		NULL},
	    /* a repository's, if it were taken */
	    {"sslCAInfo = c.pem", NULL, NULL, NULL, NULL, NULL, NULL},
	    {"sslCAPath = /certs", NULL, NULL, NULL, NULL, "/certs", NULL},
	    {"sslCAPath = ~root/certs", NULL, NULL, NULL, NULL, "/root/certs",
		NULL},
	    {"sslVerify = true", NULL, NULL, NULL, NULL, NULL, NULL},
	    {"sslVerify", NULL, NULL, NULL, NULL, NULL, NULL},
	    {"sslVerify = false", NULL, NULL, NULL, NULL, NULL,
		"git's http.sslVerify=false"},
	    {"sslVerify = 0", NULL, NULL, NULL, NULL, NULL,
		"git's http.sslVerify=false"},
	    {"sslVerify =", NULL, NULL, NULL, NULL, NULL,
		"git's http.sslVerify=false"},
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct gitnetwork network;

		(void)snprintf(
		    text, sizeof(text), "[http]\n	%s\n", rows[i].line);
		network = ask(text, "https://a.org/t");
		same(network.proxy, rows[i].proxy, rows[i].line);
		same(network.proxy_method, rows[i].method, rows[i].line);
		same(network.proxy_ca_file, rows[i].proxy_ca, rows[i].line);
		same(network.ca_file, rows[i].ca, rows[i].line);
		same(network.ca_folder, rows[i].folder, rows[i].line);
		same(network.unverified, rows[i].off, rows[i].line);
		gitnetwork_clear(&network);
	}
}

/* Who we are, to a server and to a proxy; a key alone in git's files, too. */
static void
test_clients(void **state)
{
	static const struct {
		const char *line;
		struct gitnetwork_client client, proxy;
	} rows[] = {
#define NONE	   {NULL, NULL, NULL, NULL, false, NULL}
#define TEXT(text) ((char *)(uintptr_t)(text))
	    {"sslCert = /c.pem", {.file = TEXT("/c.pem")}, NONE},
	    {"sslCert = ~/c.pem", {.file = TEXT("/home/alice/c.pem")}, NONE},
	    {"sslCert = c.pem", NONE, NONE},
	    {"sslCert = pkcs11:id=1", NONE, NONE},
	    {"sslKey = /k.pem", {.key_file = TEXT("/k.pem")}, NONE},
	    {"sslKey = ~root/k.pem", {.key_file = TEXT("/root/k.pem")}, NONE},
	    {"sslCertType = P12", {.type = TEXT("P12")}, NONE},
	    {"sslKeyType = DER", {.key_type = TEXT("DER")}, NONE},
	    {"sslCertPasswordProtected = true", {.locked = true}, NONE},
	    {"sslCertPasswordProtected = no", NONE, NONE},
	    {"proxySSLCert = /c.pem", NONE, {.file = TEXT("/c.pem")}},
	    {"proxySSLKey = /k.pem", NONE, {.key_file = TEXT("/k.pem")}},
	    {"proxySSLCertPasswordProtected = 1", NONE, {.locked = true}},
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct gitnetwork_client *wanted[] = {
		    &rows[i].client, &rows[i].proxy};
		struct gitnetwork network;
		const struct gitnetwork_client *got[] = {
		    &network.client, &network.proxy_client};

		(void)snprintf(
		    text, sizeof(text), "[http]\n	%s\n", rows[i].line);
		network = ask(text, "https://a.org/t");
		for (size_t k = 0; k < 2; k++) {
			same(got[k]->file, wanted[k]->file, rows[i].line);
			same(got[k]->key_file, wanted[k]->key_file,
			    rows[i].line);
			same(got[k]->type, wanted[k]->type, rows[i].line);
			same(got[k]->key_type, wanted[k]->key_type,
			    rows[i].line);
			if (got[k]->locked != wanted[k]->locked)
				fail_msg("%s: locked", rows[i].line);
		}
		same(network.client.source, "git's http.sslCert", "source");
		same(network.proxy_client.source, "git's http.proxySSLCert",
		    "source");
		gitnetwork_clear(&network);
	}
}

/* Who the server must be, where it is, and how it is spoken to. */
static void
test_connections(void **state)
{
	static const struct {
		const char *lines, *pin, *resolve, *version, *ciphers;
	} rows[] = {
	    {"", NULL, NULL, NULL, NULL},
	    {"pinnedPubkey = sha256//a=", "sha256//a=", NULL, NULL, NULL},
	    {"pinnedPubkey = /k.pem", "/k.pem", NULL, NULL, NULL},
	    {"pinnedPubkey = ~/k.pem", "/home/alice/k.pem", NULL, NULL, NULL},
	    {"pinnedPubkey =", NULL, NULL, NULL, NULL},
	    {"curloptResolve = a:1:b", NULL, "a:1:b\n", NULL, NULL},
	    {"curloptResolve = a:1:b\ncurloptResolve = c:2:d", NULL,
		"a:1:b\nc:2:d\n", NULL, NULL},
	    {"curloptResolve = a:1:b\ncurloptResolve =\n"
	     "curloptResolve = c:2:d",
		NULL, "c:2:d\n", NULL, NULL},
	    {"curloptResolve = a:1:b\ncurloptResolve =", NULL, "", NULL, NULL},
	    {"curloptResolve = a:1:b\n[http \"https://a.org\"]\n"
	     "curloptResolve = c:2:d",
		NULL, "c:2:d", NULL, NULL},
	    {"sslVersion = tlsv1.3", NULL, NULL, "tlsv1.3", NULL},
	    {"sslCipherList = A:B", NULL, NULL, NULL, "A:B"},
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct gitnetwork network;

		(void)snprintf(
		    text, sizeof(text), "[http]\n%s\n", rows[i].lines);
		network = ask(text, "https://a.org/t");
		same(network.pinned_key, rows[i].pin, rows[i].lines);
		same(network.resolve, rows[i].resolve, rows[i].lines);
		same(network.tls_version, rows[i].version, rows[i].lines);
		same(network.ciphers, rows[i].ciphers, rows[i].lines);
		gitnetwork_clear(&network);
	}
}

/* Without it more would be let in. */
static void
test_relative_pin(void **state)
{
	struct gitnetwork network = {0};
	struct gitconfig *asked = NULL;
	struct error error = {0};

	(void)state;
	a_git_file("global", "[http]\n	pinnedPubkey = k.pem\n", 0600);
	assert_int_equal(gitconfig_ask(&asked, "http", "https://a.org/t",
			     TIMEOUT_GIT_MS, &error),
	    LANYARD_OK);
	assert_int_equal(
	    gitnetwork_answer(&asked, "https://a.org/t", &network, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "k.pem"));
	assert_non_null(strstr(error.hint, "pinnedPubkey"));
	gitnetwork_clear(&network);
}

/* The environment's word goes before the files', also where these are silent.
 */
static void
test_environment(void **state)
{
	static const char both[] =
	    "[http]\n	sslCAInfo = /c\n	sslCAPath = /f\n"
	    "	proxySSLCAInfo = /p\n	proxyAuthMethod = ntlm\n"
	    "	sslCert = /c\n	sslKey = /k\n	proxySSLCert = /c\n";

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *files = i == 0 ? "" : both;
		struct gitnetwork network = ask(files, "https://a.org/t");

		same(network.ca_file, i == 0 ? NULL : "/c", "sslCAInfo");
		same(network.ca_key, "git's http.sslCAInfo", "ca_key");
		same(network.unverified, NULL, "sslVerify");
		gitnetwork_clear(&network);
		for (size_t k = 0; k < sizeof(variables) / sizeof(*variables);
		     k++)
			assert_int_equal(setenv(variables[k], "/e", 1), 0);
		network = ask(files, "https://a.org/t");
		same(network.ca_file, "/e", "GIT_SSL_CAINFO");
		same(network.ca_key, "GIT_SSL_CAINFO", "ca_key");
		same(network.ca_folder, "/e", "GIT_SSL_CAPATH");
		same(network.proxy_ca_file, "/e", "GIT_PROXY_SSL_CAINFO");
		same(network.proxy_method, "/e", "GIT_HTTP_PROXY_AUTHMETHOD");
		same(network.unverified, "GIT_SSL_NO_VERIFY", "verify");
		same(network.client.file, "/e", "GIT_SSL_CERT");
		same(network.client.source, "GIT_SSL_CERT", "source");
		same(network.client.key_file, "/e", "GIT_SSL_KEY");
		same(network.client.type, "/e", "GIT_SSL_CERT_TYPE");
		same(network.client.key_type, "/e", "GIT_SSL_KEY_TYPE");
		assert_true(network.client.locked);
		same(network.proxy_client.file, "/e", "GIT_PROXY_SSL_CERT");
		same(network.proxy_client.source, "GIT_PROXY_SSL_CERT",
		    "source");
		same(network.proxy_client.key_file, "/e", "GIT_PROXY_SSL_KEY");
		assert_true(network.proxy_client.locked);
		gitnetwork_clear(&network);
		for (size_t k = 0; k < sizeof(variables) / sizeof(*variables);
		     k++)
			unsetenv(variables[k]);
	}
}

/* git's own matching: the longest of scheme, host, port and path. */
static void
test_urls(void **state)
{
	static const char files[] =
	    "[http]\n	proxy = http://all\n"
	    "[http \"https://*.example.com\"]\n	proxy = http://star\n"
	    "[http \"https://id.example.com\"]\n	proxy = http://id\n"
	    "[http \"https://id.example.com/realm\"]\n"
	    "	proxy = http://realm\n"
	    "[http \"https://id.example.com:8443\"]\n	proxy =\n";
	static const char *const rows[][2] = {
	    {"https://other.org/t", "http://all"},
	    {"https://git.example.com/t", "http://star"},
	    {"https://id.example.com/t", "http://id"},
	    {"https://ID.example.com:443/t", "http://id"},
	    {"https://id.example.com/realm/t", "http://realm"},
	    {"https://id.example.com/realms", "http://id"},
	    {"https://id.example.com:8443/realm", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct gitnetwork network = ask(files, rows[i][0]);

		same(network.proxy, rows[i][1], rows[i][0]);
		gitnetwork_clear(&network);
	}
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_keys),
	    TEST(test_clients),
	    TEST(test_connections),
	    TEST(test_relative_pin),
	    TEST(test_environment),
	    TEST(test_urls),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
