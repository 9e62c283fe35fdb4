/*
 * t_signature.c - signatures as the RFCs' examples have them, and keys refused
 */
#include "signatures.h"

#include "keys.h"
#include "net/jose/signature.h"

static struct signature_key *
key_of(const char *pem, struct error *error)
{
	struct secret secret = {(unsigned char *)(uintptr_t)pem, strlen(pem)};
	struct signature_key *key;
	enum lanyard_error r;

	r = signature_key_new(&key, &secret, "the key", error);
	assert_int_equal(r == LANYARD_OK, key != NULL);
	return key;
}

/* RFC 7515 A.2 and RFC 8037 A.4: these are the same each time. */
static void
signs_as_the_rfcs_do(void **state)
{
	static const struct {
		const char *pem, *alg, *input, *signature;
	} cases[] = {
	    {key_rsa, "RS256", RS256_INPUT, RS256_SIGNATURE},
	    {key_ed, "EdDSA", EDDSA_INPUT, EDDSA_SIGNATURE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error error = {0};
		struct signature_key *key = key_of(cases[i].pem, &error);

		assert_signs(
		    &key, cases[i].alg, cases[i].input, cases[i].signature);
	}
}

/* These are another each time: who verifies them is a real server, e2e. */
static void
signs_what_is_never_the_same(void **state)
{
	static const struct {
		const char *pem, *alg;
		size_t size;
	} cases[] = {{key_ec, "ES256", 64}, {key_rsa, "PS256", 256}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct error error = {0};
		struct signature_key *key = key_of(cases[i].pem, &error);
		char once[400], again[400];

		assert_true(signature_use_alg(key, cases[i].alg));
		assert_string_equal(signature_alg(key), cases[i].alg);
		sign(key, "x", once);
		sign(key, "x", again);
		assert_string_not_equal(once, again);
		assert_int_equal(strlen(once), (cases[i].size * 4 + 2) / 3);
		signature_key_free(&key);
	}
}

/* What is never the same can be verified; t_jwks.c has the RFCs' own. */
static void
verifies_what_it_signs(void **state)
{
	static const struct {
		const char *pem, *alg;
	} cases[] = {{key_rsa, "RS256"}, {key_rsa, "PS256"}, {key_ec, "ES256"},
	    {key_ed, "EdDSA"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error error = {0};
		struct signature_key *key = key_of(cases[i].pem, &error);
		struct buf buf;

		buf_init(&buf, 4096);
		assert_true(signature_use_alg(key, cases[i].alg));
		assert_int_equal(
		    signature_add(&buf, key, "text", 4, &error), LANYARD_OK);
		assert_true(
		    signature_verifies(key, "text", 4, buf.data, buf.size));
		assert_false(
		    signature_verifies(key, "texT", 4, buf.data, buf.size));
		assert_false(
		    signature_verifies(key, "text", 4, buf.data, buf.size - 1));
		assert_false(signature_verifies(key, "text", 4, "", 0));
		buf.data[buf.size - 1] ^= 1;
		assert_false(
		    signature_verifies(key, "text", 4, buf.data, buf.size));
		buf_clear(&buf);
		signature_key_free(&key);
	}
}

static void
knows_what_a_key_can(void **state)
{
	struct error error = {0};
	struct signature_key *key = key_of(key_ec, &error);

	(void)state;
	assert_false(signature_use_alg(key, "RS256"));
	assert_false(signature_use_alg(key, "PS256"));
	assert_false(signature_use_alg(key, "none"));
	assert_true(signature_use_alg(key, "ES256"));
	signature_key_free(&key);
}

#define ENCRYPTED                                                              \
	"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"                              \
	"MIIBHDBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIwh3oSjIwYDYCAggA\n"   \
	"MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAECBBCT4rmeU6LNdKeR0ESNo4mjBIHA\n"   \
	"TJlZ4i1iP1HUMHuo1Ck9+TQmYFg0rvYoE/Bz1PkMfcMcQ5QPH7G4cv7BPt0nY7Yx\n"   \
	"0jw2FfmfiQm69kcOTPy8PIQmwAupA8Zkf2C//AIrqiy/BHWFABUABvrVkE0Uwed5\n"   \
	"dWR7h/Rbymt/UYprFyAwuGlZn/qlYxNu8D7JOKiNwmZHMH52ehH+opqkZcpi10/N\n"   \
	"lkFPiEaeb+giJ7KgiwyfzX9Y68zAN5HriEP/j0+3jZdSKWiTy1i3zfe0x6afPKMh\n"   \
	"-----END ENCRYPTED PRIVATE KEY-----\n"

#define RSA_1024                                                               \
	"-----BEGIN PRIVATE KEY-----\n"                                        \
	"MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBANKG6s3hDJZmQCZo\n"   \
	"uxtoFfLnoY8F8VeH637Up9AzTzLgb23/QL19rivdFcGcsGJTt0v4/QCt+sNuspl4\n"   \
	"+613+YwJivLrsM3Zf+aIf1IcKKFDMCn2jC73k+geS3rxnBKgnGlkoqO+uUw3Ki8k\n"   \
	"8ra4hp8l7gQU8rFj3CFtfs2bYXopAgMBAAECgYEApoL1lk7owNAw7vApBV1G9u+D\n"   \
	"1faSU3P6rD8QV9ktTAU9vReFohqUtrbPrWn8DFlAgcN2gKIa05Zrhn2tOh/JbC0Q\n"   \
	"8yEJsu2F1/3CFOo0gDF21YSQNAWHdCYQwzWK8ve1X7PbYvIbC2i/LaMlWx0OkHq0\n"   \
	"WPIMAD0HRQ4xO6K/M10CQQDtQ2GxYh97eZkJKqIz/HMgXTgXyOGulEBAuUFngUGL\n"   \
	"lG0QXiRoarEWCg2pn1U5ucPRRQ8hwnJq+Dfi7zJtmqs3AkEA4ycGYT7LGEpmjHZr\n"   \
	"n1Q08Rm96Z6g+TsH6+22teVWYrYI9Nc0MlQNBdxYNhqwC0eRMuJ+tuG1Zzv1uQ2L\n"   \
	"ivd1nwJAWWrql4puaP+D0HOT29nJnankKPqZK01OBdaLsrGA/VS74c5JFF0ZTkAN\n"   \
	"tB6LZQ0Aoo7PTB7XNj9D+K/DJpGC8wJBAN5yEhJbPuJ7wa8eLMir2uicz9kfaf6H\n"   \
	"63sEoJ/ChfVG1MCImuoKW3J41L2vJuT04eFV4sdPg6kkE79z30poiXsCQQC2krTr\n"   \
	"wW7Ht0yB4zaPDE+96zXte/3FVz4+G+t8AHPYfD/0rMpDVstIOCi/smYOLXo0unEt\n"   \
	"nbzYR4ujohOF2noS\n"                                                   \
	"-----END PRIVATE KEY-----\n"

#define P_384                                                                  \
	"-----BEGIN PRIVATE KEY-----\n"                                        \
	"MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAUP0BNRlQzss5lQThE\n"   \
	"0HpI/qVc9LbPGwFChf8r4gmn1laXwvQDEqheN6vTzd5OK0ShZANiAARZ5WT9j7US\n"   \
	"9259AoksGKydSApvXHGKp7OQLFLSln7KQYyGh0FXJVsSzGi0LMYgvWTej3ZtbUoX\n"   \
	"Izi0bfUXqi2C9KbVRBpRqW+uqlDx3QVM48GAh8aw/SVjoyK6/TgbU70=\n"           \
	"-----END PRIVATE KEY-----\n"

#define X25519                                                                 \
	"-----BEGIN PRIVATE KEY-----\n"                                        \
	"MC4CAQAwBQYDK2VuBCIEIJgoM8Cx29oMzAypZ9zzAyS9RRBi/DNp0Kiv//O6GRxu\n"   \
	"-----END PRIVATE KEY-----\n"

static void
refuses_what_is_no_key(void **state)
{
	static const struct {
		const char *pem, *why, *hint;
	} cases[] = {
	    {"", "has no private key in PEM", "openssl pkey"},
	    {"hello", "has no private key in PEM", "openssl pkey"},
	    {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"cut short or damaged", "openssl pkey"},
	    {"-----BEGIN PUBLIC KEY-----\n"
	     "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
	     "-----END PUBLIC KEY-----\n",
		"is a public key, not the private one", "private key"},
	    {ENCRYPTED, "is encrypted", "take the passphrase off"},
	    {RSA_1024, "less than 2048 bits", "2048"},
	    {P_384, "another curve than P-256", "P-256"},
	    {X25519, "another kind than RSA, P-256 or Ed25519", "Ed25519"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error error = {0};

		print_message("# %s\n", cases[i].why);
		assert_null(key_of(cases[i].pem, &error));
		assert_int_equal(error.code, LANYARD_ERR_CONFIG);
		assert_memory_equal(error.message, "the key ", 8);
		assert_non_null(strstr(error.message, cases[i].why));
		assert_non_null(strstr(error.hint, cases[i].hint));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signs_as_the_rfcs_do),
	    cmocka_unit_test(signs_what_is_never_the_same),
	    cmocka_unit_test(verifies_what_it_signs),
	    cmocka_unit_test(knows_what_a_key_can),
	    cmocka_unit_test(refuses_what_is_no_key),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
