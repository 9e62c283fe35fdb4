/*
 * t_append.c - a login added to a configuration file, and nothing else changed
 */
#include "scratch.h"

#include "another.h"
#include "config/append.h"

#define E(name) LANYARD_ERR_##name

static const char *const settings[] = {"url", "https://h.org", "client_id", "c",
    "token_endpoint", "https://i.org/t", NULL};

#define BLOCK                                                                  \
	"  me = {\n"                                                           \
	"    url = \"https://h.org\";\n"                                       \
	"    client_id = \"c\";\n"                                             \
	"    token_endpoint = \"https://i.org/t\";\n"                          \
	"  };\n"
#define OTHER                                                                  \
	"w = { url = \"https://w.org\"; client_id = \"w\"; "                   \
	"token_endpoint = \"https://i.org/t\"; }"

/* And it is gone again, to the byte. */
static void
changes_nothing_else(void **state)
{
	static const struct {
		const char *before; /* NULL: no file */
		const char *after;
	} cases[] = {
	    {NULL, "logins = {\n" BLOCK "};\n"},
	    {"", "logins = {\n" BLOCK "};\n"},
	    {"# mine", "# mine\nlogins = {\n" BLOCK "};\n"},
	    {"store_passwords = true;\n",
		"store_passwords = true;\n\nlogins = {\n" BLOCK "};\n"},
	    {"logins = { };\n", "logins = { \n" BLOCK "};\n"},
	    {"logins = {};", "logins = {\n" BLOCK "};"},
	    {"logins = {\n};\n", "logins = {\n" BLOCK "};\n"},
	    {"# a\nlogins = {\n  " OTHER "; # }\n  # b }\n  };\n# c\n",
		"# a\nlogins = {\n  " OTHER "; # }\n  # b }\n" BLOCK
		"  };\n# c\n"},
	    {"logins = {\n  " OTHER "\n} // end\nstore_passwords = false\n",
		"logins = {\n  " OTHER "\n" BLOCK
		"} // end\nstore_passwords = false\n"},
	    {"logins = { " OTHER " };", "logins = { " OTHER " \n" BLOCK "};"},
	    {"logins = {\r\n" OTHER "\r\n};\r\n",
		"logins = {\r\n" OTHER "\r\n  me = {\r\n"
		"    url = \"https://h.org\";\r\n    client_id = \"c\";\r\n"
		"    token_endpoint = \"https://i.org/t\";\r\n  };\r\n};\r\n"},
	    {"\xef\xbb\xbf# mine\n",
		"\xef\xbb\xbf# mine\n\nlogins = {\n" BLOCK "};\n"},
	};
	struct scratch *s = *state;
	struct append append;

	append_init(&append);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct stat st;

		(void)unlink(s->config);
		if (cases[i].before != NULL)
			scratch_write(s->config, cases[i].before, 0, 0640);
		if (append_login(&append, s->config, "me", settings, &error) !=
		    LANYARD_OK)
			fail_msg("%s: %s", cases[i].before, error.message);
		scratch_holds(s, "lanyard.conf", cases[i].after);
		assert_int_equal(stat(s->config, &st), 0);
		assert_int_equal(
		    st.st_mode & 0777, cases[i].before != NULL ? 0640 : 0600);
		assert_int_equal(append_undo(&append, &error), LANYARD_OK);
		scratch_holds(s, "lanyard.conf", cases[i].before);
		assert_false(
		    scratch_exists(scratch_path(s, "lanyard.conf.new")));
		/* A second time there is nothing to take back. */
		assert_int_equal(append_undo(&append, &error), LANYARD_OK);
	}
	append_clear(&append);
}

static void
leaves_what_others_have_done_since(void **state)
{
	static const char *const other[] = {"url", "https://o.org", "client_id",
	    "c", "token_endpoint", "https://i.org/t", NULL};
	struct scratch *s = *state;
	struct append append, second;
	struct error error = {0};
	const char *text;

	append_init(&append);
	append_init(&second);
	assert_int_equal(
	    append_login(&append, s->config, "me", settings, &error),
	    LANYARD_OK);
	assert_int_equal(
	    append_login(&second, s->config, "other", other, &error),
	    LANYARD_OK);
	assert_int_equal(append_undo(&append, &error), LANYARD_OK);
	text = scratch_read(s->config);
	assert_non_null(text);
	assert_null(strstr(text, "https://h.org"));
	assert_non_null(strstr(text, "https://o.org"));
	/* What was changed by hand stays, too. */
	scratch_write(s->config, "logins = { };\n", 0, 0600);
	assert_int_equal(append_undo(&second, &error), LANYARD_OK);
	scratch_holds(s, "lanyard.conf", "logins = { };\n");
	append_clear(&append);
	append_clear(&second);
}

static void
refuses_and_leaves(void **state)
{
	static const char *const broken[] = {"url", "not a URL", "client_id",
	    "c", "token_endpoint", "https://i.org/t", NULL};
	static const struct {
		const char *before;
		mode_t mode;
		const char *name;
		bool broken;
		const char *said;
	} cases[] = {
	    {"logins = { };\n", 0400, "me", false, "read-only"},
	    {"logins = { };\n", 0666, "me", false, "others may write"},
	    {"logins = { };\n", 0600, "me", true, "stays as it is"},
	    {"logins = {\n  me = { };\n};\n", 0600, "me", false,
		"stays as it is"},
	    {"logins = { };\n", 0600, "9", false, "stays as it is"},
	    {"logins = {\n", 0600, "me", false, "stays as it is"},
	    {"@include \"x\"\n", 0600, "me", false, "@include"},
	};
	struct scratch *s = *state;
	struct append append;

	append_init(&append);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};

		(void)unlink(s->config);
		scratch_write(s->config, cases[i].before, 0, cases[i].mode);
		assert_int_equal(
		    append_login(&append, s->config, cases[i].name,
			cases[i].broken ? broken : settings, &error),
		    E(CONFIG));
		if (strstr(error.message, cases[i].said) == NULL)
			fail_msg("%zu: %s", i, error.message);
		(void)chmod(s->config, 0600);
		scratch_holds(s, "lanyard.conf", cases[i].before);
		assert_false(
		    scratch_exists(scratch_path(s, "lanyard.conf.new")));
		assert_null(append.added);
	}
	assert_int_equal(
	    append_login(&append, "rel", "me", settings, NULL), E(CONFIG));
	append_clear(&append);
}

/* dotfiles: the link stays, and its target is what is replaced. */
static void
follows_a_link(void **state)
{
	struct scratch *s = *state;
	struct append append;
	struct error error = {0};
	struct stat st;

	append_init(&append);
	assert_int_equal(mkdir(scratch_path(s, "dotfiles"), 0700), 0);
	scratch_write(scratch_path(s, "dotfiles/conf"), "# mine\n", 0, 0644);
	assert_int_equal(symlink("dotfiles/conf", s->config), 0);
	if (append_login(&append, s->config, "me", settings, &error) !=
	    LANYARD_OK)
		fail_msg("%s", error.message);
	assert_int_equal(lstat(s->config, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	scratch_holds(
	    s, "dotfiles/conf", "# mine\n\nlogins = {\n" BLOCK "};\n");
	assert_int_equal(stat(s->config, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	append_clear(&append);
}

/* What is not there is made where the link says, and goes again. */
static void
follows_a_link_to_nothing(void **state)
{
	static const struct {
		const char *link, *target;
	} cases[] = {
	    {"dotfiles/conf", "dotfiles/conf"},
	    {"./dotfiles/../dotfiles/conf", "dotfiles/conf"},
	    {"dotfiles/link", "dotfiles/conf"}, /* one more link */
	    {"@/dotfiles/conf", "dotfiles/conf"},
	};
	struct scratch *s = *state;
	struct append append;
	struct stat st;

	append_init(&append);
	assert_int_equal(mkdir(scratch_path(s, "dotfiles"), 0700), 0);
	assert_int_equal(symlink("conf", scratch_path(s, "dotfiles/link")), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		char link[SCRATCH_PATH];

		scratch_print(link, sizeof(link), "%s%s",
		    cases[i].link[0] == '@' ? s->path : "",
		    cases[i].link + (cases[i].link[0] == '@'));
		(void)unlink(s->config);
		assert_int_equal(symlink(link, s->config), 0);
		if (append_login(&append, s->config, "me", settings, &error) !=
		    LANYARD_OK)
			fail_msg("%s: %s", link, error.message);
		assert_int_equal(lstat(s->config, &st), 0);
		assert_true(S_ISLNK(st.st_mode));
		scratch_holds(s, cases[i].target, "logins = {\n" BLOCK "};\n");
		assert_int_equal(append_undo(&append, &error), LANYARD_OK);
		scratch_holds(s, cases[i].target, NULL);
		assert_int_equal(lstat(s->config, &st), 0);
	}
	append_clear(&append);
}

/* A disk that is not mounted, a link in a circle: nothing is made. */
static void
refuses_a_link_into_nothing(void **state)
{
	static const struct {
		const char *link, *message, *hint;
	} cases[] = {
	    {"disk/conf", "is a link to ", "mkdir -p "},
	    {"lanyard.conf", "Too many levels of symbolic links", ""},
	};
	struct scratch *s = *state;
	struct append append;
	struct stat st;

	append_init(&append);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};

		(void)unlink(s->config);
		assert_int_equal(symlink(cases[i].link, s->config), 0);
		assert_int_equal(
		    append_login(&append, s->config, "me", settings, &error),
		    E(CONFIG));
		if (strstr(error.message, cases[i].message) == NULL ||
		    strstr(error.hint, cases[i].hint) == NULL)
			fail_msg("%s (%s)", error.message, error.hint);
		assert_int_equal(lstat(s->config, &st), 0);
		assert_true(S_ISLNK(st.st_mode));
		assert_false(scratch_exists(scratch_path(s, "disk")));
	}
	append_clear(&append);
}

/* As root with another's HOME: what root makes there locks him out. */
static void
makes_nothing_at_anothers(void **state)
{
	struct scratch *s = *state;
	const char *path;
	struct append append;
	struct error error = {0};

	append_init(&append);
	assert_int_equal(mkdir(scratch_path(s, "his"), 0755), 0);
	another_owner(scratch_path(s, "his"), 12345);
	path = scratch_path(s, "his/.config/lanyard/lanyard.conf");
	assert_int_equal(
	    append_login(&append, path, "me", settings, &error), E(CONFIG));
	assert_non_null(strstr(error.message,
	    "no configuration is made in a folder of user 12345"));
	assert_non_null(strstr(error.hint, "export LANYARD_CONFIG=FILE"));
	assert_false(scratch_exists(scratch_path(s, "his/.config")));
	another_forget();
	append_clear(&append);
}

#define MANY 8

static void
is_added_by_many_at_once(void **state)
{
	struct scratch *s = *state;
	pid_t pids[MANY];
	char name[16], found[32];
	const char *text;

	/* Whose mode is not that of what is being written. */
	scratch_write(s->config, "# mine\n", 0, 0644);
	for (int i = 0; i < MANY; i++) {
		if ((pids[i] = fork()) != 0)
			continue;
		struct append append;

		append_init(&append);
		scratch_print(name, sizeof(name), "me%d", i);
		_exit((int)append_login(
		    &append, s->config, name, settings, NULL));
	}
	for (int i = 0; i < MANY; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_non_null(text = scratch_read(s->config));
	for (int i = 0; i < MANY; i++) {
		scratch_print(found, sizeof(found), "  me%d = {\n", i);
		assert_non_null(strstr(text, found));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(changes_nothing_else),
	    SCRATCH_TEST(leaves_what_others_have_done_since),
	    SCRATCH_TEST(refuses_and_leaves),
	    SCRATCH_TEST(follows_a_link),
	    SCRATCH_TEST(follows_a_link_to_nothing),
	    SCRATCH_TEST(refuses_a_link_into_nothing),
	    SCRATCH_TEST(makes_nothing_at_anothers),
	    SCRATCH_TEST(is_added_by_many_at_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
