/*
 * t_flow_callback.c - what came back to the redirect_uri
 */
#include "a_flow.h"

static enum lanyard_error
refuse_evil(void *context, const char *name, const char *value)
{
	char *seen = context;
	size_t size = strlen(seen);

	scratch_print(seen + size, 256 - size, "%s=%s;", name, value);
	return strcmp(value, "evil") == 0 ? E(REFUSED) : LANYARD_OK;
}

static void
takes_the_right_callback_only(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow;
	char seen[256] = "", query[256];

	(void)state;
	options.check = refuse_evil;
	options.context = seen;
	flow = make(&options);
	assert_int_equal(lanyard_flow_callback(flow, NULL), E(ARGUMENT));
	assert_int_equal(lanyard_flow_callback(flow, ""), E(PROTOCOL));
	assert_int_equal(
	    lanyard_flow_callback(flow, "code=x&state=wrong"), E(PROTOCOL));
	assert_int_equal(answer(flow, "&state=again"), E(PROTOCOL));
	assert_int_equal(answer(flow, "&code=again"), E(PROTOCOL));
	assert_string_equal(seen, "");
	assert_int_equal(answer(flow, "&a+b=c%20d&bad=%zz"), E(PROTOCOL));
	assert_string_equal(seen, "a b=c d;");
	seen[0] = '\0';
	/* The program's own word. */
	assert_int_equal(answer(flow, "&x=evil"), E(REFUSED));
	assert_string_equal(seen, "x=evil;");
	assert_non_null(strstr(lanyard_flow_message(flow), "program refuses"));
	seen[0] = '\0';
	/* After all that the right one is taken, once. */
	assert_int_equal(answer(flow, "&session_state=1&empty"), LANYARD_OK);
	assert_string_equal(seen, "session_state=1;empty=;");
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	lanyard_flow_free(&flow);

	/* What the server refused is over. */
	flow = make(&options);
	scratch_print(query, sizeof(query),
	    "error=access_denied&error_description=no%%1b%%5b&state=%s",
	    state_of(flow));
	assert_int_equal(lanyard_flow_callback(flow, query), E(CANCELLED));
	assert_null(strchr(lanyard_flow_message(flow), '\x1b'));
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	lanyard_flow_free(&flow);
	flow = make(&options);
	scratch_print(query, sizeof(query), "error=invalid_scope&state=%s",
	    state_of(flow));
	assert_int_equal(lanyard_flow_callback(flow, query), E(REFUSED));
	lanyard_flow_free(&flow);
	assert_int_equal(lanyard_flow_callback(NULL, "x"), E(ARGUMENT));
}

static void
checks_iss(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow;

	(void)state;
	options.issuer = "https://id.example.com";
	flow = make(&options);
	assert_int_equal(
	    answer(flow, "&iss=https%3A%2F%2Fevil.example.com"), E(PROTOCOL));
	assert_int_equal(
	    answer(flow, "&iss=https%3A%2F%2Fid.example.com"), LANYARD_OK);
	lanyard_flow_free(&flow);
	options.iss_required = true;
	flow = make(&options);
	assert_int_equal(answer(flow, ""), E(PROTOCOL));
	assert_int_equal(
	    answer(flow, "&iss=https%3A%2F%2Fid.example.com"), LANYARD_OK);
	lanyard_flow_free(&flow);
}

static void
takes_what_was_pasted(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow = make(&options);
	char text[256];

	(void)state;
	assert_int_equal(lanyard_flow_paste(flow, ""), E(PROTOCOL));
	assert_int_equal(lanyard_flow_paste(flow, "two words"), E(PROTOCOL));
	assert_int_equal(lanyard_flow_paste(flow, NULL), E(ARGUMENT));
	assert_int_equal(lanyard_flow_paste(NULL, "x"), E(ARGUMENT));
	assert_int_equal(lanyard_flow_paste(flow,
			     "https://web.example.com/back?code=x&state=y"),
	    E(PROTOCOL));
	scratch_print(text, sizeof(text),
	    "  https://web.example.com/back?code=x&state=%s#f \n",
	    state_of(flow));
	assert_int_equal(lanyard_flow_paste(flow, text), LANYARD_OK);
	lanyard_flow_free(&flow);
	flow = make(&options);
	assert_int_equal(lanyard_flow_paste(flow, " bare-code\n"), LANYARD_OK);
	lanyard_flow_free(&flow);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_the_right_callback_only),
	    cmocka_unit_test(checks_iss),
	    cmocka_unit_test(takes_what_was_pasted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
