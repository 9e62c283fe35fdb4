/*
 * t_preset.c - what is known of hosts and of the software that they run
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "config/config_login.h"
#include "config/preset.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name

/* A row that no login could be made of, or a name that the key does not take.
 */
static void
is_whole(void **state)
{
	struct setting_tree tree = {0};
	struct login login;
	struct error error;
	const struct preset *p;
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; (p = preset_at(i)) != NULL; i++) {
		assert_string_equal(preset_words[i].text, p->name);
		assert_ptr_equal(preset_find(p->name), p);
		assert_non_null(p->page);
		assert_non_null(p->where);
		assert_true(p->issuer != NULL || p->token_endpoint != NULL);
		assert_true(p->url != NULL || p->realm != NULL);
		snprintf(text, sizeof(text),
		    "me = { preset = \"%s\"; client_id = \"c\"; %s %s };",
		    p->name,
		    p->url == NULL ? "url = \"https://git.example.com\";" : "",
		    p->client == PRESET_CONFIDENTIAL ? "client_secret = \"s\";"
						     : "");
		assert_int_equal(
		    setting_tree_parse(&tree, "FILE", false, text, &error),
		    LANYARD_OK);
		login_init(&login);
		if (config_login_read(&login, &tree,
			setting_at(setting_tree_root(&tree), 0), NULL,
			&error) != LANYARD_OK)
			fail_msg("%s: %s", p->name, error.message);
		assert_int_equal(login_check(&login, &error), LANYARD_OK);
		login_clear(&login);
		setting_tree_clear(&tree);
	}
	assert_null(preset_words[i].text);
	assert_null(preset_find("git"));
}

static void
is_told_by_host_and_realm(void **state)
{
	static const struct {
		const char *url, *realm, *name;
	} cases[] = {
	    {"https://github.com/a/b", NULL, "github"},
	    {"https://GitHub.com", NULL, "github"},
	    {"https://github.com:8443", NULL, NULL},
	    {"http://github.com", NULL, NULL},
	    {"https://notgithub.com", NULL, NULL},
	    {"https://github.com.example.com", NULL, NULL},
	    {"https://git.example.com", "GitHub", "github"},
	    {"https://git.example.com", "GitLab", "gitlab"},
	    {"https://git.example.com", "gitea", "gitea"},
	    {"https://git.example.com", "Forgejo", "forgejo"},
	    {"https://git.example.com", "Git", NULL},
	    {"https://git.example.com", "", NULL},
	    /* its host goes before its realm */
	    {"https://codeberg.org", "Forgejo", "codeberg"},
	    {"https://bitbucket.org", "Bitbucket.org HTTP", "bitbucket"},
	    {"https://a.googlesource.com", NULL, "google-source"},
	    {"https://a.b.googlesource.com/x", NULL, "google-source"},
	    {"https://googlesource.com", NULL, NULL},
	    {"imaps://imap.gmail.com", NULL, "google-mail"},
	    {"https://dev.azure.com/org", NULL, "azure-devops"},
	    {"https://org.visualstudio.com", NULL, "azure-devops"},
	    {"smtp://smtp.office365.com:587", NULL, "microsoft-mail"},
	    {"https://huggingface.co", NULL, "huggingface"},
	    {"no URL", "GitLab", "gitlab"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct preset *p =
		    preset_of(cases[i].url, cases[i].realm);
		const char *name = p != NULL ? p->name : NULL;

		if ((name == NULL) != (cases[i].name == NULL) ||
		    (name != NULL && strcmp(name, cases[i].name) != 0))
			fail_msg("%s, %s: %s", cases[i].url, cases[i].realm,
			    name != NULL ? name : "none");
	}
}

static void
puts_the_origin_in(void **state)
{
	static const struct {
		const char *template, *url, *text;
		enum lanyard_error code;
	} cases[] = {
	    {NULL, "https://h", NULL, LANYARD_OK},
	    {"https://x/@", "https://h", "https://x/@", LANYARD_OK},
	    {"@/a", "https://h:8443/p/q?r", "https://h:8443/a", LANYARD_OK},
	    {"@", "http://[::1]:80", "http://[::1]:80", LANYARD_OK},
	    {"@/a", "nothing", NULL, E(ARGUMENT)},
	};
	char *text;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    preset_expand(cases[i].template, cases[i].url, &text),
		    cases[i].code);
		if (cases[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, cases[i].text);
		free(text);
	}
}

/* A login of NAME with KEYS, as the file has them; the caller clears it. */
static void
read_login(struct login *login, const char *keys)
{
	struct setting_tree tree = {0};
	struct error error = {0};
	char text[512];

	snprintf(text, sizeof(text), "me = { %s %s };", keys,
	    strstr(keys, "client_id") == NULL ? "client_id = \"c\";" : "");
	assert_int_equal(
	    setting_tree_parse(&tree, "FILE", false, text, &error), LANYARD_OK);
	login_init(login);
	if (config_login_read(login, &tree,
		setting_at(setting_tree_root(&tree), 0), NULL,
		&error) != LANYARD_OK)
		fail_msg("%s: %s", keys, error.message);
	setting_tree_clear(&tree);
}

/* What a login says itself stays; of endpoints, none is mixed in. */
static void
gives_what_is_lacking(void **state)
{
	struct login login;

	(void)state;
	read_login(&login, "preset = \"github\";");
	assert_string_equal(login.url[0], "https://github.com");
	assert_string_equal(login.token_endpoint,
	    "https://github.com/login/oauth/access_token");
	assert_string_equal(login.grant_type, "device_code");
	assert_null(login.token_endpoint_auth_method);
	assert_int_equal(strings_count(login.scope), 2);
	login_clear(&login);

	read_login(&login,
	    "preset = \"github\"; url = \"https://ghe.example.com\"; "
	    "client_secret = \"s\"; scope = \"gist\";");
	assert_string_equal(login.authorization_endpoint,
	    "https://ghe.example.com/login/oauth/authorize");
	assert_null(login.grant_type);
	assert_string_equal(
	    login.token_endpoint_auth_method, "client_secret_post");
	assert_int_equal(strings_count(login.scope), 1);
	login_clear(&login);

	read_login(&login, "preset = \"github\"; client_id = \"Iv23x\";");
	assert_null(login.scope);
	login_clear(&login);

	read_login(&login,
	    "preset = \"gitea\"; url = [ \"https://a.example\", "
	    "\"https://b.example\" ]; token_endpoint = \"https://i/t\"; "
	    "authorization_endpoint = \"https://i/a\";");
	assert_string_equal(login.authorization_endpoint, "https://i/a");
	assert_null(login.device_authorization_endpoint);
	assert_int_equal(strings_count(login.url), 2);
	login_clear(&login);

	read_login(&login, "preset = \"google-mail\"; client_secret = \"s\"; "
			   "authorization_parameters = { a = \"b\"; };");
	assert_int_equal(strings_count(login.url), 3);
	assert_string_equal(login.authorization_parameters[0].name, "a");
	assert_null(login.authorization_parameters[1].name);
	login_clear(&login);

	read_login(
	    &login, "preset = \"google-source\"; client_secret = \"s\";");
	assert_string_equal(
	    login.authorization_parameters[0].name, "access_type");
	assert_string_equal(login.authorization_parameters[1].value, "consent");
	login_clear(&login);
}

static void
refuses_what_it_cannot_know(void **state)
{
	static const struct {
		const char *preset, *url, *said;
	} cases[] = {
	    {"gitea", NULL, "has no url"},
	    {"gitlab", "imaps", "has no host"},
	};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login;

		login_init(&login);
		login.name = strdup("me");
		login.preset = strdup(cases[i].preset);
		if (cases[i].url != NULL)
			strings_add(&login.url, cases[i].url);
		assert_int_equal(preset_apply(&login, &error), E(CONFIG));
		assert_non_null(strstr(error.message, cases[i].said));
		login_clear(&login);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_whole),
	    cmocka_unit_test(is_told_by_host_and_realm),
	    cmocka_unit_test(puts_the_origin_in),
	    cmocka_unit_test(gives_what_is_lacking),
	    cmocka_unit_test(refuses_what_it_cannot_know),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
