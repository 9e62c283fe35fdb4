/*
 * t_service_account.c - a key with who it belongs to
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/oauth/service_account.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TYPE	     "{\"type\":\"service_account\""
#define KEY	     ",\"private_key\":\"-----BEGIN\\nx\\n\""
#define REST	     ",\"client_email\":\"me@p\",\"token_uri\":\"https://id/token\""

static void
takes_what_it_needs(void **state)
{
	static const struct {
		const char *text;
		bool found;
		const char *id;
		const char *message; /* NULL: it is one, or no JSON */
	} cases[] = {
	    {"-----BEGIN PRIVATE KEY-----", false, NULL, NULL},
	    {"", false, NULL, NULL},
	    {TYPE KEY REST "}", true, NULL, NULL},
	    {TYPE KEY REST ",\"private_key_id\":\"k1\",\"client_id\":7}", true,
		"k1", NULL},
	    {TYPE REST "}", true, NULL,
		"the file is a service account without private_key"},
	    {TYPE KEY ",\"token_uri\":\"https://id\"}", true, NULL,
		"the file is a service account without client_email"},
	    {TYPE KEY ",\"client_email\":\"me\",\"token_uri\":\"\"}", true,
		NULL, "the file is a service account without token_uri"},
	    {"{\"type\":\"authorized_user\"" KEY REST "}", true, NULL,
		"the file is JSON, but neither a JSON Web Key, nor a set of "
		"them, nor of type \"service_account\""},
	    {"{}", true, NULL,
		"the file is JSON, but neither a JSON Web Key, nor a set of "
		"them, nor of type \"service_account\""},
	    {TYPE, true, NULL, "the file: "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret text = {(unsigned char *)(uintptr_t)cases[i].text,
		    strlen(cases[i].text)};
		struct service_account account = {{NULL, 0}, NULL, NULL, NULL};
		struct error error = {0};
		enum lanyard_error r;
		bool found;

		r = service_account_parse(
		    &account, &text, &found, "the file", &error);
		assert_int_equal(found, cases[i].found);
		assert_int_equal(r,
		    cases[i].message == NULL ? LANYARD_OK : LANYARD_ERR_CONFIG);
		if (cases[i].message != NULL &&
		    strncmp(error.message, cases[i].message,
			strlen(cases[i].message)) != 0)
			fail_msg("%zu: %s", i, error.message);
		assert_int_equal(
		    account.client_email != NULL, found && r == LANYARD_OK);
		if (account.client_email != NULL) {
			assert_string_equal(account.client_email, "me@p");
			assert_string_equal(
			    account.token_uri, "https://id/token");
			assert_string_equal(
			    (const char *)account.private_key.bytes,
			    "-----BEGIN\nx\n");
		}
		if (cases[i].id != NULL)
			assert_string_equal(
			    account.private_key_id, cases[i].id);
		service_account_clear(&account);
		assert_null(account.token_uri);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_it_needs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
