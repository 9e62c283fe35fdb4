/*
 * t_app_files.c - the files of a new App's secrets: its client secret, and its
 * private key
 */
#include "scratch.h"

#include "net/job/app_files.h"

#define E(name) LANYARD_ERR_##name

static const struct manifest_app app = {
    .client_secret = {(unsigned char *)"s3cret", 6},
    .pem = {(unsigned char *)"-----BEGIN\n", 11}};

static void
keeps_what_is_kept(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct app_files files;
	struct stat st;

	for (int kept = 0; kept <= 1; kept++) {
		app_files_init(&files);
		assert_int_equal(
		    app_files_choose(&files, session, "hub"), LANYARD_OK);
		scratch_holds(s, "hub.client_secret", NULL);
		scratch_holds(s, "hub.private_key", NULL);
		assert_int_equal(
		    app_files_open(&files, &session->error), LANYARD_OK);
		assert_int_equal(
		    app_files_fill(&files, &app, &session->error), LANYARD_OK);
		assert_int_equal(stat(files.secret_path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
		assert_int_equal(stat(files.pem_path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
		if (kept)
			app_files_keep(&files);
		app_files_clear(&files);
		app_files_clear(&files);
		scratch_holds(s, "hub.client_secret", kept ? "s3cret" : NULL);
		scratch_holds(
		    s, "hub.private_key", kept ? "-----BEGIN\n" : NULL);
	}
}

/* What is there stays as it is, and the other one is not made. */
static void
writes_over_nothing(void **state)
{
	static const char *const names[] = {
	    "hub.client_secret", "hub.private_key"};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	for (size_t i = 0; i < 2; i++) {
		struct app_files files;

		scratch_write(scratch_path(s, names[i]), "mine", 0, 0600);
		app_files_init(&files);
		assert_int_equal(
		    app_files_choose(&files, session, "hub"), E(CONFIG));
		assert_non_null(strstr(session->error.message, names[i]));
		app_files_clear(&files);
		scratch_holds(s, names[i], "mine");
		scratch_holds(s, names[1 - i], NULL);
		assert_int_equal(unlink(scratch_path(s, names[i])), 0);
	}
}

static void
takes_names_of_logins(void **state)
{
	static const char *const names[] = {"", "a/b", "..", "-a", "a b"};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct app_files files;

		app_files_init(&files);
		assert_int_equal(
		    app_files_choose(&files, session, names[i]), E(ARGUMENT));
		assert_null(files.secret_path);
		app_files_clear(&files);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_what_is_kept),
	    SCRATCH_TEST(writes_over_nothing),
	    SCRATCH_TEST(takes_names_of_logins),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
