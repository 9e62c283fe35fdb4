/*
 * t_libcurl.c - libcurl.h: what is set, what stays, and what is told of it;
 * exchanges are in t_transfer.c
 */
#include "scratch.h"

#include "net/http/libcurl.h"

static void
keeps_the_first_failure_until_a_reset(void **state)
{
	struct libcurl *curl;
	struct error error;

	(void)state;
	assert_int_equal(libcurl_new(&curl, &error), LANYARD_OK);
	libcurl_set_rules(curl, LIBCURL_HTTP);
	libcurl_set_rules(curl, LIBCURL_LINE);
	libcurl_set_proxy_method(curl, LIBCURL_HTTP, PROXY_ANY);
	libcurl_set_proxy_method(curl, LIBCURL_HTTP, PROXY_DIGEST);
	assert_int_equal(libcurl_setup(curl), TRANSFER_DONE);
	/* No such scheme: libcurl names it in words. */
	libcurl_set_text(
	    curl, LIBCURL_HTTP, LIBCURL_PROTOCOLS_STR, "no-such-scheme");
	libcurl_lack_memory(curl);
	libcurl_set_text(curl, LIBCURL_HTTP, LIBCURL_PROTOCOLS_STR, "https");
	assert_int_equal(libcurl_setup(curl), TRANSFER_OPTION);
	assert_string_not_equal(libcurl_words(curl), "");
	libcurl_reset(curl);
	assert_int_equal(libcurl_setup(curl), TRANSFER_DONE);
	libcurl_lack_memory(curl);
	assert_int_equal(libcurl_setup(curl), TRANSFER_MEMORY);
	libcurl_free(&curl);
	assert_null(curl);
	libcurl_free(&curl);
}

/* An address where nobody listens; then a time that is up. */
static void
tells_how_it_ended(void **state)
{
	struct libcurl *curl;
	struct error error;

	(void)state;
	assert_int_equal(libcurl_new(&curl, &error), LANYARD_OK);
	for (int which = 0; which < LIBCURL_HANDLES; which++) {
		libcurl_set_rules(curl, (enum libcurl_handle)which);
		libcurl_set_text(curl, (enum libcurl_handle)which, LIBCURL_URL,
		    "http://127.0.0.1:1/");
		assert_true(libcurl_begin(curl, (enum libcurl_handle)which));
		for (int i = 0; libcurl_step(curl) && i < 100; i++)
			assert_true(libcurl_wait(curl, 100));
		assert_false(libcurl_is_done(curl));
		assert_int_equal(libcurl_outcome(curl), TRANSFER_UNREACHABLE);
		assert_int_equal(
		    libcurl_number(curl, LIBCURL_RESPONSE_CODE), 0);
		assert_string_not_equal(libcurl_words(curl), "");
		assert_string_equal(libcurl_detail(curl), libcurl_words(curl));
		libcurl_time_out(curl);
		assert_int_equal(libcurl_outcome(curl), TRANSFER_TIMEOUT);
		libcurl_end(curl);
		libcurl_reset(curl);
	}
	assert_string_equal(libcurl_detail(curl), "");
	libcurl_free(&curl);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_the_first_failure_until_a_reset),
	    cmocka_unit_test(tells_how_it_ended),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
