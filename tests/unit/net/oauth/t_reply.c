/*
 * t_reply.c - the members of a reply, whatever they are wrapped in
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "net/oauth/reply.h"

/* NULL: none; "2": more than one. */
static const struct {
	const char *text, *word, *cut; /* of all of it; of one that was cut */
	int64_t number;		       /* of n; -1: none */
	bool page;
} texts[] = {
    {"{\"w\":\"a\",\"n\":5}", "a", "a", 5, false},
    {"{\"w\":\"a\",\"n\":\"5\"", "a", "a", 5, false},
    {"[{\"w\":\"a\",\"n\":5}]", "a", "a", 5, false},
    {"{\"x\":\"&w=a&n=5&\"}", NULL, NULL, -1, false},
    {"w=a&n=5", "a", "a", 5, false},
    {"n=5&w=a", "a", NULL, 5, false},
    {"n=5&w=a\r\n", "a", "a", 5, false},
    {"n=5&w=%61+b&", "a b", "a b", 5, false},
    {"w=a&w=b&n=5", "2", "2", 5, false},
    {"w=a&w=%61&n=5", "a", "a", 5, false},
    {"w=a&w=a&w=b&n=5", "2", "2", 5, false},
    {"w=a&w=&w=%zz&w=%00&n=x", "a", "a", -1, false},
    {"w=sent&w=a&ww=b&xw=c", "a", "a", -1, false},
    {"w=&n=", NULL, NULL, -1, false},
    {"?w=a&n=5", "a", "a", 5, false},
    {"#w=a&n=5", "a", "a", 5, false},
    {"\xef\xbb\xbfw=a&n=5", "a", "a", 5, false},
    {"\xef\xbb\xbf?w=a&n=5", "a", "a", 5, false},
    {"x?w=a&n=5", NULL, NULL, 5, false},
    {"%77=a&%6e=5&", "a", "a", 5, false},
    {"%77w=a&%zz=b&w%00=c&n=5", NULL, NULL, 5, false},
    {"w=a;b&n=5", "a;b", "a;b", 5, false},
    {"w=a;scope=b&n=5", "a", "a", 5, false},
    {"w=a&amp;scope=b&n=5", "a", "a", 5, false},
    {"w&n", NULL, NULL, -1, false},
    {"\n<a href=x?&w=a&>", NULL, NULL, -1, true},
    {"<p>{\"w\":\"a\"}", "a", "a", -1, true},
    {"<!DOCTYPE html>", NULL, NULL, -1, true},
    {" <?xml?>", NULL, NULL, -1, true},
    {"<\"w\":\"a\"}", "a", "a", -1, false},
    {"<", NULL, NULL, -1, false},
    {"", NULL, NULL, -1, false},
};

/* A token is a word, a number, or alone in an array; "2" as above. */
static void
test_tokens(void **state)
{
	static const struct {
		const char *text, *token;
	} cases[] = {
	    {"{\"t\":\"a\"}", "a"},
	    {"{\"t\":\"a\\n\"}", "a"},
	    {"t=a%0A&n=5", "a"},
	    {"{\"t\":123456789012345678901234567890}",
		"123456789012345678901234567890"},
	    {"{\"t\":[\"a\"]}", "a"},
	    {"{\"data\":{\"t\":[ \"a\" ]}}", "a"},
	    {"{\"t\":[\"a\",\"b\"]}", NULL},
	    {"{\"t\":[\"sent\"]}", NULL},
	    {"{\"t\":[]}", NULL},
	    {"{\"t\":-1}", NULL},
	    {"{\"t\":0}", NULL},
	    {"{\"t\":1.5}", NULL},
	    {"{\"t\":1e5}", NULL},
	    {"{\"t\":true}", NULL},
	    {"{\"t\":null}", NULL},
	    {"{\"t\":{\"x\":\"a\"}}", NULL},
	    {"{\"t\":5,\"t\":6}", NULL},
	};
	struct secret sent = {(unsigned char *)"sent", 4};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct secret token = {NULL, 0};
		struct reply reply;
		struct buf text;
		size_t count = 7;

		buf_init(&text, 4096);
		buf_add_text(&text, cases[i].text);
		reply_open(&reply, &text, true, NULL);
		assert_int_equal(
		    reply_token(&reply, "t", &sent, &token, &count),
		    LANYARD_OK);
		if (count != (cases[i].token != NULL) ||
		    (count == 1 &&
			strcmp((char *)token.bytes, cases[i].token) != 0))
			fail_msg("%s: %zu", cases[i].text, count);
		secret_clear(&token);
		reply_close(&reply);
		buf_clear(&text);
	}
}

static void
check_word(size_t i, bool ended, const char *wanted)
{
	struct secret sent = {(unsigned char *)"sent", 4};
	struct secret word = {NULL, 0};
	struct reply reply;
	struct buf text;
	int64_t number = -1;
	size_t count = 7;

	buf_init(&text, 4096);
	buf_add_text(&text, texts[i].text);
	assert_int_not_equal(
	    reply_open(&reply, &text, ended, NULL), LANYARD_ERR_MEMORY);
	assert_int_equal(
	    reply_word(&reply, "w", &sent, &word, &count), LANYARD_OK);
	if (wanted == NULL || *wanted == '2')
		assert_true(!secret_is_set(&word) &&
			    (wanted == NULL ? count == 0 : count == 2));
	else if (count != 1 || strcmp((char *)word.bytes, wanted) != 0)
		fail_msg("%s: %zu", texts[i].text, count);
	if (ended) {
		reply_integer(&reply, "n", &number);
		if (number != texts[i].number ||
		    reply_is_page(&reply) != texts[i].page)
			fail_msg("%s: %d", texts[i].text, (int)number);
	}
	secret_clear(&word);
	reply_close(&reply);
	buf_clear(&text);
}

static void
test_words(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		check_word(i, true, texts[i].word);
		check_word(i, false, texts[i].cut);
	}
}

static void
test_prose(void **state)
{
	struct reply reply;
	struct buf text;
	char *told;

	(void)state;
	buf_init(&text, 4096);
	buf_add_text(&text, "{\"d\":\"a\\n\xc3\xa9\",\"w\":\"a\\nb\"}");
	assert_int_equal(reply_open(&reply, &text, true, NULL), LANYARD_OK);
	told = reply_prose(&reply, "d");
	assert_string_equal(told, "a\n\xc3\xa9");
	free(told);
	assert_null(reply_text(&reply, "w"));
	reply_close(&reply);
	buf_reset(&text);
	buf_add_text(&text, "w=a&d=no+more");
	reply_open(&reply, &text, true, NULL);
	told = reply_prose(&reply, "d");
	assert_string_equal(told, "no more");
	free(told);
	reply_close(&reply);
	buf_clear(&text);
}

/* Fields that a page or an old form has parted. */
static void
test_parted_fields(void **state)
{
	static const char *const parted[] = {
	    "access_token=a;token_type=b;refresh_token=r;expires_in=5",
	    "access_token=a&amp;token_type=b&amp;refresh_token=r",
	    "token_type=b;access_token=a;refresh_token=r;error=",
	    "?refresh%5Ftoken=r&access%5ftoken=a&",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(parted) / sizeof(*parted); i++) {
		struct reply reply;
		struct buf text;
		char *access, *refresh;

		buf_init(&text, 4096);
		buf_add_text(&text, parted[i]);
		reply_open(&reply, &text, true, NULL);
		access = reply_text(&reply, "access_token");
		refresh = reply_text(&reply, "refresh_token");
		if (access == NULL || strcmp(access, "a") != 0 ||
		    refresh == NULL || strcmp(refresh, "r") != 0)
			fail_msg("%s", parted[i]);
		free(access);
		free(refresh);
		reply_close(&reply);
		buf_clear(&text);
	}
}

static void
test_lists(void **state)
{
	static const struct {
		const char *text, *words;
	} table[] = {{"{\"s\":\"a b\"}", "a b"},
	    {"{\"s\":[\"a\",\"b\"]}", "a b"},
	    {"{\"d\":{\"s\":[\"a\",\"b\"]}}", "a b"}, {"s=a+b", "a b"},
	    {"{\"s\":null}", NULL}, {"{\"s\":\"\"}", NULL}, {"", NULL}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct reply reply;
		struct buf text;
		char *words;

		buf_init(&text, 4096);
		buf_add_text(&text, table[i].text);
		reply_open(&reply, &text, true, NULL);
		words = reply_words(&reply, "s");
		if ((words == NULL) != (table[i].words == NULL) ||
		    (words != NULL && strcmp(words, table[i].words) != 0))
			fail_msg("%s", table[i].text);
		free(words);
		reply_close(&reply);
		buf_clear(&text);
	}
}

/* The text before AT, BYTES in the place of one byte, and the rest. */
static void
damage(struct buf *text, const char *whole, size_t at, const char *bytes,
    size_t size, bool cut)
{
	buf_reset(text);
	buf_add(text, whole, at);
	buf_add(text, bytes, size);
	if (!cut)
		buf_add_text(text, whole + at + 1);
}

/*
 * A refusal, one byte of which is damaged, outside of the member itself: at
 * each place, in each way, and whatever it is wrapped in, it is one.
 */
static void
test_damage(void **state)
{
	static const char *const wholes[] = {
	    "{\"x\":\"gone\",\"error\":\"word\",\"y\":[1,{\"z\":\"2\"}]}",
	    "{\"error\":\"word\"}",
	    "{\"a\":{\"b\":\"c\",\"error\":\"word\"},\"d\":true}",
	    "[{\"error\":\"word\",\"error_description\":\"a \\\"b\\\"\"}]",
	    "/* no */ {\"error\":\"word\"} // \"x\"\n",
	    "\xef\xbb\xbf{\"a\":1,\"error\":\"word\"}",
	    "callback({\"a\":\"b\",\"error\":\"word\"});",
	    "{\"error\":\"word\",\"b\":-1.5e3}",
	};
	static const struct {
		const char *bytes;
		size_t size;
		bool cut;
	} ways[] = {{"\xe9", 1, false}, {"\n", 1, false}, {"\t", 1, false},
	    {"\0", 1, false}, {"\"", 1, false}, {"{", 1, false},
	    {"}", 1, false}, {"[", 1, false}, {"]", 1, false}, {"\\", 1, false},
	    {",", 1, false}, {":", 1, false}, {"'", 1, false}, {"<", 1, false},
	    {"/", 1, false}, {"&", 1, false}, {"\x7f", 1, false},
	    {"x", 1, false}, {"0", 1, false}, {"\"\"", 2, false},
	    {"", 0, false}, {"", 0, true}};
	static const char member[] = "\"error\":\"word\"";
	size_t i, k, at, start, tried = 0;

	(void)state;
	for (i = 0; i < sizeof(wholes) / sizeof(*wholes); i++) {
		start = (size_t)(strstr(wholes[i], member) - wholes[i]);
		for (at = 0; at < strlen(wholes[i]); at++) {
			if (at >= start && at < start + strlen(member))
				continue;
			for (k = 0; k < sizeof(ways) / sizeof(*ways); k++) {
				struct reply reply;
				struct buf text;
				char *word;

				if (ways[k].cut && at < start)
					continue;
				/* "<allback" is a page's. */
				if (at == 0 && wholes[i][0] == 'c')
					continue;
				buf_init(&text, 4096);
				damage(&text, wholes[i], at, ways[k].bytes,
				    ways[k].size, ways[k].cut);
				reply_open(&reply, &text, true, NULL);
				word = reply_text(&reply, "error");
				if (word == NULL || strcmp(word, "word") != 0 ||
				    reply_is_page(&reply))
					fail_msg("byte %zu of %s, way %zu: %s",
					    at, wholes[i], k,
					    word != NULL ? word : "none");
				free(word);
				reply_close(&reply);
				buf_clear(&text);
				tried++;
			}
		}
	}
	assert_true(tried > 3000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_tokens),
	    cmocka_unit_test(test_prose),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_parted_fields),
	    cmocka_unit_test(test_damage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
