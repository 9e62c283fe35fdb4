/*
 * t_key_text.c - what a text is that has no private key in PEM
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/jose/key_text.h"

#define BODY "MIIEvQIBADANBgkq\n"

static void
says_what_it_is(void **state)
{
	static const struct {
		const char *text, *problem, *remedy;
	} cases[] = {
	    {"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n"
	     "-----END OPENSSH PRIVATE KEY-----\n",
		"of OpenSSH's own form", "ssh-keygen -p -m PKCS8"},
	    {"ssh-ed25519 AAAAC3Nz x", "public key of OpenSSH", ".pub"},
	    {"ssh-rsa AAAAB3Nz x", "public key of OpenSSH", ".pub"},
	    {"ecdsa-sha2-nistp256 AAAA x", "public key of OpenSSH", ".pub"},
	    {"PuTTY-User-Key-File-3: ssh-rsa\n", "of PuTTY's own form",
		"puttygen"},
	    {"-----BEGIN PUBLIC KEY-----\n" BODY "-----END PUBLIC KEY-----\n",
		"is a public key", "private key"},
	    {"-----BEGIN RSA PUBLIC KEY-----\n" BODY, "is a public key",
		"private key"},
	    {"-----BEGIN CERTIFICATE-----\n" BODY "-----END CERTIFICATE-----\n",
		"is a certificate", "tls_client_cert_file"},
	    {"-----BEGIN CERTIFICATE REQUEST-----\n" BODY,
		"is a request for a certificate", "private key"},
	    {"-----BEGIN PGP PRIVATE KEY BLOCK-----\n" BODY, "of OpenPGP",
		"openssl genpkey"},
	    {"-----BEGIN PRIVATE KEY-----\n" BODY, "cut short or damaged",
		"from its source"},
	    {"-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE "
	     "KEY-----\n",
		"cut short or damaged", "openssl pkey"},
	    {"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE "
	     "KEY-----\\n",
		"has its line breaks as \\n", "printf '%b'"},
	    {"-----BEGIN PRIVATE KEY----- MIIE -----END PRIVATE KEY-----",
		"has lost its line breaks", "in quotes"},
	    {"LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t", "in base64 once more",
		"base64 -d"},
	    {"\xff\xfe-", "is UTF-16", "iconv"},
	    {"\xfe\xff-", "is UTF-16", "iconv"},
	    {"\x30\x82\x04\xbd", "is in DER, or PKCS#12",
		"openssl pkey -inform DER"},
	    {"rubbish", "has no private key in PEM", "openssl pkey"},
	    {"", "has no private key in PEM", "openssl pkey"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct secret text = {
		    (unsigned char *)(uintptr_t)cases[i].text,
		    strlen(cases[i].text)};
		struct key_text is = key_text_explain(&text);

		if (strstr(is.problem, cases[i].problem) == NULL ||
		    strstr(is.remedy, cases[i].remedy) == NULL)
			fail_msg("%zu: %s; %s", i, is.problem, is.remedy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
