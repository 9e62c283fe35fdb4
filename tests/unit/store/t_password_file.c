/*
 * t_password_file.c - password_file.h: a file's blocks, and its lock
 */
#include "scratch.h"

#include "store/password_file.h"

#define NAME	"https://h"
#define FILE_H	"store/passwords/https%3A%2F%2Fh"
#define BLOCK	"host=h\npassword=p\n\n"
#define CONTENT BLOCK "host=h\npassword=q\n\n"

static struct store *
open_store(const struct scratch *s)
{
	struct store *store = NULL;
	struct buf text;
	int fd = -1;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	assert_int_equal(
	    password_file_lock(store, NAME, &fd, NULL), LANYARD_OK);
	buf_init(&text, 100);
	assert_int_equal(buf_add_text(&text, CONTENT), LANYARD_OK);
	assert_int_equal(
	    store_save(store, STORE_PASSWORD, NAME, &text, NULL), LANYARD_OK);
	store_unlock(store, &fd);
	buf_clear(&text);
	return store;
}

/* Counts, and ends the pass at as many as *CONTEXT says. */
static enum lanyard_error
count_one(struct password_pass *pass, const struct attributes *entry)
{
	size_t *left = pass->context;

	assert_non_null(attributes_text(entry, "password"));
	return --*left == 0 ? LANYARD_ERR_ARGUMENT : LANYARD_OK;
}

static void
passes_over_blocks(void **state)
{
	static const struct {
		const char *text;
		size_t end, left;
		enum lanyard_error r;
	} cases[] = {
	    {"", 9, 9, LANYARD_OK},
	    {"\n\n", 9, 9, LANYARD_OK},
	    {BLOCK, 9, 8, LANYARD_OK},
	    {CONTENT, 9, 7, LANYARD_OK},
	    {CONTENT, 1, 0, LANYARD_ERR_ARGUMENT},
	    {BLOCK "nonsense\n\n", 9, 8, LANYARD_ERR_PROTOCOL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t left = cases[i].end;
		struct password_pass pass = {
		    .each = count_one, .context = &left};
		struct buf text;

		buf_init(&text, 100);
		assert_int_equal(
		    buf_add_text(&text, cases[i].text), LANYARD_OK);
		assert_int_equal(
		    password_file_pass(&pass, &text, NULL), cases[i].r);
		assert_int_equal(left, cases[i].left);
		buf_clear(&text);
	}
}

static void
loads_what_is_whole(void **state)
{
	struct scratch *s = *state;
	struct store *store = open_store(s);
	struct buf text;
	int fd = -1;

	buf_init(&text, 100);
	assert_int_equal(
	    password_file_load(store, NAME, &text, NULL), LANYARD_OK);
	assert_string_equal(buf_text(&text), CONTENT);
	assert_int_equal(
	    password_file_load(store, "https://other", &text, NULL),
	    LANYARD_OK);
	assert_int_equal(text.size, 0);
	for (size_t i = 0; i < 2; i++) {
		scratch_write(scratch_path(s, FILE_H), CONTENT "x", 0, 0600);
		if (i == 1)
			assert_int_equal(
			    password_file_lock(store, NAME, &fd, NULL),
			    LANYARD_OK);
		assert_int_equal(
		    i == 0
			? password_file_load(store, NAME, &text, NULL)
			: password_file_load_locked(store, NAME, &text, NULL),
		    LANYARD_OK);
		assert_int_equal(text.size, 0);
		scratch_holds(s, FILE_H, NULL);
		store_unlock(store, &fd);
	}
	buf_clear(&text);
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passes_over_blocks),
	    SCRATCH_TEST(loads_what_is_whole),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
