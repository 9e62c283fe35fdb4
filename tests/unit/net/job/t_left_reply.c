/*
 * t_left_reply.c - left_reply.h: what came is taken later, without a request,
 * if it belongs to the record as it is then
 */
#include "storage.h"

#include <poll.h>

#include "net/job/left_reply.h"
#include "server.h"

#define CONFIG                                                                 \
	"logins = { work = { url = [ \"https://git.example.com\" ]; "          \
	"token_endpoint = \"https://id.invalid/token\"; client_id = \"c1\"; "  \
	"}; };\n"
#define HEAD(more)                                                             \
	"reply=1\nname=work\ngrant=0\nfollows=5\nasked_at=1000\n"              \
	"client_id=c1\n" more "\n"
#define GOOD                                                                   \
	"HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"at2\",\"refresh_token\":"  \
	"\"rt2\",\"expires_in\":50}"

static struct lanyard_job
job(uint64_t generation)
{
	return (struct lanyard_job){.kind = LANYARD_JOB_REFRESH,
	    .login = "work",
	    .generation = generation,
	    .lock_fd = -1,
	    .timeout_ms = 20000};
}

static bool
is_set_aside(const struct scratch *s)
{
	DIR *dir = opendir(scratch_path(s, "store/logins"));
	struct dirent *entry;
	bool found = false;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		found = found || strstr(entry->d_name, ".aside-") != NULL;
	closedir(dir);
	return found;
}

/* The server is nowhere: who asked it would fail. */
static void
is_taken_or_set_aside(void **state)
{
	static const struct {
		const char *file;
		const char *access, *refresh; /* NULL: it was set aside */
	} cases[] = {
	    {HEAD("") GOOD, "at2", "rt2"},
	    {HEAD("issuer=https://elsewhere\n") GOOD, "at2", "rt2"},
	    {HEAD("token_endpoint=https://elsewhere/t\n") GOOD, NULL, "rt"},
	    {HEAD("") "HTTP/2oo\r\n\r\n{\"access_token\":\"at2\"}", "at2",
		"rt"},
	    {HEAD("") "{\"refresh_token\":\"rt2\"}", "old", "rt2"},
	    {HEAD(
		 "") "HTTP/1.1 200 OK\r\n\r\n{\"body\":\"{\\\"access_token\\\":"
		     "\\\"at2\\\",\\\"refresh_token\\\":\\\"rt2\\\"}\"}",
		"at2", "rt2"},
	    {HEAD("") "{\"refresh_token\":\"rt\"}", NULL, "rt"},
	    {HEAD(""), NULL, "rt"},
	    {"reply=1\nname=other\nfollows=5\n\n" GOOD, NULL, "rt"},
	    {"reply=1\nname=work\nfollows=4\n\n" GOOD, NULL, "rt"},
	    {"reply=1\nname=work\nfollows=5\nclient_id=c2\n\n" GOOD, NULL,
		"rt"},
	    {"reply=1\n", NULL, "rt"},
	    {"nonsense", NULL, "rt"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const char *file = cases[i / 2].file;
		struct lanyard_session *session = scratch_open(s, CONFIG);
		struct seed seed = SEED_OVER;
		const struct lanyard_job refresh = job(5);
		enum lanyard_error r;

		scratch_seed(s, "work", &seed);
		/* With the room that was left over, or cut to its size. */
		scratch_write(scratch_path(s, "store/logins/work.reply"), file,
		    strlen(file) + (i % 2 == 0 ? 0 : 1), 0600);
		r = lanyard_refresh_here(session, &refresh);
		if ((r == LANYARD_OK) !=
		    (cases[i / 2].access != NULL &&
			strcmp(cases[i / 2].access, "at2") == 0))
			fail_msg(
			    "%zu: %d %s", i, (int)r, session->error.message);
		assert_string_equal(scratch_value(s, "work", "access_token"),
		    cases[i / 2].access != NULL ? cases[i / 2].access : "old");
		assert_string_equal(scratch_value(s, "work", "refresh_token"),
		    cases[i / 2].refresh);
		assert_int_equal(scratch_number(s, "work", "generation"),
		    r == LANYARD_OK ? 6 : 5);
		assert_false(
		    scratch_exists(scratch_path(s, "store/logins/work.reply")));
		if (is_set_aside(s) != (cases[i / 2].access == NULL))
			fail_msg("%zu: aside", i);
		scratch_remove(s->store);
	}
}

/* What a rotation brought is the next one's to spend: nothing is asked. */
static void
is_taken_of_a_rotation(void **state)
{
	static const char file[] =
	    HEAD("") "HTTP/1.1 200 OK\r\n\r\n"
		     "{\"token\":\"at2\",\"expires_at\":\"2999-01-01\"}";
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = [ \"https://git.invalid\" ]; "
	    "grant_type = \"gitlab_rotate\"; }; };\n");
	const struct lanyard_job refresh = job(5);
	struct seed seed = SEED_OVER;

	scratch_seed(s, "work", &seed);
	scratch_write(
	    scratch_path(s, "store/logins/work.reply"), file, 0, 0600);
	assert_int_equal(lanyard_refresh_here(session, &refresh), LANYARD_OK);
	assert_string_equal(scratch_value(s, "work", "access_token"), "at2");
	assert_string_equal(scratch_value(s, "work", "refresh_token"), "at2");
	assert_int_equal(scratch_number(s, "work", "generation"), 6);
	assert_false(
	    scratch_exists(scratch_path(s, "store/logins/work.reply")));
}

/* A grant's makes the record, and says where it came from. */
static void
makes_a_record(void **state)
{
	static const char file[] = "reply=1\nname=work\ngrant=1\nfollows=0\n"
				   "asked_at=1000\nclient_id=c1\n"
				   "revocation_endpoint=https://id/r\n\n" GOOD;
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	const struct lanyard_job refresh = job(0);
	struct seed seed = SEED_OVER;

	scratch_seed(s, "other", &seed);
	scratch_write(
	    scratch_path(s, "store/logins/work.reply"), file, 0, 0600);
	assert_int_equal(lanyard_refresh_here(session, &refresh), LANYARD_OK);
	assert_string_equal(scratch_value(s, "work", "access_token"), "at2");
	assert_string_equal(scratch_value(s, "work", "client_id"), "c1");
	assert_string_equal(
	    scratch_value(s, "work", "revocation_endpoint"), "https://id/r");
	assert_int_equal(scratch_number(s, "work", "expires_at"), 1050);
}

/* It is found in NAME.new, where it was written, by whoever has the lock. */
static void
moves_out_of_the_way(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	struct seed seed = SEED_OVER;
	int fd = -1;

	scratch_seed(s, "work", &seed);
	scratch_write(
	    scratch_path(s, "store/logins/work.new"), HEAD("") GOOD, 0, 0600);
	assert_int_equal(
	    session_try_lock(session, "work", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_int_not_equal(fd, -1);
	store_unlock(session->store, &fd);
	scratch_holds(s, "store/logins/work.new", NULL);
	scratch_holds(s, "store/logins/work.reply", HEAD("") GOOD);
	/* logout takes it away. */
	assert_int_equal(
	    store_remove(session->store, STORE_LOGIN, "work", &session->error),
	    LANYARD_OK);
	scratch_holds(s, "store/logins/work.reply", NULL);
}

static void
describes_what_it_is_of(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	const struct left_reply_about about = {
	    .grant = true, .token_endpoint = "https://id/t"};
	struct seed seed = SEED_OVER;
	struct entry entry;
	struct buf head;

	scratch_seed(s, "work", &seed);
	entry_init(&entry);
	buf_init(&head, 1000);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	assert_int_equal(
	    left_reply_describe(&head, &entry, &about, session), LANYARD_OK);
	assert_memory_equal(buf_text(&head), STORE_REPLY, strlen(STORE_REPLY));
	assert_memory_equal(head.data + head.size - 2, "\n\n", 2);
	assert_non_null(strstr(buf_text(&head), "\nname=work\n"));
	assert_non_null(strstr(buf_text(&head), "\nfollows=5\n"));
	assert_non_null(strstr(buf_text(&head), "\ngrant=1\n"));
	assert_non_null(strstr(buf_text(&head), "\nclient_id=c1\n"));
	assert_non_null(
	    strstr(buf_text(&head), "\ntoken_endpoint=https://id/t\n"));
	assert_null(strstr(buf_text(&head), "refresh_token"));
	buf_clear(&head);
	entry_clear(&entry);
}

/* ---- where a program has the records ---- */

/* A storage whose save fails as often as told; the rest is another's. */
struct failing {
	struct lanyard_storage own, *inner;
	int failures;
	bool keeps; /* ... and whose keep() does not fail */
	char kept[4096];
	size_t kept_size;
};

static enum lanyard_error
failing_load(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	struct failing *f = context;

	return f->inner->load(f->inner->context, name, give, to);
}

static enum lanyard_error
failing_save(void *context, const char *name, const void *data, size_t size)
{
	struct failing *f = context;

	if (f->failures-- > 0)
		return E(NO_ROOM);
	return f->inner->save(f->inner->context, name, data, size);
}

static enum lanyard_error
failing_remove(void *context, const char *name)
{
	struct failing *f = context;

	return f->inner->remove(f->inner->context, name);
}

static enum lanyard_error
failing_each(void *context,
    enum lanyard_error (*function)(void *to, const char *name), void *to)
{
	struct failing *f = context;

	return f->inner->each(f->inner->context, function, to);
}

static enum lanyard_error
failing_lock(
    void *context, const char *name, enum lanyard_lock lock, int *handle)
{
	struct failing *f = context;

	return f->inner->lock(f->inner->context, name, lock, handle);
}

static void
failing_unlock(void *context, int handle)
{
	struct failing *f = context;

	f->inner->unlock(f->inner->context, handle);
}

static enum lanyard_error
failing_reserve(void *context, const char *name, size_t size)
{
	struct failing *f = context;

	if (f->inner->reserve == NULL)
		return LANYARD_OK;
	return f->inner->reserve(f->inner->context, name, size);
}

static enum lanyard_error
failing_keep(void *context, const char *name, const void *data, size_t size)
{
	struct failing *f = context;

	if (!f->keeps)
		return E(STORE);
	if (f->inner->keep != NULL)
		return f->inner->keep(f->inner->context, name, data, size);
	assert_true(size <= sizeof(f->kept));
	f->kept_size = size;
	if (size > 0)
		memcpy(f->kept, data, size);
	return LANYARD_OK;
}

static enum lanyard_error
failing_load_kept(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	struct failing *f = context;

	if (f->inner->load_kept != NULL)
		return f->inner->load_kept(f->inner->context, name, give, to);
	return f->kept_size > 0 ? give(to, f->kept, f->kept_size) : LANYARD_OK;
}

static void
make_failing(struct failing *f, struct lanyard_storage *inner)
{
	*f = (struct failing){.inner = inner,
	    .keeps = true,
	    .own = {f, failing_load, failing_save, failing_remove, failing_each,
		failing_lock, failing_unlock, failing_reserve, failing_keep,
		failing_load_kept}};
}

static struct lanyard_session *
session_on(const struct scratch *s, const struct failing *f)
{
	const struct lanyard_options options = {.config_path = s->config,
	    .storage = &f->own,
	    .refresh = lanyard_refresh_here};
	struct lanyard_session *session = NULL;

	assert_int_equal(lanyard_session_open(&session, &options), LANYARD_OK);
	return session;
}

/* A record of NAME whose token is over, at URL. */
static void
put_over(const struct lanyard_storage *storage, const char *url)
{
	char text[1024];

	scratch_print(text, sizeof(text),
	    "name=work\nclient_id=c1\ntoken_endpoint=%s/token\n"
	    "access_token=old\nexpires_at=10\nobtained_at=1\n"
	    "refresh_token=rt\ngeneration=5\n\n",
	    url);
	assert_int_equal(
	    storage->save(storage->context, "work", text, strlen(text)),
	    LANYARD_OK);
}

static void
assert_token(struct lanyard_session *session, const char *access)
{
	struct lanyard_credential *token = NULL;

	if (lanyard_token(session, "work", &token) != LANYARD_OK)
		fail_msg("%s", lanyard_session_message(session));
	assert_string_equal(lanyard_credential_get(token, "password"), access);
	lanyard_credential_free(&token);
}

/*
 * One request: what it brought is not saved, twice, and is there all the same.
 * ANOTHER: for the next session, too.
 */
static void
outlives_failing_saves(
    struct scratch *s, struct failing *f, const char *hint, bool another)
{
	struct lanyard_credential *token = NULL;
	struct lanyard_session *session;
	struct pollfd asked = {.events = POLLIN};
	struct a_server server;
	char text[4096];

	server_start_one(&server,
	    SERVER_OK("{\"access_token\":\"at2\",\"token_type\":\"bearer\","
		      "\"expires_in\":3600,\"refresh_token\":\"rt2\"}"));
	scratch_print(text, sizeof(text),
	    "logins = { work = { url = [ \"https://git.example.com\" ]; "
	    "client_id = \"c1\"; token_endpoint = \"%s/token\"; }; };\n",
	    server.url);
	scratch_write(s->config, text, 0, 0600);
	put_over(f->inner, server.url);
	asked.fd = server.log;
	session = session_on(s, f);
	f->failures = 2;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    lanyard_token(session, "work", &token), E(NO_ROOM));
		assert_null(token);
		assert_non_null(strstr(lanyard_session_message(session),
		    "the program's storage cannot save login work"));
		if (i == 0)
			assert_string_equal(
			    lanyard_session_hint(session), hint);
		if (i == 0)
			server_request(&server, text, sizeof(text));
		assert_int_equal(poll(&asked, 1, 0), 0);
	}
	if (another) {
		lanyard_session_close(&session);
		session = session_on(s, f);
	}
	assert_token(session, "at2");
	assert_int_equal(poll(&asked, 1, 0), 0);
	assert_non_null(
	    strstr(storage_get(f->inner, "work"), "\nrefresh_token=rt2\n"));
	/* Once it is saved nothing is kept any more. */
	lanyard_session_close(&session);
	session = session_on(s, f);
	assert_token(session, "at2");
	assert_int_equal(f->kept_size, 0);
	lanyard_session_close(&session);
	server_stop(&server);
}

#define IN_STORAGE                                                             \
	"the program's storage has kept what the server sent; the next call "  \
	"takes the tokens from there"
#define IN_SESSION                                                             \
	"what the server sent is kept until the session is closed; the next "  \
	"call saves the tokens from there"

/* By its own means; by none, and by means that fail: in the session. */
static void
is_kept_for_a_storage(void **state)
{
	struct scratch *s = *state;
	struct lanyard_storage *inner;
	struct failing f;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(lanyard_storage_memory(&inner), LANYARD_OK);
		make_failing(&f, inner);
		f.keeps = i == 0;
		if (i == 2) {
			f.own.keep = NULL;
			f.own.load_kept = NULL;
		}
		/* Only what can be kept can be dropped. */
		outlives_failing_saves(
		    s, &f, i == 0 ? IN_STORAGE : IN_SESSION, i == 0);
		lanyard_storage_free(&inner);
	}
}

/* The one file of a program: beside it. */
static void
is_kept_beside_a_file(void **state)
{
	struct scratch *s = *state;
	struct lanyard_storage *inner;
	struct failing f;

	assert_int_equal(
	    lanyard_storage_file(&inner, scratch_path(s, "token")), LANYARD_OK);
	make_failing(&f, inner);
	outlives_failing_saves(s, &f, IN_STORAGE, true);
	assert_false(scratch_exists(scratch_path(s, "token.reply")));
	assert_false(scratch_exists(scratch_path(s, "token.new")));
	lanyard_storage_free(&inner);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_kept_for_a_storage),
	    SCRATCH_TEST(is_kept_beside_a_file),
	    SCRATCH_TEST(is_taken_or_set_aside),
	    SCRATCH_TEST(is_taken_of_a_rotation),
	    SCRATCH_TEST(makes_a_record),
	    SCRATCH_TEST(moves_out_of_the_way),
	    SCRATCH_TEST(describes_what_it_is_of),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
