/*
 * t_exchange.c - one request that may bring tokens, and their save
 */
#include "scratch.h"

#include <poll.h>
#include <sys/resource.h>

#include "net/job/exchange.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

/* ---- step by step ---- */

/* An exchange of KIND for the stored login "work", which is loaded. */
static void
begin(struct scratch *s, struct exchange *x, struct entry *entry,
    enum exchange_kind kind)
{
	entry_init(entry);
	assert_int_equal(search_name(entry, s->session, "work"), LANYARD_OK);
	exchange_init(x, kind, s->session, entry);
}

static void
end(struct exchange *x, struct entry *entry)
{
	exchange_clear(x);
	entry_clear(entry);
}

/* Is a signal held back, is NAME.new there, is the record's lock taken? */
static void
assert_under_way(struct scratch *s, bool signals, bool room, bool lock)
{
	sigset_t set;
	int fd = -1;

	pthread_sigmask(SIG_BLOCK, NULL, &set);
	assert_int_equal(sigismember(&set, SIGINT), signals);
	assert_int_equal(sigismember(&set, SIGTERM), signals);
	assert_int_equal(
	    scratch_exists(scratch_path(s, "store/logins/work.new")), room);
	assert_int_equal(store_try_lock(s->session->store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, NULL),
	    LANYARD_OK);
	assert_int_equal(fd == -1, lock);
	store_unlock(NULL, &fd);
}

/* A new grant takes the lock for itself; a refresh is asked for under it. */
static void
holds_what_it_needs_for_the_request_alone(void **state)
{
	struct scratch *s = *state;
	struct exchange x;
	struct entry entry;

	for (int kind = EXCHANGE_REFRESH; kind <= EXCHANGE_GRANT; kind++) {
		bool grant = kind == EXCHANGE_GRANT;

		scratch_open(s, SCRATCH_CONFIG);
		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		begin(s, &x, &entry, (enum exchange_kind)kind);
		assert_under_way(s, false, false, false);
		/* In vain, in vain and forgotten, and with success. */
		assert_int_equal(exchange_begin(&x), LANYARD_OK);
		/* Of a refresh: by NAME.new, as NAME.lock may be gone. */
		assert_under_way(s, true, true, true);
		exchange_drop(&x);
		assert_under_way(s, false, false, false);
		assert_value(s, "last_error", NULL);
		assert_int_equal(exchange_begin(&x), LANYARD_OK);
		exchange_clear(&x);
		assert_under_way(s, false, false, false);
		assert_int_equal(exchange_begin(&x), LANYARD_OK);
		secret_set_text(&x.token.access_token, "at2");
		assert_int_equal(exchange_end(&x, LANYARD_OK), LANYARD_OK);
		assert_under_way(s, false, false, false);
		assert_value(s, "access_token", "at2");
		assert_value(s, "generation", "6");
		/* The old grant's goes with it. */
		assert_value(s, "refresh_token", grant ? NULL : "rt");
		end(&x, &entry);
	}
}

/* What a refresh saved since the login began is read under the lock. */
static void
reads_again_with_the_lock(void **state)
{
	struct scratch *s = *state;
	struct seed seed = SEED_OVER;
	struct exchange x;
	struct entry entry;

	scratch_open(s, SCRATCH_CONFIG);
	scratch_seed(s, "work", &seed);
	begin(s, &x, &entry, EXCHANGE_GRANT);
	seed.generation = 8;
	seed.more = "colour=blue\n";
	scratch_seed(s, "work", &seed);
	assert_int_equal(exchange_begin(&x), LANYARD_OK);
	secret_set_text(&x.token.access_token, "at2");
	assert_int_equal(exchange_end(&x, LANYARD_OK), LANYARD_OK);
	assert_value(s, "generation", "9");
	assert_value(s, "colour", "blue");
	end(&x, &entry);
}

/* A failed grant is the front's to count; a failed refresh is noted here. */
static void
notes_the_failure_of_a_refresh(void **state)
{
	struct scratch *s = *state;
	struct exchange x;
	struct entry entry;

	for (int kind = EXCHANGE_REFRESH; kind <= EXCHANGE_GRANT; kind++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);

		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		begin(s, &x, &entry, (enum exchange_kind)kind);
		assert_int_equal(exchange_begin(&x), LANYARD_OK);
		error_set(&session->error, E(SERVER), "no");
		assert_int_equal(exchange_end(&x, E(SERVER)), E(SERVER));
		assert_under_way(s, false, false, false);
		assert_value(s, "last_error",
		    kind == EXCHANGE_GRANT ? NULL : "login work: no");
		assert_value(s, "access_token", "old");
		end(&x, &entry);
	}
}

/* ---- with a server ---- */

#define BY_ENDPOINT "token_endpoint = \"@/token\";"
#define REPLY                                                                  \
	"{\"access_token\":\"at2\",\"token_type\":\"bearer\","                 \
	"\"expires_in\":3600,\"refresh_token\":\"rt2\"}"

static void
saves_what_the_reply_brings(void **state)
{
	/* NULL: no such key. "rt" and "old" are what was there. */
	static const struct {
		const char *answer;
		enum lanyard_error code;
		const char *access_token;
		const char *refresh_token;
		const char *scope;
		bool dead;
		bool pause;
	} cases[] = {
	    {SERVER_OK(REPLY), LANYARD_OK, "at2", "rt2", "all", false, false},
	    {SERVER_OK("{\"access_token\":\"at2\",\"token_type\":\"Bearer\","
		       "\"scope\":\"less\"}"),
		LANYARD_OK, "at2", "rt", "less", false, false},
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), E(GRANT),
		"old", "rt", "all", true, false},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), E(REFUSED),
		"old", "rt", "all", false, true},
	    {SERVER_SAYS("503", "busy"), E(SERVER), "old", "rt", "all", false,
		true},
	    {SERVER_OK("<html>"), E(SERVER), "old", "rt", "all", false, true},
	    {SERVER_OK(""), E(SERVER), "old", "rt", "all", false, true},
	    /* refused, but the server has forgotten the old one */
	    {SERVER_OK("{\"token_type\":\"bearer\",\"refresh_token\":\"rt2\"}"),
		E(SERVER), "old", "rt2", "all", false, true},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session;
		struct a_server server;
		sigset_t before, after;
		char text[4096];

		seed.more = "scope=all\nlast_error=x\n";
		server_start_one(&server, cases[i].answer);
		session = scratch_open_at(s, server.url, BY_ENDPOINT);
		session->refresh = lanyard_refresh_here;
		scratch_seed(s, "work", &seed);
		pthread_sigmask(SIG_BLOCK, NULL, &before);
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), cases[i].code);
		pthread_sigmask(SIG_BLOCK, NULL, &after);
		for (int k = 1; k <= SIGRTMAX; k++)
			assert_int_equal(
			    sigismember(&before, k), sigismember(&after, k));
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "POST /token "));
		assert_non_null(strstr(text, "refresh_token=rt"));
		server_stop(&server);
		assert_value(s, "access_token", cases[i].access_token);
		assert_value(s, "refresh_token", cases[i].refresh_token);
		assert_value(s, "scope", cases[i].scope);
		assert_int_equal(
		    scratch_value(s, "work", "refresh_token_error") != NULL,
		    cases[i].dead);
		assert_int_equal(scratch_value(s, "work", "retry_at") != NULL,
		    cases[i].pause);
		if (cases[i].code != LANYARD_OK)
			assert_non_null(
			    strstr(session->error.message, "login work"));
		else
			assert_value(s, "last_error", NULL);
		/* No secret in what is told, no room left reserved. */
		assert_null(strstr(session->error.message, "rt"));
		assert_false(
		    scratch_exists(scratch_path(s, "store/logins/work.new")));
	}
}

static void
asks_nothing_without_room_or_reason(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct rlimit limit, small;
	struct pollfd asked = {.events = POLLIN};
	struct a_server server;
	enum lanyard_error r;

	server_start_one(&server, SERVER_OK(REPLY));
	asked.fd = server.log;
	session = scratch_open_at(s, server.url, BY_ENDPOINT);
	session->refresh = lanyard_refresh_here;
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	/* Another generation is there already. */
	assert_int_equal(lanyard_refresh(session, "work", 4), LANYARD_OK);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = lanyard_refresh(session, "work", 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(r, E(STORE));
	assert_int_equal(poll(&asked, 1, 0), 0);
	assert_value(s, "refresh_token", "rt");
	assert_int_equal(lanyard_refresh(session, "work", 0), LANYARD_OK);
	assert_int_equal(poll(&asked, 1, 0), 1);
	assert_value(s, "refresh_token", "rt2");
	server_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(holds_what_it_needs_for_the_request_alone),
	    SCRATCH_TEST(reads_again_with_the_lock),
	    SCRATCH_TEST(notes_the_failure_of_a_refresh),
	    SCRATCH_TEST(saves_what_the_reply_brings),
	    SCRATCH_TEST(asks_nothing_without_room_or_reason),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
