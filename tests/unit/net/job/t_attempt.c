/*
 * t_answers.c - answers.h: callback, paste and device code, one call each; how
 * they go side by side is in t_interaction.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "login/tokens.h"
#include "net/job/attempt.h"
#include "os/clock.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define TOKEN	     "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}"
#define DEVICE                                                                 \
	"{\"device_code\":\"dc\",\"user_code\":\"AB-CD\",\"verification_uri\"" \
	":\"https://id.example.org/d\",\"expires_in\":600,\"interval\":5}"
#define PENDING "{\"error\":\"authorization_pending\"}"

struct fixture {
	struct answers answers;
	struct interaction interaction;
	struct lanyard_ui ui;
	struct login login;
	struct client client;
	struct metadata metadata;
	struct token token;
	struct error error;
	struct a_server server;
	enum lanyard_error prepare_result, save_result;
	int prepared, saved, released, shown, notices;
	char notice[ERROR_TEXT];
};

static enum lanyard_error
prepare(void *context, struct error *error)
{
	struct fixture *f = context;

	if (f->prepare_result != LANYARD_OK)
		return error_set(error, f->prepare_result, "not prepared");
	f->prepared++;
	return LANYARD_OK;
}

static enum lanyard_error
save(void *context, const struct token *token, struct error *error)
{
	struct fixture *f = context;

	assert_true(secret_is_set(&token->access_token));
	if (f->save_result != LANYARD_OK)
		return error_set(error, f->save_result, "not saved");
	f->saved++;
	return LANYARD_OK;
}

static void
release(void *context)
{
	((struct fixture *)context)->released++;
}

static void
show_device_code(void *context, const char *login, const char *uri,
    const char *complete, const char *user_code)
{
	struct fixture *f = context;

	assert_string_equal(login, "work");
	assert_string_equal(uri, "https://id.example.org/d");
	assert_null(complete);
	assert_string_equal(user_code, "AB-CD");
	f->shown++;
}

static void
notice(void *context, const char *text)
{
	struct fixture *f = context;

	snprintf(f->notice, sizeof(f->notice), "%s", text);
	f->notices++;
}

/* A login under way, by authorization code, at a server with ANSWERS. */
static void
begin(struct fixture *f, const struct server_answer *answers, size_t count)
{
	static const struct fixture empty;

	*f = empty;
	server_start(&f->server, answers, count);
	login_init(&f->login);
	token_init(&f->token);
	f->login.name = strdup("work");
	f->login.client_id = strdup("c1");
	f->client.client_id = f->login.client_id;
	f->metadata.token_endpoint = f->server.url;
	f->ui.context = f;
	f->ui.show_device_code = show_device_code;
	f->ui.notice = notice;
	f->interaction = (struct interaction){.ui = &f->ui,
	    .login = &f->login,
	    .client = &f->client,
	    .metadata = &f->metadata,
	    .http = server_http(),
	    .prepare = prepare,
	    .save = save,
	    .release = release,
	    .context = f};
	f->answers = (struct answers){.interaction = &f->interaction,
	    .ui = &f->ui,
	    .login = &f->login,
	    .token = &f->token,
	    .error = &f->error,
	    .browser = true};
	/* Over, but what is sent has a time of its own. */
	http_set_deadline(f->interaction.http, clock_monotonic_ms() - 1);
	assert_int_equal(
	    redirect_open(&f->answers.redirect, &f->login, NULL), LANYARD_OK);
	assert_int_equal(
	    authorization_begin(&f->answers.authorization, &f->login,
		"https://id.example.org/a", f->answers.redirect.uri, NULL),
	    LANYARD_OK);
}

static void
end(struct fixture *f)
{
	server_stop(&f->server);
	if (f->answers.device_waits)
		device_clear(&f->answers.device);
	authorization_clear(&f->answers.authorization);
	redirect_clear(&f->answers.redirect);
	token_clear(&f->token);
	login_clear(&f->login);
	http_free(&f->interaction.http);
}

/* TEXT with "STATE" replaced, lent until the next call. */
static const char *
fill_in(const struct fixture *f, const char *text)
{
	static char out[1024];
	const char *at = strstr(text, "STATE");

	if (at == NULL)
		return text;
	snprintf(out, sizeof(out), "%.*s%s%s", (int)(at - text), text,
	    (const char *)f->answers.authorization.state.bytes, at + 5);
	return out;
}

/* A callback and a pasted URL are the same answer, but for the notice. */
static void
takes_a_code_once(void **state)
{
	static const struct {
		const char *query, *answer;
		enum lanyard_error prepare, save, result;
		bool done, asked, released, wrong;
	} cases[] = {
	    {"code=c&state=STATE", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, true,
		true, false, false},
	    /* not ours: nothing happens */
	    {"code=c&state=x", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, false, false,
		false, true},
	    {"code=c", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, false, false, false,
		true},
	    {"error=access_denied&state=x", SERVER_OK(TOKEN), 0, 0, LANYARD_OK,
		false, false, false, true},
	    /* no */
	    {"error=access_denied&state=STATE", SERVER_OK(TOKEN), 0, 0,
		LANYARD_ERR_CANCELLED, false, false, false, false},
	    {"error=invalid_scope&state=STATE", SERVER_OK(TOKEN), 0, 0,
		LANYARD_ERR_REFUSED, false, false, false, false},
	    {"code=c&state=STATE",
		SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), 0, 0,
		LANYARD_ERR_REFUSED, false, true, true, false},
	    {"code=c&state=STATE", SERVER_SAYS("500", "x"), 0, 0,
		LANYARD_ERR_SERVER, false, true, true, false},
	    {"code=c&state=STATE", "", 0, 0, LANYARD_ERR_NETWORK, false, true,
		true, false},
	    /* the caller cannot */
	    {"code=c&state=STATE", SERVER_OK(TOKEN), LANYARD_ERR_NO_ROOM, 0,
		LANYARD_ERR_NO_ROOM, false, false, false, false},
	    {"code=c&state=STATE", SERVER_OK(TOKEN), 0, LANYARD_ERR_STORE,
		LANYARD_ERR_STORE, false, true, true, false},
	};
	char text[2048];
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const struct server_answer answer = {cases[i / 2].answer, 0};
		bool paste = i % 2 == 1;
		enum lanyard_error r;

		begin(&f, &answer, 1);
		f.prepare_result = cases[i / 2].prepare;
		f.save_result = cases[i / 2].save;
		snprintf(text, sizeof(text), "%s?%s", f.answers.redirect.uri,
		    fill_in(&f, cases[i / 2].query));
		r = paste ? answers_paste(&f.answers, text)
			  : answers_callback(&f.answers, strchr(text, '?') + 1);
		if (r != cases[i / 2].result)
			fail_msg("%zu: %d %s", i, r, f.error.message);
		assert_int_equal(f.error.code, r);
		assert_int_equal(f.answers.done, cases[i / 2].done);
		assert_int_equal(f.prepared, cases[i / 2].asked);
		assert_int_equal(f.saved, cases[i / 2].done);
		assert_int_equal(f.released, cases[i / 2].released);
		assert_int_equal(f.notices, paste && cases[i / 2].wrong);
		end(&f);
	}
}

static void
sends_the_code_with_its_verifier(void **state)
{
	const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	char text[4096], expected[256];
	struct fixture f;

	(void)state;
	begin(&f, &answer, 1);
	/* Without anybody to save or release, DONE is all there is. */
	f.interaction.prepare = NULL;
	f.interaction.save = NULL;
	f.interaction.release = NULL;
	assert_int_equal(answers_paste(&f.answers, " a+b \n"), LANYARD_OK);
	assert_true(f.answers.done);
	assert_string_equal((char *)f.token.access_token.bytes, "at");
	server_request(&f.server, text, sizeof(text));
	snprintf(expected, sizeof(expected), "code_verifier=%s",
	    (const char *)f.answers.authorization.code_verifier.bytes);
	assert_non_null(strstr(text, expected));
	assert_non_null(strstr(text, "grant_type=authorization_code"));
	assert_non_null(strstr(text, "code=a%2Bb"));
	end(&f);
}

/* ---- the device code ---- */

static void
begin_device(struct fixture *f, const struct server_answer *answers,
    size_t count, bool browser)
{
	begin(f, answers, count);
	f->metadata.device_authorization_endpoint = f->server.url;
	f->answers.browser = browser;
}

/* As if the interval had passed. */
static enum lanyard_error
poll_now(struct fixture *f)
{
	f->answers.device.next_poll_ms = 0;
	return answers_poll_device(&f->answers);
}

static void
polls_until_there_is_a_token(void **state)
{
	static const struct server_answer answers[] = {{SERVER_OK(DEVICE), 0},
	    {SERVER_SAYS("400", PENDING), 0}, {SERVER_OK(TOKEN), 0}};
	char text[4096], host[280];
	struct fixture f;

	(void)state;
	begin_device(&f, answers, 3, false);
	assert_int_equal(answers_poll_device(&f.answers), LANYARD_OK);
	assert_int_equal(answers_start_device(&f.answers), LANYARD_OK);
	assert_true(f.answers.device_waits);
	assert_int_equal(f.shown, 1);
	/* Where no URL told it, and once. */
	assert_int_equal(f.notices, 1);
	http_host(f.server.url, host, sizeof(host));
	snprintf(
	    text, sizeof(text), "the tokens of login work come from %s", host);
	assert_string_equal(f.notice, text);
	/* Not due; and shown again, the code is the same. */
	assert_int_equal(answers_poll_device(&f.answers), LANYARD_OK);
	assert_int_equal(answers_start_device(&f.answers), LANYARD_OK);
	assert_int_equal(f.shown, 2);
	assert_int_equal(f.notices, 1);
	assert_int_equal(f.prepared, 0);
	assert_int_equal(poll_now(&f), LANYARD_OK);
	assert_false(f.answers.done);
	assert_int_equal(f.released, 1);
	assert_true(f.answers.device.next_poll_ms > clock_monotonic_ms());
	assert_int_equal(poll_now(&f), LANYARD_OK);
	assert_true(f.answers.done);
	assert_int_equal(f.prepared, 2);
	assert_int_equal(f.saved, 1);
	assert_int_equal(f.released, 1);
	assert_null(f.token.error);
	server_request(&f.server, text, sizeof(text));
	assert_non_null(strstr(text, "client_id=c1"));
	for (int i = 0; i < 2; i++) {
		server_request(&f.server, text, sizeof(text));
		assert_non_null(strstr(text, "device_code=dc"));
	}
	end(&f);
}

/* Nobody should wait for an approval while the server cannot be reached. */
static void
tells_of_a_failed_poll(void **state)
{
	static const struct server_answer answers[] = {{SERVER_OK(DEVICE), 0},
	    {SERVER_SAYS("503", "busy"), 0}, {SERVER_SAYS("400", PENDING), 0},
	    {SERVER_OK(TOKEN), 0}};
	struct fixture f;

	(void)state;
	begin_device(&f, answers, 4, false);
	assert_int_equal(answers_start_device(&f.answers), LANYARD_OK);
	f.notices = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(poll_now(&f), LANYARD_OK);
		assert_int_equal(f.error.code, LANYARD_OK);
		assert_int_equal(f.notices, 1);
	}
	assert_true(f.answers.done);
	assert_non_null(strstr(f.notice, " answered 503 "));
	assert_non_null(strstr(f.notice, ": asked again in 10 s"));
	end(&f);
}

/* Without a browser it was the last hope, beside one it is worth a notice. */
static void
gives_up_a_device_code(void **state)
{
	static const struct {
		const char *answer; /* to the poll; NULL: it has expired */
		enum lanyard_error prepare, alone, beside;
	} cases[] = {
	    {NULL, 0, LANYARD_ERR_TIMEOUT, LANYARD_OK},
	    {SERVER_SAYS("400", "{\"error\":\"expired_token\"}"), 0,
		LANYARD_ERR_TIMEOUT, LANYARD_OK},
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), 0,
		LANYARD_ERR_REFUSED, LANYARD_OK},
	    {SERVER_SAYS("400", "{\"error\":\"access_denied\"}"), 0,
		LANYARD_ERR_CANCELLED, LANYARD_ERR_CANCELLED},
	    {SERVER_OK(TOKEN), LANYARD_ERR_NO_ROOM, LANYARD_ERR_NO_ROOM,
		LANYARD_ERR_NO_ROOM},
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const char *last = cases[i / 2].answer;
		const struct server_answer answers[] = {
		    {SERVER_OK(DEVICE), 0}, {last == NULL ? "" : last, 0}};
		bool browser = i % 2 == 1;
		enum lanyard_error r, expected = browser ? cases[i / 2].beside
							 : cases[i / 2].alone;

		begin_device(&f, answers, 2, browser);
		assert_int_equal(answers_start_device(&f.answers), LANYARD_OK);
		f.notices = 0;
		if (last == NULL)
			f.answers.device.expires_at_ms = clock_monotonic_ms();
		f.prepare_result = cases[i / 2].prepare;
		r = poll_now(&f);
		if (r != expected)
			fail_msg("%zu: %d %s", i, r, f.error.message);
		assert_int_equal(f.error.code, r);
		assert_false(f.answers.done);
		assert_int_equal(f.prepared, f.released);
		assert_int_equal(f.notices, r == LANYARD_OK);
		/* Another may be asked for, but not after the login's end. */
		assert_int_equal(
		    f.answers.device_waits, cases[i / 2].prepare != LANYARD_OK);
		end(&f);
	}
}

static void
starts_no_device_code(void **state)
{
	static const struct server_answer refusal = {
	    SERVER_SAYS("400", "{\"error\":\"unauthorized_client\"}"), 0};
	struct fixture f;

	(void)state;
	for (int browser = 0; browser <= 1; browser++) {
		begin_device(&f, &refusal, 1, browser == 1);
		assert_int_equal(answers_start_device(&f.answers),
		    browser == 1 ? LANYARD_OK : LANYARD_ERR_REFUSED);
		assert_int_equal(f.notices, browser);
		assert_false(f.answers.device_waits);
		assert_int_equal(f.shown, 0);
		end(&f);
	}
	begin(&f, &refusal, 1);
	assert_int_equal(answers_start_device(&f.answers), LANYARD_OK);
	assert_string_equal(f.notice, "this server gives no device codes");
	/* Nobody listens to notices. */
	f.ui.notice = NULL;
	assert_int_equal(answers_start_device(&f.answers), LANYARD_OK);
	assert_int_equal(f.notices, 1);
	end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_a_code_once),
	    cmocka_unit_test(sends_the_code_with_its_verifier),
	    cmocka_unit_test(polls_until_there_is_a_token),
	    cmocka_unit_test(tells_of_a_failed_poll),
	    cmocka_unit_test(gives_up_a_device_code),
	    cmocka_unit_test(starts_no_device_code),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
