/*
 * t_kept.c - kept.h: replies that could not be saved, in memory
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/kept.h"

static bool
hold(struct kept **list, const char *name, const char *head, const char *raw)
{
	struct buf a, b;
	bool held;

	buf_init(&a, 100);
	buf_init(&b, 100);
	assert_int_equal(buf_add_text(&a, head), LANYARD_OK);
	assert_int_equal(buf_add_text(&b, raw), LANYARD_OK);
	held = kept_hold(list, name, &a, &b);
	buf_clear(&a);
	buf_clear(&b);
	return held;
}

/* "-": nothing is held. */
static void
assert_held(const struct kept *list, const char *name, const char *text)
{
	const struct buf *held = kept_find(list, name);

	if (held == NULL) {
		assert_string_equal(text, "-");
		return;
	}
	assert_int_equal(held->size, strlen(text));
	assert_memory_equal(held->data, text, held->size);
}

static void
holds_by_name(void **state)
{
	struct kept *list = NULL;

	(void)state;
	assert_held(list, "a", "-");
	assert_false(hold(&list, "a", "x", "y"));
	assert_int_equal(kept_reserve(&list, "a", 20), LANYARD_OK);
	assert_held(list, "a", "-");
	assert_int_equal(kept_reserve(&list, "b", 20), LANYARD_OK);
	assert_true(hold(&list, "a", "head", "raw"));
	assert_held(list, "a", "headraw");
	assert_held(list, "b", "-");
	assert_true(hold(&list, "b", "", "other"));
	assert_held(list, "b", "other");
	kept_drop(&list, "a");
	kept_drop(&list, "none");
	assert_held(list, "a", "-");
	assert_held(list, "b", "other");
	kept_clear(&list);
	assert_null(list);
}

/* What is held stays while there is room for the next, and until that came. */
static void
keeps_what_is_held(void **state)
{
	struct kept *list = NULL;

	(void)state;
	assert_int_equal(kept_reserve(&list, "a", 20), LANYARD_OK);
	assert_true(hold(&list, "a", "", "first"));
	assert_int_equal(kept_reserve(&list, "a", 20), LANYARD_OK);
	assert_int_equal(kept_reserve(&list, "a", 20), LANYARD_OK);
	assert_held(list, "a", "first");
	kept_release(&list);
	assert_held(list, "a", "first");
	assert_false(hold(&list, "a", "", "lost"));
	assert_int_equal(kept_reserve(&list, "a", 20), LANYARD_OK);
	assert_true(hold(&list, "a", "", "second"));
	assert_held(list, "a", "second");
	kept_drop(&list, "a");
	assert_null(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(holds_by_name),
	    cmocka_unit_test(keeps_what_is_held),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
