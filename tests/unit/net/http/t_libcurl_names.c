/*
 * t_libcurl_names.c - libcurl_names.h: libcurl has each name
 */
#include "scratch.h"

#include "net/http/libcurl_names.h"

#define ONE(name)  +1
#define FUNCTIONS  (LIBCURL_FUNCTIONS(ONE))
#define NAME(name) #name,

static void
loads_every_function(void **state)
{
	static const char *const names[] = {LIBCURL_FUNCTIONS(NAME)};
	void *call[FUNCTIONS + 1] = {NULL}, *again[FUNCTIONS] = {NULL};
	struct error error = {0};

	(void)state;
	assert_int_equal(libcurl_names_load(call, &error), LANYARD_OK);
	assert_string_equal(error.message, "");
	for (size_t i = 0; i < FUNCTIONS; i++) {
		if (call[i] == NULL)
			fail_msg("curl_%s", names[i]);
		for (size_t k = 0; k < i; k++)
			assert_ptr_not_equal(call[i], call[k]);
	}
	assert_null(call[FUNCTIONS]);
	assert_int_equal(libcurl_names_load(again, NULL), LANYARD_OK);
	assert_memory_equal(call, again, sizeof(again));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(loads_every_function),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
