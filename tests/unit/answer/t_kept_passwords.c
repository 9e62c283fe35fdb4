/*
 * t_kept_passwords.c - lanyard_each_password(): whose plain passwords there are
 */
#include "scratch.h"

#define LINES "protocol=https\nhost=h\nusername=u\npassword=p\n"

static enum lanyard_error
see(void *context, const struct lanyard_credential *place)
{
	size_t *count = context;

	assert_string_equal(lanyard_credential_get(place, "host"), "h");
	assert_string_equal(lanyard_credential_get(place, "username"), "u");
	assert_null(lanyard_credential_get(place, "password"));
	return ++*count == 2 ? LANYARD_ERR_ARGUMENT : LANYARD_OK;
}

static void
tells_what_a_get_would_answer(void **state)
{
	struct lanyard_session *session =
	    scratch_open(*state, "store_passwords = true;\n" SCRATCH_CONFIG);
	struct lanyard_credential *given = scratch_request(LINES);
	size_t count = 0;

	assert_int_equal(
	    lanyard_each_password(session, see, &count), LANYARD_OK);
	assert_int_equal(count, 0);
	assert_int_equal(lanyard_store(session, given), LANYARD_OK);
	assert_int_equal(
	    lanyard_each_password(session, see, &count), LANYARD_OK);
	assert_int_equal(count, 1);
	assert_int_equal(
	    lanyard_each_password(session, see, &count), LANYARD_ERR_ARGUMENT);
	lanyard_credential_free(&given);
	/* One that is kept no more is not told of. */
	session = scratch_open(*state, SCRATCH_CONFIG);
	count = 0;
	assert_int_equal(
	    lanyard_each_password(session, see, &count), LANYARD_OK);
	assert_int_equal(count, 0);
}

static void
fails_with_the_configuration(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	size_t count = 0;

	config_free(&session->config);
	scratch_write(s->config, "nonsense", 0, 0600);
	assert_int_equal(
	    lanyard_each_password(session, see, &count), LANYARD_ERR_CONFIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_what_a_get_would_answer),
	    SCRATCH_TEST(fails_with_the_configuration),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
