/*
 * t_slip.c - a refresh token that a person has put into a request, and that
 * git's protocol passes over
 */
#include "scratch.h"

#include "git/slip.h"

#define URL   "url=https://h\n"
#define TOKEN "oauth_refresh_token=rt\n"
#define BOM   "\xef\xbb\xbf"

/* What slip_of() says of TEXT as it is read from a pipe. */
static const char *
slip_in(const char *text)
{
	struct lanyard_credential *c = NULL;
	const char *slip;
	int ends[2];

	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	assert_int_equal(lanyard_credential_read(c, ends[0]), LANYARD_OK);
	close(ends[0]);
	slip = slip_of(c);
	lanyard_credential_free(&c);
	return slip;
}

static void
knows_a_slip(void **state)
{
	/* SLIP NULL: none. */
	static const struct {
		const char *text;
		const char *slip;
	} cases[] = {
	    {"", NULL},
	    {URL, NULL},
	    {URL TOKEN, NULL},
	    {TOKEN, NULL},
	    {"protocol=https\nhost=h\n" TOKEN "\n", NULL},
	    {"protocol=https\nhost=h\nusername=u\npassword=p\n" TOKEN, NULL},
	    {URL TOKEN "refresh_token=rt\n", NULL},
	    {URL TOKEN "other =x\n", NULL},
	    {URL "token=rt\n", NULL},
	    {"\n", NULL},
	    {"\nmore", NULL},
	    {URL "refresh_token=rt\n", "not refresh_token"},
	    {URL "oauth_refresh_token =rt\n", "blanks"},
	    {URL " oauth_refresh_token=rt\n", "blanks"},
	    {URL "\toauth_refresh_token\t= rt\n", "blanks"},
	    {URL "refresh_token = rt\n", "blanks"},
	    {"host =h\nprotocol=https\n" TOKEN, "blanks"},
	    {"url = https://h\n" TOKEN, "blanks"},
	    {BOM URL TOKEN, "byte-order mark"},
	    {BOM "host=h\nprotocol=https\n" TOKEN, "byte-order mark"},
	    {BOM TOKEN "host=h\nprotocol=https\n", "byte-order mark"},
	    {TOKEN URL, "before url="},
	    {TOKEN URL TOKEN, NULL},
	    {URL TOKEN URL, "before url="},
	    {"\n" URL TOKEN, "empty line"},
	    {"\r\n" URL TOKEN, "empty line"},
	    {URL "\n" TOKEN, "empty line"},
	    {URL TOKEN "\n" TOKEN, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *slip = slip_in(cases[i].text);

		print_message("# %zu %s\n", i, slip != NULL ? slip : "-");
		if (cases[i].slip == NULL)
			assert_null(slip);
		else
			assert_non_null(slip);
		if (cases[i].slip != NULL)
			assert_non_null(strstr(slip, cases[i].slip));
	}
}

static void
forgets_with_the_next_request(void **state)
{
	struct lanyard_credential *c = NULL;
	int ends[2];

	(void)state;
	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	for (int i = 0; i < 2; i++) {
		const char *text = i == 0 ? TOKEN URL "\n" TOKEN : URL;

		assert_int_equal(pipe(ends), 0);
		assert_int_equal(
		    write(ends[1], text, strlen(text)), strlen(text));
		close(ends[1]);
		assert_int_equal(
		    lanyard_credential_read(c, ends[0]), LANYARD_OK);
		close(ends[0]);
		assert_int_equal(slip_of(c) != NULL, i == 0);
	}
	lanyard_credential_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_a_slip),
	    cmocka_unit_test(forgets_with_the_next_request),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
