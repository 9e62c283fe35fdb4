/*
 * t_command.c - what a command of the configuration prints
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "os/command.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LONG_MS	     20000

static void
one_line_comes_back(void **state)
{
	static const struct {
		const char *script;
		int64_t timeout_ms;
		const char *line;    /* or */
		const char *message; /* the whole error */
	} cases[] = {
	    {"echo token", LONG_MS, "token", NULL},
	    {"printf token", LONG_MS, "token", NULL},
	    {"printf 'token\\r\\n'", LONG_MS, "token", NULL},
	    {"printf 'a\\nb\\n'", LONG_MS, "a\nb", NULL},
	    {":", LONG_MS, "", NULL},
	    {"echo token; exit 3", LONG_MS, NULL,
		"this_command of login \"x\" ended with status 3"},
	    {"echo token; kill -KILL $$", LONG_MS, NULL,
		"this_command of login \"x\" ended with status 137"},
	    {"echo token; sleep 30", 200, NULL,
		"this_command of login \"x\" took longer than 200 ms"},
	    {"head -c 70000 /dev/zero", LONG_MS, NULL,
		"this_command of login \"x\" printed more than 65536 bytes"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const argv[] = {"sh", "-c", cases[i].script, NULL};
		const struct command command = {
		    .what = "this_command of login \"x\"",
		    .argv = argv,
		    .timeout_ms = cases[i].timeout_ms};
		struct secret line = {NULL, 0};
		struct error error = {0};
		enum lanyard_error r = command_read(&command, &line, &error);

		if (cases[i].line != NULL) {
			assert_int_equal(r, LANYARD_OK);
			assert_int_equal(line.size, strlen(cases[i].line));
			assert_memory_equal(
			    line.bytes, cases[i].line, line.size);
		} else {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			assert_string_equal(error.message, cases[i].message);
			assert_string_equal(error.hint,
			    "run the command by hand to see why: sh");
			assert_null(line.bytes);
		}
		secret_clear(&line);
	}
}

static void
a_missing_one_is_named(void **state)
{
	const char *const argv[] = {"/nonexistent/program", NULL};
	const struct command command = {
	    .what = "this_command", .argv = argv, .timeout_ms = LONG_MS};
	struct error error = {0};
	struct buf output;

	(void)state;
	buf_init(&output, 100);
	assert_int_equal(
	    command_run(&command, &output, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(
	    error.message, "cannot run this_command: /nonexistent/program"));
	assert_non_null(strstr(error.hint, "install it"));
	buf_clear(&output);
}

static void
output_is_appended_to_the_limit_of_the_buffer(void **state)
{
	const char *const argv[] = {"sh", "-c", "printf 12345", NULL};
	const struct command command = {
	    .what = "it", .argv = argv, .timeout_ms = LONG_MS};
	struct error error = {0};
	struct buf output;

	(void)state;
	buf_init(&output, 7);
	assert_int_equal(buf_add_text(&output, "a"), LANYARD_OK);
	assert_int_equal(command_run(&command, &output, &error), LANYARD_OK);
	assert_string_equal(buf_text(&output), "a12345");
	assert_int_equal(
	    command_run(&command, &output, &error), LANYARD_ERR_CONFIG);
	assert_string_equal(error.message, "it printed more than 7 bytes");
	buf_clear(&output);
}

static void
it_is_given_its_input(void **state)
{
	const char *const argv[] = {"sh", "-c", "sleep 0.1; cat; echo .", NULL};
	static char text[4000], large[2 << 20];
	struct command command = {.what = "it",
	    .argv = argv,
	    .timeout_ms = LONG_MS,
	    .input = text,
	    .input_size = sizeof(text)};
	struct error error = {0};
	struct buf output;

	(void)state;
	buf_init(&output, 5000);
	memset(text, 'x', sizeof(text));
	assert_int_equal(command_run(&command, &output, &error), LANYARD_OK);
	assert_int_equal(output.size, sizeof(text) + 2);
	assert_memory_equal(output.data, text, sizeof(text));
	command.input = large;
	command.input_size = sizeof(large);
	assert_int_not_equal(
	    command_run(&command, &output, &error), LANYARD_OK);
	assert_non_null(strstr(error.message, "cannot give it its input"));
	buf_clear(&output);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_line_comes_back),
	    cmocka_unit_test(a_missing_one_is_named),
	    cmocka_unit_test(it_is_given_its_input),
	    cmocka_unit_test(output_is_appended_to_the_limit_of_the_buffer),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
