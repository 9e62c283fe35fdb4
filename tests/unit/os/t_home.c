/*
 * t_home.c - home.h: a user's home folder in a password file
 */
#include "scratch.h"

#include "os/home.h"

#define LIMIT 64

static enum lanyard_error
find(const struct scratch *s, uid_t user, char home[LIMIT + 1])
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT);
	r = home_find(scratch_path(s, "passwd"), user, &buf);
	scratch_print(home, LIMIT + 1, "%s", buf_text(&buf));
	buf_clear(&buf);
	return r;
}

static void
finds_a_user(void **state)
{
	static const struct {
		uid_t user;
		const char *home; /* NULL: none */
	} cases[] = {
	    {0, "/root"},
	    {1000, "/home/alice"}, /* the first of two */
	    {1001, "/home/without shell"},
	    {1002, NULL}, /* no line */
	    {1003, NULL}, /* too few fields */
	    {1004, NULL}, /* no path */
	    {1005, NULL}, /* none at all */
	    {1006, NULL}, /* 1006x is no number */
	    {10, NULL},	  /* nor is 1000 it */
	    {4294967294, "/at-the-end"},
	};
	struct scratch *s = *state;

	scratch_write(scratch_path(s, "passwd"),
	    "root:x:0:0:root:/root:/bin/bash\n"
	    "+nis::::::\n"
	    "\n"
	    "alice:x:1000:1000:Alice,,,:/home/alice:/bin/sh\n"
	    "also:x:1000:1000::/home/also:/bin/sh\n"
	    "bare:x:1001:1001::/home/without shell:\n"
	    "short:x:1003:1003::/home/short\n"
	    "relative:x:1004:1004::home:/bin/sh\n"
	    "homeless:x:1005:1005:::/bin/sh\n"
	    "odd:x:1006x:1006::/home/odd:/bin/sh\n"
	    "last:x:4294967294:1::/at-the-end:/bin/sh",
	    0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char home[LIMIT + 1];
		bool none = cases[i].home == NULL;

		assert_int_equal(find(s, cases[i].user, home),
		    none ? LANYARD_ERR_CONFIG : LANYARD_OK);
		assert_string_equal(home, none ? "" : cases[i].home);
	}
}

static void
fails(void **state)
{
	struct scratch *s = *state;
	char home[LIMIT + 1];
	char line[256];

	assert_int_equal(find(s, 0, home), LANYARD_ERR_CONFIG);
	scratch_print(
	    line, sizeof(line), "long:x:7:7::/%0*d:/bin/sh\n", LIMIT, 0);
	scratch_write(scratch_path(s, "passwd"), line, 0, 0600);
	assert_int_equal(find(s, 7, home), LANYARD_ERR_PROTOCOL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_a_user),
	    SCRATCH_TEST(fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
