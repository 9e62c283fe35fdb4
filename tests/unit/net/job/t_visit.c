/*
 * t_visit.c - a person at a browser, who comes back to the listener
 */
#include "a_visitor.h"

#define E(name) LANYARD_ERR_##name

struct fixture {
	struct visit visit;
	enum lanyard_error result;
	int taken;
	char query[64];
};

static enum lanyard_error
take(void *context, const char *query, bool *done)
{
	static const struct listener_page page = {
	    .status = 200, .heading = "Thanks"};
	struct fixture *f = context;

	f->taken++;
	scratch_print(f->query, sizeof(f->query), "%s", query);
	*done = strncmp(query, "last", 4) == 0;
	listener_answer(f->visit.listener, &page);
	return *done ? f->result : LANYARD_OK;
}

static enum lanyard_error
wait_for(struct a_visitor *v, struct fixture *f, int64_t timeout_ms)
{
	struct lanyard_session session = {.error = {0}};
	enum lanyard_error r;

	f->visit = (struct visit){.session = &session,
	    .take = take,
	    .context = f,
	    .deadline_ms = clock_monotonic_ms() + timeout_ms};
	assert_int_equal(
	    listener_new(&f->visit.listener, NULL, v->port, "/callback", NULL),
	    LANYARD_OK);
	a_visitor_begin(v, &session);
	r = visit_wait(&f->visit);
	listener_free(&f->visit.listener);
	a_visitor_end(v);
	assert_int_equal(
	    session.error.code, r == E(TIMEOUT) ? E(TIMEOUT) : LANYARD_OK);
	return r;
}

static void
waits_for_the_last(void **state)
{
	static const enum lanyard_error results[] = {LANYARD_OK, E(REFUSED)};

	(void)state;
	for (size_t i = 0; i < COUNT(results); i++) {
		struct a_visitor v = {
		    .visits = {"first", "last=1"}, .port = a_visitor_port()};
		struct fixture f = {.result = results[i]};

		assert_int_equal(wait_for(&v, &f, 5000), results[i]);
		assert_int_equal(f.taken, 2);
		assert_string_equal(f.query, "last=1");
		assert_non_null(strstr(v.pages, "<h1>Thanks</h1>"));
		assert_string_equal(v.notices, "");
	}
}

static void
gives_up_in_time(void **state)
{
	struct a_visitor v = {.visits = {"first"}, .port = a_visitor_port()};
	struct fixture f = {.taken = 0};
	int64_t start = clock_monotonic_ms();

	(void)state;
	assert_int_equal(wait_for(&v, &f, 300), E(TIMEOUT));
	assert_in_range(clock_monotonic_ms() - start, 300, 3000);
}

/* A line each, and not endlessly. */
static void
tells_what_was_not_used(void **state)
{
	struct lanyard_session session = {.error = {0}};
	struct visit visit = {.session = &session};
	static struct a_visitor v;
	size_t lines = 0;

	(void)state;
	visit_unused(&visit, "nobody hears it");
	visit.unused = 0;
	a_visitor_begin(&v, &session);
	for (int i = 0; i < 30; i++)
		visit_unused(&visit, "of no use");
	a_visitor_end(&v);
	for (const char *p = v.notices; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_int_equal(lines, 20);
	assert_memory_equal(
	    v.notices, "a callback came and was not used: of no use\n", 44);
	assert_non_null(strstr(v.notices, "of no use; the rest is not told\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(waits_for_the_last),
	    cmocka_unit_test(gives_up_in_time),
	    cmocka_unit_test(tells_what_was_not_used),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
