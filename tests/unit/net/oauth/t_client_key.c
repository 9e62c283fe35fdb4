/*
 * t_client_key.c - the key that a login signs with, wherever it is
 */
#include "scratch.h"

#include "../jose/keys.h"
#include "base/strings.h"
#include "certificates.h"
#include "net/oauth/client_key.h"

/* RFC 8705 appendix A. */
#define CERTIFICATE                                                            \
	"-----BEGIN CERTIFICATE-----\n"                                        \
	"MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx\n"   \
	"ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG\n"   \
	"SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ\n"   \
	"/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID\n"   \
	"SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV\n"   \
	"bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=\n"                               \
	"-----END CERTIFICATE-----\n"
#define SHA1	   "T8Qp8fPmVYqb9iHyzQUaAbxBedY"
#define THUMBPRINT "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"

/* openssl x509 -noout -fingerprint -sha1 of it, in base64url. */
static void
names_a_certificate_by_sha1(void **state)
{
	struct scratch *s = *state;
	struct login login = {.name = (char *)"work",
	    .private_key_id = (char *)"k1",
	    .private_key_certificate_file =
		(char *)(uintptr_t)scratch_path(s, "cert.pem")};
	static const char *const words[] = {NULL, "x5t#S256", "x5t"};

	/* Its key is nobody's: this one is not here to be compared. */
	strings_add(&login.sign_command, "false");
	scratch_write(login.private_key_certificate_file, CERTIFICATE, 0, 0644);
	for (size_t i = 0; i < COUNT(words); i++) {
		struct error error = {0};
		struct jwt_header header;
		struct client_key key;

		login.private_key_certificate_thumbprint =
		    (char *)(uintptr_t)words[i];
		client_key_init(&key);
		assert_int_equal(
		    client_key_load(&key, &login, 5000, &error), LANYARD_OK);
		header = client_key_header(&key, &login);
		assert_string_equal(header.kid, "k1");
		if (i < 2) {
			assert_string_equal(header.x5t_s256, THUMBPRINT);
			assert_null(header.x5t);
		} else {
			assert_string_equal(header.x5t, SHA1);
			assert_null(header.x5t_s256);
		}
		client_key_clear(&key);
	}
	strings_free(&login.sign_command);
}

static void
takes_key_certificate_and_algorithm(void **state)
{
	static const struct {
		const char *pem, *certificate, *alg;
		const char *algs;    /* that the server takes */
		const char *signs;   /* with that; or */
		const char *message; /* within the error */
	} cases[] = {
	    {key_rsa, NULL, NULL, NULL, "RS256", NULL},
	    {key_ec, cert_good, NULL, NULL, "ES256", NULL},
	    {key_ec, cert_over, NULL, "ES256", "ES256", NULL},
	    {key_rsa, cert_good, NULL, NULL, NULL,
		"private_key_certificate_file of login \"work\": the "
		"certificate in "},
	    {key_ed, CERTIFICATE, NULL, NULL, NULL,
		"cert.pem is not that of the key in "},
	    {key_ec, CERTIFICATE, NULL, NULL, NULL, "key.pem"},
	    {key_rsa, NULL, NULL, "PS256 RS256", "RS256", NULL},
	    {key_rsa, NULL, NULL, "PS512 PS256 ES256", "PS256", NULL},
	    {key_rsa, NULL, NULL, "PS512 RS384", NULL,
		"login \"work\" has a key that signs with RS256, and its "
		"server "
		"takes none of that: PS512 RS384"},
	    {key_rsa, NULL, "PS256", NULL, "PS256", NULL},
	    {key_rsa, NULL, "RS256", "PS256", "RS256", NULL},
	    {key_ec, NULL, NULL, "RS256 ES256", "ES256", NULL},
	    {key_ec, NULL, NULL, "RS256 PS256", NULL,
		"signs with ES256, and its server takes none of that: RS256 "
		"PS256"},
	    {key_ed, NULL, NULL, "EdDSA", "EdDSA", NULL},
	    {key_ed, NULL, NULL, "PS256", NULL, "signs with EdDSA"},
	    {key_ed, NULL, "EdDSA", "PS256", "EdDSA", NULL},
	    {key_ed, NULL, "RS256", NULL, NULL,
		"token_endpoint_auth_signing_alg = \"RS256\", and a key that "
		"signs with EdDSA"},
	    {key_rsa, "-----BEGIN CERTIFICATE-----\n", NULL, NULL, NULL,
		"private_key_certificate_file of login \"work\": "},
	    {key_rsa, key_rsa, NULL, NULL, NULL, "has no certificate in PEM"},
	    {"rubbish", NULL, NULL, NULL, NULL,
		"private_key_file of login \"work\" has no private key"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.name = (char *)"work",
		    .private_key_file =
			(char *)(uintptr_t)scratch_path(s, "key.pem")};
		struct error error = {0};
		struct client_key key;
		enum lanyard_error r;

		login.token_endpoint_auth_signing_alg =
		    (char *)(uintptr_t)cases[i].alg;
		scratch_write(login.private_key_file, cases[i].pem, 0, 0600);
		if (cases[i].certificate != NULL) {
			login.private_key_certificate_file =
			    (char *)(uintptr_t)scratch_path(s, "cert.pem");
			scratch_write(login.private_key_certificate_file,
			    cases[i].certificate, 0, 0644);
		}
		client_key_init(&key);
		r = client_key_load(&key, &login, 5000, &error);
		if (r == LANYARD_OK)
			r = client_key_choose(
			    &key, &login, cases[i].algs, &error);
		if (cases[i].signs == NULL) {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			if (strstr(error.message, cases[i].message) == NULL)
				fail_msg("%zu: %s", i, error.message);
		} else {
			assert_int_equal(r, LANYARD_OK);
			assert_string_equal(
			    signature_alg(key.key), cases[i].signs);
			assert_int_equal(key.x5t.size,
			    cases[i].certificate != NULL ? 43 : 0);
		}
		client_key_clear(&key);
	}
}

/* What is not in a file is named by its own key of lanyard.conf. */
static void
names_agent_and_command(void **state)
{
	struct login login = {.name = (char *)"work"};
	struct error error = {0};
	struct client_key key;
	struct buf buf;

	(void)state;
	client_key_init(&key);
	assert_int_equal(
	    client_key_load(&key, &login, 5000, &error), LANYARD_OK);
	assert_null(key.key);
	assert_int_equal(
	    client_key_choose(&key, &login, NULL, &error), LANYARD_OK);
	login.private_key_agent = (char *)"me";
	setenv("SSH_AUTH_SOCK", "/nonexistent", 1);
	assert_int_equal(
	    client_key_load(&key, &login, 5000, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message,
	    "private_key_agent of login \"work\": there is no ssh-agent"));
	login.private_key_agent = NULL;
	strings_add(&login.sign_command, "false");
	assert_int_equal(
	    client_key_load(&key, &login, 5000, &error), LANYARD_OK);
	assert_string_equal(signature_alg(key.key), "RS256");
	buf_init(&buf, 100);
	assert_int_equal(
	    signature_add(&buf, key.key, "x", 1, &error), LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "sign_command of login \"work\" ended with status 1");
	buf_clear(&buf);
	client_key_clear(&key);
	strings_free(&login.sign_command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(takes_key_certificate_and_algorithm),
	    SCRATCH_TEST(names_agent_and_command),
	    SCRATCH_TEST(names_a_certificate_by_sha1),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
