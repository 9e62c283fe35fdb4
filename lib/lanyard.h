/*
 * lanyard.h - OAuth 2.0 access tokens for programs that need a password
 *
 * A session answers credential requests, as git's credential helpers do, from
 * a store of logins. A login is one account at one authorization server; it
 * is described in the configuration (lanyard.conf(5)) or in its record in the
 * store. While its access token is fresh an answer costs one file read. When
 * it is not, the session takes the login's lock, looks again, and has the
 * login brought up to date by the function it was given at open:
 *
 *   lanyard_refresh_program   starts lanyard-oauth; this process needs no curl
 *   lanyard_refresh_here      speaks HTTP in this process, through libcurl
 *
 * A whole program:
 *
 *	struct lanyard_options options = {.refresh = lanyard_refresh_here};
 *	struct lanyard_session *s = NULL;
 *	struct lanyard_credential *c = NULL;
 *
 *	if (lanyard_session_open(&s, &options) == LANYARD_OK &&
 *	    lanyard_token(s, "https://gitlab.example.com", &c) == LANYARD_OK)
 *		use(lanyard_credential_get(c, "password"));
 *	else
 *		fprintf(stderr, "%s\n", lanyard_session_message(s));
 *	lanyard_credential_free(&c);
 *	lanyard_session_close(&s);
 *
 * Threads: one session per thread; sessions share nothing but the store, whose
 * locks hold between threads as between processes. The library never prints,
 * exits, or installs a signal handler; while a token request is under way it
 * blocks INT, TERM, HUP, QUIT, PIPE and TSTP in the calling thread.
 *
 * Memory: what a function hands out through a pointer to a pointer belongs to
 * the caller and goes back with the _free of its type; what it returns is lent
 * until the next call with the same object. Every _free accepts NULL. Secrets
 * are wiped before their memory is given back.
 */
#ifndef LANYARD_H
#define LANYARD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LANYARD_VERSION "0.1.0"

#if defined(__GNUC__)
#define LANYARD_API __attribute__((visibility("default")))
#else
#define LANYARD_API
#endif

/* What went wrong, divided by what the caller does next. */
enum lanyard_error {
	LANYARD_OK = 0,
	LANYARD_ERR_MEMORY,	   /* out of memory */
	LANYARD_ERR_ARGUMENT,	   /* the caller broke a contract */
	LANYARD_ERR_SYSTEM,	   /* a system call failed */
	LANYARD_ERR_PROTOCOL,	   /* a malformed credential request */
	LANYARD_ERR_CONFIG,	   /* the configuration must be mended */
	LANYARD_ERR_UNKNOWN_LOGIN, /* no login of that name, or for that URL */
	LANYARD_ERR_STORE,	   /* the store cannot be used as it is */
	LANYARD_ERR_NO_ROOM,	   /* the answer could not be saved: not asked */
	LANYARD_ERR_LOGIN_NEEDED,  /* a person is needed and none is there */
	LANYARD_ERR_CANCELLED,	   /* the person refused or interrupted */
	LANYARD_ERR_REFUSED,	   /* the server said no; asking again is futile */
	LANYARD_ERR_GRANT,	   /* the server refused the grant itself */
	LANYARD_ERR_REJECTED,	   /* a resource rejects even a new token */
	LANYARD_ERR_NETWORK,	   /* the server could not be reached */
	LANYARD_ERR_SERVER,	   /* the server answered, but not usefully */
	LANYARD_ERR_TIMEOUT,	   /* no answer in the time given */
};

/* A short English text for CODE, for example "out of memory". Never NULL. */
LANYARD_API const char *lanyard_strerror(enum lanyard_error code);

/* The library's version, LANYARD_VERSION as it was built. */
LANYARD_API const char *lanyard_version(void);

/* ---- credentials: git's request, and the answer to it ---- */

/*
 * A list of attributes in the wire format of gitcredentials(7) (git's
 * Documentation/git-credential.txt, "INPUT/OUTPUT FORMAT"): protocol, host,
 * path, username, password, password_expiry_utc, oauth_refresh_token,
 * capability[], authtype, credential, state[], wwwauth[], ...
 */
struct lanyard_credential;

LANYARD_API enum lanyard_error lanyard_credential_new(
    struct lanyard_credential **credential);
LANYARD_API void lanyard_credential_free(
    struct lanyard_credential **credential);

/*
 * Read attributes from FD up to an empty line or end of file. "url=" replaces
 * protocol, host, path and username and drops what came before; "key[]=" with
 * no value empties that list; a line's end may be LF or CR LF.
 * LANYARD_ERR_PROTOCOL: a line without "=", with NUL or CR in it, or longer
 * than 65,535 bytes; the credential is then empty.
 */
LANYARD_API enum lanyard_error lanyard_credential_read(
    struct lanyard_credential *credential, int fd);

/*
 * Write all attributes and an empty line to FD with as few calls of write()
 * as FD takes; an empty credential writes nothing.
 * LANYARD_ERR_SYSTEM: errno tells.
 */
LANYARD_API enum lanyard_error lanyard_credential_write(
    const struct lanyard_credential *credential, int fd);

/*
 * The first value of KEY, lent, or NULL. Lists have "[]" in their KEY.
 */
LANYARD_API const char *lanyard_credential_get(
    const struct lanyard_credential *credential, const char *key);

/*
 * Set KEY to VALUE (copied); a KEY that ends in "[]" grows by one value.
 * "url" is taken apart as in lanyard_credential_read().
 * LANYARD_ERR_PROTOCOL: KEY or VALUE cannot be written in the wire format.
 */
LANYARD_API enum lanyard_error lanyard_credential_set(
    struct lanyard_credential *credential, const char *key, const char *value);

/* ---- what only a person can do: given by the program ---- */

/*
 * Callbacks for a login. Each gets CONTEXT. All are called from within
 * lanyard_login() and friends, in the calling thread.
 */
struct lanyard_ui {
	void *context;

	/* True if somebody is there to be asked. Called before any prompt. */
	bool (*may_ask)(void *context);

	/*
	 * Show the URL that the person opens to log in as LOGIN; HOST is the
	 * one that is to get the token request. OPENED tells whether open_url
	 * started a browser.
	 */
	void (*show_url)(void *context, const char *login, const char *host,
	    const char *url, bool opened);

	/* Start a browser, detached. True if one was started. */
	bool (*open_url)(void *context, const char *url);

	/* Show an RFC 8628 code. URI_COMPLETE may be NULL. */
	void (*show_device_code)(void *context, const char *login,
	    const char *uri, const char *uri_complete, const char *user_code);

	/*
	 * The descriptor on which the person types, or -1; polled for reading.
	 * Asked again before each wait, so that it may go away.
	 */
	int (*input_fd)(void *context);

	/*
	 * One line from that descriptor, without its end, into LINE (SIZE
	 * bytes with the NUL). False at end of input. The line is the final
	 * URL, the code, "d" for a device code, or "q" to give up.
	 */
	bool (*read_line)(void *context, char *line, unsigned size);

	/* Something the person should know, one line. */
	void (*notice)(void *context, const char *text);
};

/* ---- sessions ---- */

struct lanyard_session;

enum lanyard_job_kind { LANYARD_JOB_REFRESH, LANYARD_JOB_LOGIN };

/* What a refresh function is asked to do. The session holds the lock. */
struct lanyard_job {
	enum lanyard_job_kind kind;
	const char *login;   /* its name */
	uint64_t generation; /* REFRESH: only if this is still stored; 0: any */
	int lock_fd;	     /* the held lock; a child may inherit it */
	int64_t timeout_ms;  /* REFRESH: what is left */
};

/*
 * Bring a login up to date and save its record. LANYARD_OK: the record is in
 * the store. On an error the session's message tells; nothing stored is lost.
 */
typedef enum lanyard_error lanyard_refresh_function(
    struct lanyard_session *session, const struct lanyard_job *job);

LANYARD_API lanyard_refresh_function lanyard_refresh_program;
LANYARD_API lanyard_refresh_function lanyard_refresh_here;

struct lanyard_options {
	/* Paths; NULL takes the environment's, then the default. */
	const char *config_path; /* $LANYARD_CONFIG, lanyard.conf(5) */
	const char *store_path;	 /* $LANYARD_STORE, .../lanyard */
	/* How stale logins are brought up to date; NULL: they are an error. */
	lanyard_refresh_function *refresh;
	/* For lanyard_refresh_program: NULL takes the one of the build. */
	const char *oauth_program;
	/* NULL: nobody is there. Must outlive the session. */
	const struct lanyard_ui *ui;
	/*
	 * With LOCK_INHERITED the caller's process holds the lock of the one
	 * login it works on, on descriptor LOCK_FD (lanyard-oauth).
	 */
	bool lock_inherited;
	int lock_fd;
	/* How long a refresh may take in all; 0: the login's timeout_ms. */
	int64_t timeout_ms;
};

/*
 * Open a session: read the configuration, find the store (made when first
 * written to). OPTIONS and its strings are copied. Also after an error
 * *SESSION is a session, good for message, hint and close; NULL only when
 * memory ran out.
 * LANYARD_ERR_CONFIG, LANYARD_ERR_STORE: the message names file and line.
 */
LANYARD_API enum lanyard_error lanyard_session_open(
    struct lanyard_session **session, const struct lanyard_options *options);
LANYARD_API void lanyard_session_close(struct lanyard_session **session);

/*
 * The last error of the session: what failed, with which host and account,
 * and why, at most 255 bytes; and the next command to run, or NULL. Lent
 * until the next call. SESSION may be NULL.
 */
LANYARD_API const char *lanyard_session_message(
    const struct lanyard_session *session);
LANYARD_API const char *lanyard_session_hint(
    const struct lanyard_session *session);

/*
 * Record an error in the session, as a refresh function does: TEXT and HINT
 * (may be NULL) are copied, control characters replaced. Returns CODE.
 */
LANYARD_API enum lanyard_error lanyard_session_fail(
    struct lanyard_session *session, enum lanyard_error code, const char *text,
    const char *hint);

/* ---- git's three verbs ---- */

/*
 * Answer REQUEST. *ANSWER is a new credential: empty when nothing is known
 * (LANYARD_OK then too); with "quit=1" after LANYARD_ERR_CANCELLED; NULL after
 * any other error.
 */
LANYARD_API enum lanyard_error lanyard_get(struct lanyard_session *session,
    const struct lanyard_credential *request,
    struct lanyard_credential **answer);

/*
 * git's "store": a refresh token seeds a login that has no live one; a plain
 * password is kept where the configuration says store_passwords; our own
 * answer coming back, and everything else, changes nothing.
 */
LANYARD_API enum lanyard_error lanyard_store(struct lanyard_session *session,
    const struct lanyard_credential *request);

/*
 * git's "erase": a login loses its access token if the request carries that
 * token or none, never its refresh token; password records that match go.
 * LANYARD_ERR_REJECTED, the token being gone all the same: it was obtained just
 * now, so that the account itself may lack access.
 */
LANYARD_API enum lanyard_error lanyard_erase(struct lanyard_session *session,
    const struct lanyard_credential *request);

/* ---- logins by name or URL ---- */

/*
 * TARGET is a login's name or a URL that a login answers. Each returns
 * LANYARD_ERR_UNKNOWN_LOGIN, with a message, where there is none.
 */

/* The access token as *ANSWER's "password"; refreshes when due. */
LANYARD_API enum lanyard_error lanyard_token(struct lanyard_session *session,
    const char *target, struct lanyard_credential **answer);

/* Log in anew, whatever is stored: asked for by name, so no pause applies. */
LANYARD_API enum lanyard_error lanyard_login(
    struct lanyard_session *session, const char *target);

/*
 * Ask the authorization server for a new access token. With GENERATION not 0
 * only if that is still the stored one. Ignores a pause from earlier failures.
 */
LANYARD_API enum lanyard_error lanyard_refresh(struct lanyard_session *session,
    const char *target, uint64_t generation);

/* Remove the login's tokens from the store. LANYARD_OK if there were none. */
LANYARD_API enum lanyard_error lanyard_logout(
    struct lanyard_session *session, const char *target);

/* What is known of one login. Strings are lent for the call; NULL: unset. */
struct lanyard_state {
	const char *name;
	const char *url; /* its first pattern */
	const char *issuer;
	const char *client_id;
	const char *username;
	const char *scope;
	bool configured; /* in the configuration; else only in the store */
	bool has_access_token;
	bool has_refresh_token; /* a live one */
	bool fresh;		/* a get would answer without the network */
	bool due;		/* a refresh is needed and possible */
	int64_t expires_at;	/* seconds since 1970, UTC; 0: unknown */
	int64_t obtained_at;
	uint64_t generation;
	const char *last_error;
	int64_t retry_at; /* 0: the server may be asked now */
};

/*
 * Call FUNCTION for every login of configuration and store, in order, with
 * due judged WITHIN_S seconds from now. A result other than LANYARD_OK ends it
 * and is returned.
 */
LANYARD_API enum lanyard_error lanyard_each(struct lanyard_session *session,
    int64_t within_s,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_state *state),
    void *context);

#ifdef __cplusplus
}
#endif
#endif
