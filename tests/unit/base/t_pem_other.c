/*
 * t_pem_other.c - pem_other.h: what is named in the place of certificates
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/pem_other.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define BYTES(bytes) bytes, sizeof(bytes) - 1
#define BLOCK(label) BYTES("-----BEGIN " label "-----\nMAA=\n-----END " label)
#define OID	     "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"

static void
tells_what_it_is(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *what, *command; /* NULL: none */
	} table[] = {
	    {BLOCK("PRIVATE KEY"), "a private key", NULL},
	    {BLOCK("ENCRYPTED PRIVATE KEY"), "a private key", NULL},
	    {BLOCK("EC PRIVATE KEY"), "a private key", NULL},
	    {BLOCK("OPENSSH PRIVATE KEY"), "a private key", NULL},
	    {BLOCK("PUBLIC KEY"), "a public key", NULL},
	    {BLOCK("CERTIFICATE REQUEST"), "a request for a certificate", NULL},
	    {BLOCK("NEW CERTIFICATE REQUEST"), "a request for a certificate",
		NULL},
	    {BLOCK("X509 CRL"), "a list of revoked certificates", NULL},
	    {BLOCK("PKCS7"), "PKCS #7", "openssl pkcs7 -print_certs "},
	    {BYTES("\x30\x82\x01\x02\x30\x82\x00\x01"), "DER, not PEM",
		"openssl x509 -inform DER "},
	    {BYTES("\x30\x03\x30\x01\x00"), "DER, not PEM",
		"openssl x509 -inform DER "},
	    {BYTES("\x30\x82\x01\x02\x02\x01\x03\x30"), "PKCS #12",
		"openssl pkcs12 "},
	    {BYTES("\x30\x82\x01\x02" OID "\x02\xa0"), "PKCS #7 in DER",
		"openssl pkcs7 -inform DER "},
	    {BYTES("\x30\x81\x90\x02\x01\x00\x30"), "a private key in DER",
		NULL},
	    {BYTES("\x30\x77\x02\x01\x01\x04"), "a private key in DER", NULL},
	    {BYTES("\xff\xfe-\0-\0"), "UTF-16", "iconv -f UTF-16 "},
	    {BYTES("\xfe\xff\0-\0-"), "UTF-16", "iconv -f UTF-16 "},
	    {BYTES(""), NULL, NULL},
	    {BYTES("a page"), NULL, NULL},
	    {BYTES("0"), NULL, NULL},
	    {BYTES("0x"), NULL, NULL},
	    {BYTES("\x30\x82\x01\x02"), NULL, NULL},
	    {BYTES("\x30\x80\x02\x01"), NULL, NULL},
	    {BYTES("\x30\xff\x30\x30"), NULL, NULL},
	    {BYTES("\xff"), NULL, NULL},
	    {BYTES("-----BEGIN"), NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct pem_other *other =
		    pem_other_find(table[i].bytes, table[i].size);

		if (table[i].what == NULL) {
			if (other != NULL)
				fail_msg("%zu: %s", i, other->what);
			continue;
		}
		if (other == NULL || strcmp(other->what, table[i].what) != 0)
			fail_msg("%zu: %s", i, other ? other->what : "none");
		if (table[i].command == NULL)
			assert_null(other->command);
		else
			assert_memory_equal(other->command, table[i].command,
			    strlen(table[i].command));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_what_it_is),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
