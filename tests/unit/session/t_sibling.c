/*
 * t_sibling.c - another login of the same client at the same server
 */
#include "scratch.h"

#include "session/sibling.h"

#define CONFIG                                                                 \
	"logins = { " SCRATCH_WORK " bob = { url = \"https://b\"; "            \
	"issuer = \"https://as\"; client_id = \"c\"; }; };\n"

static void
finds_one_of_the_same_grant(void **state)
{
	static const struct {
		const char *name, *issuer, *endpoint, *client, *sibling;
	} cases[] = {
	    {"new", "https://as", NULL, "c", "bob"},
	    {"bob", "https://as", NULL, "c", NULL},
	    {"new", "https://as", NULL, "other", NULL},
	    {"new", "https://other", NULL, "c", NULL},
	    {"new", NULL, "https://id.example.com/token", "c1", "work"},
	    /* An issuer on one side: the endpoints are what can be compared. */
	    {"new", "https://x", "https://id.example.com/token", "c1", "work"},
	    {"new", "https://stored", NULL, "s", "alone"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);

	scratch_seed(s, "alone",
	    &(struct seed){
		"at", -1, 9, NULL, 1, "client_id=s\nissuer=https://stored\n"});
	scratch_write(scratch_path(s, "store/logins/broken"), "no", 0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.name = (char *)cases[i].name,
		    .issuer = (char *)cases[i].issuer,
		    .token_endpoint = (char *)cases[i].endpoint,
		    .client_id = (char *)cases[i].client};
		char *name;

		assert_int_equal(
		    sibling_find(&login, session, &name), LANYARD_OK);
		if (cases[i].sibling == NULL)
			assert_null(name);
		else
			assert_string_equal(name, cases[i].sibling);
		free(name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_one_of_the_same_grant),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
