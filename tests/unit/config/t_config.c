/*
 * t_config.c - lanyard.conf(5): the top level of one file, and of two
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "another.h"
#include "base/buf.h"
#include "base/limits.h"
#include "config/config.h"
#include "os/clock.h"

/* A folder with the two files. */
struct files {
	char folder[32];
	char user[64];
	char system[64];
};

static int
setup(void **state)
{
	struct files *files = calloc(1, sizeof(*files));

	assert_non_null(files);
	(void)snprintf(files->folder, sizeof(files->folder), "/tmp/t_c.XXXXXX");
	assert_non_null(mkdtemp(files->folder));
	(void)snprintf(
	    files->user, sizeof(files->user), "%s/user", files->folder);
	(void)snprintf(
	    files->system, sizeof(files->system), "%s/system", files->folder);
	*state = files;
	return 0;
}

static int
teardown(void **state)
{
	struct files *files = *state;

	unlink(files->user);
	unlink(files->system);
	rmdir(files->folder);
	free(files);
	return 0;
}

static void
write_bytes(const char *path, const void *bytes, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), (long)size);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
write_text(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text), 0600);
}

#define LOGIN(keys)                                                            \
	"logins = { work = {\nurl = \"https://h.org\";\n"                      \
	"issuer = \"https://i.org\";\nclient_id = \"id\";\n" keys "\n}; };\n"

/* MESSAGE follows "FILE:"; HINT is within the hint, which "" says is there. */
struct refusal {
	const char *text;
	const char *message;
	const char *hint;
};

static const struct refusal refusals[] = {
    /* keys */
    {"login = { };", "1: unknown key \"login\"; did you mean \"logins\"?", ""},
    {"\n\nstore_password = true;",
	"3: unknown key \"store_password\"; did you mean \"store_passwords\"?",
	"man 5 lanyard.conf"},
    {"something = 1;", "1: unknown key \"something\"", ""},
    {"store = {\nprotect = \"none\"; };",
	"2: unknown key \"protect\" in "
	"\"store\"; did you mean \"protection\"?",
	""},
    /* values */
    {"store = { protection = \"passphrase\"; };",
	"1: \"protection\" in \"store\": \"passphrase\" is not supported yet",
	"\"none\""},
    {"store = {\nprotection = \"key_file\"; };",
	"2: \"protection\" in \"store\": \"key_file\" is not supported yet",
	""},
    {"logins = [ ];", "1: \"logins\" must be a group",
	"logins = { NAME = { ... }; };"},
    {"store = \"none\";", "1: \"store\" must be a group", "store = { ... };"},
    {"store = { protection = false; };",
	"1: \"protection\" in \"store\" must be a string", NULL},
    {"store_passwords = \"yes\";",
	"1: \"store_passwords\" must be true or false", NULL},
    /* a login, which config_login.c knows */
    {"logins = {\n\nwork = { }; };", "3: login \"work\" has no url", "url"},
    {LOGIN("username = \"\";"), "5: \"username\" in login \"work\" is empty",
	"remove the line"},
    /* syntax, and what libconfig would let pass */
    {LOGIN("username = \"a\";\nusername = \"b\";"),
	"6: \"username\" is there twice in \"work\"", ""},
    {"logins = { a = { };\na = { }; };", "2: login \"a\" is there twice", ""},
    {"logins = {\n1x = { }; };",
	"2: a login's name begins with a letter from a to z", "NAME"},
    {"work = { };", "1: unknown key \"work\"",
	"put it into logins = { work = "},
    {"ca_file = \"/x\";",
	"1: \"ca_file\" belongs in a login: logins = { NAME = { ca_file = ...; "
	"}; };",
	NULL},
    {LOGIN("store_passwords = true;"),
	"5: \"store_passwords\" belongs outside of the logins", NULL},
    {"logins = {\n", "2: the file ends before } of \"logins\"", ""},
    {LOGIN("timeout_ms = 4294967396;"), "5: this number is out of range", NULL},
    {"@include \"/etc/passwd\"", "1: @include is refused", "itself"},
};

static void
test_refusals(void **state)
{
	const struct files *files = *state;
	char expected[512];
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *f = &refusals[i];
		struct config *config = NULL;
		struct error error = {0};

		write_text(files->user, f->text);
		if (config_load(&config, files->user, true, NULL, &error) !=
		    LANYARD_ERR_CONFIG)
			fail_msg("accepted: %s", f->text);
		assert_null(config);
		(void)snprintf(expected, sizeof(expected), "%s:%s", files->user,
		    f->message);
		assert_string_equal(error.message, expected);
		if (f->hint != NULL && (error.hint[0] == '\0' ||
					   strstr(error.hint, f->hint) == NULL))
			fail_msg("hint \"%s\" of: %s", error.hint, f->text);
	}
}

static void
test_two_files(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};

	write_text(files->user,
	    "store_passwords = false;\n"
	    "logins = { b = { url = \"https://b.org\"; client_id = \"mine\";\n"
	    " issuer = \"https://i.org\"; }; a = { url = \"https://a.org\";\n"
	    " client_id = \"mine\"; issuer = \"https://i.org\"; }; };\n");
	write_text(files->system,
	    "store_passwords = true;\n"
	    "logins = { c = { url = \"https://c.org\"; client_id = \"c\";\n"
	    " issuer = \"https://i.org\"; }; b = { url = \"https://x.org\";\n"
	    " client_id = \"b\"; scope = \"x\"; issuer = \"https://i.org\";\n"
	    " }; };\n");
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_false(config->store_passwords);
	assert_int_equal(config->count, 3);
	assert_string_equal(config->logins[0].name, "b");
	assert_string_equal(config->logins[1].name, "a");
	assert_string_equal(config->logins[2].name, "c");
	assert_string_equal(config->logins[0].client_id, "mine");
	assert_null(config->logins[0].scope);
	assert_ptr_equal(config_find(config, "a"), &config->logins[1]);
	assert_null(config_find(config, "none"));
	config_free(&config);
	assert_null(config);
	config_free(&config);

	assert_int_equal(unlink(files->user), 0);
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_true(config->store_passwords);
	assert_int_equal(config->count, 2);
	config_free(&config);
	assert_int_equal(
	    config_load(&config, NULL, false, files->system, &error),
	    LANYARD_OK);
	assert_int_equal(config->count, 2);
	config_free(&config);

	write_text(files->system, "logins = {\nb = 1; };");
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, files->system));
}

static void
test_absent(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};

	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_int_equal(config->count, 0);
	assert_false(config->store_passwords);
	config_free(&config);
	assert_int_equal(config_load(&config, files->user, true, NULL, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, files->user));
	assert_non_null(strstr(error.hint, "LANYARD_CONFIG"));
	write_text(files->user, "");
	assert_int_equal(
	    config_load(&config, files->user, true, NULL, &error), LANYARD_OK);
	config_free(&config);
}

/* ---- what config_login.c is told of the file ---- */

static enum lanyard_error
load(const char *path, struct error *error)
{
	struct config *config = NULL;
	enum lanyard_error r = config_load(&config, path, true, NULL, error);

	assert_int_equal(config == NULL, r != LANYARD_OK);
	config_free(&config);
	return r;
}

static void
test_secret_that_others_read(void **state)
{
	static const char text[] = LOGIN("client_secret = \"hunter2\";");
	const struct files *files = *state;
	struct error error = {0};

	write_bytes(files->user, text, strlen(text), 0600);
	assert_int_equal(load(files->user, &error), LANYARD_OK);
	assert_int_equal(chmod(files->user, 0640), 0);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, files->user));
	assert_ptr_equal(strstr(error.hint, "chmod 600 "), error.hint);
	assert_non_null(strstr(error.hint, files->user));
}

/* 0 if a user is not told to close a file of root's to all the others. */
static int
load_as_user(const char *path, uid_t uid)
{
	struct error error = {0};

	another_become(uid);
	if (load(path, &error) != LANYARD_ERR_CONFIG)
		return 1;
	return strstr(error.message, "that others may read") == NULL ||
	       strstr(error.hint, "chmod") != NULL ||
	       strstr(error.hint, "client_secret_file") == NULL;
}

static void
test_secret_of_the_system(void **state)
{
	static const char text[] = LOGIN("client_secret = \"hunter2\";");
	const struct files *files = *state;
	int status = 1;
	pid_t pid;

	write_bytes(files->user, text, strlen(text), 0644);
	another_owner(files->user, 0);
	another_owner(files->folder, 0);
	assert_int_equal(chmod(files->folder, 0755), 0);
	/* In a child, or the sanitizers could not look at this process. */
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(load_as_user(files->user, 4242));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	another_forget();
}

/* 0 if a system's file that only root reads stops nobody with one of his own.
 */
static int
load_beside_closed(const struct files *files, uid_t uid)
{
	struct config *config = NULL;
	struct error error = {0};

	another_become(uid);
	if (config_load(&config, files->user, true, files->system, &error) !=
		LANYARD_OK ||
	    error.code != LANYARD_OK || config->count != 1)
		return 1;
	config_free(&config);
	/* Who has none is told. */
	return config_load(&config, NULL, false, files->system, &error) !=
		   LANYARD_ERR_CONFIG ||
	       error.errnum != EACCES ||
	       strstr(error.message, files->system) == NULL;
}

static void
test_closed_file_of_the_system(void **state)
{
	static const char text[] = LOGIN("");
	const struct files *files = *state;
	int status = 1;
	pid_t pid;

	write_bytes(files->user, text, strlen(text), 0644);
	/* Not even 0600: it may be ours, and only be said to be root's. */
	write_bytes(files->system, text, strlen(text), 0);
	another_owner(files->user, 0);
	another_owner(files->system, 0);
	another_owner(files->folder, 0);
	assert_int_equal(chmod(files->folder, 0755), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(load_beside_closed(files, 4242));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	another_forget();
}

/* The same, of a root whom this user namespace lacks. */
static int
load_beside_unmapped(const struct files *files)
{
	struct config *config = NULL;
	struct error error = {0};

	if (!another_namespace())
		return 0;
	if (config_load(&config, files->user, true, files->system, &error) !=
		LANYARD_OK ||
	    error.code != LANYARD_OK || config->count != 1)
		return 1;
	config_free(&config);
	/* All that no user is mapped for looks like ours. */
	if (geteuid() == ANOTHER_NOBODY)
		return 0;
	return config_load(&config, NULL, false, files->system, &error) !=
		   LANYARD_ERR_CONFIG ||
	       strstr(error.message, "this user namespace lacks") == NULL;
}

static void
test_file_of_an_unmapped_root(void **state)
{
	static const char text[] = LOGIN("");
	const struct files *files = *state;
	bool root = geteuid() == 0 && !owner_may_be_root(ANOTHER_NOBODY);
	int status = 1;
	pid_t pid;

	write_bytes(files->user, text, strlen(text), 0644);
	write_bytes(files->system, text, strlen(text), 0644);
	another_owner(files->user, root ? ANOTHER_USER : geteuid());
	another_owner(files->system, ANOTHER_NOBODY);
	assert_int_equal(chmod(files->folder, 0755), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(load_beside_unmapped(files));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	another_forget();
}

/* Nested beyond what a parser's stack takes: an error, not a crash. */
static void
test_depth(void **state)
{
	const struct files *files = *state;
	struct error error = {0};
	char text[60000];

	memset(text, '(', sizeof(text));
	memcpy(text, "logins = ", strlen("logins = "));
	write_bytes(files->user, text, sizeof(text), 0600);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
}

static void
test_many(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};
	struct buf text;
	int64_t begin;
	int i;

	buf_init(&text, LIMIT_CONFIG);
	buf_add_text(&text, "logins = {\n");
	for (i = 0; i < 1000; i++)
		buf_printf(&text,
		    "l%d = { url = [ \"https://h%d.org\" ]; client_id = \"c\";"
		    " issuer = \"https://i.org\"; scope = \"a b\"; };\n",
		    i, i);
	buf_add_text(&text, "};\n");
	write_bytes(files->user, text.data, text.size, 0600);
	begin = clock_monotonic_ms();
	assert_int_equal(
	    config_load(&config, files->user, true, NULL, &error), LANYARD_OK);
	assert_true(clock_monotonic_ms() - begin < 1000);
	assert_int_equal(config->count, 1000);
	assert_string_equal(config->logins[999].url[0], "https://h999.org");
	config_free(&config);
	buf_clear(&text);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

/* A recipe of either file serves the logins of both; the user's wins. */
static void
test_recipes_of_both(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};

	write_text(files->user,
	    "logins = { a = { url = \"https://a.org\"; grant_type = \"s\"; };\n"
	    " b = { url = \"https://b.org\"; grant_type = \"both\"; }; };\n"
	    "recipes = { both = { url = \"https://user.org\"; token = \"t\"; "
	    "}; };\n");
	write_text(files->system,
	    "recipes = { s = { url = \"https://s.org\"; token = \"t\"; };\n"
	    " both = { url = \"https://system.org\"; token = \"t\"; }; };\n"
	    "logins = { c = { url = \"https://c.org\"; grant_type = \"both\"; "
	    "}; };\n");
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_string_equal(config->logins[0].recipe->url, "https://s.org");
	assert_string_equal(config->logins[0].grant_type, "recipes.s");
	assert_string_equal(config->logins[1].recipe->url, "https://user.org");
	assert_string_equal(config->logins[2].recipe->url, "https://user.org");
	config_free(&config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_refusals),
	    TEST(test_two_files),
	    TEST(test_recipes_of_both),
	    TEST(test_absent),
	    TEST(test_secret_that_others_read),
	    TEST(test_secret_of_the_system),
	    TEST(test_closed_file_of_the_system),
	    TEST(test_file_of_an_unmapped_root),
	    TEST(test_depth),
	    TEST(test_many),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
