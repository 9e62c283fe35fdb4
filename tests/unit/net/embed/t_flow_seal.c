/*
 * t_flow_seal.c - a flow between two requests of a server that keeps nothing
 */
#include "a_flow.h"

#include "base/seal.h"
#include "os/clock.h"

static const unsigned char key[LANYARD_FLOW_KEY_SIZE] = {1, 2, 3};

static void
goes_through_a_seal(void **state)
{
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow = make(&options), *opened = NULL;
	unsigned char other[LANYARD_FLOW_KEY_SIZE] = {3, 2, 1};
	char *text = NULL, changed[256], query[256];
	const char *url, *same;

	(void)state;
	assert_int_equal(lanyard_flow_seal(flow, key, &text), LANYARD_OK);
	assert_true(strlen(text) < 256);
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, key, text), LANYARD_OK);
	assert_int_equal(lanyard_flow_url(flow, &url), LANYARD_OK);
	assert_int_equal(lanyard_flow_url(opened, &same), LANYARD_OK);
	assert_string_equal(url, same);
	assert_true(secret_equal(
	    &flow->authorization.nonce, &opened->authorization.nonce));
	scratch_print(query, sizeof(query), "code=x&state=%s", state_of(flow));
	assert_int_equal(lanyard_flow_callback(opened, query), LANYARD_OK);
	lanyard_flow_free(&opened);

	for (size_t i = 0; text[i] != '\0'; i++) {
		scratch_print(changed, sizeof(changed), "%s", text);
		changed[i] = changed[i] == 'x' ? 'y' : 'x';
		assert_int_equal(
		    lanyard_flow_open(&opened, &options, key, changed),
		    E(PROTOCOL));
		/* Nor is it a flow of its own. */
		assert_int_equal(lanyard_flow_url(opened, &url), E(ARGUMENT));
		lanyard_flow_free(&opened);
	}
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, other, text), E(PROTOCOL));
	lanyard_flow_free(&opened);
	for (int i = 0; i < 5; i++) {
		struct lanyard_flow_options wrong = options;

		if (i == 0)
			wrong.client_id = "c2";
		else if (i == 1)
			wrong.redirect_uri = "https://web.example.com/other";
		else if (i == 2)
			wrong.token_endpoint = "https://evil.example.com/t";
		else if (i == 3)
			wrong.issuer = "https://id.example.com";
		else
			wrong.authorization_endpoint = "https://e.example.com/";
		assert_int_equal(
		    lanyard_flow_open(&opened, &wrong, key, text), E(PROTOCOL));
		assert_string_not_equal(lanyard_flow_message(opened), "");
		lanyard_flow_free(&opened);
	}
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, key, ""), E(PROTOCOL));
	lanyard_flow_free(&opened);
	assert_int_equal(
	    lanyard_flow_open(&opened, &options, key, NULL), E(ARGUMENT));
	lanyard_flow_free(&opened);
	lanyard_text_free(&text);
	/* After the answer there is nothing to come back to. */
	assert_int_equal(answer(flow, ""), LANYARD_OK);
	assert_int_equal(lanyard_flow_seal(flow, key, &text), E(ARGUMENT));
	assert_int_equal(lanyard_flow_seal(NULL, key, &text), E(ARGUMENT));
	lanyard_flow_free(&flow);
}

/* TEXT sealed as of AGE_S ago, for the flow of good(). */
static void
seal_aged(struct buf *text, int64_t age_s)
{
	static const char context[] = "lanyard flow 2\0c1\0"
				      "https://web.example.com/back\0\0\1"
				      "https://id.example.com/a\0"
				      "https://id.example.com/t";
	struct buf bound, plain;

	buf_init(&bound, 1024);
	buf_init(&plain, 1024);
	buf_init(text, 1024);
	assert_int_equal(
	    buf_add(&bound, context, sizeof(context) - 1), LANYARD_OK);
	assert_int_equal(
	    buf_printf(&plain, "%lld the-state the-verifier the-nonce",
		(long long)(clock_now() - age_s)),
	    LANYARD_OK);
	assert_int_equal(seal_close(text, key, &bound, &plain), LANYARD_OK);
	buf_clear(&bound);
	buf_clear(&plain);
}

static void
ends_after_ten_minutes(void **state)
{
	static const struct {
		int64_t age_s;
		enum lanyard_error code;
	} cases[] = {{0, LANYARD_OK}, {590, LANYARD_OK}, {602, E(PROTOCOL)},
	    {86400, E(PROTOCOL)}, {-50, LANYARD_OK}, {-120, E(PROTOCOL)}};
	struct lanyard_flow_options options = good("https://id.example.com");
	struct lanyard_flow *flow = NULL;
	struct buf text;
	const char *url;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		seal_aged(&text, cases[i].age_s);
		assert_int_equal(
		    lanyard_flow_open(&flow, &options, key, buf_text(&text)),
		    cases[i].code);
		if (cases[i].code == LANYARD_OK) {
			assert_string_equal(state_of(flow), "the-state");
		} else {
			assert_non_null(
			    strstr(lanyard_flow_message(flow), "ten minutes"));
			assert_int_equal(
			    lanyard_flow_url(flow, &url), E(ARGUMENT));
		}
		lanyard_flow_free(&flow);
		buf_clear(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(goes_through_a_seal),
	    cmocka_unit_test(ends_after_ten_minutes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
