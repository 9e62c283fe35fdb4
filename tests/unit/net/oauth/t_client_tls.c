/*
 * t_client_tls.c - whom a login is by TLS: its files, and what is wrong there
 */
#include "scratch.h"

#include "../jose/keys.h"
#include "certificates.h"
#include "net/oauth/client_tls.h"

#define CERT "tls_client_cert_file of login \"work\": "
#define KEY  "tls_client_key_file of login \"work\""

static void
write_text(char *path, const char *text, mode_t mode)
{
	scratch_write(path, text, 0, mode);
}

static void
says_what_is_wrong(void **state)
{
	static const struct {
		const char *certificate, *key; /* NULL: no such file */
		mode_t mode;		       /* of the key */
		const char *message, *hint;    /* NULL: it is good */
	} cases[] = {
	    {cert_good, key_ec, 0600, NULL, NULL},
	    {cert_good, key_ec, 0400, NULL, NULL},
	    {NULL, key_ec, 0600, CERT "cannot read ", NULL},
	    {cert_good, NULL, 0600, KEY ": cannot open ", NULL},
	    {cert_over, key_ec, 0600, "is over since 2020-01-02 00:00 UTC",
		"counts at once"},
	    {cert_early, key_ec, 0600, "is not good before 2110-01-01",
		"clock"},
	    {cert_good, key_locked, 0600, KEY " is encrypted", "openssl pkey"},
	    {cert_good, key_rsa, 0600, "is not that of the certificate in",
		"must print the same"},
	    {cert_good, "rubbish", 0600, KEY " has no private key in PEM",
		"openssl pkey"},
	    {cert_good, cert_good, 0600,
		KEY " is a certificate, not its private key", NULL},
	    {cert_good, key_ec, 0644, "is open to others", "chmod"},
	    {cert_good, "", 0600, " is empty", NULL},
	    {"", key_ec, 0600, "there is no certificate in it", NULL},
	    {key_ec, key_ec, 0600, "there is no certificate in it", NULL},
	    {"0\x82\x01", key_ec, 0600, "there is no certificate in it",
		"-inform DER"},
	    {"0\x05\x02\x01\x03xx", key_ec, 0600,
		"there is no certificate in it", "openssl pkcs12 -nokeys"},
	    {"0\x82\x01\x05\x02\x01\x03xx", key_ec, 0600,
		"there is no certificate in it", "openssl pkcs12 -nokeys"},
	    {"-----BEGIN CERTIFICATE-----\nMIIB\n", key_ec, 0600,
		"it is cut short", NULL},
	    {"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
		key_ec, 0600, "the first certificate in it is damaged", NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char certificate[256], key[256];
		struct login login = {.name = (char *)"work",
		    .tls_client_cert_file = certificate,
		    .tls_client_key_file = key};
		struct error error = {0};
		struct client_tls tls;
		enum lanyard_error r;

		scratch_print(
		    certificate, sizeof(certificate), "%s/%zu.crt", s->path, i);
		scratch_print(key, sizeof(key), "%s/%zu.key", s->path, i);
		if (cases[i].certificate != NULL)
			write_text(certificate, cases[i].certificate, 0644);
		if (cases[i].key != NULL)
			write_text(key, cases[i].key, cases[i].mode);
		client_tls_init(&tls);
		r = client_tls_load(&tls, &login, &error);
		if (cases[i].message == NULL) {
			if (r != LANYARD_OK)
				fail_msg("%zu: %s", i, error.message);
			assert_string_equal(tls.certificate.file, certificate);
			assert_string_equal(tls.certificate.key_file, key);
			assert_string_equal(tls.certificate.source,
			    "tls_client_cert_file of login \"work\"");
			assert_int_equal(tls.begins_at, 1577836800);
			assert_int_equal(tls.ends_at, 4733510400);
		} else {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			if (strstr(error.message, cases[i].message) == NULL)
				fail_msg("%zu: %s", i, error.message);
			if (cases[i].hint != NULL &&
			    strstr(error.hint, cases[i].hint) == NULL)
				fail_msg("%zu: %s", i, error.hint);
			assert_null(tls.certificate.file);
		}
		client_tls_clear(&tls);
		assert_null(tls.certificate.file);
	}
}

/* Then the one file is a secret. */
static void
takes_both_in_one_file(void **state)
{
	struct scratch *s = *state;
	struct login login = {.name = (char *)"work"};
	struct error error = {0};
	struct client_tls tls;
	char path[256], text[4096];

	client_tls_init(&tls);
	assert_int_equal(client_tls_load(&tls, &login, &error), LANYARD_OK);
	assert_null(tls.certificate.file);
	scratch_print(path, sizeof(path), "%s/both.pem", s->path);
	scratch_print(text, sizeof(text), "%s%s", key_ec, cert_good);
	login.tls_client_cert_file = path;
	write_text(path, text, 0600);
	assert_int_equal(client_tls_load(&tls, &login, &error), LANYARD_OK);
	assert_null(tls.certificate.key_file);
	client_tls_clear(&tls);
	write_text(path, text, 0644);
	assert_int_equal(
	    client_tls_load(&tls, &login, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is open to others"));
	write_text(path, "0\x82\x01\x05\x02\x01\x03xx", 0600);
	assert_int_equal(
	    client_tls_load(&tls, &login, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is in DER, or PKCS#12"));
	assert_non_null(strstr(error.hint, "openssl pkcs12"));
	write_text(path, cert_good, 0600);
	assert_int_equal(
	    client_tls_load(&tls, &login, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.hint, "tls_client_key_file"));
	client_tls_clear(&tls);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(says_what_is_wrong),
	    SCRATCH_TEST(takes_both_in_one_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
