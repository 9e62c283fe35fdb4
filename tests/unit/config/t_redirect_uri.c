/*
 * t_redirect_uri.c - redirect_uri.h: by which of them an answer can come back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/redirect_uri.h"

#define ABSOLUTE "is not an absolute URL"
#define FRAGMENT "has a fragment, which no browser sends back"
#define USER	 "has a user name in it"
#define PORT	 "has no usable host or port"
#define CLEAR	 "sends the answer of a login in clear to another machine"
#define NOWHERE	 "is no address by which a browser brings an answer"

static void
knows_which_come_back(void **state)
{
	static const struct {
		const char *uri, *fault;
		bool allow_http;
	} cases[] = {
	    {"http://127.0.0.1", NULL, false},
	    {"http://127.0.0.1/callback", NULL, false},
	    {"http://127.0.0.1:7/x?y=1", NULL, false},
	    {"http://127.1.2.3/", NULL, false},
	    {"http://[::1]:8080/", NULL, false},
	    {"HTTP://LOCALHOST/cb", NULL, false},
	    {"https://app.example.com/cb", NULL, false},
	    {"https://h:0/cb", NULL, false},
	    {"com.example.app:/cb", NULL, false},
	    {"com.example.app:cb", NULL, false},
	    {"msal4f0c://auth", NULL, false},
	    {"msauth://package/x", NULL, false},
	    {"urn:ietf:wg:oauth:2.0:oob", NULL, false},
	    {"URN:IETF:wg:oauth:2.0:oob:auto", NULL, false},
	    {"http://intranet/cb", NULL, true},
	    {"http://intranet/cb", CLEAR, false},
	    {"http://127.0.0.1.example.com/cb", CLEAR, false},
	    {"http://0.0.0.0/cb", CLEAR, false},
	    {"http://127.0.0.1:0/cb", PORT, false},
	    {"http://127.0.0.1:99999/cb", PORT, true},
	    {"http:///cb", PORT, false},
	    {"http:/cb", PORT, false},
	    {"http://127.0.0.1/#", FRAGMENT, false},
	    {"https://h/cb#x", FRAGMENT, false},
	    {"http://me@127.0.0.1/", USER, false},
	    {"http://me:x@127.0.0.1/", USER, false},
	    {"https://me@h/cb", USER, false},
	    {"ftp://x", NOWHERE, false},
	    {"file:///tmp/x", NOWHERE, false},
	    {"javascript:alert(1)", NOWHERE, false},
	    {"data:text/html,x", NOWHERE, false},
	    {"mailto:me@example.com", NOWHERE, false},
	    {"ssh://h/x", NOWHERE, false},
	    {"myapp://callback", NULL, false},
	    {"vscode://vscode.git/x", NULL, false},
	    {"myapp:callback", NOWHERE, false},
	    {"FTP://x", NOWHERE, false},
	    {"wss://h/x", NOWHERE, false},
	    {"htttp://h/cb", NOWHERE, false},
	    {"urn:ietf:wg:oauth:2.0:other", NOWHERE, false},
	    {"htps://h/cb", NOWHERE, false},
	    {"", ABSOLUTE, false},
	    {"/callback", ABSOLUTE, false},
	    {":x", ABSOLUTE, false},
	    {"http:", ABSOLUTE, false},
	    {"127.0.0.1/callback", ABSOLUTE, false},
	    {"127.0.0.1:80", ABSOLUTE, false},
	    {"localhost:8080/cb", ABSOLUTE, false},
	    {"app.example.com:8080/cb", ABSOLUTE, false},
	    {"http://127.0.0.1/a b", ABSOLUTE, false},
	    {"http://127.0.0.1/\"", ABSOLUTE, false},
	    {"http://127.0.0.1/\xc3\xa9", ABSOLUTE, false},
	    {"http://127.0.0.1/\n", ABSOLUTE, false},
	    {"https://{h}/cb", ABSOLUTE, false},
	};
	const char *fault, *hint;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(redirect_uri_fault(cases[i].uri,
				     cases[i].allow_http, &fault, &hint),
		    LANYARD_OK);
		assert_int_equal(fault == NULL, hint == NULL);
		if (fault == NULL ? cases[i].fault != NULL
				  : cases[i].fault == NULL ||
					strcmp(fault, cases[i].fault) != 0)
			fail_msg("%s: %s", cases[i].uri,
			    fault != NULL ? fault : "is taken");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_which_come_back),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
