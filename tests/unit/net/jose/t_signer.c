/*
 * t_signer.c - a command that signs
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "net/jose/signer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* COUNT bytes "!" and 0x81, and the same in base64. */
#define RAW(count)    "yes \"$(printf '!\\201')\" | tr -d '\\n' | head -c " count
#define BASE64(count) RAW(count) " | base64 -w 0"
/* Two numbers, of 33 bytes with a zero before it, and of one. */
#define DER                                                                    \
	"printf '\\060\\046\\002\\041\\000'; " RAW("32") "; printf "           \
							 "'\\002\\001y'"

static void
takes_what_it_writes(void **state)
{
	static const struct {
		const char *alg, *script;
		size_t size;	     /* of the signature; 0: */
		const char *message; /* within the error */
	} cases[] = {
	    {"RS256", RAW("256"), 256, NULL},
	    {"PS256", RAW("512"), 512, NULL},
	    {"RS256", BASE64("256"), 256, NULL},
	    {"RS256", BASE64("256") " | tr -d =", 256, NULL},
	    {"RS256", RAW("256") " | base64", 256, NULL},
	    {"EdDSA", RAW("64"), 64, NULL},
	    {"EdDSA", BASE64("64"), 64, NULL},
	    {"ES256", RAW("64"), 64, NULL},
	    {"ES256", DER, 64, NULL},
	    {"ES256", "{ " DER "; } | base64", 64, NULL},
	    {"RS256", RAW("255"), 0,
		"sign_command wrote no RS256 signature, raw, in base64 or "
		"base64url: 255 bytes"},
	    {"RS256", "echo rubbish", 0, "wrote no RS256 signature"},
	    /* As long as a signature, and none. */
	    {"RS256", RAW("300"), 0, "wrote no RS256 signature"},
	    {"RS256", "head -c 256 /dev/zero", 0, "wrote no RS256 signature"},
	    {"RS256", "head -c 256 /dev/zero | base64", 0,
		"wrote no RS256 signature"},
	    {"RS256", "yes 'no access for you' | head -c 256", 0,
		"wrote no RS256 signature"},
	    {"EdDSA", "yes '<p>log in</p>' | head -c 64", 0,
		"wrote no EdDSA signature"},
	    {"ES256", "{ " DER "; } | head -c 30", 0,
		"wrote no ES256 signature"},
	    {"EdDSA", ":", 0, "wrote no EdDSA signature"},
	    {"RS256", RAW("5000"), 0, "sign_command printed more than 4096"},
	    {"RS256", "exit 2", 0, "sign_command ended with status 2"},
	    {"RS256", "sleep 30", 0, "sign_command took longer than 1500 ms"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const argv[] = {"sh", "-c", cases[i].script, NULL};
		struct signature_key *key;
		struct error error = {0};
		enum lanyard_error r;
		struct buf buf;

		buf_init(&buf, 2000);
		assert_int_equal(signer_key_new(&key, argv, cases[i].alg, 1500,
				     "sign_command", &error),
		    LANYARD_OK);
		assert_string_equal(signature_alg(key), cases[i].alg);
		r = signature_add(&buf, key, "text", 4, &error);
		assert_int_equal(
		    r, cases[i].size > 0 ? LANYARD_OK : LANYARD_ERR_CONFIG);
		assert_int_equal(buf.size, cases[i].size);
		if (cases[i].message != NULL &&
		    strstr(error.message, cases[i].message) == NULL)
			fail_msg("%zu: %s", i, error.message);
		if (strncmp(cases[i].alg, "ES", 2) == 0 && i != 7 &&
		    cases[i].size > 0) {
			assert_memory_equal(buf.data, "!\201!\201", 4);
			assert_memory_equal(buf.data + 62, "\0y", 2);
		}
		buf_clear(&buf);
		signature_key_free(&key);
	}
}

static void
gives_it_the_text(void **state)
{
	static const char script[] = "[ \"$(cat)\" = a.b ] && " RAW("64");
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct signature_key *key;
	struct error error = {0};
	struct buf buf;

	(void)state;
	buf_init(&buf, 2000);
	assert_int_equal(
	    signer_key_new(&key, argv, "EdDSA", 20000, "it", &error),
	    LANYARD_OK);
	assert_int_equal(
	    signature_add(&buf, key, "a.b", 3, &error), LANYARD_OK);
	assert_int_equal(
	    signature_add(&buf, key, "a.c", 3, &error), LANYARD_ERR_CONFIG);
	buf_clear(&buf);
	signature_key_free(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_it_writes),
	    cmocka_unit_test(gives_it_the_text),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
