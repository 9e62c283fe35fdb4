/*
 * t_secret.c - secret.h: set, moved, compared, random
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/secret.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
set_copies_and_terminates(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} cases[] = {{"abc", 3}, {"a\0b", 3}, {"", 0}, {NULL, 0}, {"abc", 1}};
	struct secret s = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    secret_set(&s, cases[i].bytes, cases[i].size), LANYARD_OK);
		assert_true(secret_is_set(&s));
		assert_int_equal(s.size, cases[i].size);
		if (cases[i].size > 0)
			assert_memory_equal(
			    s.bytes, cases[i].bytes, cases[i].size);
		assert_int_equal(s.bytes[s.size], 0);
	}
	secret_clear(&s);
	assert_false(secret_is_set(&s));
	assert_int_equal(s.size, 0);
	secret_clear(&s);
	secret_clear(NULL);
	assert_false(secret_is_set(NULL));
}

static void
loses_the_ends_of_lines(void **state)
{
	static const struct {
		const char *text, *left;
	} cases[] = {
	    {"abc", "abc"},
	    {"abc\n", "abc"},
	    {"\r\n\tabc\r\n", "abc"},
	    {" a\nb ", " a\nb "},
	    {"\n", ""},
	    {"", ""},
	};
	struct secret s = {0};

	(void)state;
	secret_trim(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    secret_set_text(&s, cases[i].text), LANYARD_OK);
		secret_trim(&s);
		assert_string_equal((const char *)s.bytes, cases[i].left);
		assert_int_equal(s.size, strlen(cases[i].left));
	}
	secret_clear(&s);
}

static void
set_from_itself(void **state)
{
	struct secret s = {0};

	(void)state;
	assert_int_equal(secret_set_text(&s, "abcdef"), LANYARD_OK);
	assert_int_equal(secret_set(&s, s.bytes + 2, 3), LANYARD_OK);
	assert_string_equal((const char *)s.bytes, "cde");
	assert_int_equal(secret_copy(&s, &s), LANYARD_OK);
	assert_string_equal((const char *)s.bytes, "cde");
	secret_move(&s, &s);
	assert_string_equal((const char *)s.bytes, "cde");
	secret_clear(&s);
}

static void
too_much_changes_nothing(void **state)
{
	struct secret s = {0};

	(void)state;
	assert_int_equal(secret_set_text(&s, "old"), LANYARD_OK);
	assert_int_equal(secret_set(&s, "x", SIZE_MAX), LANYARD_ERR_MEMORY);
	assert_string_equal((const char *)s.bytes, "old");
	secret_clear(&s);
}

static void
copy_is_another(void **state)
{
	struct secret a = {0}, b = {0};

	(void)state;
	assert_int_equal(secret_set_text(&a, "token"), LANYARD_OK);
	assert_int_equal(secret_copy(&b, &a), LANYARD_OK);
	assert_ptr_not_equal(a.bytes, b.bytes);
	assert_true(secret_equal(&a, &b));
	secret_clear(&a);
	assert_string_equal((const char *)b.bytes, "token");
	assert_int_equal(secret_copy(&b, &a), LANYARD_OK);
	assert_false(secret_is_set(&b));
}

static void
move_leaves_nothing(void **state)
{
	struct secret a = {0}, b = {0};
	unsigned char *bytes;

	(void)state;
	assert_int_equal(secret_set_text(&a, "token"), LANYARD_OK);
	assert_int_equal(secret_set_text(&b, "old"), LANYARD_OK);
	bytes = a.bytes;
	secret_move(&b, &a);
	assert_false(secret_is_set(&a));
	assert_int_equal(a.size, 0);
	assert_ptr_equal(b.bytes, bytes);
	assert_int_equal(b.size, 5);
	secret_move(&b, &a);
	assert_false(secret_is_set(&b));
}

static void
equal_looks_at_all(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
	    {"token", "token", true},
	    {"token", "tokem", false},
	    {"token", "xoken", false},
	    {"token", "toke", false},
	    {"token", "", false},
	    {"", "token", false},
	    {"toke", "token", false},
	    {"", "", true},
	    {NULL, NULL, false},
	    {NULL, "", false},
	    {"", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret a = {0}, b = {0};

		if (cases[i].a != NULL)
			secret_set_text(&a, cases[i].a);
		if (cases[i].b != NULL)
			secret_set_text(&b, cases[i].b);
		assert_int_equal(secret_equal(&a, &b), cases[i].equal);
		secret_clear(&a);
		secret_clear(&b);
	}
	assert_false(secret_equal(NULL, NULL));
}

static void
random_is_base64url(void **state)
{
	static const struct {
		size_t size, encoded;
	} cases[] = {{1, 2}, {2, 3}, {3, 4}, {16, 22}, {32, 43}, {33, 44}};
	const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789-_";
	struct secret a = {0}, b = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(secret_random(&a, cases[i].size), LANYARD_OK);
		assert_int_equal(a.size, cases[i].encoded);
		assert_int_equal(
		    strspn((const char *)a.bytes, alphabet), a.size);
		assert_int_equal(a.bytes[a.size], 0);
	}
	assert_int_equal(secret_random(&a, 32), LANYARD_OK);
	assert_int_equal(secret_random(&b, 32), LANYARD_OK);
	assert_false(secret_equal(&a, &b));
	secret_clear(&a);
	secret_clear(&b);
}

static void
random_refuses_odd_sizes(void **state)
{
	static const size_t sizes[] = {0, 1U << 20, SIZE_MAX};
	struct secret s = {0};

	(void)state;
	assert_int_equal(secret_set_text(&s, "old"), LANYARD_OK);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		assert_int_equal(
		    secret_random(&s, sizes[i]), LANYARD_ERR_ARGUMENT);
		assert_string_equal((const char *)s.bytes, "old");
	}
	secret_clear(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(set_copies_and_terminates),
	    cmocka_unit_test(set_from_itself),
	    cmocka_unit_test(loses_the_ends_of_lines),
	    cmocka_unit_test(too_much_changes_nothing),
	    cmocka_unit_test(copy_is_another),
	    cmocka_unit_test(move_leaves_nothing),
	    cmocka_unit_test(equal_looks_at_all),
	    cmocka_unit_test(random_is_base64url),
	    cmocka_unit_test(random_refuses_odd_sizes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
