/*
 * t_client_method.c - what the client has x what the server offers -> what is
 * taken, or the error naming both
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/oauth/client_method.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define BASIC  "client_secret_basic"
#define POST   "client_secret_post"
#define SHARED "client_secret_jwt"
#define KEY    "private_key_jwt"
#define TLS    "tls_client_auth"
#define SELF   "self_signed_tls_client_auth"

/* What a client has: a letter each. */
static struct client_means
means_of(const char *letters)
{
	return (struct client_means){
	    .login = "work",
	    .secret = strchr(letters, 's') != NULL,
	    .key = strchr(letters, 'k') != NULL,
	    .certificate = strchr(letters, 'c') != NULL,
	};
}

static void
takes_what_the_server_offers(void **state)
{
	static const struct {
		const char *has, *methods, *algs, *stored;
		const char *taken;   /* NULL: the default; or */
		const char *message; /* within the error */
	} cases[] = {
	    /* Nothing is said: the default of each. */
	    {"", NULL, NULL, NULL, NULL, NULL},
	    {"s", NULL, NULL, NULL, NULL, NULL},
	    {"k", NULL, NULL, NULL, KEY, NULL},
	    {"c", NULL, NULL, NULL, TLS, NULL},
	    {"sc", NULL, NULL, NULL, NULL, NULL},
	    {"kc", NULL, NULL, NULL, KEY, NULL},
	    /* A secret. */
	    {"s", BASIC " " POST, NULL, NULL, NULL, NULL},
	    {"s", POST " " BASIC, NULL, NULL, NULL, NULL},
	    {"s", POST, NULL, NULL, POST, NULL},
	    {"s", SHARED " " POST, NULL, NULL, POST, NULL},
	    {"s", SHARED, NULL, NULL, SHARED, NULL},
	    {"s", SHARED, "HS512 HS256", NULL, SHARED, NULL},
	    {"s", SHARED, "HS512 RS256", NULL, NULL,
		"login \"work\" has a client secret (" BASIC ", " POST
		", " SHARED "), and its server takes none of that: " SHARED
		", signed by HS512 RS256"},
	    {"s", KEY, NULL, NULL, NULL, "takes none of that: " KEY},
	    {"s", KEY " none", NULL, NULL, NULL,
		"takes none of that: " KEY " none"},
	    {"s", "none", NULL, NULL, NULL, "takes none of that: none"},
	    {"s", TLS, NULL, NULL, NULL, "has a client secret"},
	    {"s", "client_secret_basic_2 xclient_secret_post", NULL, NULL, NULL,
		"takes none of that"},
	    /* A key. */
	    {"k", BASIC " " KEY, "RS256", NULL, KEY, NULL},
	    {"k", BASIC " " POST, NULL, NULL, NULL,
		"login \"work\" has a key (" KEY "), and its server takes none "
		"of that: " BASIC " " POST},
	    {"k", TLS, NULL, NULL, NULL, "has a key"},
	    /* A certificate, beside which there may be a secret or a key. */
	    {"c", TLS " " SELF, NULL, NULL, TLS, NULL},
	    {"c", SELF " " BASIC, NULL, NULL, SELF, NULL},
	    {"c", BASIC, NULL, NULL, NULL,
		"login \"work\" has a client certificate (" TLS ", " SELF
		"), and its server takes none of that: " BASIC},
	    {"sc", TLS " " BASIC, NULL, NULL, NULL, NULL},
	    {"sc", TLS, NULL, NULL, TLS, NULL},
	    {"kc", SELF " " BASIC, NULL, NULL, SELF, NULL},
	    /* Nothing: servers do not always name "none". */
	    {"", BASIC, NULL, NULL, NULL, NULL},
	    {"", "none", NULL, NULL, NULL, NULL},
	    {"", KEY, "RS256", NULL, NULL, NULL},
	    /* What was taken before, where nobody says more. */
	    {"s", NULL, NULL, POST, POST, NULL},
	    {"s", NULL, NULL, "none", NULL, NULL},
	    {"s", NULL, NULL, KEY, NULL, NULL},
	    {"s", NULL, NULL, TLS, NULL, NULL},
	    {"s", BASIC, NULL, POST, NULL, NULL},
	    /* Where the metadata have changed their mind, too. */
	    {"s", "none", NULL, POST, POST, NULL},
	    {"c", BASIC, NULL, SELF, SELF, NULL},
	    {"s", "none", NULL, KEY, NULL, "takes none of that: none"},
	    {"c", NULL, NULL, SELF, SELF, NULL},
	    {"k", NULL, NULL, POST, KEY, NULL},
	    {"", NULL, NULL, "none", "none", NULL},
	    {"", NULL, NULL, POST, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct client_means means = means_of(cases[i].has);
		struct error error = {0};
		const char *method = "unset";
		enum lanyard_error r;

		means.methods = cases[i].methods;
		means.algs = cases[i].algs;
		means.stored = cases[i].stored;
		r = client_method_choose(&method, &means, &error);
		if (cases[i].message != NULL) {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			if (strstr(error.message, cases[i].message) == NULL)
				fail_msg("%zu: %s", i, error.message);
			assert_non_null(strstr(
			    error.hint, "token_endpoint_auth_method = \""));
		} else if (r != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		if ((method == NULL) != (cases[i].taken == NULL) ||
		    (method != NULL && strcmp(method, cases[i].taken) != 0))
			fail_msg("%zu: %s", i, method);
	}
}

static void
finds_whole_words(void **state)
{
	(void)state;
	assert_true(client_method_offers("a b c", "a"));
	assert_true(client_method_offers("a b c", "c"));
	assert_true(client_method_offers("b", "b"));
	assert_false(client_method_offers("ab", "a"));
	assert_false(client_method_offers("ab", "b"));
	assert_false(client_method_offers("a b", "a b"));
	assert_false(client_method_offers("", "a"));
	assert_false(client_method_offers(NULL, "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_the_server_offers),
	    cmocka_unit_test(finds_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
