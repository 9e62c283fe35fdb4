/*
 * t_source.c - a token that speaks for this job or machine
 */
#include "a_source.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/strings.h"

static void
write_file(const char *path, const char *bytes, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
a_file_is_read_as_a_secret(void **state)
{
	char path[] = "/tmp/t_source.XXXXXX";
	struct login_source from = {.file = path};
	struct source source = a_source(&from);
	struct secret token = {NULL, 0};
	struct error error = {0};
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	write_file(path, JWT "\n", 0600);
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	from.source = text("auto");
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	write_file(path, JWT "\n", 0644);
	assert_fails(&source, NULL, E(CONFIG), path, "chmod g");
	write_file(path, "<html>\n</html>\n", 0600);
	assert_fails(&source, NULL, E(CONFIG), "subject_token", NULL);
	unlink(path);
	assert_fails(&source, NULL, E(CONFIG), "its file is not there", NULL);
	from.source = NULL;
	assert_fails(&source, NULL, E(CONFIG),
	    "subject_token_file of login \"ci\": cannot open", NULL);
	secret_clear(&token);
}

static void
a_command_prints_it(void **state)
{
	static const struct {
		const char *script;
		const char *message; /* NULL: a token */
	} cases[] = {
	    {"echo " JWT, NULL},
	    {"echo rubbish", "subject_token of login \"ci\" is no JWT"},
	    {"echo " JWT "; echo more", "is no single word"},
	    {":", "is no single word"},
	    {"echo " JWT "; exit 1",
		"subject_token_command of login \"ci\" ended with status 1"},
	    {"sleep 30",
		"subject_token_command of login \"ci\" took longer than 300 "
		"ms"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {NULL};
		struct source source = a_source(&from);
		struct secret token = {NULL, 0};
		struct error error = {0};
		enum lanyard_error r;

		strings_add(&from.command, "/bin/sh");
		strings_add(&from.command, "-c");
		strings_add(&from.command, cases[i].script);
		r = source_read(&source, NULL,
		    i == COUNT(cases) - 1 ? 300 : TIME_MS, &token, &error);
		assert_int_equal(
		    r, cases[i].message == NULL ? LANYARD_OK : E(CONFIG));
		if (cases[i].message != NULL &&
		    strstr(error.message, cases[i].message) == NULL)
			fail_msg("%s: %s", cases[i].script, error.message);
		assert_int_equal(secret_is_set(&token), r == LANYARD_OK);
		secret_clear(&token);
		strings_free(&from.command);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    JOB_TEST(a_file_is_read_as_a_secret),
	    JOB_TEST(a_command_prints_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
