/*
 * session.h - an open session, for the library's own files
 */
#ifndef SESSION_H
#define SESSION_H

#include "base/error.h"
#include "config/append.h"
#include "config/config.h"
#include "store/store.h"

struct lanyard_session {
	struct error error;
	/* Of lanyard(1), that asks for the same: "token"; NULL: none. */
	const char *command;
	char *config_path;	 /* "": none, the system's neither */
	const char *system_path; /* NULL: there is no other */
	bool config_named; /* by an option or the environment: it must exist */
	char *oauth_program;
	char *ca_file; /* with the next two: of logins in no configuration */
	char *proxy;
	bool allow_http;
	lanyard_refresh_function *refresh;
	const struct lanyard_ui *ui;
	bool only_looks; /* the store is left as it is, with what is damaged
			    in it, or not finished */
	int64_t timeout_ms;
	int64_t min_life_s; /* that the caller wants of a token; 0: any */
	void (*log)(void *context, const char *text);
	int64_t (*clock)(void *context);
	void *context;	       /* for these two */
	struct config *config; /* NULL: not read yet, see session_config() */
	struct buf stamps;     /* of its files, see session_stamp() */
	bool settled;
	struct append append; /* added.c */
	char *append_secret;  /* the file made with it; NULL: none */
	struct store *store;
	/* What lanyard_http_request() keeps for the next one: request.c. */
	struct http *http;
	char *http_login;
	void (*http_free)(struct http **http);
};

/*
 * Have the configuration read, if it was not, so that session->config is set.
 * LANYARD_ERR_CONFIG.
 */
enum lanyard_error session_config(struct lanyard_session *session);

/*
 * Where it was not read yet, bring session->stamps up to date: what the
 * configuration's files are now, for routes (route.h). session->settled tells
 * whether a route may be made of it (stamp.h).
 */
enum lanyard_error session_stamp(struct lanyard_session *session);

/* Are plain passwords kept? The configuration was read. */
bool session_keeps_passwords(const struct lanyard_session *session);

/* The time by which tokens age: seconds since 1970, UTC. */
int64_t session_now(const struct lanyard_session *session);

/* One line to the program's log, if it has one. No secret, no query. */
void session_log(const struct lanyard_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Is somebody there to be asked? */
bool session_may_ask(const struct lanyard_session *session);

/* What said no to that, lent, or NULL: there just is nobody. */
const char *session_why_not(const struct lanyard_session *session);

/*
 * Take LOCK of login NAME without waiting: *FD is -1 when it is busy. With the
 * record's lock comes what a killed save has left (recover.h).
 */
enum lanyard_error session_try_lock(struct lanyard_session *session,
    const char *name, enum store_lock lock, int *fd);

/*
 * The same with waiting until DEADLINE_MS (clock_monotonic_ms());
 * LANYARD_ERR_TIMEOUT names the login.
 */
enum lanyard_error session_lock(struct lanyard_session *session,
    const char *name, enum store_lock lock, int64_t deadline_ms, int *fd);

/*
 * The record's lock, with waiting, and what a killed save has left still where
 * it was: the caller sees to that before it saves (recover.h).
 */
enum lanyard_error session_lock_as_left(struct lanyard_session *session,
    const char *name, int64_t deadline_ms, int *fd);

/* How long to wait before the N-th look at something another process does. */
int64_t session_pause_ms(unsigned n);

#endif
