/*
 * a_source.h - for the units of a source: a job that has none of the variables
 * of a CI, and a login's words on where its token is
 */
#ifndef A_SOURCE_H
#define A_SOURCE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "net/oauth/source.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name
#define JWT	     "eyJhbGciOiJub25lIn0.e30.c2ln"
#define OVER	     "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln" /* exp 1 */
#define TIME_MS	     20000
#define JOB_TEST(f)  cmocka_unit_test_setup(f, no_job)

static const char *const variables[] = {"ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_ACTIONS", "FORGEJO_ACTIONS",
    "GITLAB_CI", "BUILDKITE", "BUILDKITE_AGENT_ENDPOINT",
    "BUILDKITE_AGENT_ACCESS_TOKEN", "BUILDKITE_JOB_ID", "T_SOURCE_TOKEN"};

static inline int
no_job(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

static inline struct source
a_source(const struct login_source *from)
{
	return (struct source){.from = from,
	    .key = "subject_token",
	    .login = "ci",
	    .audience = "https://as.example.com/?a=b",
	    .jwt = true};
}

/* Text that is only read. */
static inline char *
text(const char *literal)
{
	static char texts[8][256];
	static unsigned next;
	char *to = texts[next++ % COUNT(texts)];

	snprintf(to, sizeof(texts[0]), "%s", literal);
	return to;
}

static inline void
assert_fails(const struct source *source, struct http *http,
    enum lanyard_error code, const char *message, const char *hint)
{
	struct secret token = {NULL, 0};
	struct error error = {0};

	assert_int_equal(
	    source_read(source, http, TIME_MS, &token, &error), code);
	if (strstr(error.message, message) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", message, error.message);
	if (hint != NULL && strstr(error.hint, hint) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", hint, error.hint);
	assert_false(secret_is_set(&token));
}

#endif
