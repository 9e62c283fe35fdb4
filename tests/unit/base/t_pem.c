/*
 * t_pem.c - is a text a list of whole certificates?
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/pem.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define BEGIN	     "-----BEGIN CERTIFICATE-----\n"
#define END	     "-----END CERTIFICATE-----\n"
#define BLOCK(label, body)                                                     \
	"-----BEGIN " label "-----\n" body "-----END " label "-----\n"
#define CERTIFICATE(body) BLOCK("CERTIFICATE", body)
#define KEY		  BLOCK("PRIVATE KEY", "MAA=\n")
/* SEQUENCE of 0, 3 and 200 (0x81 0xc8) bytes. */
#define NOTHING "MAA=\n"
#define THREE	"MAMBAf8=\n"
#define A48	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define LONG	"MIHI" A48 A48 A48 A48 "AAAAAAAAAAA=\n"

static void
checks_what_is_there(void **state)
{
	static const struct {
		const char *text;
		enum pem pem;
	} cases[] = {
	    {CERTIFICATE(NOTHING), PEM_WHOLE},
	    {CERTIFICATE(THREE), PEM_WHOLE},
	    {CERTIFICATE(LONG), PEM_WHOLE},
	    {CERTIFICATE(THREE) CERTIFICATE(LONG), PEM_WHOLE},
	    {"# a root\nsubject=/CN=x\n" CERTIFICATE(THREE) "text\n",
		PEM_WHOLE},
	    {KEY CERTIFICATE(THREE), PEM_WHOLE},
	    {BLOCK("TRUSTED CERTIFICATE", THREE), PEM_WHOLE},
	    {BLOCK("X509 CERTIFICATE", THREE), PEM_WHOLE},
	    {"-----BEGIN CERTIFICATE-----\r\nMAMB\r\nAf8=\r\n"
	     "-----END CERTIFICATE-----\r\n",
		PEM_WHOLE},
	    /* openssl's auxiliary data of a trusted one comes behind it */
	    {BLOCK("TRUSTED CERTIFICATE", "MAMBAf8wAA==\n"), PEM_WHOLE},
	    {"", PEM_NONE},
	    {"a text\n", PEM_NONE},
	    {"0\x82\x01\x02", PEM_NONE},
	    {KEY, PEM_NONE},
	    {BLOCK("CERTIFICATE REQUEST", THREE), PEM_NONE},
	    {"-----BEGIN", PEM_NONE},
	    {BEGIN, PEM_CUT},
	    {BEGIN THREE, PEM_CUT},
	    {CERTIFICATE(THREE) BEGIN "MAMB", PEM_CUT},
	    {BEGIN THREE CERTIFICATE(THREE), PEM_CUT},
	    {CERTIFICATE(THREE) "-----BEGIN PRIVATE KEY-----\n", PEM_CUT},
	    /* what OpenSSL passes over, though all of it is there */
	    {"  " CERTIFICATE(THREE), PEM_LINES},
	    {"> " CERTIFICATE(THREE), PEM_LINES},
	    {"x\n\"" CERTIFICATE(THREE) "\"", PEM_LINES},
	    {"\xc2\xa0" CERTIFICATE(THREE), PEM_LINES},
	    {BEGIN THREE " " END, PEM_LINES},
	    {BEGIN "MAMB"
		   "Af8=" END,
		PEM_LINES},
	    {BEGIN THREE "\n" END, PEM_LINES},
	    {BEGIN THREE " \r\n" END, PEM_LINES},
	    {BEGIN "MAMB\n\nAf8=\n" END, PEM_LINES},
	    {BEGIN "\n\n" THREE END, PEM_LINES},
	    {"-----BEGIN CERTIFICATE----- MAMBAf8= -----END CERTIFICATE-----",
		PEM_LINES},
	    {"-----BEGIN CERTIFICATE-----\rMAMBAf8=\r"
	     "-----END CERTIFICATE-----\r",
		PEM_LINES},
	    {"-----BEGIN CERTIFICATE-----\\nMAMBAf8=\\n"
	     "-----END CERTIFICATE-----\\n",
		PEM_LINES},
	    {BEGIN THREE "-----END CERTIFICATE-----" CERTIFICATE(THREE),
		PEM_LINES},
	    {CERTIFICATE(THREE) BEGIN THREE "-----END CERTIFICATE-----x\n",
		PEM_LINES},
	    {CERTIFICATE(THREE) " " CERTIFICATE(THREE), PEM_LINES},
	    /* and what it reads */
	    {BEGIN "\n" THREE END, PEM_WHOLE},
	    {BEGIN " MAMB\n\tAf8=\n" END, PEM_WHOLE},
	    {"-----BEGIN CERTIFICATE----- \t\nMAMBAf8= \n"
	     "-----END CERTIFICATE----- ",
		PEM_WHOLE},
	    {BEGIN THREE "-----END CERTIFICATE-----", PEM_WHOLE},
	    {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMAA=\n"
	     "-----END RSA PRIVATE KEY-----\n" CERTIFICATE(THREE),
		PEM_WHOLE},
	    {CERTIFICATE(""), PEM_DAMAGED},
	    {CERTIFICATE("x\n"), PEM_DAMAGED},
	    {CERTIFICATE("MAMB!f8=\n"), PEM_DAMAGED},
	    {CERTIFICATE("MAMBAf8\n"), PEM_DAMAGED},
	    {CERTIFICATE("MAMB\n"), PEM_DAMAGED}, /* a line is missing */
	    {CERTIFICATE("MIHI" A48 A48 A48 "AAAAAAAAAAA=\n"), PEM_DAMAGED},
	    {CERTIFICATE("MYEA\n"), PEM_DAMAGED}, /* no SEQUENCE */
	    {CERTIFICATE("MIA=\n"), PEM_DAMAGED}, /* of no known length */
	    {CERTIFICATE("MIX/////////\n"), PEM_DAMAGED},
	    {CERTIFICATE("MIT/////////\n"), PEM_DAMAGED},
	    {CERTIFICATE("MIE=\n"), PEM_DAMAGED},
	    {CERTIFICATE("MA==\n"), PEM_DAMAGED},
	    {CERTIFICATE(THREE) CERTIFICATE("x\n"), PEM_DAMAGED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum pem pem = pem_check(cases[i].text);

		if (pem != cases[i].pem)
			fail_msg("%zu: %d %s", i, (int)pem, cases[i].text);
		assert_int_equal(pem == PEM_WHOLE, pem_problem(pem)[0] == '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(checks_what_is_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
