/*
 * t_explain.c - why an exchange brought no answer, in words
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "net/http/explain.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define E(name)	     LANYARD_ERR_##name

static void
test_outcomes(void **state)
{
	static const struct {
		enum transfer_outcome outcome;
		int errnum;
		const char *detail;
		const char *proxy;
		enum lanyard_error result;
		const char *message, *hint; /* "": none */
	} table[] = {
	    {TRANSFER_DONE, 0, "", NULL, LANYARD_OK, "", ""},
	    {TRANSFER_MEMORY, 0, "", NULL, E(MEMORY), "memory", ""},
	    {TRANSFER_OPTION, 0, "no such", NULL, E(SYSTEM),
		"libcurl cannot be used: no such", ""},
	    {TRANSFER_OPTION, 0, "failed setting cipher list: X", NULL,
		E(CONFIG), "git's http.sslCipherList cannot be used: failed",
		"--get-regexp 'http.*sslCipherList'"},
	    {TRANSFER_OPTION, 0, "Couldn't parse CURLOPT_RESOLVE entry 'x'!",
		NULL, E(CONFIG), "git's http.curloptResolve cannot be used: C",
		"--get-regexp 'http.*curloptResolve'"},
	    {TRANSFER_TOO_LARGE, 0, "", NULL, E(SERVER),
		"the answer of id.example:444 is too large", ""},
	    {TRANSFER_TIMEOUT, 0, "", NULL, E(TIMEOUT),
		"no answer from id.example:444 within 1.2 s", ""},
	    {TRANSFER_UNREACHABLE, ECONNREFUSED, "connect to id.example", NULL,
		E(NETWORK), "cannot reach id.example:444: Connection refused",
		"curl -v https://id.example:444/"},
	    {TRANSFER_UNREACHABLE, ECONNREFUSED, "connect to p.example",
		"p.example:3128", E(NETWORK),
		"cannot reach id.example:444 through its proxy p.example:3128: "
		"Connection refused",
		"the source names the proxy p.example:3128"},
	    {TRANSFER_UNREACHABLE, 0, "Could not resolve proxy: p.example",
		"p.example:3128", E(NETWORK), "Could not resolve proxy",
		"the source names the proxy p.example:3128"},
	    {TRANSFER_UNREACHABLE, 0, "SSL routines::wrong version number",
		NULL, E(NETWORK),
		"cannot reach id.example:444: what answers there speaks no TLS",
		"curl -v http://id.example:444/"},
	    {TRANSFER_UNREACHABLE, 0, "SSL routines::wrong version number",
		"p.example:3128", E(NETWORK),
		"cannot reach id.example:444: what answers there speaks no TLS",
		"the source names the proxy p.example:3128"},
	    {TRANSFER_UNREACHABLE, 0, "tlsv1 alert protocol version", NULL,
		E(NETWORK), "speaks no TLS that is taken here",
		"who runs id.example:444 is to offer TLS 1.2 or 1.3"},
	    {TRANSFER_TIMEOUT, 0, "", "p.example:3128", E(TIMEOUT),
		"no answer from id.example:444 within 1.2 s",
		"the source names the proxy p.example:3128"},
	    {TRANSFER_CUT, 0, "Proxy CONNECT aborted", "p.example:3128",
		E(NETWORK), "no whole answer from id.example:444: Proxy",
		"the source names the proxy p.example:3128"},
	    {TRANSFER_UNREACHABLE, 0, "Could not resolve host: id.example",
		NULL, E(NETWORK),
		"cannot reach id.example:444: Could not resolve host",
		"curl -v"},
	    {TRANSFER_UNREACHABLE, 0, "Unsupported proxy 'x://u:pw@h'", "h:1",
		E(CONFIG),
		"cannot reach id.example:444: the source is no URL of a proxy",
		""},
	    {TRANSFER_BUNDLE, 0, "bad", NULL, E(CONFIG),
		"the CA certificates cannot be used: bad", ""},
	    {TRANSFER_CERTIFICATE, 0, "certificate has expired", NULL,
		E(NETWORK),
		"the certificate of id.example:444 is refused: it "
		"has expired",
		"a.setting does not count here"},
	    {TRANSFER_NOT_HTTP, 0, "odd", NULL, E(SERVER),
		"id.example:444 does not speak HTTP as it should: odd", ""},
	    {TRANSFER_CALLED_OFF, 0, "", NULL, E(STORE),
		"the exchange with id.example:444 was called off", ""},
	    {TRANSFER_UNREACHABLE, 0, "sslv3 alert handshake failure", NULL,
		E(NETWORK), "cannot reach id.example:444: sslv3 alert",
		"git's http.https://id.example:444/.sslCert and sslKey"},
	    {TRANSFER_CLIENT, 0, "unable to set private key file: '/k'", NULL,
		E(CONFIG),
		"the certificate of the key cannot be used: unable to set",
		"-in '/c.pem'"},
	    {TRANSFER_CLIENT, 0, "could not load from /proxy.pem", NULL,
		E(CONFIG), "the certificate of the proxy's key cannot be used",
		"-in '/proxy.pem'"},
	    {TRANSFER_PROXY, 0, "SOCKS5 connection to x", "h:1", E(NETWORK),
		"proxy h:1 cannot reach id.example:444: SOCKS5", ""},
	    {TRANSFER_CUT, 0, "tlsv13 alert certificate required", NULL,
		E(REFUSED),
		"id.example:444 does not take the client certificate of the "
		"key: tlsv13",
		"-sha256 -in '/c.pem'"},
	    {TRANSFER_CUT, 0, "reset", NULL, E(NETWORK),
		"no whole answer from id.example:444: reset", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct proxy proxy = {
		    .host = (char *)(uintptr_t)table[i].proxy,
		    .source = "the source"};
		const struct client_certificate
		    client = {.file = (char *)(uintptr_t) "/c.pem",
			.source = "the key"},
		    other = {.file = (char *)(uintptr_t) "/proxy.pem",
			.source = "the proxy's key"};
		const struct explain_place place = {"id.example:444", "https",
		    &proxy, "a.setting", &client, &other};
		struct transfer_report report = {.errnum = table[i].errnum,
		    .time_ms = 1250,
		    .failed = E(STORE)};
		struct error error = {0};
		enum lanyard_error r;

		(void)snprintf(
		    report.detail, sizeof report.detail, "%s", table[i].detail);
		r = explain_outcome(table[i].outcome, &report, &place, &error);
		if (r != table[i].result || error.code != r ||
		    strstr(error.message, table[i].message) == NULL ||
		    strstr(error.message, "pw") != NULL ||
		    strstr(error.hint, table[i].hint) == NULL ||
		    (*table[i].hint == '\0' && error.hint[0] != '\0'))
			fail_msg(
			    "%zu: %d %s (%s)", i, r, error.message, error.hint);
	}
}

/*
 * A client certificate is asked for by the proxy, or through it by the server:
 * once the proxy has let us through, it is the server.
 */
static void
tells_who_wants_a_certificate(void **state)
{
	static const struct {
		const char *scheme; /* of the proxy; NULL: there is none */
		int proxy_status;
		bool has; /* a certificate for each */
		const char *message, *hint;
	} table[] = {
	    {NULL, 0, false, "id.example:444 wants a client certificate",
		"http.https://id.example:444/.sslCert"},
	    {NULL, 0, true,
		"id.example:444 does not take the client certificate of S",
		"the server knows? openssl x509 -noout -subject -dates "
		"-fingerprint -sha256 -in '/s.pem'"},
	    {"https", 0, false, "proxy p:3 wants a client certificate",
		"http.proxySSLCert FILE, and http.proxySSLKey"},
	    {"https", 0, true,
		"proxy p:3 does not take the client certificate "
		"of P",
		"the proxy knows? openssl x509 -noout -subject -dates "
		"-fingerprint -sha256 -in '/p.pem'"},
	    {"https", 200, false, "id.example:444 wants a client certificate",
		"http.https://id.example:444/.sslCert"},
	    {"https", 200, true,
		"id.example:444 does not take the client certificate of S",
		"'/s.pem'"},
	    {"http", 0, false, "id.example:444 wants a client certificate",
		"http.https://id.example:444/.sslCert"},
	    {"socks5h", 0, false, "id.example:444 wants a client certificate",
		"http.https://id.example:444/.sslCert"},
	};
	char http[] = "p:3", s_file[] = "/s.pem", p_file[] = "/p.pem";

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct proxy proxy = {
		    .scheme = (char *)(uintptr_t)table[i].scheme,
		    .host = table[i].scheme != NULL ? http : NULL};
		const struct client_certificate client = {.file = table[i].has
								      ? s_file
								      : NULL,
						    .source = "S"},
						other = {.file = table[i].has
								     ? p_file
								     : NULL,
						    .source = "P"};
		const struct explain_place place = {
		    "id.example:444", "https", &proxy, "", &client, &other};
		struct transfer_report report = {
		    .proxy_status = table[i].proxy_status,
		    .detail = "error: tlsv13 alert certificate required"};
		struct error error = {0};

		assert_int_equal(explain_outcome(TRANSFER_UNREACHABLE, &report,
				     &place, &error),
		    E(REFUSED));
		assert_int_equal(
		    explain_outcome(TRANSFER_CUT, &report, &place, &error),
		    E(REFUSED));
		if (strncmp(error.message, table[i].message,
			strlen(table[i].message)) != 0 ||
		    strstr(error.hint, table[i].hint) == NULL)
			fail_msg("%zu: %s (%s)", i, error.message, error.hint);
	}
}

/* It is the proxy's that is looked for, where there is one. */
static void
names_what_was_not_resolved(void **state)
{
	static const struct {
		const char *host, *proxy, *name;
	} table[] = {
	    {"id.example", NULL, "id.example"},
	    {"id.example:444", NULL, "id.example"},
	    {"id.example:444", "p.example:3128", "p.example"},
	};
	const struct client_certificate none = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct proxy proxy = {
		    .host = (char *)(uintptr_t)table[i].proxy};
		const struct explain_place place = {
		    table[i].host, "https", &proxy, "", &none, &none};
		struct transfer_report report = {
		    .unresolved = true, .time_ms = 2990};
		struct error error = {0};
		char text[200];

		assert_int_equal(
		    explain_outcome(TRANSFER_TIMEOUT, &report, &place, &error),
		    E(TIMEOUT));
		(void)snprintf(text, sizeof text,
		    "the name %s is not resolved within 2.9 s", table[i].name);
		assert_string_equal(error.message, text);
		(void)snprintf(text, sizeof text,
		    "is the network up? getent hosts %s", table[i].name);
		assert_string_equal(error.hint, text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_outcomes),
	    cmocka_unit_test(names_what_was_not_resolved),
	    cmocka_unit_test(tells_who_wants_a_certificate),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
