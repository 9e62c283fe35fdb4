/*
 * t_left_reply.c - left_reply.h: what came is taken later, without a request,
 * if it belongs to the record as it is then
 */
#include "scratch.h"

#include "net/job/left_reply.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_taken_or_set_aside),
	    SCRATCH_TEST(makes_a_record),
	    SCRATCH_TEST(moves_out_of_the_way),
	    SCRATCH_TEST(describes_what_it_is_of),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
