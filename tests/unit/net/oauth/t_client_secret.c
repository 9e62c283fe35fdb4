/*
 * t_client_secret.c - a client's secret from a value, a file, a command
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strings.h"
#include "net/oauth/client_secret.h"

struct command {
	const char *script;
	int64_t timeout_ms;
	const char *secret;  /* or */
	const char *message; /* within the error */
};

static const struct command commands[] = {
    {"echo s3cret", 5000, "s3cret", NULL},
    {"printf s3cret", 5000, "s3cret", NULL},
    {"printf 's3cret\\r\\n'", 5000, "s3cret", NULL},
    {"printf 's3 cret'", 5000, "s3 cret", NULL},
    {"printf 'a\\n\\n'", 5000, NULL, "more than one line"},
    {"printf 'a\\0b'", 5000, NULL, "more than one line"},
    {"exit 0", 5000, NULL, "empty"},
    {"echo; exit 0", 5000, NULL, "empty"},
    {"echo s3cret; exit 3", 5000, NULL, "status 3"},
    {"sleep 10", 100, NULL, "longer than 100 ms"},
    {"head -c 70000 /dev/zero", 5000, NULL, "more than 65536 bytes"},
};

static void
a_command_prints_it(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		const struct command *c = &commands[i];
		struct secret secret = {0};
		struct error error = {0};
		struct login login;
		enum lanyard_error r;

		login_init(&login);
		login.name = strdup("work");
		login.timeout_ms = c->timeout_ms;
		strings_add(&login.client_secret_command, "/bin/sh");
		strings_add(&login.client_secret_command, "-c");
		strings_add(&login.client_secret_command, c->script);
		r = client_secret_get(
		    &login, login.timeout_ms, &secret, &error);
		if (c->secret != NULL) {
			assert_int_equal(r, LANYARD_OK);
			assert_int_equal(secret.size, strlen(c->secret));
			assert_memory_equal(
			    secret.bytes, c->secret, secret.size);
		} else {
			if (strstr(error.message, c->message) == NULL)
				fail_msg("%s: %s", c->script, error.message);
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			assert_false(secret_is_set(&secret));
			assert_null(strstr(error.message, "s3cret"));
		}
		secret_clear(&secret);
		login_clear(&login);
	}
}

static void
a_missing_command_is_named(void **state)
{
	struct secret secret = {0};
	struct error error = {0};
	struct login login;

	(void)state;
	login_init(&login);
	login.name = strdup("work");
	strings_add(&login.client_secret_command, "/nonexistent/program");
	assert_int_equal(
	    client_secret_get(&login, login.timeout_ms, &secret, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "cannot run"));
	assert_non_null(strstr(error.message, "/nonexistent/program"));
	assert_non_null(strstr(error.hint, "install it"));
	login_clear(&login);
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (long)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
the_value_comes_before_the_file(void **state)
{
	char folder[] = "/tmp/t_client_secret.XXXXXX", path[64];
	struct secret secret = {0};
	struct error error = {0};
	struct login login;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/secret", folder);
	write_file(path, "from a file\n", 0600);
	login_init(&login);
	login.name = strdup("work");
	assert_int_equal(
	    client_secret_get(&login, login.timeout_ms, &secret, &error),
	    LANYARD_OK);
	assert_false(secret_is_set(&secret));

	login.client_secret_file = strdup(path);
	assert_int_equal(
	    client_secret_get(&login, login.timeout_ms, &secret, &error),
	    LANYARD_OK);
	assert_int_equal(secret.size, strlen("from a file"));
	assert_memory_equal(secret.bytes, "from a file", secret.size);

	write_file(path, "two\nlines\n", 0600);
	assert_int_equal(
	    client_secret_get(&login, login.timeout_ms, &secret, &error),
	    LANYARD_ERR_CONFIG);
	assert_false(secret_is_set(&secret));

	write_file(path, "open to all\n", 0644);
	assert_int_equal(
	    client_secret_get(&login, login.timeout_ms, &secret, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "login \"work\""));
	assert_non_null(strstr(error.hint, "chmod"));

	secret_set_text(&login.client_secret, "value");
	assert_int_equal(
	    client_secret_get(&login, login.timeout_ms, &secret, &error),
	    LANYARD_OK);
	assert_memory_equal(secret.bytes, "value", 5);
	secret_clear(&secret);
	login_clear(&login);
	unlink(path);
	rmdir(folder);
}

/* What nobody sees, at either end: told before the server is asked. */
static void
what_nobody_sees_is_told(void **state)
{
	static const struct {
		const char *text;
		const char *message, *hint; /* NULL: it is the secret */
	} cases[] = {
	    {"s3cret\r\n", NULL, NULL},
	    {"s3 cret", NULL, NULL},
	    {"\xef\xbb\xbfs3cret\n", "begins with a byte order mark",
		"sed -i '1s/^\\xEF\\xBB\\xBF//' '"},
	    {"\xff\xfes", "is UTF-16", "in UTF-8"},
	    {"\xfe\xffs", "is UTF-16", "in UTF-8"},
	    {"s3cret \n", "ends in a blank", "sed -i 's/[[:blank:]]"},
	    {"s3cret\t", "ends in a blank", "sed -i 's/[[:blank:]]"},
	    {"s3cret \r\n", "ends in a blank", "sed -i 's/[[:blank:]]"},
	    {"s3cret\r", "ends in a carriage return", "sed -i"},
	    {"s3cret\xc2\xa0\n", "ends in a blank that does not", "sed -i"},
	    {" s3cret", "begins with a blank", "sed -i"},
	    {"\ts3cret", "begins with a blank", "sed -i"},
	    {"s3cret\n\n", "more than one line", ""},
	};
	char folder[] = "/tmp/t_client_secret.XXXXXX", path[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/secret", folder);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct secret secret = {0};
		struct error error = {0};
		struct login login;
		enum lanyard_error r;

		login_init(&login);
		login.name = strdup("work");
		login.client_secret_file = strdup(path);
		write_file(path, cases[i].text, 0600);
		r = client_secret_get(&login, 1000, &secret, &error);
		assert_int_equal(r,
		    cases[i].message == NULL ? LANYARD_OK : LANYARD_ERR_CONFIG);
		assert_int_equal(error.code, r);
		if (cases[i].message != NULL) {
			if (strstr(error.message, cases[i].message) == NULL ||
			    strstr(error.hint, cases[i].hint) == NULL)
				fail_msg("%zu: %s (%s)", i, error.message,
				    error.hint);
			assert_non_null(
			    strstr(error.message, "client_secret_file"));
			assert_null(strstr(error.message, "s3cret"));
		}
		secret_clear(&secret);
		/* A value in the configuration was meant as it is. */
		secret_set_text(&login.client_secret, cases[i].text);
		assert_int_equal(
		    client_secret_get(&login, 1000, &secret, NULL), LANYARD_OK);
		secret_clear(&secret);
		login_clear(&login);
	}
	unlink(path);
	rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_command_prints_it),
	    cmocka_unit_test(a_missing_command_is_named),
	    cmocka_unit_test(the_value_comes_before_the_file),
	    cmocka_unit_test(what_nobody_sees_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
