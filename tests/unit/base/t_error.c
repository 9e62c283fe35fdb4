/*
 * t_error.c - error.h: the record, its cutting and its cleaning
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define FULL ((size_t)ERROR_TEXT - 1)

/* The message begins and ends so, and is no longer than it may be. */
static void
has(const struct error *e, const char *start, const char *end)
{
	size_t size = strlen(e->message);

	assert_true(size <= FULL);
	assert_int_equal(strncmp(e->message, start, strlen(start)), 0);
	assert_true(size >= strlen(end));
	assert_string_equal(e->message + size - strlen(end), end);
	/* nothing was cut within a character */
	assert_null(strchr(e->message, '?'));
}

static void
every_code_has_its_own_text(void **state)
{
	(void)state;
	for (int a = LANYARD_OK; a <= LANYARD_ERR_MOVED; a++) {
		const char *text = lanyard_strerror((enum lanyard_error)a);

		assert_string_not_equal(text, "");
		assert_string_not_equal(text, "unknown error");
		for (int b = LANYARD_OK; b < a; b++)
			assert_string_not_equal(
			    text, lanyard_strerror((enum lanyard_error)b));
	}
	assert_string_equal(
	    lanyard_strerror(LANYARD_ERR_MEMORY), "out of memory");
	assert_string_equal(
	    lanyard_strerror((enum lanyard_error)99), "unknown error");
}

static void
version_is_that_of_the_header(void **state)
{
	(void)state;
	assert_string_equal(lanyard_version(), LANYARD_VERSION);
}

static void
set_fills_the_record(void **state)
{
	struct error e = {.errnum = 7, .hint = "old hint"};

	(void)state;
	assert_int_equal(error_set(&e, LANYARD_ERR_STORE, "%s: %d", "a", 5),
	    LANYARD_ERR_STORE);
	assert_int_equal(e.code, LANYARD_ERR_STORE);
	assert_int_equal(e.errnum, 0);
	assert_string_equal(e.message, "a: 5");
	assert_string_equal(e.hint, "");
}

static void
set_may_use_its_own_message(void **state)
{
	struct error e = {0};

	(void)state;
	error_set(&e, LANYARD_ERR_CONFIG, "inner");
	error_set(&e, LANYARD_ERR_STORE, "outer: %s", e.message);
	assert_string_equal(e.message, "outer: inner");
}

static void
no_record_is_no_harm(void **state)
{
	(void)state;
	assert_int_equal(
	    error_set(NULL, LANYARD_ERR_STORE, "x"), LANYARD_ERR_STORE);
	assert_int_equal(error_system(NULL, LANYARD_ERR_SYSTEM, ENOENT, "x"),
	    LANYARD_ERR_SYSTEM);
	assert_int_equal(error_memory(NULL), LANYARD_ERR_MEMORY);
	error_hint(NULL, "x");
	error_prefix(NULL, "x");
	error_clear(NULL);
}

static void
messages_are_made_printable(void **state)
{
	static const struct {
		const char *given, *kept;
	} cases[] = {
	    {"plain", "plain"},
	    {"a\tb\nc\r\033[31m\177", "a?b?c??[31m?"},
	    {"gr\303\274n \342\202\254 \360\237\224\221",
		"gr\303\274n \342\202\254 \360\237\224\221"},
	    {"\302\233"
	     "31m",
		"?31m"},		      /* C1: a terminal's CSI */
	    {"\302\240", "\302\240"},	      /* no-break space */
	    {"\377\200x", "??x"},	      /* never UTF-8; a lone tail */
	    {"\300\257", "??"},		      /* overlong "/" */
	    {"\340\200\257", "???"},	      /* overlong */
	    {"\340\240\200", "\340\240\200"}, /* U+0800 */
	    {"\355\240\200", "???"},	      /* a surrogate */
	    {"\355\237\277", "\355\237\277"}, /* U+D7FF */
	    {"\360\200\200\200", "????"},     /* overlong */
	    {"\364\217\277\277", "\364\217\277\277"}, /* U+10FFFF */
	    {"\364\220\200\200", "????"},	      /* above it */
	    {"\365\200\200\200", "????"},
	    {"\342\202", "??"}, /* ends within a character */
	    {"\342\202x", "??x"},
	};
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		error_set(&e, LANYARD_ERR_SERVER, "%s", cases[i].given);
		assert_string_equal(e.message, cases[i].kept);
		error_hint(&e, "%s", cases[i].given);
		assert_string_equal(e.hint, cases[i].kept);
		error_set(&e, LANYARD_ERR_SERVER, "m");
		error_prefix(&e, "%s", cases[i].given);
		assert_memory_equal(
		    e.message, cases[i].kept, strlen(cases[i].kept));
	}
}

/* Fill TEXT with SIZE times "x" and then TAIL. */
static void
fill(char *text, size_t size, const char *tail)
{
	memset(text, 'x', size);
	memcpy(text + size, tail, strlen(tail) + 1);
}

/* Of words that are none, as of one that has no end, the end is cut. */
static void
long_messages_are_cut_between_characters(void **state)
{
	static const struct {
		size_t size;
		const char *tail;
		size_t kept;
	} cases[] = {
	    {FULL, "", FULL},
	    {FULL + 1, "", FULL},
	    {4 * FULL, "", FULL},
	    {FULL - 1, "\303\274", FULL - 1},
	    {FULL - 2, "\303\274", FULL},
	    {FULL - 2, "\342\202\254", FULL - 2},
	    {FULL - 1, "\342\202\254", FULL - 1},
	    {FULL - 3, "\342\202\254", FULL},
	    {FULL - 3, "\360\237\224\221", FULL - 3},
	    {FULL - 1, "\360\237\224\221", FULL - 1},
	    {FULL - 4, "\360\237\224\221", FULL},
	};
	char text[4 * ERROR_TEXT + 8];
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fill(text, cases[i].size, cases[i].tail);
		/* words of three letters */
		for (size_t at = 3; at < cases[i].size - 1; at += 4)
			text[at] = ' ';
		error_set(&e, LANYARD_ERR_SERVER, "%s", text);
		assert_int_equal(strlen(e.message), cases[i].kept);
		assert_memory_equal(e.message, text, cases[i].kept);
		error_hint(&e, "%s", text);
		assert_int_equal(strlen(e.hint), cases[i].kept);
	}
}

/* A name, host, user or path of SIZE bytes, in each place of a message. */
static void
a_long_word_leaves_the_cause(void **state)
{
	static const size_t sizes[] = {
	    1, 60, 64, 200, 255, 256, 500, FULL, FULL + 1, 3 * FULL, 70000};
	static const char *const letters[] = {
	    "x", "\303\274", "\342\202\254", "\360\237\224\221"};
	char *word = malloc(70000 * 4 + 64);
	struct error e = {0};

	(void)state;
	assert_non_null(word);
	for (size_t i = 0; i < COUNT(sizes) * COUNT(letters); i++) {
		const char *letter = letters[i % COUNT(letters)];
		size_t count = sizes[i / COUNT(letters)], at = 0;

		memcpy(word, "https://host.example/", 21);
		at = 21;
		for (; count > 0; count--, at += strlen(letter))
			memcpy(word + at, letter, strlen(letter));
		memcpy(word + at, ".end", 5);

		error_set(&e, LANYARD_ERR_STORE, "login %s: the cause", word);
		has(&e, "login https://host.example/", ".end: the cause");
		error_set(&e, LANYARD_ERR_STORE, "%s of %s at %s is dead", word,
		    word, word);
		has(&e, "https://host.example/", ".end is dead");
		assert_non_null(strstr(e.message, " at https://host.example/"));
		error_system(&e, LANYARD_ERR_STORE, ENOENT, "open %s", word);
		has(&e, "open https://host.example/",
		    ".end: No such file or directory");
		error_set(&e, LANYARD_ERR_STORE, "the cause");
		error_prefix(&e, "login %s", word);
		has(&e, "login https://host.example/", ".end: the cause");
		error_prefix(&e, "file %s", word);
		has(&e, "file https://host.example/", ".end: the cause");
		error_set(&e, LANYARD_ERR_STORE, "the cause of %s", word);
		error_end(&e, "run: lanyard login %s", word);
		has(&e, "the cause of https://host.example/", ".end");
		assert_non_null(
		    strstr(e.message, ".end: run: lanyard login https://host"));
		/* A command is whole wherever it can be. */
		if (strlen(word) < ERROR_TEXT / 2)
			assert_non_null(strstr(e.message, word));
		error_hint(&e, "lanyard refresh %s", word);
		assert_memory_equal(e.hint, "lanyard refresh https://host", 28);
	}
	free(word);
}

/* A cause that is none becomes the code's text. */
static void
no_cause_is_empty(void **state)
{
	struct error e = {0};

	(void)state;
	error_set(&e, LANYARD_ERR_NETWORK, "%s", "");
	assert_string_equal(e.message, "the server cannot be reached");
	error_clear(&e);
	e.code = LANYARD_ERR_TIMEOUT;
	error_prefix(&e, "login a");
	assert_string_equal(e.message, "login a: timed out");
	error_clear(&e);
	e.code = LANYARD_ERR_TIMEOUT;
	error_end(&e, "run it again");
	assert_string_equal(e.message, "timed out: run it again");
	error_system(&e, LANYARD_ERR_STORE, 0, "open %s", "/x");
	assert_string_equal(e.message, "open /x: the store cannot be used");
	error_system(&e, LANYARD_ERR_STORE, 54321, "open %s", "/x");
	has(&e, "open /x: ", "54321");
}

static void
an_end_is_whole(void **state)
{
	char text[4 * ERROR_TEXT];
	struct error e = {0};

	(void)state;
	error_set(&e, LANYARD_ERR_CONFIG, "a");
	error_hint(&e, "h");
	error_end(&e, "b %d", 5);
	assert_string_equal(e.message, "a: b 5");
	assert_string_equal(e.hint, "h");
	error_end(NULL, "b");
	/* Many words before it, of which the last are cut. */
	fill(text, FULL, "");
	for (size_t at = 3; at < FULL - 1; at += 4)
		text[at] = ' ';
	error_set(&e, LANYARD_ERR_CONFIG, "%s", text);
	error_end(&e, "run: lanyard login work");
	has(&e, "xxx xxx", ": run: lanyard login work");
	assert_int_equal(strlen(e.message), FULL);
}

static void
system_adds_the_reason(void **state)
{
	struct error e = {0};
	char wanted[ERROR_TEXT];

	(void)state;
	assert_int_equal(
	    error_system(&e, LANYARD_ERR_STORE, ENOENT, "open %s", "/x"),
	    LANYARD_ERR_STORE);
	assert_int_equal(e.errnum, ENOENT);
	(void)snprintf(wanted, sizeof(wanted), "open /x: %s", strerror(ENOENT));
	assert_string_equal(e.message, wanted);
}

/* errno x class: what heals by itself is 5 to whoever waits (report.c). */
static void
class_is_by_what_heals(void **state)
{
	static const struct {
		int errnum;
		bool heals;
	} cases[] = {
	    {ENOSPC, true},
	    {EDQUOT, true},
	    {EAGAIN, true},
	    {EINTR, true},
	    {EMFILE, true},
	    {ENFILE, true},
	    {ENOMEM, true},
	    {ENOBUFS, true},
	    {ETXTBSY, true},
	    {EROFS, false},
	    {EACCES, false},
	    {EPERM, false},
	    {ENOLCK, false},
	    {ENOENT, false},
	    {ENOTDIR, false},
	    {EISDIR, false},
	    {ELOOP, false},
	    {EIO, false},
	    {EFBIG, false},
	    {EBUSY, false},
	    {ENAMETOOLONG, false},
	    {EINVAL, false},
	    {0, false},
	};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum lanyard_error wanted =
		    cases[i].heals ? LANYARD_ERR_NO_ROOM : LANYARD_ERR_STORE;

		assert_int_equal(
		    error_class(cases[i].errnum, LANYARD_ERR_STORE), wanted);
		assert_int_equal(error_system(&error, LANYARD_ERR_STORE,
				     cases[i].errnum, "x"),
		    wanted);
		assert_int_equal(error.code, wanted);
		assert_int_equal(error.errnum, cases[i].errnum);
		assert_int_equal(
		    error_system(NULL, LANYARD_ERR_STORE, cases[i].errnum, "x"),
		    wanted);
	}
}

static void
memory_says_so(void **state)
{
	struct error e = {.hint = "old"};

	(void)state;
	assert_int_equal(error_memory(&e), LANYARD_ERR_MEMORY);
	assert_int_equal(e.code, LANYARD_ERR_MEMORY);
	assert_string_equal(e.message, "out of memory");
	assert_string_equal(e.hint, "");
}

static void
hint_leaves_the_message(void **state)
{
	struct error e = {0};

	(void)state;
	error_set(&e, LANYARD_ERR_CONFIG, "bad");
	error_hint(&e, "chmod %d %s", 600, "f");
	assert_int_equal(e.code, LANYARD_ERR_CONFIG);
	assert_string_equal(e.message, "bad");
	assert_string_equal(e.hint, "chmod 600 f");
}

/* What a shell makes of the hint's last word is the path again. */
static void
hint_quotes_a_path(void **state)
{
	static const char *const paths[][2] = {
	    {"/etc/f", "chmod 600 '/etc/f'"},
	    {"/a b", "chmod 600 '/a b'"},
	    {"$(x)`y`\\", "chmod 600 '$(x)`y`\\'"},
	    {"it's", "chmod 600 'it'\\''s'"},
	    {"''", "chmod 600 ''\\'''\\'''"},
	    {"", "chmod 600 ''"},
	};
	struct error e = {0};
	char text[ERROR_TEXT + 50];

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		error_hint_path(&e, "chmod 600", "%s", paths[i][0]);
		assert_string_equal(e.hint, paths[i][1]);
	}
	error_hint_path(&e, "chmod 700", "%s/%d", "d", 1);
	assert_string_equal(e.hint, "chmod 700 'd/1'");
	error_hint_path(NULL, "chmod 700", "%s", "d");
	/* Cut, it is no command. */
	memset(text, '\'', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_hint_path(&e, "chmod 600", "%s", text);
	assert_int_equal(strlen(e.hint), ERROR_TEXT - 1);
	memset(text, 'x', sizeof(text) - 1);
	error_hint_path(&e, "chmod 600", "%s", text);
	assert_int_equal(strlen(e.hint), ERROR_TEXT - 1);
	assert_null(strchr(strchr(e.hint, '\'') + 1, '\''));
}

static void
prefix_keeps_code_and_hint(void **state)
{
	struct error e = {0};

	(void)state;
	error_system(&e, LANYARD_ERR_STORE, EACCES, "open");
	error_hint(&e, "h");
	error_prefix(&e, "line %d", 3);
	assert_memory_equal(e.message, "line 3: open: ", 14);
	assert_int_equal(e.code, LANYARD_ERR_STORE);
	assert_int_equal(e.errnum, EACCES);
	assert_string_equal(e.hint, "h");
}

static void
clear_makes_it_new(void **state)
{
	struct error e = {0}, new = {0};

	(void)state;
	error_system(&e, LANYARD_ERR_STORE, EACCES, "open");
	error_hint(&e, "h");
	error_clear(&e);
	assert_memory_equal(&e, &new, sizeof(e));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_has_its_own_text),
	    cmocka_unit_test(version_is_that_of_the_header),
	    cmocka_unit_test(set_fills_the_record),
	    cmocka_unit_test(set_may_use_its_own_message),
	    cmocka_unit_test(no_record_is_no_harm),
	    cmocka_unit_test(messages_are_made_printable),
	    cmocka_unit_test(long_messages_are_cut_between_characters),
	    cmocka_unit_test(a_long_word_leaves_the_cause),
	    cmocka_unit_test(no_cause_is_empty),
	    cmocka_unit_test(an_end_is_whole),
	    cmocka_unit_test(system_adds_the_reason),
	    cmocka_unit_test(class_is_by_what_heals),
	    cmocka_unit_test(memory_says_so),
	    cmocka_unit_test(hint_leaves_the_message),
	    cmocka_unit_test(hint_quotes_a_path),
	    cmocka_unit_test(prefix_keeps_code_and_hint),
	    cmocka_unit_test(clear_makes_it_new),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
