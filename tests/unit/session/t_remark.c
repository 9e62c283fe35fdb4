/*
 * t_remark.c - remark.h: a person is told what a server did not grant
 */
#include "scratch.h"

#include "session/remark.h"

static struct person person;
static const struct lanyard_ui ui = {
    .context = &person, .may_ask = person_may_ask, .notice = person_notice};

#define CONF(scope)                                                            \
	"logins = { work = { url = [ \"https://git.example.com\" ]; issuer = " \
	"\"https://id.example.com\"; client_id = \"native\"; scope = " scope   \
	"; }; };\n"

/* The record of "work", with LINES, as CONF describes the login. */
static void
open_entry(
    struct scratch *s, struct entry *entry, const char *conf, const char *lines)
{
	struct lanyard_session *session = scratch_open(s, conf);

	memset(&person, 0, sizeof(person));
	session->ui = &ui;
	entry_init(entry);
	assert_int_equal(search_name(entry, session, "work"), LANYARD_OK);
	assert_int_equal(
	    attributes_parse(&entry->record.attributes,
		(const unsigned char *)lines, strlen(lines), false, NULL, NULL),
	    LANYARD_OK);
	error_set(&session->error, LANYARD_ERR_SERVER, "as it was");
}

static void
tells_of_a_login(void **state)
{
	static const struct {
		const char *conf, *lines, *notice;
	} cases[] = {
	    {CONF("\"a b\""), "access_token=x\nrefresh_token=y\nscope=b a\n",
		""},
	    {CONF("\"a b\""), "access_token=x\n", ""},
	    {CONF("\"a b\""), "access_token=x\nscope=b\nrefresh_token=y\n",
		"login work: of the scope was not granted: a"},
	    {CONF("\"a b\""), "access_token=x\nexpires_at=1795888994\n",
		"login work: no refresh token came; a login is needed again "
		"at 2026-11-28 18:03 UTC"},
	    {CONF("\"a offline_access\""), "access_token=x\nscope=a\n",
		"login work: no refresh token came, though offline_access was "
		"asked for; a login is needed again when this token is "
		"rejected"},
	    {CONF("\"a b\""),
		"access_token=x\nrefresh_token_before=true\nscope=a\n"
		"expires_at=1795888994\n",
		"login work: no refresh token came this time; a login is "
		"needed again at 2026-11-28 18:03 UTC: of the scope was not "
		"granted: b"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct entry entry;

		open_entry(s, &entry, cases[i].conf, cases[i].lines);
		remark_login(&entry, s->session);
		assert_string_equal(person.notice, cases[i].notice);
		assert_int_equal(person.notices, cases[i].notice[0] != '\0');
		assert_string_equal(s->session->error.message, "as it was");
		/* Nobody is there to be told: nothing happens. */
		s->session->ui = NULL;
		remark_login(&entry, s->session);
		entry_clear(&entry);
	}
}

static void
tells_of_a_refresh_that_narrows(void **state)
{
	static const struct {
		const char *before, *now, *notice;
	} cases[] = {
	    {"a b", "a b", ""},
	    {"a b", "b,a", ""},
	    {NULL, "a", ""},
	    {"a", "a b", ""},
	    {"a b c", "c",
		"login work: the refresh brought a narrower scope, without: a "
		"b"},
	};
	struct scratch *s = *state;
	char lines[128];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct entry entry;

		scratch_print(lines, sizeof(lines),
		    "access_token=x\nscope=%s\n", cases[i].now);
		open_entry(s, &entry, CONF("\"a b c\""), lines);
		remark_refresh(&entry, s->session, cases[i].before);
		assert_string_equal(person.notice, cases[i].notice);
		assert_int_equal(person.notices, cases[i].notice[0] != '\0');
		s->session->ui = NULL;
		remark_refresh(&entry, s->session, cases[i].before);
		entry_clear(&entry);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_of_a_login),
	    SCRATCH_TEST(tells_of_a_refresh_that_narrows),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
