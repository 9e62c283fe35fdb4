/*
 * t_records.c - records.h: whole records come and go, and room for a reply
 */
#include "scratch.h"

#include "base/limits.h"
#include "login/tokens.h"
#include "login/tokens_age.h"
#include "store/records.h"

static void
write_record(const struct scratch *s, const char *bytes, size_t size)
{
	(void)mkdir(s->store, 0700);
	(void)mkdir(scratch_path(s, "store/logins"), 0700);
	scratch_write(scratch_path(s, "store/logins/work"), bytes, size, 0600);
}

/* Loads "work" anew. */
static enum lanyard_error
load(const struct scratch *s, struct record *record, bool *damaged,
    struct error *error)
{
	struct store *store = NULL;
	enum lanyard_error r;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	r = records_load(record, store, "work", damaged, error);
	store_close(&store);
	return r;
}

static void
save(const struct scratch *s, struct record *record)
{
	struct store *store = NULL;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	assert_int_equal(records_save(record, store, NULL), LANYARD_OK);
	store_close(&store);
}

static void
is_empty_where_there_is_none(void **state)
{
	struct scratch *s = *state;
	struct record record;
	bool damaged = true;

	record_init(&record);
	write_record(s, "name=work\na=b\n\n", 0);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	assert_true(record.found);
	assert_int_equal(unlink(scratch_path(s, "store/logins/work")), 0);
	/* What it held is gone. */
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_OK);
	assert_false(record.found);
	assert_false(damaged);
	assert_string_equal(record.name, "work");
	assert_int_equal(record.attributes.count, 0);
	assert_null(tokens_access(&record));
	assert_null(tokens_refresh(&record));
	assert_int_equal(tokens_generation(&record), 0);
	assert_false(tokens_are_fresh(&record, 1000, 60));
	record_clear(&record);
}

static const char whole[] = "name=work\nurl[]=https://h\naccess_token=at\n"
			    "expires_at=17\nrefresh_token=r=t\n\n";

/* Cut off or not of that login: what it is at all is t_record.c's. */
static void
tells_damage(void **state)
{
	struct scratch *s = *state;
	struct error error;
	struct record record;
	bool damaged = false;

	record_init(&record);
	write_record(s, whole, sizeof(whole) - 2);
	assert_int_equal(load(s, &record, &damaged, &error), LANYARD_ERR_STORE);
	assert_true(damaged);
	assert_false(record.found);
	assert_string_equal(record.name, "work");
	assert_int_equal(record.attributes.count, 0);
	assert_non_null(strstr(error.message, "login work is damaged"));
	assert_null(strstr(error.message, "at"));
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_ERR_STORE);
	write_record(s, whole, 0);
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_OK);
	assert_false(damaged);
	assert_true(record.found);
	record_clear(&record);
}

/* NULs behind it are room, or a power cut's; NULs alone are no record. */
static void
cuts_nuls(void **state)
{
	struct scratch *s = *state;
	char bytes[sizeof(whole) + 100] = "";
	struct record record;
	bool damaged;

	record_init(&record);
	memcpy(bytes, whole, sizeof(whole) - 1);
	write_record(s, bytes, sizeof(bytes));
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_OK);
	assert_true(record.found);
	memset(bytes, 0, sizeof(bytes));
	write_record(s, bytes, sizeof(bytes));
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_ERR_STORE);
	assert_true(damaged);
	record_clear(&record);
}

static void
is_damaged_when_too_large(void **state)
{
	struct scratch *s = *state;
	struct record record;
	bool damaged = false;

	record_init(&record);
	write_record(s, whole, 0);
	assert_int_equal(truncate(scratch_path(s, "store/logins/work"),
			     (off_t)LIMIT_RECORD + 1),
	    0);
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_ERR_STORE);
	assert_true(damaged);
	assert_false(record.found);
	record_clear(&record);
}

/* A store that cannot be used is no damage to the record. */
static void
is_not_damaged_by_a_bad_store(void **state)
{
	struct scratch *s = *state;
	struct record record;
	bool damaged = true;

	record_init(&record);
	write_record(s, whole, 0);
	assert_int_equal(chmod(scratch_path(s, "store/logins/work"), 0644), 0);
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_ERR_STORE);
	assert_false(damaged);
	record_clear(&record);
}

static void
saves_what_it_loads(void **state)
{
	struct scratch *s = *state;
	struct record record;

	record_init(&record);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	assert_false(record.found);
	attributes_set_text(&record.attributes, "x", "y");
	save(s, &record);
	assert_true(record.found);
	assert_string_equal(scratch_read(scratch_path(s, "store/logins/work")),
	    "x=y\nname=work\n\n");
	attributes_set_text(&record.attributes, "x", "z");
	save(s, &record);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	assert_string_equal(attributes_text(&record.attributes, "x"), "z");
	record_clear(&record);
}

/* Two tokens, a type and a scope, as long as lines for git may be. */
#define ROOM_REPLY ((size_t)4 * 65535)

/* For the record as it is with what a reply may add, and what can be read back.
 */
static void
makes_room_for_a_reply(void **state)
{
	static const size_t sizes[][2] = {{10, ROOM_REPLY + 10},
	    {3000000, 3000000 + ROOM_REPLY},
	    {LIMIT_RECORD - 1000, LIMIT_RECORD - 1}};
	const struct scratch *s = *state;
	struct store *store = NULL;
	char *text = calloc(1, 60001);
	struct stat st;

	assert_non_null(text);
	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct record record;

		record_init(&record);
		assert_non_null(record.name = strdup("work"));
		for (size_t n = 0; n < sizes[i][0]; n += 60000) {
			size_t left = sizes[i][0] - n;

			memset(text, 'x', left < 60000 ? left : 60000);
			text[left < 60000 ? left : 60000] = '\0';
			assert_int_equal(attributes_set_text(
					     &record.attributes, "url[]", text),
			    LANYARD_OK);
		}
		assert_int_equal(
		    records_reserve(&record, store, NULL), LANYARD_OK);
		assert_int_equal(
		    stat(scratch_path(s, "store/logins/work.new"), &st), 0);
		assert_true((size_t)st.st_size > sizes[i][1]);
		assert_true((size_t)st.st_size <= LIMIT_RECORD);
		store_unreserve(store, STORE_LOGIN, "work");
		record_clear(&record);
	}
	free(text);
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_empty_where_there_is_none),
	    SCRATCH_TEST(tells_damage),
	    SCRATCH_TEST(cuts_nuls),
	    SCRATCH_TEST(is_damaged_when_too_large),
	    SCRATCH_TEST(is_not_damaged_by_a_bad_store),
	    SCRATCH_TEST(saves_what_it_loads),
	    SCRATCH_TEST(makes_room_for_a_reply),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
