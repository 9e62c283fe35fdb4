/*
 * t_field.c - what the person types while a login waits for its answer
 */
#include "an_attempt.h"

#include "net/job/by_device.h"
#include "net/job/field.h"

#define E(name) LANYARD_ERR_##name

/* A person who types LINES, one at each reading, and no more. */
struct a_typist {
	struct an_attempt t;
	const char *lines[6]; /* "STATE" replaced */
	size_t read;
	int fd;
};

static int
typist_fd(void *context)
{
	return ((struct a_typist *)context)->fd;
}

static bool
typist_reads(void *context, char *line, unsigned size)
{
	struct a_typist *p = context;
	const char *text = p->lines[p->read++];

	if (text == NULL)
		return false;
	scratch_print(line, size, "%s", an_attempt_fill_in(&p->t, text));
	return true;
}

static void
begin(struct a_typist *p, const char *const *lines, size_t count,
    const struct server_answer *answers, size_t answer_count)
{
	an_attempt_begin(&p->t, answers, answer_count);
	p->read = 0;
	p->fd = 5;
	for (size_t i = 0; i < COUNT(p->lines); i++)
		p->lines[i] = i < count ? lines[i] : NULL;
	p->t.ui.context = p; /* it begins with T */
	p->t.ui.input_fd = typist_fd;
	p->t.ui.read_line = typist_reads;
}

/* Whatever is typed before it, the right URL logs in. */
static void
ends_by_the_right_answer_alone(void **state)
{
	static const struct server_answer answers[] = {
	    {REFUSED("invalid_grant"), 0}, {SERVER_OK(TOKEN), 0}};
	static const char right[] = "http://x/?code=Q0&state=STATE";
	static const struct {
		const char *before[4];
		int notices; /* those of a refused code are two */
		const char *last;
		int asked;
	} cases[] = {
	    {{NULL}, 0, "", 0},
	    {{"", " ", "\n"}, 0, "", 0},
	    {{"no", "really not"}, 2, "neither", 0},
	    {{"http://x/?code=Q0&state=x"}, 1, "another state", 0},
	    {{"http://x/?error=access_denied&state=STATE"}, 1, "access_denied",
		0},
	    {{"https://id.example.org/a?response_type=code"}, 1,
		"address to open", 0},
	    {{"d"}, 1, "gives no device codes", 0},
	    {{"?"}, 4, "q and Enter gives up", 0},
	    {{"wrong-code"}, 2, "log in again", 1},
	    {{"http://x/?code=wrong&state=STATE"}, 2, "log in again", 1},
	};
	struct a_typist p;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(&p, cases[i].before, COUNT(cases[i].before),
		    answers + 1 - cases[i].asked, (size_t)cases[i].asked + 1);
		for (size_t n = 0; cases[i].before[n] != NULL; n++) {
			assert_int_equal(field_read(&p.t.attempt), LANYARD_OK);
			assert_false(p.t.attempt.done);
		}
		assert_int_equal(p.t.reserved, cases[i].asked);
		assert_int_equal(p.t.notices, cases[i].notices);
		if (strstr(p.t.notice, cases[i].last) == NULL)
			fail_msg("%zu: %s", i, p.t.notice);
		p.lines[p.read] = right;
		assert_int_equal(field_read(&p.t.attempt), LANYARD_OK);
		assert_true(p.t.attempt.done);
		assert_int_equal(p.t.saved, 1);
		an_attempt_end(&p.t);
	}
}

/* An address in pieces, as one that was broken comes from slow terminals. */
static void
joins_the_pieces_of_an_address(void **state)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	static const struct {
		const char *lines[4];
		int notices;
	} cases[] = {
	    {{"http://x/?code=Q0", "&state=STATE"}, 1},
	    {{"http://x/?co", "de=Q0&state=STATE"}, 1},
	    {{"http://x/?code=Q", "0&state=STATE"}, 1},
	    {{"http://x/?c", "ode=Q0", "&state=STATE"}, 2},
	    /* given up, and begun anew */
	    {{"http://x/?code=Q", "http://x/?code=Q0", "&state=STATE"}, 2},
	};
	struct a_typist p;
	char text[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(&p, cases[i].lines, COUNT(cases[i].lines), &answer, 1);
		while (p.lines[p.read] != NULL) {
			assert_false(p.t.attempt.done);
			assert_int_equal(field_read(&p.t.attempt), LANYARD_OK);
		}
		if (!p.t.attempt.done || p.t.notices != cases[i].notices)
			fail_msg("%zu: %d %s", i, p.t.notices, p.t.notice);
		server_request(&p.t.there, text, sizeof(text));
		assert_non_null(strstr(text, "code=Q0&"));
		an_attempt_end(&p.t);
	}
}

static void
gives_up_by_q_alone(void **state)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	static const char *const lines[] = {"quit", " q "};
	struct a_typist p;

	(void)state;
	begin(&p, lines, COUNT(lines), &answer, 1);
	assert_int_equal(field_read(&p.t.attempt), LANYARD_OK);
	assert_int_equal(field_read(&p.t.attempt), E(CANCELLED));
	assert_string_equal(
	    p.t.session.error.message, "login work was cancelled");
	an_attempt_end(&p.t);
}

/* The end of the input is no answer; the others may still have one. */
static void
goes_on_without_a_person(void **state)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	struct a_typist p;

	(void)state;
	begin(&p, NULL, 0, &answer, 1);
	assert_int_equal(attempt_input_fd(&p.t.attempt), 5);
	assert_int_equal(field_read(&p.t.attempt), LANYARD_OK);
	assert_int_equal(attempt_input_fd(&p.t.attempt), -1);
	an_attempt_end(&p.t);
	begin(&p, NULL, 0, &answer, 1);
	p.t.ui.read_line = NULL;
	assert_int_equal(attempt_input_fd(&p.t.attempt), -1);
	an_attempt_end(&p.t);
}

/* A login by device code alone has nothing to paste, and no state. */
static void
waits_for_the_device_code(void **state)
{
	static const struct {
		const char *typed, *told;
	} cases[] = {
	    {"?", "enter the code there"},
	    {"AB-CD", "not here"},
	    {"http://x/?code=Q0&state=", "waits for the device code"},
	    {"response_type=code", "waits for the device code"},
	    {"something", "waits for the device code"},
	};
	static const struct server_answer answer = {SERVER_OK(DEVICE), 0};
	struct a_typist p;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(&p, &cases[i].typed, 1, &answer, 1);
		p.t.server.metadata.device_authorization_endpoint =
		    strdup(p.t.there.url);
		authorization_clear(&p.t.attempt.authorization);
		p.t.attempt.browser = false;
		assert_int_equal(by_device_start(&p.t.attempt), LANYARD_OK);
		assert_int_equal(field_read(&p.t.attempt), LANYARD_OK);
		if (strstr(p.t.notice, cases[i].told) == NULL)
			fail_msg("%s: %s", cases[i].typed, p.t.notice);
		an_attempt_end(&p.t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ends_by_the_right_answer_alone),
	    cmocka_unit_test(joins_the_pieces_of_an_address),
	    cmocka_unit_test(gives_up_by_q_alone),
	    cmocka_unit_test(goes_on_without_a_person),
	    cmocka_unit_test(waits_for_the_device_code),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
