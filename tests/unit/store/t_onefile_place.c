/*
 * t_onefile_place.c - onefile_place.h: names, content, and what was left over
 */
#include "scratch.h"

#include "base/limits.h"
#include "store/onefile_place.h"
#include "store/store.h"

static void
names_its_files(void **state)
{
	static const struct {
		const char *path, *folder, *new, *claim;
	} cases[] = {
	    {"token", ".", "token.new", "token.prompt-claim"},
	    {"/token", "/", "/token.new", "/token.prompt-claim"},
	    {"a/b/token", "a/b", "a/b/token.new", "a/b/token.prompt-claim"},
	};
	struct onefile_place place = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(onefile_place_set(&place, cases[i].path));
		assert_string_equal(place.path, cases[i].path);
		assert_string_equal(place.folder, cases[i].folder);
		assert_string_equal(place.new, cases[i].new);
		assert_string_equal(
		    place.claim[LANYARD_LOCK_PROMPT], cases[i].claim);
		onefile_place_clear(&place);
		assert_null(place.path);
	}
}

/* "(none)", "(damaged)", or the name of the login whose record is there. */
static void
assert_look(const struct onefile_place *place, const char *wanted)
{
	struct record record;
	struct buf buf;
	enum lanyard_error r = onefile_place_look(place, &buf, &record);

	assert_string_equal(r == LANYARD_ERR_STORE && buf.size != 0
				? "(damaged)"
			    : r != LANYARD_OK	  ? "(error)"
			    : record.name == NULL ? "(none)"
						  : record.name,
	    wanted);
	record_clear(&record);
	buf_clear(&buf);
}

#define RECORD(generation, token)                                              \
	"name=work\ngeneration=" generation "\nrefresh_token=" token "\n\n"

/* What a killed save has left in PATH.new, beside what PATH has. */
static void
finishes_a_killed_save(void **state)
{
	static const struct {
		const char *file, *new; /* NULL: there is none */
		const char *before, *after, *text;
	} cases[] = {
	    {NULL, NULL, "(none)", "(none)", NULL},
	    {NULL, RECORD("1", "a"), "(none)", "work", "refresh_token=a"},
	    {RECORD("1", "a"), RECORD("2", "b"), "work", "work",
		"refresh_token=b"},
	    {RECORD("3", "a"), RECORD("2", "b"), "work", "work",
		"refresh_token=a"},
	    {RECORD("1", "a"), "name=work\ngenera", "work", "work",
		"refresh_token=a"},
	    {NULL, "rubbish", "(none)", "(none)", NULL},
	    {"rubbish", RECORD("2", "b"), "(damaged)", "(damaged)", "rubbish"},
	};
	const struct scratch *s = *state;
	struct onefile_place place = {0};

	assert_true(onefile_place_set(&place, scratch_path(s, "token")));
	for (size_t i = 0; i < COUNT(cases); i++) {
		unlink(place.path);
		unlink(place.new);
		if (cases[i].file != NULL)
			scratch_write(place.path, cases[i].file, 0, 0600);
		if (cases[i].new != NULL)
			scratch_write(place.new, cases[i].new, 0, 0600);
		assert_look(&place, cases[i].before);
		assert_int_equal(onefile_place_recover(&place), LANYARD_OK);
		assert_look(&place, cases[i].after);
		if (cases[i].text != NULL)
			assert_non_null(
			    strstr(scratch_read(place.path), cases[i].text));
	}
	onefile_place_clear(&place);
}

/* A reply that could only be kept as it came stays, out of the way. */
static void
moves_a_reply(void **state)
{
	const struct scratch *s = *state;
	struct onefile_place place = {0};

	assert_true(onefile_place_set(&place, scratch_path(s, "token")));
	scratch_write(place.new, STORE_REPLY "x\n", 0, 0600);
	assert_int_equal(onefile_place_recover(&place), LANYARD_OK);
	assert_false(scratch_exists(place.new));
	assert_non_null(strstr(scratch_read(place.reply), STORE_REPLY));
	onefile_place_clear(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_its_files),
	    SCRATCH_TEST(finishes_a_killed_save),
	    SCRATCH_TEST(moves_a_reply),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
