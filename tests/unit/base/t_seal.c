/*
 * t_seal.c - a text that only who has the key can read, or change
 */
#include "scratch.h"

#include "base/seal.h"

static const unsigned char key[SEAL_KEY_SIZE] =
    "0123456789abcdef0123456789abcde";

static struct buf
a_buf(const char *text)
{
	struct buf buf;

	buf_init(&buf, 1024);
	assert_int_equal(buf_add_text(&buf, text), LANYARD_OK);
	return buf;
}

static void
opens_what_was_sealed(void **state)
{
	static const char *const texts[] = {"", "x", "state and verifier"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct buf context = a_buf("context"), plain = a_buf(texts[i]);
		struct buf once = a_buf(""), twice = a_buf(""),
			   back = a_buf("");

		assert_int_equal(
		    seal_close(&once, key, &context, &plain), LANYARD_OK);
		assert_int_equal(
		    seal_close(&twice, key, &context, &plain), LANYARD_OK);
		/* Never the same text, and no character a cookie lacks. */
		assert_string_not_equal(buf_text(&once), buf_text(&twice));
		assert_int_equal(strspn(buf_text(&once),
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_"),
		    once.size);
		if (strlen(texts[i]) > 8)
			assert_null(strstr(buf_text(&once), texts[i]));
		assert_int_equal(
		    seal_open(&back, key, &context, buf_text(&once)),
		    LANYARD_OK);
		assert_string_equal(buf_text(&back), texts[i]);
		buf_clear(&context);
		buf_clear(&plain);
		buf_clear(&once);
		buf_clear(&twice);
		buf_clear(&back);
	}
}

static void
refuses_each_change(void **state)
{
	struct buf context = a_buf("context"), other = a_buf("context2");
	struct buf plain = a_buf("secret"), text = a_buf(""), back = a_buf("");
	unsigned char wrong[SEAL_KEY_SIZE];
	char changed[256];

	(void)state;
	assert_int_equal(seal_close(&text, key, &context, &plain), LANYARD_OK);
	for (size_t i = 0; i < text.size; i++) {
		scratch_print(changed, sizeof(changed), "%s", buf_text(&text));
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_int_equal(seal_open(&back, key, &context, changed),
		    LANYARD_ERR_PROTOCOL);
		/* Cut off, or not its alphabet. */
		changed[i] = '+';
		assert_int_equal(seal_open(&back, key, &context, changed),
		    LANYARD_ERR_PROTOCOL);
		changed[i] = '\0';
		assert_int_equal(seal_open(&back, key, &context, changed),
		    LANYARD_ERR_PROTOCOL);
	}
	scratch_print(changed, sizeof(changed), "%sA", buf_text(&text));
	assert_int_equal(
	    seal_open(&back, key, &context, changed), LANYARD_ERR_PROTOCOL);
	assert_int_equal(seal_open(&back, key, &other, buf_text(&text)),
	    LANYARD_ERR_PROTOCOL);
	memcpy(wrong, key, sizeof(wrong));
	wrong[31] ^= 1;
	assert_int_equal(seal_open(&back, wrong, &context, buf_text(&text)),
	    LANYARD_ERR_PROTOCOL);
	assert_int_equal(back.size, 0);
	buf_clear(&context);
	buf_clear(&other);
	buf_clear(&plain);
	buf_clear(&text);
	buf_clear(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(opens_what_was_sealed),
	    cmocka_unit_test(refuses_each_change),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
