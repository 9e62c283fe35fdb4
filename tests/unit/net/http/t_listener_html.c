/*
 * t_listener_html.c - a page of the loopback listener as HTML
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "net/http/listener_html.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BAD	     "\xef\xbf\xbd"

/* What anybody may say stands in each place of the page as text. */
static void
escapes_what_is_said(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
	    {"a < b & c > \"d\" 'e'",
		"a &#60; b &#38; c &#62; &#34;d&#34; &#39;e&#39;"},
	    {"</p><script>", "&#60;/p&#62;&#60;script&#62;"},
	    {"\" onload=\"x", "&#34; onload=&#34;x"},
	    {"&amp;", "&#38;amp;"},
	    {"gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x98\x80",
		"gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x98\x80"},
	    {"100%s %n", "100%s %n"},
	    {"a\nb\x1b[1mc\x7f", "a" BAD "b" BAD "[1mc" BAD},
	    {"a\xe2\x80\xae"
	     "b\xe2\x81\xa6"
	     "c\xd8\x9c"
	     "d\xc2\x9b",
		"a" BAD "b" BAD "c" BAD "d" BAD},
	    {"\xff\xc3(\xc0\x80", BAD BAD "(" BAD BAD},
	};
	struct buf b;

	(void)state;
	buf_init(&b, LIMIT_REPLY);
	for (size_t i = 0; i < 7 * COUNT(cases); i++) {
		const char *text = cases[i / 7].text;
		const struct listener_form form = {
		    .action = i % 7 == 4 ? text : "https://x/",
		    .name = "n",
		    .value = i % 7 == 5 ? text : "v",
		    .button = i % 7 == 6 ? text : "b",
		};
		const struct listener_page page = {
		    .heading = i % 7 == 0 ? text : "h",
		    .facts = {{"Login", NULL}, {NULL, NULL},
			{"Host", i % 7 == 1 ? text : NULL}},
		    .reason = i % 7 == 2 ? text : NULL,
		    .text = i % 7 == 3 ? text : NULL,
		    .form = i % 7 > 3 ? &form : NULL,
		};

		buf_reset(&b);
		assert_int_equal(listener_html_write(&b, &page), LANYARD_OK);
		if (strstr(buf_text(&b), cases[i / 7].shown) == NULL)
			fail_msg("%zu: %s", i, buf_text(&b));
		if (strcmp(text, cases[i / 7].shown) != 0 &&
		    strstr(buf_text(&b), text) != NULL)
			fail_msg("%zu: %s", i, buf_text(&b));
	}
	buf_clear(&b);
}

static size_t
count(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part)) != NULL) {
		n++;
		text++;
	}
	return n;
}

/* What a person and a screen reader find, and what is not there is left out. */
static void
has_its_parts_and_no_more(void **state)
{
	static const struct listener_page cases[] = {
	    {.heading = "h"},
	    {.heading = "h", .good = true, .text = "t"},
	    {.heading = "h",
		.facts = {{"Login", "work"}, {"Host", "x"}, {"Account", "a"}}},
	    {.heading = "h", .reason = "r"},
	};
	static const char *const once[] = {"<html lang=\"en\">", "<main ",
	    "</main>", "<h1>h</h1>", "<title>h - Lanyard</title>", "<footer>",
	    "name=\"viewport\"", "prefers-color-scheme:dark",
	    "rel=\"icon\" href=\"data:", "<style>", "aria-hidden=\"true\""};
	static const char *const never[] = {
	    "<script", "<form", " style=", "@import", "src=", "url("};
	struct buf b;

	(void)state;
	buf_init(&b, LIMIT_REPLY);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *page;

		buf_reset(&b);
		assert_int_equal(
		    listener_html_write(&b, &cases[i]), LANYARD_OK);
		page = buf_text(&b);
		for (size_t j = 0; j < COUNT(once); j++)
			if (count(page, once[j]) != 1)
				fail_msg("%zu: %s", i, once[j]);
		for (size_t j = 0; j < COUNT(never); j++)
			if (count(page, never[j]) != 0)
				fail_msg("%zu: %s", i, never[j]);
		assert_int_equal(count(page, "<dt>"), i == 2 ? 3 : 0);
		assert_int_equal(count(page, "<dl>"), i == 2);
		assert_int_equal(count(page, "</dl>"), i == 2);
		assert_int_equal(count(page, "<p>"), i == 1);
		assert_int_equal(count(page, "<p class=\"why\">"), i == 3);
		assert_int_equal(count(page, "<main class=\"good\""), i == 1);
	}
	buf_clear(&b);
}

/* Is what is inside ELEMENT of PAGE what POLICY allows for DIRECTIVE? */
static void
assert_allowed(const char *policy, const char *directive, const char *page,
    const char *element)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char encoded[64], wanted[128], tag[32];
	const char *start, *end;

	(void)snprintf(tag, sizeof(tag), "<%s>", element);
	start = strstr(page, tag);
	assert_non_null(start);
	start += strlen(tag);
	end = strstr(start, "</");
	crypto_hash_sha256(
	    hash, (const unsigned char *)start, (size_t)(end - start));
	sodium_bin2base64(encoded, sizeof(encoded), hash, sizeof(hash),
	    sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(
	    wanted, sizeof(wanted), "; %s 'sha256-%s'", directive, encoded);
	assert_non_null(strstr(policy, wanted));
}

static void
allows_what_the_page_has(void **state)
{
	static const struct listener_form forms[] = {
	    {.action = "https://github.com/x",
		.name = "n",
		.value = "v",
		.button = "b"},
	    {.action = "http://127.0.0.1/x",
		.name = "n",
		.value = "v",
		.button = "b"},
	};
	struct listener_page page = {.heading = "h"};
	struct buf policy, html;

	(void)state;
	buf_init(&policy, LIMIT_REPLY);
	buf_init(&html, LIMIT_REPLY);
	assert_int_equal(listener_html_policy(&policy, NULL), LANYARD_OK);
	assert_string_equal(buf_text(&policy),
	    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
	    "form-action 'none'");
	for (size_t i = 0; i < 3; i++) {
		page.form = i == 0 ? NULL : &forms[i - 1];
		buf_reset(&policy);
		buf_reset(&html);
		assert_int_equal(
		    listener_html_policy(&policy, &page), LANYARD_OK);
		assert_int_equal(listener_html_write(&html, &page), LANYARD_OK);
		assert_non_null(strstr(buf_text(&policy),
		    i == 0   ? "; form-action 'none'; img-src data:;"
		    : i == 1 ? "; form-action https:; img-src data:;"
			     : "; form-action http:; img-src data:;"));
		assert_allowed(
		    buf_text(&policy), "style-src", buf_text(&html), "style");
		if (i > 0)
			assert_allowed(buf_text(&policy), "script-src",
			    buf_text(&html), "script");
		else
			assert_null(strstr(buf_text(&policy), "script-src"));
		assert_null(strstr(buf_text(&policy), "unsafe"));
	}
	buf_clear(&policy);
	buf_clear(&html);
}

/* A page that does not fit is an error, whatever the limit cuts. */
static void
keeps_to_the_limit(void **state)
{
	const struct listener_form form = {"https://x/", "n", "v", "b"};
	const struct listener_page page = {.heading = "h",
	    .facts = {{"a", "b"}},
	    .reason = "r",
	    .text = "t",
	    .form = &form};
	struct buf b;
	size_t size;

	(void)state;
	buf_init(&b, LIMIT_REPLY);
	assert_int_equal(listener_html_write(&b, &page), LANYARD_OK);
	size = b.size;
	buf_clear(&b);
	for (size_t limit = 0; limit < size; limit++) {
		buf_init(&b, limit);
		assert_int_equal(
		    listener_html_write(&b, &page), LANYARD_ERR_PROTOCOL);
		buf_clear(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_what_is_said),
	    cmocka_unit_test(has_its_parts_and_no_more),
	    cmocka_unit_test(allows_what_the_page_has),
	    cmocka_unit_test(keeps_to_the_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
