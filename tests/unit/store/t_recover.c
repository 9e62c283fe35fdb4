/*
 * t_recover.c - a save that did not come to its end
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>

#include "scratch.h"
#include "store/recover.h"

#define RECORD(generation)                                                     \
	"name=work\nclient_id=c\nrefresh_token=rt" generation                  \
	"\ngeneration=" generation "\n\n"

#define SALVAGED "name=work\nclient_id=c\nrefresh_token=new\ngeneration=5\n\n"

#define ROOM 4096

/* NAME and NAME.new before, and what NAME is after. NULL: there is none. */
struct table {
	const char *old;
	const char *new;
	size_t room; /* NUL bytes behind NEW, as reserved and not yet cut */
	const char *after;
	bool left; /* NAME.new is still there */
};

static const struct table table[] = {
    {RECORD("5"), RECORD("6"), 0, RECORD("6"), false},
    {RECORD("5"), RECORD("6"), ROOM, RECORD("6"), false},
    {NULL, RECORD("1"), ROOM, RECORD("1"), false},
    /* Notes of a failure, and what is older, are nothing that was lost. */
    {RECORD("5"), RECORD("5"), 0, RECORD("5"), true},
    {RECORD("6"), RECORD("5"), 0, RECORD("6"), true},
    /* Not whole. */
    {RECORD("5"), "", ROOM, RECORD("5"), true},
    {RECORD("5"), "", 0, RECORD("5"), true},
    {RECORD("5"), "name=work\nclient_id=c\ngeneration=6\n", ROOM, RECORD("5"),
	true},
    {RECORD("5"), "name=work\nclient_id=c\ngenera", ROOM, RECORD("5"), true},
    {RECORD("5"), "name=other\ngeneration=6\n\n", 0, RECORD("5"), true},
    {RECORD("5"), "name=work\nclient_id=c\ngeneration=5\n\n", 0, RECORD("5"),
	true},
    /* But a refresh token from a reply that was otherwise refused is. */
    {RECORD("5"), SALVAGED, ROOM, SALVAGED, false},
    {"name=work\nclient_id=c\ngeneration=5\n\n", RECORD("5"), 0, RECORD("5"),
	false},
    {RECORD("5"), NULL, 0, RECORD("5"), false},
    {NULL, NULL, 0, NULL, false},
};

static void
put(const struct scratch *s, const char *name, const char *text, size_t room)
{
	static const char zeros[ROOM];
	char path[4096];
	FILE *file;

	scratch_print(path, sizeof(path), "%s/logins/%s", s->store, name);
	(void)remove(path);
	if (text == NULL)
		return;
	scratch_write(path, text, 0, 0600);
	assert_non_null(file = fopen(path, "a"));
	assert_int_equal(fwrite(zeros, 1, room, file), room);
	assert_int_equal(fclose(file), 0);
}

/* The content of a file in the store into TEXT; false if there is none. */
static bool
take(const struct scratch *s, const char *name, char *text, size_t size)
{
	char path[4096];
	size_t n;
	FILE *file;

	scratch_print(path, sizeof(path), "%s/logins/%s", s->store, name);
	if ((file = fopen(path, "r")) == NULL)
		return false;
	n = fread(text, 1, size - 1, file);
	text[n] = '\0';
	assert_int_equal(fclose(file), 0);
	return true;
}

static void
finishes_what_was_whole(void **state)
{
	const struct scratch *s = *state;
	struct store *store;
	struct error error = {0};
	char text[2 * ROOM];
	int fd;

	assert_int_equal(store_open(&store, s->store, &error), LANYARD_OK);
	/* Makes the folders. */
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, &error),
	    LANYARD_OK);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		put(s, "work", table[i].old, 0);
		put(s, "work.new", table[i].new, table[i].room);
		if (recover_record(store, "work", &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		if (take(s, "work", text, sizeof(text)) !=
			(table[i].after != NULL) ||
		    (table[i].after != NULL &&
			strcmp(text, table[i].after) != 0))
			fail_msg("%zu: %s", i, text);
		if (take(s, "work.new", text, sizeof(text)) != table[i].left)
			fail_msg("%zu: work.new", i);
	}
	store_unlock(NULL, &fd);
	store_close(&store);
}

/* A damaged record is set aside first, not overwritten. */
static void
keeps_what_is_damaged(void **state)
{
	const struct scratch *s = *state;
	struct error error = {0};
	struct store *store;
	char text[2 * ROOM];
	glob_t found;
	int fd;

	assert_int_equal(store_open(&store, s->store, &error), LANYARD_OK);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, &error),
	    LANYARD_OK);
	put(s, "work", "garbage", 0);
	assert_int_equal(recover_record(store, "work", &error), LANYARD_OK);
	assert_true(take(s, "work", text, sizeof(text)));
	assert_string_equal(text, "garbage");
	put(s, "work.new", RECORD("6"), ROOM);
	assert_int_equal(recover_record(store, "work", &error), LANYARD_OK);
	assert_true(take(s, "work", text, sizeof(text)));
	assert_string_equal(text, RECORD("6"));
	scratch_print(text, sizeof(text), "%s/logins/work.aside-*", s->store);
	assert_int_equal(glob(text, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	assert_string_equal(scratch_read(found.gl_pathv[0]), "garbage");
	globfree(&found);
	store_unlock(NULL, &fd);
	store_close(&store);
}

/* What cannot be read, or given its name, is not as good as nothing. */
static void
says_what_it_could_not_do(void **state)
{
	const struct scratch *s = *state;
	struct error error = {0};
	struct store *store;
	char text[2 * ROOM];
	int fd;

	assert_int_equal(store_open(&store, s->store, &error), LANYARD_OK);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, &error),
	    LANYARD_OK);
	put(s, "work", RECORD("5"), 0);
	put(s, "work.new", RECORD("6"), ROOM);
	assert_int_equal(
	    chmod(scratch_path(s, "store/logins/work.new"), 0640), 0);
	assert_int_equal(
	    recover_record(store, "work", &error), LANYARD_ERR_STORE);
	assert_non_null(strstr(error.message, "work.new"));
	assert_int_equal(store_reserve(store, STORE_LOGIN, "work", 10, &error),
	    LANYARD_ERR_STORE);
	assert_true(take(s, "work.new", text, sizeof(text)));
	assert_string_equal(text, RECORD("6"));

	assert_int_equal(
	    chmod(scratch_path(s, "store/logins/work.new"), 0600), 0);
	(void)remove(scratch_path(s, "store/logins/work"));
	assert_int_equal(mkdir(scratch_path(s, "store/logins/work"), 0700), 0);
	assert_int_equal(
	    recover_record(store, "work", &error), LANYARD_ERR_STORE);
	assert_true(take(s, "work.new", text, sizeof(text)));
	assert_string_equal(text, RECORD("6"));
	store_unlock(NULL, &fd);
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finishes_what_was_whole),
	    SCRATCH_TEST(keeps_what_is_damaged),
	    SCRATCH_TEST(says_what_it_could_not_do),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
