/*
 * t_tokens.c - tokens.h: what a record says of tokens, and what replies change
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "login/failure.h"
#include "login/tokens.h"
#include "login/tokens_age.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* RECORD as its file would have it, without its name. */
static void
assert_record(const struct record *record, const char *wanted)
{
	struct buf text;

	buf_init(&text, LIMIT_RECORD);
	assert_int_equal(
	    attributes_write(&record->attributes, &text), LANYARD_OK);
	assert_string_equal(buf_text(&text), wanted);
	buf_clear(&text);
}

static void
fill_record(struct record *record, const char *lines)
{
	record_init(record);
	assert_int_equal(
	    attributes_parse(&record->attributes, (const unsigned char *)lines,
		strlen(lines), NULL, NULL, NULL),
	    LANYARD_OK);
}

static void
counts_generations(void **state)
{
	static const struct {
		const char *text;
		uint64_t generation;
		uint64_t next;
	} cases[] = {
	    {NULL, 0, 1},
	    {"0", 0, 1},
	    {"1", 1, 2},
	    {"41", 41, 42},
	    {"x", 0, 1},
	    {"-1", 0, 1},
	    {"", 0, 1},
	    {"9223372036854775806", INT64_MAX - 1, INT64_MAX},
	    {"9223372036854775807", INT64_MAX, 1},
	    {"9223372036854775808", 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;

		record_init(&record);
		if (cases[i].text != NULL)
			assert_int_equal(attributes_set_text(&record.attributes,
					     "generation", cases[i].text),
			    LANYARD_OK);
		assert_int_equal(
		    tokens_generation(&record), cases[i].generation);
		assert_int_equal(tokens_next_generation(&record), LANYARD_OK);
		assert_int_equal(tokens_generation(&record), cases[i].next);
		record_clear(&record);
	}
}

#define NOW 1000000

static void
knows_a_dead_refresh_token(void **state)
{
	struct record record;

	(void)state;
	record_init(&record);
	attributes_set_text(&record.attributes, "refresh_token", "rt");
	assert_string_equal(tokens_refresh(&record)->bytes, "rt");
	failure_note_dead(&record, "invalid_grant", 1);
	assert_null(tokens_refresh(&record));
	assert_string_equal(tokens_stored_refresh(&record)->bytes, "rt");
	failure_note_dead(&record, "", 1);
	assert_null(tokens_refresh(&record));
	record_clear(&record);
}

/* The parts of a reply; what is NULL or 0 it had not. */
static void
keep(struct record *record, const char *access, const char *refresh,
    const char *scope, int64_t expires_in_s)
{
	struct token token;

	token_init(&token);
	if (access != NULL)
		secret_set_text(&token.access_token, access);
	if (refresh != NULL)
		secret_set_text(&token.refresh_token, refresh);
	token.scope = scope == NULL ? NULL : strdup(scope);
	token.token_type = strdup("bearer");
	token.expires_in_s = expires_in_s;
	token.asked_at = NOW;
	assert_int_equal(tokens_keep(record, &token), LANYARD_OK);
	token_clear(&token);
	assert_int_equal(token.retry_after_s, -1);
}

#define FAILED                                                                 \
	"last_error=e\nlast_error_code=14\nretry_at=2\nlogin_failures=1\n"     \
	"login_retry_at=3\nlogin_error=f\nlogin_error_code=9\n"

static void
a_reply_is_kept(void **state)
{
	struct record record;

	(void)state;
	fill_record(&record,
	    "access_token=a\ntoken_type=t\nexpires_at=9\nobtained_at=1\n"
	    "refresh_token=r\nrefresh_token_error=x\nscope=s\n" FAILED
	    "generation=3\n");
	keep(&record, "a2", "r2", "s2", 60);
	assert_record(&record,
	    "access_token=a2\ntoken_type=bearer\nexpires_at=1000060\n"
	    "obtained_at=1000000\nrefresh_token=r2\nscope=s2\n"
	    "generation=3\nrefresh_token_rotates=true\nexpires_in=60\n");
	assert_int_equal(tokens_given_life_s(&record), 60);
	/* What it has not stays, but for the time that is the old one's. */
	keep(&record, "a3", NULL, NULL, 0);
	assert_int_equal(tokens_given_life_s(&record), 0);
	assert_record(&record,
	    "access_token=a3\ntoken_type=bearer\nobtained_at=1000000\n"
	    "refresh_token=r2\nscope=s2\ngeneration=3\n"
	    "refresh_token_rotates=true\n");
	/* How long they live is the server's way, and outlives them. */
	keep(&record, "a4", NULL, NULL, 9);
	tokens_drop_access(&record);
	assert_int_equal(tokens_given_life_s(&record), 9);
	record_clear(&record);
}

/* Where there is another token to be had, and where there is none. */
static void
an_end_that_cannot_be_read_is_an_hour_away(void **state)
{
	static const struct {
		const char *before, *refresh_token;
		int64_t expires_at, given_s;
	} cases[] = {
	    {"", NULL, 0, 0},
	    {"", "r", NOW + 3600, 3600},
	    {"refresh_token=r\n", NULL, NOW + 3600, 3600},
	    {"grant_type=client_credentials\n", NULL, NOW + 3600, 3600},
	    {"grant_type=authorization_code\n", NULL, 0, 0},
	};
	struct record record;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fill_record(&record, cases[i].before);
		keep(&record, "a", cases[i].refresh_token, NULL,
		    TOKEN_LIFE_UNREAD);
		assert_int_equal(
		    tokens_expires_at(&record), cases[i].expires_at);
		assert_int_equal(
		    tokens_given_life_s(&record), cases[i].given_s);
		record_clear(&record);
	}
}

/* When the refresh token is over is the token's own: it goes with it. */
static void
the_end_of_a_refresh_token_is_kept(void **state)
{
	static const struct {
		const char *refresh; /* of the reply */
		int64_t expires_in_s;
		int64_t expires_at; /* kept */
	} cases[] = {{"r2", 3600, NOW + 3600}, {"r2", 0, 0},
	    {NULL, 7200, NOW + 7200}, {NULL, 0, 77}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct login login;
		struct token token;

		fill_record(&record, "refresh_token=r\n"
				     "refresh_token_expires_at=77\n");
		token_init(&token);
		secret_set_text(&token.access_token, "a");
		if (cases[i].refresh != NULL)
			secret_set_text(&token.refresh_token, cases[i].refresh);
		token.refresh_expires_in_s = cases[i].expires_in_s;
		token.asked_at = NOW;
		assert_int_equal(tokens_keep(&record, &token), LANYARD_OK);
		assert_int_equal(
		    tokens_refresh_expires_at(&record), cases[i].expires_at);
		login_init(&login);
		assert_int_equal(tokens_begin(&record, &login), LANYARD_OK);
		assert_int_equal(tokens_refresh_expires_at(&record), 0);
		/* Without one there is none to be over. */
		assert_int_equal(tokens_keep(&record, &token), LANYARD_OK);
		assert_int_equal(tokens_refresh_expires_at(&record) != 0,
		    cases[i].refresh != NULL && cases[i].expires_in_s != 0);
		token_clear(&token);
		record_clear(&record);
	}
}

/* The rest of the reply was refused. */
static void
a_refresh_token_alone_is_kept(void **state)
{
	struct record record;

	(void)state;
	fill_record(&record,
	    "access_token=a\nrefresh_token=r\nrefresh_token_error=x\n" FAILED);
	keep(&record, NULL, "r2", "s2", 60);
	assert_record(&record, "access_token=a\nrefresh_token=r2\n" FAILED
			       "refresh_token_rotates=true\n");
	keep(&record, NULL, NULL, "s2", 60);
	assert_record(&record, "access_token=a\nrefresh_token=r2\n" FAILED
			       "refresh_token_rotates=true\n");
	record_clear(&record);
}

static void
a_grant_begins_anew(void **state)
{
	struct record record;
	struct login login;

	(void)state;
	login_init(&login);
	fill_record(&record,
	    "access_token=a\nrefresh_token=r\nrefresh_token_error=x\nscope=s\n"
	    "generation=3\n");
	assert_int_equal(tokens_begin(&record, &login), LANYARD_OK);
	assert_record(&record,
	    "access_token=a\ngeneration=3\nrefresh_token_before=true\n");
	assert_true(tokens_had_refresh(&record));
	strings_add_words(&login.scope, "b c");
	assert_int_equal(tokens_begin(&record, &login), LANYARD_OK);
	assert_string_equal(tokens_scope(&record), "b c");
	/* It stays known until there is one again. */
	assert_true(tokens_had_refresh(&record));
	keep(&record, "a2", NULL, NULL, 60);
	assert_true(tokens_had_refresh(&record));
	keep(&record, NULL, "r2", NULL, 0);
	assert_false(tokens_had_refresh(&record));
	login_clear(&login);
	record_clear(&record);
}

#define YEAR_S (365 * 24 * 3600)
#define SEEDED "refresh_token=r2\nscope=s\n"
#define KEPT(at)                                                               \
	SEEDED "access_token=a2\nobtained_at=999940\nexpires_at=" at "\n"

static void
a_seed_replaces_what_there_was(void **state)
{
	static const struct {
		const char *access_token;
		const char *token_type;
		int64_t asked_at;
		int64_t expires_at;
		const char *lines;
	} cases[] = {
	    {NULL, NULL, 0, NOW + 5, SEEDED},
	    {"a2", NULL, 0, NOW + 5, KEPT("1000005")},
	    {"a2", NULL, NOW + 1, NOW + 5, KEPT("1000005")},
	    {"a2", "bEARER", NOW - 9, NOW + 5,
		SEEDED "access_token=a2\ntoken_type=bEARER\n"
		       "obtained_at=999991\nexpires_at=1000005\n"},
	    {"a2", "DPoP", 0, NOW + 5, SEEDED},
	    /* not known, over, beyond a year, milliseconds */
	    {"a2", NULL, 0, 0, SEEDED},
	    {"a2", NULL, 0, NOW, SEEDED},
	    {"a2", NULL, 0, NOW - 1, SEEDED},
	    {"a2", NULL, 0, NOW + YEAR_S, KEPT("32536000")},
	    {"a2", NULL, 0, NOW + YEAR_S + 1, SEEDED},
	    {"a2", NULL, 0, (NOW + 5) * 1000LL, SEEDED},
	    {"a2", NULL, 0, INT64_MAX, SEEDED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct record record;
		struct token token;

		token_init(&token);
		secret_set_text(&token.refresh_token, "r2");
		if (cases[i].access_token != NULL)
			secret_set_text(
			    &token.access_token, cases[i].access_token);
		if (cases[i].token_type != NULL)
			token.token_type = strdup(cases[i].token_type);
		token.asked_at = cases[i].asked_at;
		fill_record(&record,
		    "access_token=a\ntoken_type=t\nexpires_at=9\n"
		    "obtained_at=1\nrefresh_token=r\nrefresh_token_error=x\n"
		    "expires_in=8\n"
		    "last_error=e\nlast_error_code=14\nretry_at=2\nscope=s\n");
		assert_int_equal(
		    tokens_seed(&record, &token, cases[i].expires_at, NOW),
		    LANYARD_OK);
		assert_record(&record, cases[i].lines);
		token_clear(&token);
		record_clear(&record);
	}
}

static void
the_access_token_is_dropped(void **state)
{
	struct record record;

	(void)state;
	fill_record(&record,
	    "access_token=a\ntoken_type=t\nexpires_at=9\nobtained_at=1\n"
	    "refresh_token=r\nscope=s\ngeneration=3\n");
	tokens_drop_access(&record);
	assert_null(tokens_access(&record));
	assert_record(&record, "refresh_token=r\nscope=s\ngeneration=3\n");
	record_clear(&record);
}

/* What a server has done once it may do again; a new login tells nothing. */
static void
rotation_is_noted(void **state)
{
	static const struct {
		const char *before, *refresh_token;
		enum tokens_rotation rotation;
	} cases[] = {
	    {"", "r", TOKENS_ROTATION_UNKNOWN},
	    {"refresh_token=r\n", NULL, TOKENS_ROTATION_NO},
	    {"refresh_token=r\n", "r", TOKENS_ROTATION_NO},
	    {"refresh_token=r\n", "r2", TOKENS_ROTATION_YES},
	    {"refresh_token=r\nrefresh_token_rotates=true\n", NULL,
		TOKENS_ROTATION_YES},
	    {"refresh_token=r\nrefresh_token_rotates=false\n", "r2",
		TOKENS_ROTATION_YES},
	};
	struct record record;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fill_record(&record, cases[i].before);
		keep(&record, "a", cases[i].refresh_token, NULL, 60);
		assert_int_equal(tokens_rotation(&record), cases[i].rotation);
		record_clear(&record);
	}
}

#define HELD                                                                   \
	"access_token=a\ntoken_type=t\nexpires_at=9\nobtained_at=990\n"        \
	"refresh_token=r\n"

/* Nobody finds a token of one that was moved, until it is back. */
static void
a_login_is_moved(void **state)
{
	struct record record;

	(void)state;
	fill_record(&record, "scope=s\ngeneration=3\n" HELD);
	assert_int_equal(tokens_move(&record, 77), LANYARD_OK);
	assert_record(&record,
	    "scope=s\ngeneration=3\nmoved_at=77\nmoved_access_token=a\n"
	    "moved_token_type=t\nmoved_expires_at=9\nmoved_obtained_at=990\n"
	    "moved_refresh_token=r\n");
	assert_int_equal(tokens_moved_at(&record), 77);
	assert_null(tokens_access(&record));
	assert_null(tokens_stored_refresh(&record));
	assert_false(tokens_are_young(&record, 1000));
	assert_int_equal(tokens_generation(&record), 3);
	assert_int_equal(tokens_move_back(&record), LANYARD_OK);
	assert_record(&record, "scope=s\ngeneration=3\n" HELD);
	assert_int_equal(tokens_moved_at(&record), 0);
	/* A reply's token takes its place. */
	assert_int_equal(tokens_move(&record, 77), LANYARD_OK);
	tokens_forget_moved(&record);
	assert_record(&record, "scope=s\ngeneration=3\n");
	record_clear(&record);
}

static void
keys_are_known(void **state)
{
	static const struct {
		const char *key, *text;
		bool known, accepted;
	} cases[] = {
	    {"access_token", "a~", true, true},
	    {"access_token", "a\303\244", true, false},
	    {"refresh_token", "", true, false},
	    {"expires_at", "12", true, true},
	    {"expires_at", "12x", true, false},
	    {"obtained_at", "-1", true, false},
	    {"generation", "9223372036854775807", true, true},
	    {"generation", "9223372036854775808", true, false},
	    {"expires_in", "3600", true, true},
	    {"expires_in", "-1", true, false},
	    {"refresh_token_before", "true", true, true},
	    {"refresh_token_rotates", "1", true, false},
	    {"scope", "a b", true, true},
	    {"token_type", "x", true, true},
	    {"moved_at", "1", false, true},
	    {"moved_access_token", "a", false, true},
	    {"name", "a", false, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(tokens_has_key(cases[i].key), cases[i].known);
		if (cases[i].known)
			assert_int_equal(
			    tokens_accept(cases[i].key, cases[i].text),
			    cases[i].accepted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_generations),
	    cmocka_unit_test(knows_a_dead_refresh_token),
	    cmocka_unit_test(a_reply_is_kept),
	    cmocka_unit_test(an_end_that_cannot_be_read_is_an_hour_away),
	    cmocka_unit_test(the_end_of_a_refresh_token_is_kept),
	    cmocka_unit_test(a_refresh_token_alone_is_kept),
	    cmocka_unit_test(a_grant_begins_anew),
	    cmocka_unit_test(a_seed_replaces_what_there_was),
	    cmocka_unit_test(the_access_token_is_dropped),
	    cmocka_unit_test(rotation_is_noted),
	    cmocka_unit_test(a_login_is_moved),
	    cmocka_unit_test(keys_are_known),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
