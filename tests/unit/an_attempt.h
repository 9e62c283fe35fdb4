/*
 * an_attempt.h - a login under way, for unit tests: a server that answers in
 * order, a person who is told things, and a storage that counts
 */
#ifndef AN_ATTEMPT_H
#define AN_ATTEMPT_H

#include "a_browser.h"
#include "scratch.h"

#include "net/job/attempt.h"
#include "server.h"

#define TOKEN	"{\"access_token\":\"at\",\"token_type\":\"Bearer\"}"
#define PENDING "{\"error\":\"authorization_pending\"}"
#define DEVICE_FOR(seconds, interval)                                          \
	"{\"device_code\":\"dc\",\"user_code\":\"AB-CD\","                     \
	"\"verification_uri\":\"https://id.example.org/d\","                   \
	"\"expires_in\":" seconds ",\"interval\":" interval "}"
#define DEVICE	       DEVICE_FOR("600", "5")
#define REFUSED(error) SERVER_SAYS("400", "{\"error\":\"" error "\"}")

struct an_attempt {
	struct attempt attempt;
	struct exchange exchange;
	struct server server; /* as the job sees THERE */
	struct a_server there;
	struct lanyard_session session;
	struct lanyard_storage storage;
	struct lanyard_ui ui;
	struct login login;
	struct entry entry;
	/* What the storage comes to, and how often it was asked. */
	enum lanyard_error reserve_result, save_result;
	int reserved, saved, locked;
	bool has_lock;
	char record[4096]; /* the one that was saved last */
	/* What the person was shown. */
	int codes, notices;
	char notice[ERROR_TEXT];
	int typed; /* what the person types is read from there */
};

/* ---- the storage ---- */

static inline enum lanyard_error
storage_loads_none(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	(void)context, (void)name, (void)give, (void)to;
	return LANYARD_OK;
}

static inline enum lanyard_error
storage_counts_save(
    void *context, const char *name, const void *data, size_t size)
{
	struct an_attempt *t = context;

	assert_string_equal(name, "work");
	assert_true(t->has_lock);
	if (t->save_result != LANYARD_OK)
		return t->save_result;
	scratch_print(t->record, sizeof(t->record), "%.*s", (int)size,
	    (const char *)data);
	t->saved++;
	return LANYARD_OK;
}

static inline enum lanyard_error
storage_removes_none(void *context, const char *name)
{
	(void)context, (void)name;
	return LANYARD_ERR_STORE;
}

static inline enum lanyard_error
storage_has_none(void *context,
    enum lanyard_error (*function)(void *to, const char *name), void *to)
{
	(void)context, (void)function, (void)to;
	return LANYARD_OK;
}

static inline enum lanyard_error
storage_counts_lock(
    void *context, const char *name, enum lanyard_lock lock, int *handle)
{
	struct an_attempt *t = context;

	assert_string_equal(name, "work");
	assert_int_equal(lock, LANYARD_LOCK_RECORD);
	assert_false(t->has_lock);
	t->has_lock = true;
	t->locked++;
	*handle = 7;
	return LANYARD_OK;
}

static inline void
storage_takes_back(void *context, int handle)
{
	struct an_attempt *t = context;

	assert_int_equal(handle, 7);
	assert_true(t->has_lock);
	t->has_lock = false;
}

static inline enum lanyard_error
storage_counts_reserve(void *context, const char *name, size_t size)
{
	struct an_attempt *t = context;

	assert_string_equal(name, "work");
	assert_true(t->has_lock);
	assert_true(size > 0);
	if (t->reserve_result == LANYARD_OK)
		t->reserved++;
	return t->reserve_result;
}

/* ---- the person ---- */

static inline void
person_sees_code(void *context, const char *login, const char *uri,
    const char *complete, const char *user_code)
{
	struct an_attempt *t = context;

	assert_string_equal(login, "work");
	assert_string_equal(uri, "https://id.example.org/d");
	assert_null(complete);
	assert_string_equal(user_code, "AB-CD");
	t->codes++;
}

static inline void
person_sees_notice(void *context, const char *text)
{
	struct an_attempt *t = context;

	scratch_print(t->notice, sizeof(t->notice), "%s", text);
	t->notices++;
}

/* ---- all of it ---- */

/* A session with a storage of its own, and a login at what THERE will be. */
static inline void
an_attempt_prepare(struct an_attempt *t)
{
	static const struct an_attempt empty;

	*t = empty;
	t->storage =
	    (struct lanyard_storage){t, storage_loads_none, storage_counts_save,
		storage_removes_none, storage_has_none, storage_counts_lock,
		storage_takes_back, storage_counts_reserve, NULL, NULL};
	t->ui.context = t;
	t->ui.show_device_code = person_sees_code;
	t->ui.notice = person_sees_notice;
	t->session.ui = &t->ui;
	assert_int_equal(store_open_storage(
			     &t->session.store, &t->storage, &t->session.error),
	    LANYARD_OK);
	login_init(&t->login);
	t->login.name = strdup("work");
	t->login.client_id = strdup("c1");
	entry_init(&t->entry);
	t->entry.login = &t->login;
	server_init(&t->server, &t->session, &t->login);
	t->server.client.client_id = t->login.client_id;
	t->server.http = server_http();
	exchange_init(&t->exchange, EXCHANGE_GRANT, &t->session, &t->entry);
	attempt_init(&t->attempt, &t->exchange, &t->server);
}

/* It has the one endpoint for all, and gives ANSWERS (server.h). */
static inline void
an_attempt_serve(
    struct an_attempt *t, const struct server_answer *answers, size_t count)
{
	server_start(&t->there, answers, count);
	t->server.metadata.token_endpoint = strdup(t->there.url);
}

/* An attempt that has shown its URL: its answer may come. */
static inline void
an_attempt_begin(
    struct an_attempt *t, const struct server_answer *answers, size_t count)
{
	an_attempt_prepare(t);
	an_attempt_serve(t, answers, count);
	t->attempt.browser = true;
	/* Over, but what is sent has a time of its own. */
	http_set_deadline(t->server.http, clock_monotonic_ms() - 1);
	assert_int_equal(
	    redirect_open(&t->attempt.redirect, &t->login, NULL), LANYARD_OK);
	assert_int_equal(
	    authorization_begin(&t->attempt.authorization, &t->login,
		"https://id.example.org/a", t->attempt.redirect.uri, NULL),
	    LANYARD_OK);
}

/* One where a device code may be asked for, alone or beside a BROWSER. */
static inline void
an_attempt_begin_device(struct an_attempt *t,
    const struct server_answer *answers, size_t count, bool browser)
{
	an_attempt_begin(t, answers, count);
	t->server.metadata.device_authorization_endpoint = strdup(t->there.url);
	t->attempt.browser = browser;
}

/* Nothing may be held any more. */
static inline void
an_attempt_end(struct an_attempt *t)
{
	assert_false(t->has_lock);
	assert_false(t->exchange.held);
	server_stop(&t->there);
	attempt_clear(&t->attempt);
	exchange_clear(&t->exchange);
	server_clear(&t->server);
	entry_clear(&t->entry);
	login_clear(&t->login);
	store_close(&t->session.store);
}

/* ---- the browser ---- */

/* Send QUERY, until the listener has *TAKEN it. The connection. */
static inline int
an_attempt_call(struct an_attempt *t, const char *query, const char **taken)
{
	char target[2048];

	scratch_print(target, sizeof(target), "/callback?%s", query);
	return a_browser_get(t->attempt.redirect.listener, target, taken);
}

/* What FD, which is closed, was answered; lent until the next call. */
static inline const char *
an_attempt_page(int fd)
{
	return a_browser_page(fd);
}

/* TEXT with "STATE" replaced, lent until the next call. */
static inline const char *
an_attempt_fill_in(const struct an_attempt *t, const char *text)
{
	static char out[1024];
	const char *at = strstr(text, "STATE");

	if (at == NULL)
		return text;
	scratch_print(out, sizeof(out), "%.*s%s%s", (int)(at - text), text,
	    (const char *)t->attempt.authorization.state.bytes, at + 5);
	return out;
}

#endif
