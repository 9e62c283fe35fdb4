/*
 * t_external.c - a token that is kept elsewhere, and read at each use
 */
#include "scratch.h"

#include "login/grant.h"
#include "session/external.h"

/* {"exp":9999999999}, {"exp":123}, {} */
#define LONG "e30.eyJleHAiOjk5OTk5OTk5OTl9.x"
#define OVER "e30.eyJleHAiOjEyM30.x"
#define MUTE "e30.e30.x"

static const struct row {
	const char *text;    /* NULL: there is none */
	mode_t mode;	     /* of the file */
	const char *message; /* NULL: it is the token */
	int64_t expires_at;
} rows[] = {
    {"glpat-1", 0600, NULL, 0},
    {LONG, 0600, NULL, 9999999999},
    {MUTE, 0600, NULL, 0},
    {OVER, 0600, "has been over for", 0},
    {NULL, 0, "", 0},
    {"", 0600, "", 0},
    {"two words", 0600, "has no token", 0},
    {"t\xc3\xb6ken", 0600, "has no token", 0},
    {"tab\tbed", 0600, "has no token", 0},
    {"glpat-1", 0644, "", 0},
};

static void
check(struct scratch *s, struct login *login, const struct row *row,
    const char *place)
{
	struct entry entry;
	enum lanyard_error r;

	entry_init(&entry);
	entry.login = login;
	/* Of a grant before: it is gone. */
	attributes_set_text(&entry.record.attributes, "refresh_token", "rt");
	error_clear(&s->session->error);
	r = external_read(&entry, s->session);
	if (row->message == NULL) {
		assert_int_equal(r, LANYARD_OK);
		assert_string_equal(
		    tokens_access(&entry.record)->bytes, row->text);
		assert_int_equal(
		    tokens_expires_at(&entry.record), row->expires_at);
	} else {
		assert_int_equal(r, LANYARD_ERR_CONFIG);
		assert_non_null(
		    strstr(s->session->error.message, row->message));
		assert_non_null(strstr(s->session->error.message, place));
		assert_null(tokens_access(&entry.record));
		if (row->text != NULL && *row->text != '\0')
			assert_null(
			    strstr(s->session->error.message, row->text));
	}
	assert_null(tokens_stored_refresh(&entry.record));
	assert_true(entry.agrees);
	entry_clear(&entry);
}

static void
reads_a_file(void **state)
{
	struct scratch *s = *state;
	struct login login = {.name = (char *)"job",
	    .grant_type = (char *)GRANT_FILE,
	    .access_token = {.file = (char *)scratch_path(s, "token")}};

	scratch_open(s, SCRATCH_CONFIG);
	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)remove(login.access_token.file);
		if (rows[i].text != NULL) {
			scratch_write(login.access_token.file, "", 0, 0600);
			if (*rows[i].text != '\0')
				scratch_write(login.access_token.file,
				    rows[i].text, 0, rows[i].mode);
		}
		check(s, &login, &rows[i], login.access_token.file);
	}
}

static void
reads_a_variable(void **state)
{
	struct scratch *s = *state;
	struct login login = {.name = (char *)"job",
	    .grant_type = (char *)GRANT_VARIABLE,
	    .access_token = {.variable = (char *)"LANYARD_TEST_TOKEN"}};

	scratch_open(s, SCRATCH_CONFIG);
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].mode == 0644)
			continue;
		if (rows[i].text != NULL)
			setenv("LANYARD_TEST_TOKEN", rows[i].text, 1);
		else
			unsetenv("LANYARD_TEST_TOKEN");
		check(s, &login, &rows[i], "variable LANYARD_TEST_TOKEN");
	}
	unsetenv("LANYARD_TEST_TOKEN");
}

static void
runs_a_command(void **state)
{
	static const struct row good = {"tok-1", 0, NULL, 0},
				bad = {"tok-1", 0, "access_token_command", 0};
	static char *echo[] = {
	    (char *)"/bin/sh", (char *)"-c", (char *)"echo tok-1", NULL};
	static char *fail[] = {(char *)"/bin/sh", (char *)"-c",
	    (char *)"echo tok-1; exit 3", NULL};
	struct scratch *s = *state;
	struct login login = {.name = (char *)"job",
	    .grant_type = (char *)GRANT_COMMAND,
	    .timeout_ms = 5000,
	    .access_token = {.command = echo}};
	struct entry entry;

	scratch_open(s, SCRATCH_CONFIG);
	check(s, &login, &good, "");
	login.access_token.command = fail;
	check(s, &login, &bad, "status 3");
	/* Who only looks runs nothing. */
	entry_init(&entry);
	entry.login = &login;
	assert_int_equal(external_look(&entry, s->session), LANYARD_OK);
	assert_null(tokens_access(&entry.record));
	entry_clear(&entry);
}

/* A record that was made by hand names a grant, and no place. */
static void
needs_a_place(void **state)
{
	struct scratch *s = *state;
	struct login login = {
	    .name = (char *)"job", .grant_type = (char *)GRANT_FILE};
	static const struct row row = {NULL, 0, "no access_token_file", 0};

	scratch_open(s, SCRATCH_CONFIG);
	check(s, &login, &row, "\"job\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(reads_a_file),
	    SCRATCH_TEST(reads_a_variable),
	    SCRATCH_TEST(runs_a_command),
	    SCRATCH_TEST(needs_a_place),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
