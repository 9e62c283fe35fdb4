/*
 * t_owner.c - whose a file is, and what to do about one that is not ours
 */
#include "scratch.h"

#include <pwd.h>

#include "another.h"
#include "os/owner.h"

/* More than any system gives to a user. */
#define NOBODY_HAS 3999999999U

#define KNOWN 1 /* "daemon", or "bin", on every system */

static void
prints_who_it_is(void **state)
{
	char text[OWNER_TEXT];

	(void)state;
	owner_print(text, 0);
	assert_string_equal(text, "user root (0)");
	owner_print(text, NOBODY_HAS);
	assert_string_equal(text, "user 3999999999");
}

/* A file of another user is never to be taken away from him. */
static void
hints_leave_files_to_their_owner(void **state)
{
	struct scratch *s = *state;
	const char *ours = scratch_path(s, "store");
	struct error error = {0};

	owner_hint(&error, ours, NOBODY_HAS, OWNER_ANOTHER_STORE);
	assert_string_equal(error.hint,
	    "run it as that user: sudo -u '#3999999999' -H lanyard ...; or "
	    "name one of your own: export LANYARD_STORE=FOLDER");
	owner_hint(&error, "/etc/x", NOBODY_HAS, OWNER_ANOTHER_CONFIG);
	assert_non_null(strstr(error.hint, "export LANYARD_CONFIG=FILE"));
	assert_null(strstr(error.hint, "chown"));
	/* What a run by root has left in a folder of ours. */
	owner_hint(&error, ours, 0, OWNER_ANOTHER_STORE);
	assert_non_null(strstr(error.hint, "sudo chown -R "));
	assert_non_null(strstr(error.hint, ours));
	owner_hint(&error, "/x", 0, OWNER_ANOTHER_STORE);
	assert_non_null(strstr(error.hint, "export 'LANYARD_STORE=/x/lanyard"));
}

/* By name, and root's file is never his to give. */
static void
names_a_user_who_is_known(void **state)
{
	struct scratch *s = *state;
	const struct passwd *user = getpwuid(KNOWN);
	struct error error = {0};
	char text[OWNER_TEXT], wanted[256];

	assert_non_null(user);
	scratch_print(
	    wanted, sizeof(wanted), "user %s (%d)", user->pw_name, KNOWN);
	owner_print(text, KNOWN);
	assert_string_equal(text, wanted);
	scratch_print(wanted, sizeof(wanted),
	    "run it as that user: sudo -u %s -H lanyard ...; or name one of "
	    "your own: export LANYARD_STORE=FOLDER",
	    user->pw_name);
	owner_hint(
	    &error, scratch_path(s, "store"), KNOWN, OWNER_ANOTHER_STORE);
	assert_string_equal(error.hint, wanted);
}

static void
finds_where_it_would_be_made(void **state)
{
	struct scratch *s = *state;
	uid_t owner = NOBODY_HAS;

	assert_false(owner_is_another(scratch_path(s, "a/b/c"), &owner));
	assert_false(owner_is_another(scratch_path(s, ""), &owner));
	assert_false(owner_is_another("relative", &owner));
	assert_false(owner_is_another("", &owner));
	assert_false(owner_is_another("/none/such/folder", &owner));
	assert_int_equal(mkdir(scratch_path(s, "other"), 0700), 0);
	another_owner(scratch_path(s, "other"), 12345);
	assert_true(owner_is_another(scratch_path(s, "other/a/b"), &owner));
	assert_int_equal(owner, 12345);
	assert_true(owner_is_another(scratch_path(s, "other//a/"), &owner));
	for (int store = 0; store <= 1; store++) {
		enum lanyard_error code =
		    store ? LANYARD_ERR_STORE : LANYARD_ERR_CONFIG;
		struct error error = {0};

		assert_int_equal(
		    owner_check_place(scratch_path(s, "other/a"), code, &error),
		    code);
		assert_memory_equal(error.message,
		    store ? "no store folder is" : "no configuration is", 18);
		assert_non_null(strstr(
		    error.hint, store ? "LANYARD_STORE" : "LANYARD_CONFIG"));
		assert_int_equal(
		    owner_check_place(scratch_path(s, "a"), code, &error),
		    LANYARD_OK);
	}
	/* One that is there is judged by itself. */
	assert_false(owner_is_another(scratch_path(s, "other"), &owner));
	another_forget();
}

/* 0 if whoever is not in this namespace is named so, and taken for root. */
static int
look_around(void)
{
	char text[OWNER_TEXT];
	struct error error = {0};

	if (!another_namespace())
		return 0;
	owner_print(text, ANOTHER_NOBODY);
	owner_hint(&error, "/x", ANOTHER_NOBODY, OWNER_ANOTHER_STORE);
	return !owner_is_unmapped(ANOTHER_NOBODY) ||
	       !owner_may_be_root(ANOTHER_NOBODY) || owner_is_unmapped(4242) ||
	       owner_may_be_root(4242) || !owner_may_be_root(0) ||
	       strstr(text, "this user namespace lacks") == NULL ||
	       strstr(error.hint, "outside of this namespace") == NULL;
}

static void
knows_what_a_namespace_lacks(void **state)
{
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(look_around());
	assert_int_equal(scratch_reap(pid), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(prints_who_it_is),
	    SCRATCH_TEST(hints_leave_files_to_their_owner),
	    SCRATCH_TEST(names_a_user_who_is_known),
	    SCRATCH_TEST(finds_where_it_would_be_made),
	    SCRATCH_TEST(knows_what_a_namespace_lacks),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
