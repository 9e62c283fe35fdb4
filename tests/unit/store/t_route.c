/*
 * t_route.c - route.h: what of the configuration one answer needs
 */
#include "scratch.h"

#include "base/limits.h"
#include "base/strings.h"
#include "store/route.h"

#define KEY    "https://git.example.com:443"
#define FILE_  "store/routes/https%3A%2F%2Fgit%2Eexample%2Ecom%3A443"
#define STAMPS "version=1\nfile=/x\nstamp=1 2 3\n\n"

static struct buf
text_buf(const char *text)
{
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	assert_int_equal(buf_add_text(&buf, text), LANYARD_OK);
	return buf;
}

static struct store *
open_store(const struct scratch *s)
{
	struct store *store = NULL;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	return store;
}

/* A login with all that a route keeps, and with what it must not keep. */
static void
fill(struct login *login, const char *name)
{
	login_init(login);
	login->name = strdup(name);
	assert_int_equal(
	    strings_add(&login->url, "https://git.example.com"), LANYARD_OK);
	assert_int_equal(
	    strings_add(&login->url, "https://*.example.org/a"), LANYARD_OK);
	login->username = strdup("me");
	login->basic_username = strdup("x-token-auth");
	login->bearer = true;
	login->authorization_scheme = strdup("OAuth");
	login->issuer = strdup("https://id.example.com");
	login->token_endpoint = strdup("https://id.example.com/token");
	login->client_id = strdup("c1");
	login->refresh_margin_s = 7;
	login->min_life_s = 1800;
	login->timeout_ms = 1234;
	login->allow_http = true;
	assert_int_equal(
	    secret_set(&login->client_secret, "hush", 4), LANYARD_OK);
	login->client_secret_file = strdup("/secret/path");
	login->ca_file = strdup("/ca/path");
	login->proxy = strdup("http://proxy.example.com");
	assert_int_equal(
	    login_add_parameter(&login->token_parameters, "assertion", "hush"),
	    LANYARD_OK);
}

static void
check(const struct login *login, const char *name)
{
	assert_string_equal(login->name, name);
	assert_int_equal(strings_count(login->url), 2);
	assert_string_equal(login->url[0], "https://git.example.com");
	assert_string_equal(login->url[1], "https://*.example.org/a");
	assert_string_equal(login->username, "me");
	assert_string_equal(login->basic_username, "x-token-auth");
	assert_true(login->bearer);
	assert_string_equal(login->authorization_scheme, "OAuth");
	assert_string_equal(login->issuer, "https://id.example.com");
	assert_string_equal(
	    login->token_endpoint, "https://id.example.com/token");
	assert_string_equal(login->client_id, "c1");
	assert_int_equal(login->refresh_margin_s, 7);
	assert_int_equal(login->min_life_s, 1800);
	assert_int_equal(login->timeout_ms, 1234);
	assert_true(login->allow_http);
	assert_false(secret_is_set(&login->client_secret));
	assert_null(login->client_secret_file);
	assert_null(login->ca_file);
	assert_null(login->proxy);
	assert_null(login->token_parameters);
}

/* A route of two configured logins, and one that only the store has. */
static void
fill_route(struct route *route)
{
	struct login login;

	route_init(route);
	for (int i = 0; i < 3; i++) {
		fill(&login, (const char *[]){"a", "b", "c"}[i]);
		if (i == 2)
			route->stored = strdup("4 5 6");
		assert_int_equal(route_add(route, &login), LANYARD_OK);
		login_clear(&login);
	}
	assert_int_equal(route->configured, 2);
	assert_int_equal(route->count, 3);
}

static void
brings_back_what_was_saved(void **state)
{
	const struct scratch *s = *state;
	struct buf stamps = text_buf(STAMPS);
	struct store *store = open_store(s);
	struct route route;
	struct stat st;

	fill_route(&route);
	route_save(&route, store, KEY, &stamps);
	route_clear(&route);
	assert_int_equal(stat(scratch_path(s, FILE_), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_null(strstr(scratch_read(scratch_path(s, FILE_)), "hush"));
	assert_false(scratch_exists(scratch_path(s, FILE_ ".new")));

	assert_int_equal(route_load(&route, store, KEY, &stamps), LANYARD_OK);
	assert_true(route.found);
	assert_int_equal(route.configured, 2);
	assert_int_equal(route.count, 3);
	assert_string_equal(route.stored, "4 5 6");
	for (size_t i = 0; i < 3; i++) {
		check(&route.logins[i], (const char *[]){"a", "b", "c"}[i]);
		assert_int_equal(route.logins[i].configured, i < 2);
	}
	route_clear(&route);
	buf_clear(&stamps);
	store_close(&store);
}

static void
is_nothing_without_its_stamps(void **state)
{
	static const char *const others[] = {
	    "version=1\nfile=/x\nstamp=1 2 4\n\n",
	    "version=2\nfile=/x\nstamp=1 2 3\n\n",
	    "version=1\nfile=/x\nstamp=1 2 3\nfile=/y\nstamp=absent\n\n",
	    "version=1\n\n",
	};
	const struct scratch *s = *state;
	struct buf stamps = text_buf(STAMPS);
	struct store *store = open_store(s);
	struct route route;

	assert_int_equal(route_load(&route, store, KEY, &stamps), LANYARD_OK);
	assert_false(route.found);
	fill_route(&route);
	route_save(&route, store, KEY, &stamps);
	route_clear(&route);
	for (size_t i = 0; i < COUNT(others); i++) {
		struct buf other = text_buf(others[i]);

		assert_int_equal(
		    route_load(&route, store, KEY, &other), LANYARD_OK);
		assert_false(route.found);
		assert_int_equal(route.count, 0);
		assert_null(route.logins);
		buf_clear(&other);
	}
	/* Another name's. */
	assert_int_equal(
	    route_load(&route, store, "https://git.example.com:80", &stamps),
	    LANYARD_OK);
	assert_false(route.found);
	buf_clear(&stamps);
	store_close(&store);
}

/* Half of it, with a NUL in it, with more behind it: it is as if not there. */
static void
is_nothing_when_damaged(void **state)
{
	const struct scratch *s = *state;
	struct buf stamps = text_buf(STAMPS);
	struct store *store = open_store(s);
	const char *path = scratch_path(s, FILE_);
	struct route route;
	char text[8192];
	size_t size;

	fill_route(&route);
	route_save(&route, store, KEY, &stamps);
	route_clear(&route);
	scratch_print(text, sizeof(text), "%s", scratch_read(path));
	size = strlen(text);
	for (size_t cut = 0; cut < size; cut++) {
		scratch_write(path, text, cut == 0 ? 1 : cut, 0600);
		assert_int_equal(
		    route_load(&route, store, KEY, &stamps), LANYARD_OK);
		assert_false(route.found);
		text[cut] ^= '\n';
		if (text[cut] == '\0') {
			scratch_write(path, text, size, 0600);
			assert_int_equal(
			    route_load(&route, store, KEY, &stamps),
			    LANYARD_OK);
			assert_false(route.found);
		}
		text[cut] ^= '\n';
	}
	scratch_print(text + size, sizeof(text) - size, "name=more\n\n");
	scratch_write(path, text, 0, 0600);
	assert_int_equal(route_load(&route, store, KEY, &stamps), LANYARD_OK);
	assert_false(route.found);
	/* One that others may write is not even read. */
	text[size] = '\0';
	scratch_write(path, text, 0, 0660);
	assert_int_equal(route_load(&route, store, KEY, &stamps), LANYARD_OK);
	assert_false(route.found);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(route_load(&route, store, KEY, &stamps), LANYARD_OK);
	assert_true(route.found);
	route_clear(&route);
	buf_clear(&stamps);
	store_close(&store);
}

static void
may_not_be_saved_at_all(void **state)
{
	const struct scratch *s = *state;
	struct buf stamps = text_buf(STAMPS);
	struct store *store = open_store(s);
	struct route route;
	char key[600];

	fill_route(&route);
	memset(key, '.', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	route_save(&route, store, key, &stamps);
	assert_false(scratch_exists(scratch_path(s, "store/routes")));
	/* What was left by somebody who was killed delays it once. */
	route_save(&route, store, KEY, &stamps);
	assert_int_equal(unlink(scratch_path(s, FILE_)), 0);
	scratch_write(scratch_path(s, FILE_ ".new"), "half", 0, 0600);
	route_save(&route, store, KEY, &stamps);
	assert_false(scratch_exists(scratch_path(s, FILE_)));
	route_save(&route, store, KEY, &stamps);
	assert_true(scratch_exists(scratch_path(s, FILE_)));
	/* No folder can be made. */
	store_close(&store);
	scratch_remove(s->store);
	store = open_store(s);
	scratch_write(s->store, "a file", 0, 0600);
	route_save(&route, store, KEY, &stamps);
	assert_string_equal(scratch_read(s->store), "a file");
	route_clear(&route);
	buf_clear(&stamps);
	store_close(&store);
}

static void
is_known_by_scheme_host_and_port(void **state)
{
	static const struct {
		const char *protocol, *host, *key; /* NULL: refused */
	} cases[] = {
	    {"https", "git.example.com", KEY},
	    {"HTTPS", "GIT.Example.COM", KEY},
	    {"https", "git.example.com:443", KEY},
	    {"https", "git.example.com:8443", "https://git.example.com:8443"},
	    {"http", "127.0.0.1:80", "http://127.0.0.1:80"},
	    {"imaps", "mail.example.com", "imaps://mail.example.com:0"},
	    {"https", "[::1]:8443", "https://[::1]:8443"},
	    {"https", "git.example.com:x", NULL},
	    {"https", "git.example.com:70000", NULL},
	};
	struct buf key;

	(void)state;
	buf_init(&key, 1024);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&key);
		assert_int_equal(
		    route_add_key(&key, cases[i].protocol, cases[i].host),
		    cases[i].key == NULL ? LANYARD_ERR_ARGUMENT : LANYARD_OK);
		assert_string_equal(
		    buf_text(&key), cases[i].key == NULL ? "" : cases[i].key);
	}
	buf_clear(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(brings_back_what_was_saved),
	    SCRATCH_TEST(is_nothing_without_its_stamps),
	    SCRATCH_TEST(is_nothing_when_damaged),
	    SCRATCH_TEST(may_not_be_saved_at_all),
	    cmocka_unit_test(is_known_by_scheme_host_and_port),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
