/*
 * t_mark.c - mark.h: by which configuration a login has failed
 */
#include "scratch.h"

#include "session/mark.h"

/* "work" with LINES, its url aside. */
static void
describe(char *conf, size_t size, const char *url, const char *lines)
{
	scratch_print(conf, size,
	    "logins = { work = { url = \"%s\"; client_id = \"native\"; %s }; "
	    "};\n",
	    url, lines);
}

/* The mark of the login that TARGET names, with CONF for a configuration. */
static void
mark_of(struct scratch *s, const char *conf, const char *target,
    char mark[MARK_SIZE])
{
	struct lanyard_session *session = scratch_open(s, conf);
	struct entry entry;

	entry_init(&entry);
	assert_int_equal(search_target(&entry, session, target), LANYARD_OK);
	error_set(&session->error, LANYARD_ERR_SERVER, "as it was");
	mark_make(mark, &entry, session);
	assert_string_equal(session->error.message, "as it was");
	assert_true(mark_holds(mark, &entry, session));
	assert_true(mark_holds(NULL, &entry, session));
	assert_true(mark_holds("", &entry, session));
	assert_false(mark_holds("another", &entry, session));
	assert_string_equal(session->error.message, "as it was");
	entry_clear(&entry);
}

#define ISSUER "issuer = \"https://id.example.com\"; "

static void
changes_with_what_requests_are_made_of(void **state)
{
	static const struct {
		const char *url, *lines;
		bool same;
	} cases[] = {
	    {"https://git.example.com", ISSUER, true},
	    {"https://git.example.com", "  " ISSUER "# a comment\n", true},
	    {"https://other.example.com", ISSUER, true},
	    {"https://git.example.com", ISSUER "refresh_margin_s = 7;", true},
	    {"https://git.example.com", "issuer = \"https://id.example.org\";",
		false},
	    {"https://git.example.com",
		ISSUER "authorization_endpoint = \"https://a.example/a\";",
		false},
	    {"https://git.example.com",
		ISSUER "token_endpoint = \"https://a.example/a\";", false},
	    {"https://git.example.com",
		ISSUER
		"device_authorization_endpoint = \"https://a.example/a\";",
		false},
	    {"https://git.example.com",
		ISSUER "client_secret_file = \"/nowhere\";", false},
	    {"https://git.example.com",
		ISSUER "client_secret_command = [ \"one\", \"two\" ];", false},
	    {"https://git.example.com",
		ISSUER "client_secret_command = [ \"onetwo\" ];", false},
	    {"https://git.example.com", ISSUER "scope = [ \"one\", \"two\" ];",
		false},
	    {"https://git.example.com", ISSUER "resource = \"https://r.a\";",
		false},
	    {"https://git.example.com", ISSUER "audience = \"https://r.a\";",
		false},
	    {"https://git.example.com", ISSUER "grant_type = \"device_code\";",
		false},
	    {"https://git.example.com",
		ISSUER "redirect_uri = \"http://127.0.0.1:7777/\";", false},
	    {"https://git.example.com",
		ISSUER "listen_address = \"127.0.0.1:7777\";", false},
	    {"https://git.example.com", ISSUER "ca_file = \"/nowhere\";",
		false},
	    {"https://git.example.com",
		ISSUER "tls_client_cert_file = \"/nowhere\";", false},
	    {"https://git.example.com",
		ISSUER "tls_client_cert_file = \"/nowhere\"; "
		       "tls_client_key_file = \"/nowhere\";",
		false},
	    {"https://git.example.com",
		ISSUER "proxy = \"http://p.example:1\";", false},
	    {"https://git.example.com", ISSUER "timeout_ms = 7;", false},
	    {"https://git.example.com", ISSUER "allow_http = true;", false},
	    {"https://git.example.com", ISSUER "use_id_token = true;", false},
	};
	char first[MARK_SIZE], mark[COUNT(cases)][MARK_SIZE], conf[512];
	struct scratch *s = *state;

	describe(conf, sizeof(conf), cases[0].url, cases[0].lines);
	mark_of(s, conf, "work", first);
	assert_int_equal(strlen(first), MARK_SIZE - 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		describe(conf, sizeof(conf), cases[i].url, cases[i].lines);
		mark_of(s, conf, "work", mark[i]);
		if ((strcmp(mark[i], first) == 0) != cases[i].same)
			fail_msg("%s %s", cases[i].url, cases[i].lines);
		for (size_t k = 0; k < i; k++)
			if (strcmp(mark[i], mark[k]) == 0 && !cases[i].same)
				fail_msg(
				    "%s is %s", cases[i].lines, cases[k].lines);
	}
}

/* Of a file that is named what it holds now, and who may read it. */
static void
changes_with_the_files_that_are_named(void **state)
{
	static const char *const keys[] = {
	    "client_secret_file = ", "ca_file = ", "client_secret_command = [",
	    "tls_client_cert_file = ",
	    "tls_client_cert_file = \"/c\"; tls_client_key_file = "};
	char before[MARK_SIZE], after[MARK_SIZE], more[384], conf[512];
	struct scratch *s = *state;
	char path[SCRATCH_PATH];

	scratch_print(path, sizeof(path), "%s", scratch_path(s, "named"));
	for (size_t i = 0; i < COUNT(keys); i++) {
		(void)unlink(path);
		scratch_print(more, sizeof(more), ISSUER "%s\"%s\"%s;", keys[i],
		    path, strchr(keys[i], '[') != NULL ? "]" : "");
		describe(conf, sizeof(conf), "https://git.example.com", more);
		mark_of(s, conf, "work", before);
		scratch_write(path, "secret", 0, 0600);
		mark_of(s, conf, "work", after);
		assert_string_not_equal(before, after);
		mark_of(s, conf, "work", before);
		assert_string_equal(before, after);
		scratch_write(path, "another", 0, 0600);
		mark_of(s, conf, "work", after);
		assert_string_not_equal(before, after);
	}
}

/* What may be secret is not hashed, and counts by the file that has it. */
static void
changes_with_a_secret_and_tells_nothing_of_it(void **state)
{
	static const char *const pairs[][2] = {
	    {ISSUER "client_secret = \"s3cret-one\";",
		ISSUER "client_secret = \"s3cret-longer\";"},
	    {ISSUER "token_parameters = { a = \"s3cret\"; };",
		ISSUER "token_parameters = { a = \"s3crets\"; };"},
	    {ISSUER "proxy = \"http://u:s3cret@p.example:1\";",
		ISSUER "proxy = \"http://u:s3crets@p.example:1\";"},
	};
	char one[MARK_SIZE], other[MARK_SIZE], conf[512];
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(pairs); i++) {
		describe(
		    conf, sizeof(conf), "https://git.example.com", pairs[i][0]);
		mark_of(s, conf, "work", one);
		describe(
		    conf, sizeof(conf), "https://git.example.com", pairs[i][1]);
		mark_of(s, conf, "work", other);
		assert_string_not_equal(one, other);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(changes_with_what_requests_are_made_of),
	    SCRATCH_TEST(changes_with_the_files_that_are_named),
	    SCRATCH_TEST(changes_with_a_secret_and_tells_nothing_of_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
