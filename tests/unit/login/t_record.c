/*
 * t_record.c - record.h: what is stored of a login, whole or not at all
 */
#include "scratch.h"

#include "base/limits.h"
#include "base/strings.h"

static void
write_record(const struct scratch *s, const char *bytes, size_t size)
{
	(void)mkdir(s->store, 0700);
	(void)mkdir(scratch_path(s, "store/logins"), 0700);
	scratch_write(scratch_path(s, "store/logins/work"), bytes, size, 0600);
}

/* Loads "work" anew. */
static enum lanyard_error
load(const struct scratch *s, struct record *record, bool *damaged,
    struct error *error)
{
	struct store *store = NULL;
	enum lanyard_error r;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	r = record_load(record, store, "work", damaged, error);
	store_close(&store);
	return r;
}

static void
save(const struct scratch *s, struct record *record)
{
	struct store *store = NULL;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	assert_int_equal(record_save(record, store, NULL), LANYARD_OK);
	store_close(&store);
}

static void
is_empty_where_there_is_none(void **state)
{
	struct scratch *s = *state;
	struct record record;
	bool damaged = true;

	record_init(&record);
	write_record(s, "name=work\na=b\n\n", 0);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	assert_true(record.found);
	assert_int_equal(unlink(scratch_path(s, "store/logins/work")), 0);
	/* What it held is gone. */
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_OK);
	assert_false(record.found);
	assert_false(damaged);
	assert_string_equal(record.name, "work");
	assert_int_equal(record.attributes.count, 0);
	assert_null(record_access_token(&record));
	assert_null(record_refresh_token(&record));
	assert_int_equal(record_generation(&record), 0);
	assert_false(record_is_fresh(&record, 1000, 60));
	record_clear(&record);
}

static const char whole[] = "name=work\nurl[]=https://h\naccess_token=at\n"
			    "expires_at=17\nrefresh_token=r=t\n\n";

static void
is_damaged_when_cut_anywhere(void **state)
{
	struct scratch *s = *state;
	struct error error;
	struct record record;
	bool damaged;

	record_init(&record);
	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		write_record(s, whole, sizeof(whole) - 1);
		assert_int_equal(
		    truncate(scratch_path(s, "store/logins/work"), (off_t)size),
		    0);
		damaged = false;
		assert_int_equal(
		    load(s, &record, &damaged, &error), LANYARD_ERR_STORE);
		assert_true(damaged);
		assert_false(record.found);
		assert_int_equal(record.attributes.count, 0);
		assert_non_null(strstr(error.message, "login work is damaged"));
		assert_null(strstr(error.message, "at"));
	}
	write_record(s, whole, 0);
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_OK);
	assert_false(damaged);
	assert_string_equal(record_access_token(&record)->bytes, "at");
	assert_string_equal(record_refresh_token(&record)->bytes, "r=t");
	record_clear(&record);
}

static void
is_damaged_by_garbage(void **state)
{
#define BYTES(text)                                                            \
	{                                                                      \
		(text), sizeof(text) - 1                                       \
	}
	static const struct {
		const char *bytes;
		size_t size;
	} cases[] = {
	    BYTES("\n"),
	    BYTES("\n\n"),
	    BYTES("garbage\n\n"),
	    BYTES("=b\nname=work\n\n"),
	    BYTES("name=work\na=\0b\n\n"),
	    BYTES("name=work\na=x\ry\n\n"),
	    BYTES("name=work\r\n\r\n"),
	    BYTES("a=b\n\n"),
	    BYTES("name=\n\n"),
	    BYTES("name=work2\n\n"),
	    BYTES("name=Work\n\n"),
	    BYTES("name=work\n\n\n"),
	    BYTES("name=work\n\na=b\n\n"),
	    BYTES("\nname=work\n\n"),
	    BYTES("\0\0\0\0\0\0\0\0"),
	    BYTES("\x7f"
		  "ELF\n\n"),
	};
	struct scratch *s = *state;
	struct record record;
	bool damaged;

	record_init(&record);
	for (size_t i = 0; i < COUNT(cases); i++) {
		write_record(s, cases[i].bytes, cases[i].size);
		damaged = false;
		assert_int_equal(
		    load(s, &record, &damaged, NULL), LANYARD_ERR_STORE);
		assert_true(damaged);
		assert_false(record.found);
		assert_int_equal(record.attributes.count, 0);
		assert_int_equal(
		    load(s, &record, NULL, NULL), LANYARD_ERR_STORE);
	}
	record_clear(&record);
}

static void
is_damaged_when_too_large(void **state)
{
	struct scratch *s = *state;
	struct record record;
	bool damaged = false;

	record_init(&record);
	write_record(s, whole, 0);
	assert_int_equal(truncate(scratch_path(s, "store/logins/work"),
			     (off_t)LIMIT_RECORD + 1),
	    0);
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_ERR_STORE);
	assert_true(damaged);
	assert_false(record.found);
	record_clear(&record);
}

/* A store that cannot be used is no damage to the record. */
static void
is_not_damaged_by_a_bad_store(void **state)
{
	struct scratch *s = *state;
	struct record record;
	bool damaged = true;

	record_init(&record);
	write_record(s, whole, 0);
	assert_int_equal(chmod(scratch_path(s, "store/logins/work"), 0644), 0);
	assert_int_equal(load(s, &record, &damaged, NULL), LANYARD_ERR_STORE);
	assert_false(damaged);
	record_clear(&record);
}

static void
keeps_unknown_keys(void **state)
{
	struct scratch *s = *state;
	struct login login;
	struct record record;

	record_init(&record);
	login_init(&login);
	login.client_id = strdup("c2");
	write_record(s,
	    "zz=last things first\nname=work\nx[]=1\nclient_id=c1\nx[]=2\n"
	    "empty=\nx-y.z=\xc3\xa4 = b\n\n",
	    0);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	assert_int_equal(record_from_login(&record, &login, NULL), LANYARD_OK);
	assert_int_equal(record_next_generation(&record), LANYARD_OK);
	save(s, &record);
	assert_string_equal(scratch_read(scratch_path(s, "store/logins/work")),
	    "zz=last things first\nname=work\nx[]=1\nclient_id=c2\nx[]=2\n"
	    "empty=\nx-y.z=\xc3\xa4 = b\ngit_authtype=basic\ngeneration=1\n\n");
	login_clear(&login);
	record_clear(&record);
}

static void
counts_generations(void **state)
{
	static const struct {
		const char *text;
		uint64_t generation;
		uint64_t next;
	} cases[] = {
	    {NULL, 0, 1},
	    {"0", 0, 1},
	    {"1", 1, 2},
	    {"41", 41, 42},
	    {"x", 0, 1},
	    {"-1", 0, 1},
	    {"", 0, 1},
	    {"9223372036854775806", INT64_MAX - 1, INT64_MAX},
	    {"9223372036854775807", INT64_MAX, 1},
	    {"9223372036854775808", 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;

		record_init(&record);
		if (cases[i].text != NULL)
			assert_int_equal(attributes_set_text(&record.attributes,
					     "generation", cases[i].text),
			    LANYARD_OK);
		assert_int_equal(
		    record_generation(&record), cases[i].generation);
		assert_int_equal(record_next_generation(&record), LANYARD_OK);
		assert_int_equal(record_generation(&record), cases[i].next);
		record_clear(&record);
	}
}

#define NOW 1000000

static void
judges_freshness(void **state)
{
	/* Times from NOW; 0: the record says nothing. */
	static const struct {
		bool token;
		int64_t obtained_at;
		int64_t expires_at;
		int64_t margin_s;
		bool fresh;
		bool alive;
	} cases[] = {
	    {true, -100, 3600, 60, true, true},
	    {false, -100, 3600, 60, false, false},
	    /* now + margin < expires_at */
	    {true, -3600, 61, 60, true, true},
	    {true, -3600, 60, 60, false, true},
	    {true, -3600, 1, 60, false, true},
	    {true, -3600, -1, 60, false, false},
	    {true, -3600, 1, 0, true, true},
	    {true, -36000, 301, 300, true, true},
	    {true, -36000, 300, 300, false, true},
	    /* a tenth of the lifetime */
	    {true, -90, 11, 60, true, true},
	    {true, -90, 10, 60, false, true},
	    {true, -4, 1, 60, true, true},
	    {true, -8, 1, 60, true, true},
	    {true, -9, 1, 60, false, true},
	    /* no expiry: fresh until rejected */
	    {true, -100000, 0, 60, true, true},
	    {true, -NOW, 0, 60, true, true},
	    /* nothing is known of when it was obtained */
	    {true, -NOW, 61, 60, true, true},
	    {true, -NOW, 60, 60, false, true},
	    /* the clock was set back */
	    {true, 1, 3600, 60, false, false},
	    {true, 1, 0, 60, false, false},
	    {true, 100000, 103600, 60, false, false},
	    /* it expired before it was obtained */
	    {true, -10, -20, 60, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct attributes *a = &record.attributes;

		record_init(&record);
		if (cases[i].token)
			attributes_set_text(a, "access_token", "at");
		if (cases[i].obtained_at != -NOW)
			attributes_set_number(
			    a, "obtained_at", NOW + cases[i].obtained_at);
		if (cases[i].expires_at != 0)
			attributes_set_number(
			    a, "expires_at", NOW + cases[i].expires_at);
		assert_int_equal(
		    record_is_fresh(&record, NOW, cases[i].margin_s),
		    cases[i].fresh);
		assert_int_equal(record_is_alive(&record, NOW), cases[i].alive);
		record_clear(&record);
	}
}

static void
knows_a_dead_refresh_token(void **state)
{
	struct record record;

	(void)state;
	record_init(&record);
	attributes_set_text(&record.attributes, "refresh_token", "rt");
	assert_string_equal(record_refresh_token(&record)->bytes, "rt");
	attributes_set_text(
	    &record.attributes, "refresh_token_error", "invalid_grant");
	assert_null(record_refresh_token(&record));
	attributes_set_text(&record.attributes, "refresh_token_error", "");
	assert_null(record_refresh_token(&record));
	record_clear(&record);
}

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
	login->issuer = strdup("https://id");
	login->token_endpoint = strdup("https://id/token");
	login->revocation_endpoint = strdup("https://id/revoke");
	login->client_id = strdup("c1");
	login->token_endpoint_auth_method = strdup("client_secret_post");
	login->resource = strdup("https://api");
	login->audience = strdup("aud");
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
describes_a_login(void **state)
{
	static const char *const lines =
	    "name=work\nissuer=https://id\ntoken_endpoint=https://id/token\n"
	    "revocation_endpoint=https://id/revoke\nclient_id=c1\n"
	    "token_endpoint_auth_method=client_secret_post\nusername=u\n"
	    "basic_username=b\nresource=https://api\naudience=aud\n"
	    "git_authtype=bearer\n"
	    "client_secret=s\nurl[]=https://h/a\nurl[]=imaps://m\n"
	    "token_parameter[]=p=v=w\ntoken_parameter[]=q=\n\n";
	struct scratch *s = *state;
	struct secret secret = {0};
	struct record record;
	struct login login, back;

	record_init(&record);
	fill_login(&login);
	login_init(&back);
	secret_set_text(&secret, "s");
	write_record(s, "name=work\n\n", 0);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	/* Twice: nothing may pile up. */
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    record_from_login(&record, &login, &secret), LANYARD_OK);
	save(s, &record);
	assert_string_equal(
	    scratch_read(scratch_path(s, "store/logins/work")), lines);

	attributes_set_text(&record.attributes, "scope", " read  write ");
	assert_int_equal(record_to_login(&record, &back), LANYARD_OK);
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
	assert_string_equal(back.resource, "https://api");
	assert_string_equal(back.audience, "aud");
	assert_string_equal(back.token_parameters[0].name, "p");
	assert_string_equal(back.token_parameters[0].value, "v=w");
	assert_string_equal(back.token_parameters[1].value, "");
	assert_null(back.token_parameters[2].name);
	assert_string_equal(back.scope[0], "read");
	assert_string_equal(back.scope[1], "write");
	assert_null(back.scope[2]);
	assert_false(back.configured);
	assert_false(back.allow_http);

	/* What is no longer configured goes. */
	login_clear(&login);
	assert_int_equal(record_from_login(&record, &login, NULL), LANYARD_OK);
	attributes_remove(&record.attributes, "scope");
	save(s, &record);
	assert_string_equal(scratch_read(scratch_path(s, "store/logins/work")),
	    "name=work\ngit_authtype=basic\n\n");
	secret_clear(&secret);
	login_clear(&back);
	record_clear(&record);
}

/* A record never names a command, a path or a proxy: not even by hand. */
static void
takes_no_command_from_a_record(void **state)
{
	struct scratch *s = *state;
	struct record record;
	struct login login;

	record_init(&record);
	login_init(&login);
	write_record(s,
	    "name=work\nclient_secret_command[]=/bin/evil\nca_file=/x\n"
	    "client_secret_command=/bin/evil\nclient_secret_file=/x\n"
	    "proxy=http://x\nallow_http=true\nredirect_uri=http://x\n"
	    "configured=1\n\n",
	    0);
	assert_int_equal(load(s, &record, NULL, NULL), LANYARD_OK);
	assert_int_equal(record_to_login(&record, &login), LANYARD_OK);
	assert_null(login.client_secret_command);
	assert_null(login.client_secret_file);
	assert_null(login.ca_file);
	assert_null(login.proxy);
	assert_null(login.redirect_uri);
	assert_false(login.allow_http);
	assert_false(login.configured);
	login_clear(&login);
	record_clear(&record);
}

static void
agrees_with_the_login_it_comes_from(void **state)
{
	/* issuer, token_endpoint, client_id of the record, then the login */
	static const struct {
		const char *record[3];
		const char *login[3];
		bool agrees;
	} cases[] = {
	    {{"i", "t", "c"}, {"i", "t", "c"}, true},
	    {{"i", "t", "c"}, {"j", "t", "c"}, false},
	    {{"i", "t", "c"}, {"i", "u", "c"}, true},
	    {{"i", "t", "c"}, {"i", "t", "d"}, false},
	    {{"i", "t", "c"}, {"i", NULL, "c"}, true},
	    {{NULL, "t", "c"}, {"i", "t", "c"}, true},
	    {{NULL, "t", "c"}, {"i", "u", "c"}, false},
	    {{"i", "t", "c"}, {NULL, "t", "c"}, true},
	    {{"i", "t", "c"}, {NULL, "u", "c"}, false},
	    {{NULL, NULL, NULL}, {"i", "t", "c"}, true},
	    {{NULL, NULL, "d"}, {"i", "t", "c"}, false},
	    {{"i/", "t", "c"}, {"i", "t", "c"}, false},
	    {{"I", "t", "c"}, {"i", "t", "c"}, false},
	    {{"i", "t", ""}, {"i", "t", "c"}, false},
	};
	static const char *const keys[] = {
	    "issuer", "token_endpoint", "client_id"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct login login;
		char **to[] = {
		    &login.issuer, &login.token_endpoint, &login.client_id};

		record_init(&record);
		login_init(&login);
		for (size_t k = 0; k < COUNT(keys); k++) {
			if (cases[i].record[k] != NULL)
				attributes_set_text(&record.attributes, keys[k],
				    cases[i].record[k]);
			if (cases[i].login[k] != NULL)
				*to[k] = strdup(cases[i].login[k]);
		}
		assert_int_equal(
		    record_agrees(&record, &login), cases[i].agrees);
		login_clear(&login);
		record_clear(&record);
	}
}

/* For the record as it is with the largest reply, and what can be read back. */
static void
makes_room_for_a_reply(void **state)
{
	static const size_t sizes[][2] = {{10, LIMIT_REPLY + 10},
	    {3000000, 3000000 + LIMIT_REPLY},
	    {LIMIT_RECORD - 1000, LIMIT_RECORD - 1}};
	const struct scratch *s = *state;
	struct store *store = NULL;
	char *text = calloc(1, 60001);
	struct stat st;

	assert_non_null(text);
	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct record record;

		record_init(&record);
		assert_non_null(record.name = strdup("work"));
		for (size_t n = 0; n < sizes[i][0]; n += 60000) {
			size_t left = sizes[i][0] - n;

			memset(text, 'x', left < 60000 ? left : 60000);
			text[left < 60000 ? left : 60000] = '\0';
			assert_int_equal(attributes_set_text(
					     &record.attributes, "url[]", text),
			    LANYARD_OK);
		}
		assert_int_equal(
		    record_reserve(&record, store, NULL), LANYARD_OK);
		assert_int_equal(
		    stat(scratch_path(s, "store/logins/work.new"), &st), 0);
		assert_true((size_t)st.st_size > sizes[i][1]);
		assert_true((size_t)st.st_size <= LIMIT_RECORD);
		store_unreserve(store, STORE_LOGIN, "work");
		record_clear(&record);
	}
	free(text);
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_empty_where_there_is_none),
	    SCRATCH_TEST(is_damaged_when_cut_anywhere),
	    SCRATCH_TEST(is_damaged_by_garbage),
	    SCRATCH_TEST(is_damaged_when_too_large),
	    SCRATCH_TEST(is_not_damaged_by_a_bad_store),
	    SCRATCH_TEST(keeps_unknown_keys),
	    SCRATCH_TEST(counts_generations),
	    SCRATCH_TEST(judges_freshness),
	    SCRATCH_TEST(knows_a_dead_refresh_token),
	    SCRATCH_TEST(describes_a_login),
	    SCRATCH_TEST(takes_no_command_from_a_record),
	    SCRATCH_TEST(agrees_with_the_login_it_comes_from),
	    SCRATCH_TEST(makes_room_for_a_reply),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
