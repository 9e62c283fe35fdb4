/*
 * t_lines.c - lines.h: a login as lines, and back
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
#include "login/lines.h"

static void
fill_login(struct login *login)
{
	login_init(login);
	login->name = strdup("work");
	strings_add(&login->url, "https://h/a");
	strings_add(&login->url, "imaps://m");
	login->username = strdup("u");
	login->basic_username = strdup("b");
	login->bearer = true;
	login->use_id_token = true;
	login->issuer = strdup("https://id");
	login->token_endpoint = strdup("https://id/token");
	login->revocation_endpoint = strdup("https://id/revoke");
	login->client_id = strdup("c1");
	login->token_endpoint_auth_method = strdup("client_secret_post");
	strings_add(&login->resource, "https://api");
	login->audience = strdup("aud");
	login->authorization_scheme = strdup("OAuth");
	login_add_parameter(&login->token_parameters, "p", "v=w");
	login_add_parameter(&login->token_parameters, "q", "");
	/* Never in a record. */
	login->client_secret_file = strdup("/SECRET/FILE");
	strings_add(&login->client_secret_command, "/SECRET/COMMAND");
	login->ca_file = strdup("/SECRET/CA");
	login->proxy = strdup("http://SECRET:1");
	login->redirect_uri = strdup("http://SECRET");
	login->allow_http = true;
}

static void
assert_lines(const struct attributes *lines, const char *wanted)
{
	struct buf text;

	buf_init(&text, LIMIT_RECORD);
	assert_int_equal(attributes_write(lines, &text), LANYARD_OK);
	assert_string_equal(buf_text(&text), wanted);
	buf_clear(&text);
}

static const char all[] =
    "name=work\nissuer=https://id\ntoken_endpoint=https://id/token\n"
    "revocation_endpoint=https://id/revoke\nclient_id=c1\n"
    "token_endpoint_auth_method=client_secret_post\nusername=u\n"
    "basic_username=b\naudience=aud\n"
    "authorization_scheme=OAuth\ngit_authtype=bearer\n"
    "use_id_token=true\n"
    "client_secret=s\nresource=https://api\nurl[]=https://h/a\nurl[]=imaps://"
    "m\n"
    "token_parameter[]=p=v=w\ntoken_parameter[]=q=\n";

static void
describe_a_login(void **state)
{
	struct attributes lines = {0};
	struct secret secret = {0};
	struct login login;

	(void)state;
	fill_login(&login);
	secret_set_text(&secret, "s");
	/* Twice: nothing may pile up. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    lines_from_login(&lines, &login, &secret), LANYARD_OK);
		assert_lines(&lines, all);
	}
	attributes_set_text(&lines, "other", "kept");
	/* What is no longer configured goes. */
	login_clear(&login);
	login.name = strdup("work");
	assert_int_equal(lines_from_login(&lines, &login, NULL), LANYARD_OK);
	assert_lines(&lines, "name=work\ngit_authtype=basic\nother=kept\n");
	secret_clear(&secret);
	login_clear(&login);
	attributes_clear(&lines);
}

static void
are_described_by_lines(void **state)
{
	struct attributes lines = {0};
	struct login back;

	(void)state;
	login_init(&back);
	assert_int_equal(attributes_parse(&lines, (const unsigned char *)all,
			     sizeof(all) - 1, NULL, NULL, NULL),
	    LANYARD_OK);
	assert_int_equal(lines_to_login(&lines, &back), LANYARD_OK);
	assert_string_equal(back.name, "work");
	assert_string_equal(back.url[0], "https://h/a");
	assert_string_equal(back.url[1], "imaps://m");
	assert_null(back.url[2]);
	assert_string_equal(back.username, "u");
	assert_string_equal(back.basic_username, "b");
	assert_true(back.bearer);
	assert_string_equal(back.issuer, "https://id");
	assert_string_equal(back.token_endpoint, "https://id/token");
	assert_string_equal(back.revocation_endpoint, "https://id/revoke");
	assert_string_equal(back.client_id, "c1");
	assert_string_equal(back.client_secret.bytes, "s");
	assert_string_equal(
	    back.token_endpoint_auth_method, "client_secret_post");
	assert_int_equal(strings_count(back.resource), 1);
	assert_string_equal(back.resource[0], "https://api");
	assert_string_equal(back.audience, "aud");
	assert_string_equal(back.authorization_scheme, "OAuth");
	assert_string_equal(back.token_parameters[0].name, "p");
	assert_string_equal(back.token_parameters[0].value, "v=w");
	assert_string_equal(back.token_parameters[1].value, "");
	assert_null(back.token_parameters[2].name);
	assert_null(back.scope);
	assert_false(back.configured);
	assert_false(back.allow_http);
	login_clear(&back);
	attributes_clear(&lines);
}

/* One as it always was; several as a list. */
static void
has_any_number_of_resources(void **state)
{
	static const struct {
		const char *resources[3], *lines;
	} cases[] = {
	    {{NULL}, ""},
	    {{"a"}, "resource=a\n"},
	    {{"a", "b"}, "resource[]=a\nresource[]=b\n"},
	};
	struct attributes lines = {0};

	(void)state;
	for (size_t n = 0; n < 2 * 3; n++) {
		struct login login, back;
		struct buf text;
		size_t i = n % 3, count = 0;

		login_init(&login);
		login_init(&back);
		for (; cases[i].resources[count] != NULL; count++)
			strings_add(&login.resource, cases[i].resources[count]);
		/* In the place of what the case before has left. */
		assert_int_equal(
		    lines_from_login(&lines, &login, NULL), LANYARD_OK);
		attributes_remove(&lines, "git_authtype");
		buf_init(&text, LIMIT_RECORD);
		assert_int_equal(attributes_write(&lines, &text), LANYARD_OK);
		assert_string_equal(buf_text(&text), cases[i].lines);
		assert_int_equal(lines_to_login(&lines, &back), LANYARD_OK);
		assert_int_equal(strings_count(back.resource), count);
		for (size_t k = 0; k < count; k++)
			assert_string_equal(
			    back.resource[k], cases[i].resources[k]);
		buf_clear(&text);
		login_clear(&login);
		login_clear(&back);
	}
	attributes_clear(&lines);
}

/* They never name a command, a path or a proxy: not even by hand. */
static void
name_no_command(void **state)
{
	static const char *const by_hand[][2] = {{"name", "work"},
	    {"client_secret_command[]", "/bin/evil"}, {"ca_file", "/x"},
	    {"client_secret_command", "/bin/evil"},
	    {"client_secret_file", "/x"}, {"proxy", "http://x"},
	    {"allow_http", "true"}, {"redirect_uri", "http://x"},
	    {"configured", "1"}, {"token_parameter[]", "no equals sign"}};
	struct attributes lines = {0};
	struct login login;

	(void)state;
	login_init(&login);
	for (size_t i = 0; i < sizeof(by_hand) / sizeof(*by_hand); i++)
		attributes_set_text(&lines, by_hand[i][0], by_hand[i][1]);
	assert_int_equal(lines_to_login(&lines, &login), LANYARD_OK);
	assert_null(login.client_secret_command);
	assert_null(login.client_secret_file);
	assert_null(login.ca_file);
	assert_null(login.proxy);
	assert_null(login.redirect_uri);
	assert_null(login.token_parameters);
	assert_false(login.allow_http);
	assert_false(login.configured);
	login_clear(&login);
	attributes_clear(&lines);
}

static void
know_their_keys(void **state)
{
	(void)state;
	assert_true(lines_has_key("name"));
	assert_true(lines_has_key("authorization_scheme"));
	assert_true(lines_has_key("url[]"));
	assert_true(lines_has_key("client_secret"));
	assert_false(lines_has_key("client_secret_file"));
	assert_false(lines_has_key("access_token"));
	assert_false(lines_has_key("ca_file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_any_number_of_resources),
	    cmocka_unit_test(describe_a_login),
	    cmocka_unit_test(are_described_by_lines),
	    cmocka_unit_test(name_no_command),
	    cmocka_unit_test(know_their_keys),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
