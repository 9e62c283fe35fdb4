/*
 * t_aws_reply.c - what the token service of AWS answers, as JSON
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "net/oauth/aws_reply.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define IN(text)                                                               \
	"<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com" \
	"/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult>" text            \
	"</AssumeRoleWithWebIdentityResult></"                                 \
	"AssumeRoleWithWebIdentityResponse>"
#define CREDENTIALS(text) IN("<Credentials>" text "</Credentials>")
#define KEY		  "<AccessKeyId>A</AccessKeyId>"
#define SECRET		  "<SecretAccessKey>S/+</SecretAccessKey>"
#define SESSION		  "<SessionToken>T=</SessionToken>"
#define END		  "<Expiration>2026-11-29T03:00:00Z</Expiration>"
#define ERROR(text)                                                            \
	"<ErrorResponse><Error><Type>Sender</Type>" text                       \
	"</Error><RequestId>1</RequestId></ErrorResponse>"
#define OUT(key)                                                               \
	"{\"session\":\"{\\\"AccessKeyId\\\":\\\"" key                         \
	"\\\",\\\"SecretAccessKey\\\":\\\"S/+\\\","                            \
	"\\\"SessionToken\\\":\\\"T=\\\"}\""
#define GOOD OUT("A") ",\"Expiration\":\"2026-11-29T03:00:00Z\"}"

static void
reads_each_reply(void **state)
{
	static const struct {
		const char *xml, *json;
		bool passing;
	} cases[] = {
	    {CREDENTIALS(KEY SECRET SESSION END), GOOD, false},
	    {CREDENTIALS(END SESSION "<More/>" SECRET KEY), GOOD, false},
	    {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x "
	     "-->\n" CREDENTIALS(KEY SECRET SESSION END) "\n",
		GOOD, false},
	    {"<a:R xmlns:a=\"urn:x\"><a:Credentials><a:AccessKeyId>A"
	     "</a:AccessKeyId><a:SecretAccessKey>S/+</a:SecretAccessKey>"
	     "<a:SessionToken>T=</a:SessionToken></a:Credentials></a:R>",
		OUT("A") "}", false},
	    {CREDENTIALS(
		 "<AccessKeyId>&#65;<![CDATA[&]]>&amp;</AccessKeyId>" SECRET
		     SESSION),
		OUT("A&&") "}", false},
	    /* In a comment, outside, one level down, or twice, it is none. */
	    {CREDENTIALS("<!--" KEY "-->" SECRET SESSION), "", false},
	    {IN(KEY "<Credentials>" SECRET SESSION "</Credentials>"), "",
		false},
	    {CREDENTIALS("<X>" KEY "</X>" SECRET SESSION), "", false},
	    {CREDENTIALS(KEY KEY SECRET SESSION END), "", false},
	    {CREDENTIALS(KEY SECRET SESSION) "<Credentials/>", "", false},
	    {CREDENTIALS(KEY SECRET), "", false},
	    {CREDENTIALS("<AccessKeyId/>" SECRET SESSION), "", false},
	    {CREDENTIALS("<accesskeyid>A</accesskeyid>" SECRET SESSION), "",
		false},
	    /* Cut, damaged, something else. */
	    {"<R><Credentials>" KEY SECRET SESSION "</Credentials>", "", false},
	    {CREDENTIALS(KEY SECRET SESSION) "x", "", false},
	    {CREDENTIALS(KEY "&nbsp;" SECRET SESSION), "", false},
	    {"", "", false},
	    {"{\"Credentials\":{}}", "", false},
	    {"<html><body>502</body></html>", "", false},
	    /* No entity of theirs is expanded, nor any file read. */
	    {"<!DOCTYPE r [<!ENTITY a \"A\">]><r><Credentials><AccessKeyId>&a;"
	     "</AccessKeyId>" SECRET SESSION "</Credentials></r>",
		"", false},
	    {"<!DOCTYPE r SYSTEM \"file:///etc/passwd\">" CREDENTIALS(
		 KEY SECRET SESSION END),
		"", false},
	    {ERROR("<Code>AccessDenied</Code><Message>No &lt;b&gt;</Message>"),
		"{\"message\":\"AccessDenied: No <b>\"}", false},
	    {ERROR("<Code>AccessDenied</Code>"),
		"{\"message\":\"AccessDenied\"}", false},
	    {ERROR("<Code>IDPCommunicationError</Code>"),
		"{\"message\":\"IDPCommunicationError\"}", true},
	    {ERROR("<Code>Throttling</Code><Message>Rate</Message>"),
		"{\"message\":\"Throttling: Rate\"}", true},
	    {ERROR("<Message>Rate</Message>"), "", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct buf xml, json;
		bool passing = true;

		buf_init(&xml, LIMIT_REPLY);
		buf_init(&json, LIMIT_REPLY);
		assert_int_equal(buf_add_text(&xml, cases[i].xml), LANYARD_OK);
		print_message("# %s\n", cases[i].xml);
		assert_int_equal(
		    aws_reply_read(&json, &xml, &passing, &error), LANYARD_OK);
		assert_string_equal(buf_text(&json), cases[i].json);
		assert_int_equal(passing, cases[i].passing);
		buf_clear(&xml);
		buf_clear(&json);
	}
}

/* As deep, and as long, as a reply may be. */
static void
reads_what_is_deep(void **state)
{
	struct error error = {0};
	struct buf xml, json;
	bool passing;

	(void)state;
	buf_init(&xml, LIMIT_REPLY);
	buf_init(&json, LIMIT_REPLY);
	while (buf_add_text(&xml, "<a>") == LANYARD_OK)
		;
	assert_int_equal(
	    aws_reply_read(&json, &xml, &passing, &error), LANYARD_OK);
	assert_int_equal(json.size, 0);
	buf_clear(&xml);
	buf_clear(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_each_reply),
	    cmocka_unit_test(reads_what_is_deep),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
