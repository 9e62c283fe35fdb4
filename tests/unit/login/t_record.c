/*
 * t_record.c - record.h: what is stored of a login, whole or not at all
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/record.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What "work" has where its file has these bytes. */
static enum lanyard_error
parse(
    struct record *record, const char *bytes, size_t size, struct error *error)
{
	enum lanyard_error r;
	struct buf buf;

	record_init(record);
	record->name = strdup("work");
	buf_init(&buf, LIMIT_RECORD);
	assert_int_equal(buf_add(&buf, bytes, size), LANYARD_OK);
	r = record_parse(record, &buf, error);
	buf_clear(&buf);
	return r;
}

static const char whole[] = "name=work\nurl[]=https://h\naccess_token=at\n"
			    "expires_at=17\nrefresh_token=r=t\n\n";

static void
is_damaged_when_cut_anywhere(void **state)
{
	struct error error;
	struct record record;

	(void)state;
	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		assert_int_equal(
		    parse(&record, whole, size, &error), LANYARD_ERR_STORE);
		assert_false(record.found);
		assert_int_equal(record.attributes.count, 0);
		assert_non_null(strstr(error.message, "login work is damaged"));
		assert_null(strstr(error.message, "at"));
		record_clear(&record);
	}
	assert_int_equal(
	    parse(&record, whole, sizeof(whole) - 1, &error), LANYARD_OK);
	assert_true(record.found);
	assert_string_equal(
	    attributes_text(&record.attributes, "refresh_token"), "r=t");
	record_clear(&record);
}

static void
is_damaged_by_garbage(void **state)
{
#define BYTES(text)                                                            \
	{                                                                      \
		(text), sizeof(text) - 1                                       \
	}
	static const struct {
		const char *bytes;
		size_t size;
	} cases[] = {
	    BYTES("\n"),
	    BYTES("\n\n"),
	    BYTES("garbage\n\n"),
	    BYTES("=b\nname=work\n\n"),
	    BYTES("name=work\na=\0b\n\n"),
	    BYTES("name=work\na=x\ry\n\n"),
	    BYTES("name=work\r\n\r\n"),
	    BYTES("a=b\n\n"),
	    BYTES("name=\n\n"),
	    BYTES("name=work2\n\n"),
	    BYTES("name=Work\n\n"),
	    BYTES("name=work\n\n\n"),
	    BYTES("name=work\n\na=b\n\n"),
	    BYTES("\nname=work\n\n"),
	    BYTES("\0\0\0\0\0\0\0\0"),
	    BYTES("\x7f"
		  "ELF\n\n"),
	};
	struct record record;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    parse(&record, cases[i].bytes, cases[i].size, NULL),
		    LANYARD_ERR_STORE);
		assert_false(record.found);
		assert_int_equal(record.attributes.count, 0);
		record_clear(&record);
	}
}

static void
is_written_as_it_was_read(void **state)
{
	static const char odd[] =
	    "zz=last things first\nname=work\nx[]=1\nclient_id=c1\nx[]=2\n"
	    "empty=\nx-y.z=\xc3\xa4 = b\n\n";
	struct record record;
	struct buf buf;

	(void)state;
	buf_init(&buf, LIMIT_RECORD);
	assert_int_equal(
	    parse(&record, odd, sizeof(odd) - 1, NULL), LANYARD_OK);
	assert_int_equal(record_write(&record, &buf, NULL), LANYARD_OK);
	assert_string_equal(buf_text(&buf), odd);
	record_clear(&record);
	/* A new one has its name all the same. */
	record.name = strdup("other");
	buf_reset(&buf);
	assert_int_equal(record_write(&record, &buf, NULL), LANYARD_OK);
	assert_string_equal(buf_text(&buf), "name=other\n\n");
	buf_clear(&buf);
	record_clear(&record);
}

static void
agrees_with_the_login_it_comes_from(void **state)
{
	/* issuer, token_endpoint, client_id of the record, then the login */
	static const struct {
		const char *record[3];
		const char *login[3];
		bool agrees;
	} cases[] = {
	    {{"i", "t", "c"}, {"i", "t", "c"}, true},
	    {{"i", "t", "c"}, {"j", "t", "c"}, false},
	    {{"i", "t", "c"}, {"i", "u", "c"}, true},
	    {{"i", "t", "c"}, {"i", "t", "d"}, false},
	    {{"i", "t", "c"}, {"i", NULL, "c"}, true},
	    {{NULL, "t", "c"}, {"i", "t", "c"}, true},
	    {{NULL, "t", "c"}, {"i", "u", "c"}, false},
	    {{"i", "t", "c"}, {NULL, "t", "c"}, true},
	    {{"i", "t", "c"}, {NULL, "u", "c"}, false},
	    {{NULL, NULL, NULL}, {"i", "t", "c"}, true},
	    {{NULL, NULL, "d"}, {"i", "t", "c"}, false},
	    {{"i/", "t", "c"}, {"i", "t", "c"}, false},
	    {{"I", "t", "c"}, {"i", "t", "c"}, false},
	    {{"i", "t", ""}, {"i", "t", "c"}, false},
	};
	static const char *const keys[] = {
	    "issuer", "token_endpoint", "client_id"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct login login;
		char **to[] = {
		    &login.issuer, &login.token_endpoint, &login.client_id};

		record_init(&record);
		login_init(&login);
		for (size_t k = 0; k < COUNT(keys); k++) {
			if (cases[i].record[k] != NULL)
				attributes_set_text(&record.attributes, keys[k],
				    cases[i].record[k]);
			if (cases[i].login[k] != NULL)
				*to[k] = strdup(cases[i].login[k]);
		}
		assert_int_equal(
		    record_agrees(&record, &login), cases[i].agrees);
		login_clear(&login);
		record_clear(&record);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_damaged_when_cut_anywhere),
	    cmocka_unit_test(is_damaged_by_garbage),
	    cmocka_unit_test(is_written_as_it_was_read),
	    cmocka_unit_test(agrees_with_the_login_it_comes_from),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
