/*
 * t_no_token.c - no_token.h: why there is no token to be had
 */
#include "session/no_token.h"

#include "scratch.h"

#define E(name)	 LANYARD_ERR_##name
#define SETTINGS "issuer = \"@\"; username = \"ada\"; "
#define HERE	 "issuer=https://id.example.com\nclient_id=c1\n"
#define AT	 "https://id.example.com"

/* Which of the three is asked; "work" is what it is asked of. */
enum question { YET, ACCEPTED, TO_RENEW };

static enum lanyard_error
ask(struct lanyard_session *session, enum question question, const char *user)
{
	enum lanyard_error r;
	struct entry entry;

	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	entry.user = user;
	if (question == YET)
		r = no_token_yet(&entry, session, session_now(session) + 4);
	else if (question == ACCEPTED)
		r = no_token_accepted(&entry, session);
	else
		r = no_token_to_renew(&entry, &session->error);
	entry_clear(&entry);
	return r;
}

static void
is_told_in_words(void **state)
{
	static const struct {
		enum question question;
		const char *more; /* lines of the record */
		bool renews;	  /* there is a refresh token */
		const char *user;
		enum lanyard_error code;
		const char *message, *hint;
	} cases[] = {
	    {YET, HERE, true, NULL, LANYARD_OK, "", ""},
	    {YET, HERE "last_error=no route\nlast_error_code=12\n", true, NULL,
		12, "no route",
		"asked again in 4 s at the earliest; now: lanyard refresh "
		"work"},
	    {YET,
		HERE "last_error=no key\nlast_error_code=12\n"
		     "last_error_hint=make one: x\n",
		true, NULL, 12, "no key",
		"make one: x; then: lanyard refresh work"},
	    {ACCEPTED, HERE, true, NULL, E(REJECTED),
		"https://git.example.com rejects even a new token of login "
		"work (account ada): that account may lack access",
		"check its rights and scope, or log in as another: lanyard "
		"login work"},
	    {ACCEPTED, HERE, false, NULL, E(REJECTED),
		"https://git.example.com rejects the token of login work "
		"(account ada), which has no refresh token",
		"check its rights and scope, or log in as another: lanyard "
		"login work"},
	    {ACCEPTED, HERE, true, "eve", E(REJECTED),
		"https://git.example.com rejects even a new token of login "
		"work (account ada, sent with user name eve): that account "
		"may lack access",
		"check its rights and scope, or log in as another: lanyard "
		"login work; GitLab wants basic_username = \"oauth2\""},
	    {TO_RENEW, HERE, false, NULL, E(LOGIN_NEEDED),
		"login work has no refresh token and its access token is over",
		""},
	    {TO_RENEW, HERE "refresh_token_error=id: invalid_grant\n", true,
		NULL, E(GRANT), "id: invalid_grant", ""},
	    {TO_RENEW, "issuer=https://old.example.com\nclient_id=c0\n", true,
		NULL, E(LOGIN_NEEDED),
		"login work was stored for issuer https://old.example.com and "
		"client c0, but the configuration says https://id.example.com "
		"and c1",
		""},
	    {TO_RENEW, "issuer=https://old.example.com\n", true, NULL,
		E(LOGIN_NEEDED),
		"login work was stored for issuer https://old.example.com "
		"and client (none), but the configuration says "
		"https://id.example.com and c1",
		""},
	    {TO_RENEW, HERE "moved_at=1\n", false, NULL, E(MOVED),
		"login work was moved to another machine", NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open_at(s, AT, SETTINGS);
		struct seed seed = {"old", -4000, -400,
		    cases[i].renews ? "rt" : NULL, 5, cases[i].more};
		enum lanyard_error r;

		scratch_seed(s, "work", &seed);
		r = ask(session, cases[i].question, cases[i].user);
		if (r != cases[i].code ||
		    strncmp(session->error.message, cases[i].message,
			strlen(cases[i].message)) != 0 ||
		    (cases[i].hint != NULL &&
			strcmp(session->error.hint, cases[i].hint) != 0))
			fail_msg("%zu: %d %s; %s", i, r, session->error.message,
			    session->error.hint);
		assert_int_equal(session->error.code, r);
		/* Asking is free: nothing is sent, and the tokens stay. */
		assert_int_equal(fake.calls, 0);
		if (cases[i].renews)
			assert_value(s, "refresh_token", "rt");
	}
}

static void
is_that_there_never_was_one(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open_at(s, AT, SETTINGS);

	assert_int_equal(ask(session, TO_RENEW, NULL), E(LOGIN_NEEDED));
	assert_string_equal(session->error.message, "login work has no token");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_told_in_words),
	    SCRATCH_TEST(is_that_there_never_was_one),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
