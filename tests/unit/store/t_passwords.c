/*
 * t_passwords.c - passwords.h: plain passwords of hosts without a login
 */
#include "scratch.h"

#include "store/passwords.h"

#define FILE_H	"store/passwords/https%3A%2F%2Fh"
#define KEEPERS 10

static struct store *
open_store(const struct scratch *s)
{
	struct store *store = NULL;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	return store;
}

static void
parse(struct attributes *a, const char *lines)
{
	memset(a, 0, sizeof(*a));
	assert_int_equal(attributes_parse(a, (const unsigned char *)lines,
			     strlen(lines), NULL, NULL, NULL),
	    LANYARD_OK);
}

static void
keep(struct store *store, const char *lines)
{
	struct attributes a;

	parse(&a, lines);
	assert_int_equal(passwords_keep(store, &a, NULL), LANYARD_OK);
	attributes_clear(&a);
}

static void
erase(struct store *store, const char *lines)
{
	struct attributes a;

	parse(&a, lines);
	assert_int_equal(passwords_erase(store, &a, NULL), LANYARD_OK);
	attributes_clear(&a);
}

static void
assert_finds(struct store *store, const char *lines, const char *expected)
{
	struct attributes a, answer = {0};
	struct buf buf;

	parse(&a, lines);
	buf_init(&buf, 4096);
	assert_int_equal(passwords_find(store, &a, &answer, NULL), LANYARD_OK);
	assert_int_equal(attributes_write(&answer, &buf), LANYARD_OK);
	assert_string_equal(buf_text(&buf), expected);
	attributes_clear(&a);
	attributes_clear(&answer);
	buf_clear(&buf);
}

#define H "protocol=https\nhost=h\n"

static void
finds_what_was_kept(void **state)
{
	static const struct {
		const char *request;
		const char *answer;
	} cases[] = {
	    {H, "username=b\npassword=3\n"},
	    {H "username=b\n", "username=b\npassword=3\n"},
	    {H "username=a\n", "username=a\npassword=2\n"
			       "oauth_refresh_token=rt\n"},
	    {H "username=c\n", ""},
	    {H "path=p\n", "username=a\npassword=1\n"},
	    {H "path=p\nusername=a\n", "username=a\npassword=1\n"},
	    {H "path=p/q\n", ""},
	    {H "password=other\n", "username=b\npassword=3\n"},
	    {"protocol=http\nhost=h\n", ""},
	    {"protocol=https\nhost=h:443\n", "username=b\npassword=3\n"},
	    {"protocol=HTTPS\nhost=H.:\npath=%70\n", ""},
	    {"protocol=HTTPS\nhost=H.:\npath=p\n", "username=a\npassword=1\n"},
	    {"protocol=https\nhost=i\n", "username=\npassword=\n"},
	    {"protocol=https\n", ""},
	    {"host=h\n", ""},
	    {"", ""},
	    {"protocol=cert\nhost=\npath=/k\n",
		"username=\npassword=of the key\n"},
	};
	struct scratch *s = *state;
	struct store *store = open_store(s);
	struct stat st;

	assert_finds(store, H, "");
	assert_false(scratch_exists(s->store));
	keep(store, H "path=p\nusername=a\npassword=1\n");
	keep(store, H "username=a\npassword=old\n");
	keep(store, H "username=a\npassword=2\noauth_refresh_token=rt\n"
		      "capability[]=state\nwwwauth[]=x\n");
	keep(store, H "username=b\npassword=3\n");
	keep(store, "protocol=https\nhost=i\nusername=\npassword=\n");
	keep(store, "protocol=cert\nhost=\npath=/k\nusername=\n"
		    "password=of the key\n");
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_finds(store, cases[i].request, cases[i].answer);
	assert_int_equal(stat(scratch_path(s, FILE_H), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* No login, so nothing in the other folder. */
	assert_false(scratch_exists(scratch_path(s, "store/logins")));
	store_close(&store);
}

/* A file that was once named by the host as it was written. */
static void
finds_what_was_kept_once(void **state)
{
	static const char place[] = "protocol=https\nhost=H:443\n";
	struct scratch *s = *state;
	struct store *store = open_store(s);
	static const char old[] = "store/passwords/https%3A%2F%2FH%3A443";

	keep(store, H "username=other\npassword=1\n");
	scratch_write(scratch_path(s, old),
	    "protocol=https\nhost=H:443\npath=a%20b\n"
	    "username=u\npassword=2\n\n",
	    0, 0600);
	assert_finds(store, "protocol=https\nhost=H:443\nusername=u\n",
	    "username=u\npassword=2\n");
	assert_finds(store, "protocol=https\nhost=H:443\npath=a b\n",
	    "username=u\npassword=2\n");
	/* What is kept now goes before it, and stays where that goes. */
	keep(store, "protocol=https\nhost=H:443\nusername=u\npassword=3\n");
	assert_finds(store, "protocol=https\nhost=H:443\nusername=u\n",
	    "username=u\npassword=3\n");
	erase(store, "protocol=https\nhost=H:443\nusername=u\npassword=2\n");
	assert_false(scratch_exists(scratch_path(s, old)));
	assert_finds(store, "protocol=https\nhost=H:443\nusername=u\n",
	    "username=u\npassword=3\n");
	erase(store, place);
	assert_finds(store, H, "");
	store_close(&store);
}

static void
gives_no_password_that_has_expired(void **state)
{
	static const struct {
		int64_t expires_in_s; /* SEED_NONE: none */
		bool found;
	} cases[] = {
	    {SEED_NONE, true},
	    {100, true},
	    {-1, false},
	    {-100, false},
	};
	struct scratch *s = *state;
	struct store *store = open_store(s);
	char lines[256], answer[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t at = clock_now() + cases[i].expires_in_s;

		scratch_print(
		    answer, sizeof(answer), "username=u\npassword=p\n");
		if (cases[i].expires_in_s != SEED_NONE)
			scratch_print(answer, sizeof(answer),
			    "username=u\npassword=p\n"
			    "password_expiry_utc=%" PRId64 "\n",
			    at);
		scratch_print(lines, sizeof(lines), H "%s", answer);
		keep(store, lines);
		assert_finds(store, H, cases[i].found ? answer : "");
		erase(store, H);
	}
	store_close(&store);
}

static enum lanyard_error
add_place(void *context, const struct attributes *place)
{
	struct buf *places = context;

	assert_null(attributes_text(place, "password"));
	assert_null(attributes_text(place, "oauth_refresh_token"));
	assert_int_equal(attributes_write(place, places), LANYARD_OK);
	assert_int_equal(buf_add_text(places, "\n"), LANYARD_OK);
	return attributes_text(place, "username") == NULL ? LANYARD_ERR_ARGUMENT
							  : LANYARD_OK;
}

static void
tells_whose_there_are(void **state)
{
	struct store *store = open_store(*state);
	struct buf places;

	buf_init(&places, 4096);
	assert_int_equal(
	    passwords_each(store, add_place, &places, NULL), LANYARD_OK);
	assert_int_equal(places.size, 0);
	keep(store, H "username=u\npassword=p\noauth_refresh_token=r\n");
	keep(store, H "username=old\npassword=p\npassword_expiry_utc=1\n");
	keep(store, H "path=a\nusername=v\npassword=q\n");
	assert_int_equal(
	    passwords_each(store, add_place, &places, NULL), LANYARD_OK);
	assert_string_equal(
	    buf_text(&places), H "path=a\nusername=v\n\n" H "username=u\n\n");
	buf_clear(&places);
	keep(store, H "path=b\npassword=q\n");
	assert_int_equal(passwords_each(store, add_place, &places, NULL),
	    LANYARD_ERR_ARGUMENT);
	assert_string_equal(buf_text(&places), H "path=b\n\n");
	buf_clear(&places);
	store_close(&store);
}

static void
erases_what_matches(void **state)
{
	/* What is left of a, b (with path p) and c at h, d at i. */
	static const struct {
		const char *request;
		const char *left;
	} cases[] = {
	    {H "username=a\n", "bcd"},
	    {H "username=a\npassword=1\n", "bcd"},
	    {H "username=a\npassword=2\n", "abcd"},
	    {H "username=a\npassword=\n", "abcd"},
	    {H "password=1\n", "bcd"},
	    {H "path=p\n", "acd"},
	    {H "path=q\n", "abcd"},
	    {H, "d"},
	    {"protocol=https\nhost=x\n", "abcd"},
	    {"protocol=http\nhost=h\n", "abcd"},
	    {"protocol=https\n", ""},
	    {"host=i\n", "abc"},
	    {"username=d\n", "abc"},
	    {"username=d\npassword=1\n", "abcd"},
	    {"path=p\n", "acd"},
	    {"", "abcd"},
	    {"password=1\n", "abcd"},
	    {"capability[]=state\n", "abcd"},
	};
	static const char *const kept[] = {
	    H "username=a\npassword=1\n",
	    H "path=p\nusername=b\npassword=2\n",
	    H "username=c\npassword=3\n",
	    "protocol=https\nhost=i\nusername=d\npassword=4\n",
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct store *store = open_store(s);
		struct attributes a, answer;
		char left[8] = "";

		/* Nothing is there: and nothing is made. */
		erase(store, cases[i].request);
		assert_false(scratch_exists(s->store));
		for (size_t k = 0; k < COUNT(kept); k++)
			keep(store, kept[k]);
		erase(store, cases[i].request);
		for (size_t k = 0; k < COUNT(kept); k++) {
			parse(&a, kept[k]);
			memset(&answer, 0, sizeof(answer));
			assert_int_equal(
			    passwords_find(store, &a, &answer, NULL),
			    LANYARD_OK);
			if (answer.count != 0)
				scratch_print(left + strlen(left),
				    sizeof(left) - strlen(left), "%c",
				    (char)('a' + k));
			attributes_clear(&a);
			attributes_clear(&answer);
		}
		assert_string_equal(left, cases[i].left);
		/* A file without entries is not left about. */
		assert_int_equal(scratch_exists(scratch_path(s, FILE_H)),
		    strpbrk(left, "abc") != NULL);
		store_close(&store);
		scratch_remove(s->store);
	}
}

static size_t
count_aside(const struct scratch *s)
{
	DIR *dir = opendir(scratch_path(s, "store/passwords"));
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		count += strstr(entry->d_name, ".aside-") != NULL;
	closedir(dir);
	return count;
}

static void
sets_a_damaged_file_aside(void **state)
{
	static const char good[] =
	    H "username=u\npassword=p\n\n" H "username=v\npassword=q\n\n";
	static const char *const damaged[] = {"garbage", "\n", "x=y",
	    H "username=u\npassword=p\n", H "username=u\n\ngarbage\n\n"};
	struct scratch *s = *state;
	struct store *store;
	size_t aside = 0;

	for (size_t i = 0; i < 3 * COUNT(damaged); i++) {
		store = open_store(s);
		keep(store, H "username=u\npassword=p\n");
		scratch_write(scratch_path(s, FILE_H), damaged[i / 3], 0, 0600);
		if (i % 3 == 0)
			assert_finds(store, H, "");
		else if (i % 3 == 1)
			erase(store, H);
		else
			keep(store, H "username=w\npassword=r\n");
		assert_int_equal(count_aside(s), 1);
		assert_finds(
		    store, H, i % 3 == 2 ? "username=w\npassword=r\n" : "");
		store_close(&store);
		scratch_remove(s->store);
	}
	/* Cut anywhere but between two entries. */
	store = open_store(s);
	keep(store, H "username=u\npassword=p\n");
	for (size_t size = 1; size < sizeof(good); size++) {
		bool whole =
		    size == sizeof(good) - 1 || size == (sizeof(good) - 1) / 2;

		scratch_write(scratch_path(s, FILE_H), good, size, 0600);
		assert_finds(store, H "username=u\n",
		    whole ? "username=u\npassword=p\n" : "");
		aside += !whole;
		assert_int_equal(count_aside(s), aside);
	}
	store_close(&store);
}

static void
refuses_an_unusable_file(void **state)
{
	struct scratch *s = *state;
	struct store *store = open_store(s);
	struct attributes a, answer = {0};

	keep(store, H "username=u\npassword=p\n");
	assert_int_equal(chmod(scratch_path(s, FILE_H), 0644), 0);
	parse(&a, H "username=u\npassword=q\n");
	assert_int_equal(
	    passwords_find(store, &a, &answer, NULL), LANYARD_ERR_STORE);
	assert_int_equal(passwords_keep(store, &a, NULL), LANYARD_ERR_STORE);
	assert_int_equal(passwords_erase(store, &a, NULL), LANYARD_ERR_STORE);
	assert_int_equal(chmod(scratch_path(s, FILE_H), 0600), 0);
	assert_finds(store, H, "username=u\npassword=p\n");
	attributes_clear(&a);
	store_close(&store);
}

static void
keeps_what_many_processes_give(void **state)
{
	struct scratch *s = *state;
	pid_t pids[KEEPERS];
	char lines[256], answer[256];
	struct store *store;

	for (int i = 0; i < KEEPERS; i++)
		if ((pids[i] = fork()) == 0) {
			struct attributes a;

			store = open_store(s);
			scratch_print(lines, sizeof(lines),
			    H "username=u%d\npassword=p%d\n", i, i);
			parse(&a, lines);
			_exit(passwords_keep(store, &a, NULL) == LANYARD_OK
				  ? 0
				  : 1);
		}
	for (int i = 0; i < KEEPERS; i++)
		assert_int_equal(scratch_reap(pids[i]), 0);
	store = open_store(s);
	for (int i = 0; i < KEEPERS; i++) {
		scratch_print(lines, sizeof(lines), H "username=u%d\n", i);
		scratch_print(answer, sizeof(answer),
		    "username=u%d\npassword=p%d\n", i, i);
		assert_finds(store, lines, answer);
	}
	store_close(&store);
}

/* With "https%3A%2F%2F" and ".lock" 255 bytes, and longer ones. */
static void
knows_nothing_of_hosts_too_long(void **state)
{
	static const size_t sizes[] = {236, 237, 241, 242, 1000, 40000};
	const struct scratch *s = *state;
	struct store *store = open_store(s);
	static char lines[50000], host[40001];

	keep(store, H "username=u\npassword=p\n");
	for (size_t i = 0; i < COUNT(sizes); i++) {
		memset(host, 'h', sizes[i]);
		host[sizes[i]] = '\0';
		scratch_print(lines, sizeof(lines),
		    "protocol=https\nhost=%s\nusername=u\npassword=p\n", host);
		keep(store, lines);
		scratch_print(
		    lines, sizeof(lines), "protocol=https\nhost=%s\n", host);
		assert_finds(
		    store, lines, i == 0 ? "username=u\npassword=p\n" : "");
		erase(store, lines);
		assert_finds(store, lines, "");
	}
	assert_finds(store, H, "username=u\npassword=p\n");
	store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_what_was_kept),
	    SCRATCH_TEST(finds_what_was_kept_once),
	    SCRATCH_TEST(gives_no_password_that_has_expired),
	    SCRATCH_TEST(tells_whose_there_are),
	    SCRATCH_TEST(erases_what_matches),
	    SCRATCH_TEST(sets_a_damaged_file_aside),
	    SCRATCH_TEST(refuses_an_unusable_file),
	    SCRATCH_TEST(keeps_what_many_processes_give),
	    SCRATCH_TEST(knows_nothing_of_hosts_too_long),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
