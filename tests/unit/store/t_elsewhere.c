/*
 * t_elsewhere.c - elsewhere.h: a record whose folder was replaced meanwhile
 */
#include "a_store.h"

#include "store/elsewhere.h"

#define RECORD(token) "name=work\nclient_id=c\nrefresh_token=" token "\n\n"

/* What becomes of the folder that was open. */
enum fate { STAYS, RENAMED, REMOVED };

/* What is in the folder of that path by then, and what is in it at the end. */
static const struct {
	enum fate fate;
	bool another; /* a folder, made anew */
	const char *there;
	const char *after;
	bool saved; /* there */
} table[] = {
    {STAYS, false, NULL, RECORD("old"), false},
    {RENAMED, false, NULL, "-", false},
    {RENAMED, true, NULL, "-", false},
    {RENAMED, true, RECORD("old"), RECORD("came"), true},
    {RENAMED, true, RECORD("other"), RECORD("other"), false},
    {RENAMED, true, "name=work\nclient_id=c\n\n", "name=work\nclient_id=c\n\n",
	false},
    {RENAMED, true, "damaged", "damaged", false},
    {REMOVED, false, NULL, RECORD("came"), true},
    {REMOVED, true, NULL, RECORD("came"), true},
    {REMOVED, true, RECORD("old"), RECORD("came"), true},
    {REMOVED, true, RECORD("other"), RECORD("other"), false},
};

static void
parse(struct record *record, const char *text)
{
	struct buf buf;

	record_init(record);
	assert_non_null(record->name = strdup("work"));
	buf_init(&buf, 1000);
	assert_int_equal(buf_add_text(&buf, text), LANYARD_OK);
	assert_int_equal(record_parse(record, &buf, NULL), LANYARD_OK);
	buf_clear(&buf);
}

static void
meet(const struct scratch *s, enum fate fate, bool another, const char *there)
{
	const char *logins = scratch_path(s, "store/logins");

	if (fate == RENAMED)
		assert_int_equal(rename(logins, scratch_path(s, "moved")), 0);
	else if (fate == REMOVED)
		scratch_remove(logins);
	if (another)
		assert_int_equal(mkdir(logins, 0700), 0);
	if (there != NULL)
		scratch_write(
		    scratch_path(s, "store/logins/work"), there, 0, 0600);
}

static void
saves_where_everybody_reads(void **state)
{
	const struct scratch *s = *state;
	struct secret old = {0};
	struct record came;
	struct store *store;

	assert_int_equal(secret_set_text(&old, "old"), LANYARD_OK);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {.code = LANYARD_ERR_STORE};
		enum lanyard_error r;

		store = a_store(s);
		assert_int_equal(
		    a_store_save(store, "work", RECORD("old"), NULL),
		    LANYARD_OK);
		meet(s, table[i].fate, table[i].another, table[i].there);
		parse(&came, RECORD("came"));
		r = elsewhere_save(
		    &came, store, &old, LANYARD_ERR_STORE, &error);
		assert_int_equal(
		    r, table[i].saved ? LANYARD_OK : LANYARD_ERR_STORE);
		assert_int_equal(error.code, r);
		scratch_holds(s, "store/logins/work",
		    table[i].after[0] == '-' ? NULL : table[i].after);
		record_clear(&came);
		store_close(&store);
		scratch_remove(scratch_path(s, "moved"));
		scratch_remove(s->store);
	}
	secret_clear(&old);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(saves_where_everybody_reads),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
