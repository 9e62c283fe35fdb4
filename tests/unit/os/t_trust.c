/*
 * t_trust.c - trust.h: may what leads to a file be believed?
 */
#include "scratch.h"

#include "another.h"
#include "os/trust.h"

/* PATH from the scratch folder on; with HOME, too, where that is not NULL. */
static enum trust
check(const struct scratch *s, const char *path, const char *home,
    const char *wrong)
{
	char absolute[SCRATCH_PATH], at_home[SCRATCH_PATH] = "",
				     where[SCRATCH_PATH];
	enum trust trust;
	struct buf at;
	mode_t mode;

	scratch_print(absolute, sizeof(absolute), "%s/%s", s->path, path);
	if (home != NULL)
		scratch_print(at_home, sizeof(at_home), "%s/%s", s->path, home);
	buf_init(&at, 4096);
	trust =
	    trust_check(absolute, home != NULL ? at_home : NULL, &at, &mode);
	if (wrong != NULL) {
		scratch_print(where, sizeof(where), "%s/%s", s->path, wrong);
		assert_string_equal(buf_text(&at), where);
	}
	buf_clear(&at);
	return trust;
}

static void
folder(const struct scratch *s, const char *name, mode_t mode)
{
	const char *path = scratch_path(s, name);

	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
link_to(const struct scratch *s, const char *name, const char *target)
{
	assert_int_equal(symlink(target, scratch_path(s, name)), 0);
}

static void
looks_at_each_folder_and_where_links_lead(void **state)
{
	/* WRONG NULL: nothing is. */
	static const struct {
		const char *path, *home, *wrong;
	} cases[] = {
	    {"f", NULL, NULL},
	    {"closed/f", NULL, NULL},
	    {"read/f", NULL, NULL},
	    {"sticky/f", NULL, NULL},
	    {"open/f", NULL, "open"},
	    {"others/f", NULL, "others"},
	    {"open/in/f", NULL, "open"},
	    {"closed/../open/f", NULL, "open"},
	    {"closed/../read//./f", NULL, NULL},
	    /* what may write HOME, has it */
	    {"open/in/f", "open/in", NULL},
	    {"open/in/deep/f", "open/in", NULL},
	    {"open/in/deep/f", "open/in/", NULL},
	    {"open/in/loose/f", "open/in", "open/in/loose"},
	    {"open/f", "open", "open"},
	    {"open/f", "open/in", NULL},
	    {"open/in/f", "open/i", NULL},
	    {"others/f", "open/in", "others"},
	    /* links: their own folder, and all of where they lead */
	    {"to-closed/f", NULL, NULL},
	    {"to-open/f", NULL, "open"},
	    {"closed/to-file", NULL, "open"},
	    {"closed/absolute", NULL, "open"},
	    {"open/to-closed/f", NULL, "open"},
	    {"closed/first", NULL, "others"},
	    {"closed/first/f", NULL, "others"},
	};
	const struct scratch *s = *state;
	char absolute[SCRATCH_PATH];

	folder(s, "closed", 0700);
	folder(s, "read", 0755);
	folder(s, "sticky", 01777);
	folder(s, "open", 0777);
	folder(s, "others", 0707);
	folder(s, "open/in", 0700);
	folder(s, "open/in/deep", 0700);
	folder(s, "open/in/loose", 0707);
	link_to(s, "to-closed", "closed");
	link_to(s, "to-open", "open");
	link_to(s, "closed/to-file", "../open/f");
	scratch_print(absolute, sizeof(absolute), "%s/open/f", s->path);
	link_to(s, "closed/absolute", absolute);
	link_to(s, "open/to-closed", "../closed");
	/* A chain through a folder that others write, and out of it. */
	link_to(s, "closed/first", "../others/second");
	link_to(s, "others/second", "../closed");
	scratch_write(scratch_path(s, "closed/f"), "x", 1, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum trust trust =
		    check(s, cases[i].path, cases[i].home, cases[i].wrong);

		/* That the file is there is for who opens it. */
		if (cases[i].wrong != NULL)
			assert_int_equal(trust, TRUST_WRITABLE);
		else
			assert_true(
			    trust == TRUST_YES || trust == TRUST_UNKNOWN);
	}
	assert_int_equal(check(s, "closed/f", NULL, NULL), TRUST_YES);
	assert_int_equal(check(s, "to-closed/f", NULL, NULL), TRUST_YES);
}

static void
ends_in_a_loop(void **state)
{
	const struct scratch *s = *state;

	link_to(s, "a", "b");
	link_to(s, "b", "a");
	assert_int_equal(check(s, "a/f", NULL, NULL), TRUST_UNKNOWN);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(check(s, "none/f", NULL, NULL), TRUST_UNKNOWN);
	assert_int_equal(errno, ENOENT);
}

/* A relative path is the current folder's. */
static void
begins_where_we_are(void **state)
{
	const struct scratch *s = *state;
	struct buf at;
	mode_t mode;

	folder(s, "open", 0777);
	scratch_write(scratch_path(s, "open/f"), "x", 1, 0600);
	assert_int_equal(chdir(scratch_path(s, "open")), 0);
	buf_init(&at, 4096);
	assert_int_equal(trust_check("f", NULL, &at, &mode), TRUST_WRITABLE);
	assert_int_equal(mode & 0777, 0777);
	assert_int_equal(chmod(".", 0700), 0);
	assert_int_equal(trust_check("f", NULL, &at, &mode), TRUST_YES);
	assert_int_equal(chdir("/"), 0);
	buf_clear(&at);
}

static void
minds_whose_it_is(void **state)
{
	const struct scratch *s = *state;

	folder(s, "his", 0755);
	folder(s, "mine", 0755);
	scratch_write(scratch_path(s, "his/f"), "x", 1, 0600);
	scratch_write(scratch_path(s, "mine/f"), "x", 1, 0600);
	link_to(s, "link", "mine");
	another_owner(scratch_path(s, "his"), 4242);
	another_owner(scratch_path(s, "link"), 4242);
	assert_int_equal(check(s, "his/f", NULL, "his"), TRUST_OWNER);
	assert_int_equal(check(s, "link/f", NULL, "link"), TRUST_OWNER);
	assert_int_equal(check(s, "mine/f", NULL, NULL), TRUST_YES);
	another_forget();
}

static void
knows_a_group_of_ones_own(void **state)
{
	static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
				     "alice:x:1000:1000::/home/alice:/bin/sh\n"
				     "bob:x:1001:1001::/home/bob:/bin/sh\n"
				     "eve:x:1002:100::/home/eve:/bin/sh\n"
				     "mallory:x:1003:2000:::\n"
				     "carol:x:2000:2000::/home/carol:/bin/sh\n"
				     "dave:x:3000:3000::/home/dave:/bin/sh\n"
				     "odd\n:::\n";
	static const char group[] = "root:x:0:\nusers:x:100:\nalice:x:1000:\n"
				    "bob:x:1001:bob,root\ncarol:x:2000:\n"
				    "dave:x:3000:dave,eve\nnogroup:x:4000:\n"
				    "odd\n:::\n";
	static const struct {
		gid_t gid;
		uid_t user;
		bool own;
	} cases[] = {
	    {1000, 1000, true},
	    {1001, 1001, true},
	    {0, 0, true},
	    {1001, 1000, false},
	    {100, 1002, true},
	    {100, 1000, false},
	    {2000, 2000, false}, /* mallory is in it by passwd */
	    {3000, 3000, false}, /* eve by group */
	    {4000, 1000, false},
	    {1000, 4242, false},
	    {4242, 4242, false},
	};
	const struct scratch *s = *state;
	const char *passwords = scratch_path(s, "passwd");
	const char *groups = scratch_path(s, "group");

	scratch_write(passwords, passwd, 0, 0600);
	scratch_write(groups, group, 0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (trust_group_is_own(groups, passwords, cases[i].gid,
			cases[i].user) != cases[i].own)
			fail_msg("group %u of %u", (unsigned)cases[i].gid,
			    (unsigned)cases[i].user);
	assert_false(trust_group_is_own("/none", passwords, 1000, 1000));
	assert_false(trust_group_is_own(groups, "/none", 1000, 1000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(looks_at_each_folder_and_where_links_lead),
	    SCRATCH_TEST(ends_in_a_loop),
	    SCRATCH_TEST(begins_where_we_are),
	    SCRATCH_TEST(minds_whose_it_is),
	    SCRATCH_TEST(knows_a_group_of_ones_own),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
