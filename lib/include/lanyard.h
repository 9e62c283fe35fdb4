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
 * the caller and goes back with the _free of its type, a session with
 * lanyard_session_close(); what it returns is lent until the next call with the
 * same object. Each of these accepts NULL. Secrets are wiped before their
 * memory is given back.
 */
#ifndef LANYARD_H
#define LANYARD_H

#include <stdbool.h>
#include <stddef.h>
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
	LANYARD_ERR_STORE,	   /* the store must be mended first */
	LANYARD_ERR_NO_ROOM,	   /* on the disk, in memory: try again later */
	LANYARD_ERR_LOGIN_NEEDED,  /* a person is needed and none is there */
	LANYARD_ERR_CANCELLED,	   /* the person refused or interrupted */
	LANYARD_ERR_REFUSED,	   /* the server said no; asking again is futile */
	LANYARD_ERR_GRANT,	   /* the server refused the grant itself */
	LANYARD_ERR_REJECTED,	   /* a resource rejects even a new token */
	LANYARD_ERR_NETWORK,	   /* the server could not be reached */
	LANYARD_ERR_SERVER,	   /* the server answered, but not usefully */
	LANYARD_ERR_TIMEOUT,	   /* no answer in the time given */
	LANYARD_ERR_TOO_LARGE,	   /* the reply does not fit what was given */
	LANYARD_ERR_LIVE,	   /* there is a live one, which stays */
	LANYARD_ERR_MOVED,	   /* the login was moved to another machine */
};

/* A short English text for CODE, for example "out of memory". Never NULL. */
LANYARD_API const char *lanyard_strerror(enum lanyard_error code);

/* The library's version, LANYARD_VERSION as it was built. */
LANYARD_API const char *lanyard_version(void);

/* ---- credentials: git's request, and the answer to it ---- */

/*
 * A list of attributes in the wire format of git-credential(1) (git's
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
 * protocol, host, path, username and password and drops what came before;
 * "key[]=" with no value empties that list; a line's end may be LF or CR LF.
 * LANYARD_ERR_PROTOCOL: a line without "=", with NUL or CR in it; one longer
 * than 65,535 bytes with its end, if its key is read (any other is passed
 * over); a second protocol=, host=, path= or username= with no "url=" before
 * it; a "url=" that is none. The credential is then empty.
 */
LANYARD_API enum lanyard_error lanyard_credential_read(
    struct lanyard_credential *credential, int fd);

/*
 * What was wrong with the request that could not be read last, lent, for a
 * message: no content of it, but the key's name. NULL: nothing, or not known.
 */
LANYARD_API const char *lanyard_credential_fault(
    const struct lanyard_credential *credential);

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

	/*
	 * Start a browser, detached, at URL, which leads to the one shown, once:
	 * all users can read a program's arguments. True if one was started.
	 */
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
	 * URL, the code, "d" for a device code, "?" to be told more, or "q" to
	 * give up; anything else is answered by a notice. What was pasted in
	 * one piece may be given as one, line ends in it and all: a terminal
	 * breaks long URLs.
	 */
	bool (*read_line)(void *context, char *line, unsigned size);

	/* Something the person should know, one line. */
	void (*notice)(void *context, const char *text);

	/*
	 * After may_ask() was false: what says that nobody is to be asked, for
	 * the error ("CI"), or NULL where there just is nobody. Lent until the
	 * next call.
	 */
	const char *(*why_not)(void *context);

	/*
	 * The browser has been answered, and the login is over. SERVE(TO) gives
	 * that page to a second tab, or one loaded in advance, for a second.
	 * Call it where that keeps nobody waiting (a child process will do,
	 * which ends then), or not at all. NULL: only what the browser has
	 * already begun is waited for.
	 */
	void (*linger)(void *context, void (*serve)(void *to), void *to);

	/*
	 * What is waited for, and how much time is left: one line, which takes
	 * the place of the one that this showed before; "" takes that away.
	 * About once a second, and of no use where a line cannot be redrawn.
	 */
	void (*progress)(void *context, const char *text);

	/*
	 * Should a signal (Ctrl-C) end the program from now on, HINT is what
	 * the person should know then; whoever can tell them keeps a copy.
	 */
	void (*at_interrupt)(void *context, const char *hint);

	/*
	 * What comes next, up to the next such call, is over in TIMEOUT_MS; 0:
	 * a person is waited for, or nothing comes. Whoever is told and then
	 * hears nothing may give the process up: something hangs to which no
	 * time can be set, as a named pipe that OpenSSL opens. While signals
	 * are blocked (above) it must not end.
	 */
	void (*working)(void *context, int64_t timeout_ms);
};

/*
 * What of git's says that nobody is to be asked, a repository's own
 * configuration aside: credential.interactive = false, never or nothing; a
 * program that is to ask for passwords (GIT_ASKPASS, else core.askPass, else
 * SSH_ASKPASS) and is true, false, echo or /dev/null; or git does not answer
 * within five seconds. NULL: nothing does. The text is static.
 *
 * For a program's may_ask() and why_not(): git is started where one of its files
 * may have such a key, and complains on stderr of those it cannot read.
 */
LANYARD_API const char *lanyard_git_says_no(void);

/* Is it NULL? */
LANYARD_API bool lanyard_git_is_interactive(void);

/* Two locks of a login: for a change of its record, and while a person is
 * asked. */
enum lanyard_lock { LANYARD_LOCK_RECORD, LANYARD_LOCK_PROMPT };

/* ---- storage: where records are kept, if not in the folder ---- */

/*
 * A record is what is stored of one login: bytes to a storage, text of
 * key=value lines to a person. NAME is a login's. Every function gets CONTEXT
 * and is called in the thread of the session. A result other than LANYARD_OK
 * ends the operation with that code; nothing that was stored before may be lost
 * by it: save() replaces a record whole or leaves it as it was.
 *
 * A record that is damaged, or of another server or client than the
 * configuration says, is LANYARD_ERR_STORE, and stays.
 */
struct lanyard_storage {
	void *context;

	/*
	 * Call GIVE(TO, DATA, SIZE) once with the record NAME and return its
	 * result; do not call it if there is none, and return LANYARD_OK.
	 */
	enum lanyard_error (*load)(void *context, const char *name,
	    enum lanyard_error (*give)(void *to, const void *data, size_t size),
	    void *to);

	/* Replace the record NAME, durably if the storage is. */
	enum lanyard_error (*save)(
	    void *context, const char *name, const void *data, size_t size);

	/* Remove the record NAME. LANYARD_OK if there is none. */
	enum lanyard_error (*remove)(void *context, const char *name);

	/*
	 * Call FUNCTION(TO, NAME) with the name of each record; a result other
	 * than LANYARD_OK ends it and is returned. Load and save may be called
	 * from within.
	 */
	enum lanyard_error (*each)(void *context,
	    enum lanyard_error (*function)(void *to, const char *name),
	    void *to);

	/*
	 * Take the lock LOCK of NAME without waiting: *HANDLE is any number
	 * from 0 on, or -1 while another session has it. Both NULL: nobody else
	 * uses this storage.
	 */
	enum lanyard_error (*lock)(void *context, const char *name,
	    enum lanyard_lock lock, int *handle);
	void (*unlock)(void *context, int handle);

	/*
	 * Make sure that a save of SIZE bytes will find room, before a request
	 * leaves whose answer must not be lost. NULL: it always does.
	 */
	enum lanyard_error (*reserve)(
	    void *context, const char *name, size_t size);

	/*
	 * The last resort, where a server's answer cannot be saved as a record:
	 * keep its SIZE bytes at DATA wherever that can be, as they have the only
	 * copy of a refresh token; SIZE 0: what is kept of NAME may go.
	 * LOAD_KEPT() gives it as load() does. NAME's lock is held. Both NULL:
	 * the session keeps it, in memory, until it is closed.
	 */
	enum lanyard_error (*keep)(
	    void *context, const char *name, const void *data, size_t size);
	enum lanyard_error (*load_kept)(void *context, const char *name,
	    enum lanyard_error (*give)(void *to, const void *data, size_t size),
	    void *to);
};

/*
 * A storage in memory, empty: for tests, and for programs that keep records
 * elsewhere. Threads may share it between their sessions.
 */
LANYARD_API enum lanyard_error lanyard_storage_memory(
    struct lanyard_storage **storage);

/*
 * The one file PATH (copied) with the record of one login, whatever its name;
 * saving a second name is LANYARD_ERR_STORE. Locks and ".new" lie beside it.
 */
LANYARD_API enum lanyard_error lanyard_storage_file(
    struct lanyard_storage **storage, const char *path);

/* Free what one of these two made; no session may use it any more. */
LANYARD_API void lanyard_storage_free(struct lanyard_storage **storage);

/* ---- sessions ---- */

struct lanyard_session;

enum lanyard_job_kind {
	LANYARD_JOB_REFRESH,
	LANYARD_JOB_LOGIN,
	LANYARD_JOB_LOGOUT, /* revoke its tokens; nothing is saved */
	/* Of no login; lanyard_job_run(3) has their parameters and results. */
	LANYARD_JOB_CHECK,	/* is a login's server as it should be */
	LANYARD_JOB_DISCOVER,	/* what a host says of its way to a token */
	LANYARD_JOB_REGISTER,	/* a client, by itself (RFC 7591) */
	LANYARD_JOB_MANIFEST,	/* a GitHub App made by a person */
	LANYARD_JOB_INSTALL,	/* and installed */
	LANYARD_JOB_UNREGISTER, /* a client that was, deleted (RFC 7592) */
};

/*
 * What a refresh function is asked to do. The session holds the lock, unless
 * the job is of no login.
 */
struct lanyard_job {
	enum lanyard_job_kind kind;
	const char *login;   /* its name; NULL: of no login */
	uint64_t generation; /* REFRESH: only if this is still stored; 0: any */
	int lock_fd;	     /* the held lock; a child may inherit it */
	int64_t timeout_ms;  /* REFRESH: what is left */
	/*
	 * Of no login only: name, value, name, value, ..., NULL; no secret, as
	 * all users can read a program's arguments.
	 */
	const char *const *parameters;
	/*
	 * Gets each result when the job is over, in order, an error or not; no
	 * secret either: those are in files, whose paths are results. What it
	 * returns but LANYARD_OK becomes the job's result. NULL: not wanted.
	 */
	enum lanyard_error (*result)(
	    void *context, const char *name, const char *value);
	void *context;
};

/*
 * Bring a login up to date and save its record. LANYARD_OK: the record is in
 * the store. On an error the session's message tells; nothing stored is lost.
 * A job of no login saves nothing in the store.
 */
typedef enum lanyard_error lanyard_refresh_function(
    struct lanyard_session *session, const struct lanyard_job *job);

LANYARD_API lanyard_refresh_function lanyard_refresh_program;
LANYARD_API lanyard_refresh_function lanyard_refresh_here;

struct lanyard_options {
	/*
	 * Paths; NULL takes the environment's, then the default. A config_path
	 * of "" reads no configuration at all, the system's neither.
	 */
	const char *config_path; /* $LANYARD_CONFIG, lanyard.conf(5) */
	const char *store_path;	 /* $LANYARD_STORE, .../lanyard */
	/*
	 * In the place of the folder at store_path; must outlive the session.
	 * Only lanyard_refresh_here() can refresh what is in it, and plain
	 * passwords are not kept.
	 */
	const struct lanyard_storage *storage;
	/* How stale logins are brought up to date; NULL: they are an error. */
	lanyard_refresh_function *refresh;
	/* For lanyard_refresh_program: NULL takes the one of the build. */
	const char *oauth_program;
	/* NULL: nobody is there. Must outlive the session. */
	const struct lanyard_ui *ui;
	/* lanyard.conf(5), for logins that are in no configuration. */
	const char *ca_file;
	const char *proxy;
	bool allow_http;
	/* How long a refresh may take in all; 0: the login's timeout_ms. */
	int64_t timeout_ms;
	/*
	 * One line for each HTTP exchange and each decision about a login:
	 * method, host, path and status, never a body, a header, a query or a
	 * secret. NULL: none.
	 */
	void (*log)(void *context, const char *text);
	/* Seconds since 1970, UTC, by which tokens age; NULL: the system's. */
	int64_t (*clock)(void *context);
	void *context; /* for log and clock */
};

/*
 * Open a session and find the store (made when first written to). OPTIONS and
 * its strings are copied. Also after an error *SESSION is a session, good for
 * message, hint and close; NULL only when memory ran out.
 *
 * The configuration is read once, when first needed, and a session that is open
 * for long keeps it so. LANYARD_ERR_CONFIG is therefore an error of any call
 * below; its message names file and line.
 */
LANYARD_API enum lanyard_error lanyard_session_open(
    struct lanyard_session **session, const struct lanyard_options *options);
LANYARD_API void lanyard_session_close(struct lanyard_session **session);

/*
 * The last error of the session: what failed, with which host and account,
 * and why, at most 1,023 bytes; and the next command to run, or NULL. Lent
 * until the next call. SESSION may be NULL.
 */
LANYARD_API const char *lanyard_session_message(
    const struct lanyard_session *session);
LANYARD_API const char *lanyard_session_hint(
    const struct lanyard_session *session);

/*
 * The path of the configuration, there or not; "" where none is read. Lent
 * until the session is closed.
 */
LANYARD_API const char *lanyard_session_config_path(
    const struct lanyard_session *session);

/*
 * From now on an access token is to live SECONDS more (0, as at the beginning:
 * any will do; more than 366 days count as those), or as long as the login's
 * min_life_s if that is more: else it is refreshed before it is given out, with
 * one request, however many processes ask. A server whose tokens never live so
 * long is asked in the second half of one's life only; and where it cannot be
 * asked, or refuses, a token that lives is the answer.
 */
LANYARD_API void lanyard_session_set_min_life(
    struct lanyard_session *session, int64_t seconds);

/*
 * Record an error in the session, as a refresh function does: TEXT and HINT
 * (may be NULL) are copied, control characters replaced. Returns CODE.
 */
LANYARD_API enum lanyard_error lanyard_session_fail(
    struct lanyard_session *session, enum lanyard_error code, const char *text,
    const char *hint);

/*
 * The same for PROGRAM, a path that execve(2) or posix_spawn(3) did not start,
 * with ERRNUM: the hint is what mends just that. LANYARD_ERR_SYSTEM, or
 * LANYARD_ERR_NO_ROOM for what time heals.
 */
LANYARD_API enum lanyard_error lanyard_session_fail_start(
    struct lanyard_session *session, int errnum, const char *program);

/*
 * Have JOB, one of no login, done by the session's refresh function, for its
 * timeout_ms at most (0: 20,000); a lock is not needed and not taken.
 * LANYARD_ERR_ARGUMENT: it is of a login, or the session has no such function.
 * And the job's own errors.
 */
LANYARD_API enum lanyard_error lanyard_job_run(
    struct lanyard_session *session, const struct lanyard_job *job);

/* ---- the user's configuration, with one more login ---- */

/*
 * Read the configuration for a change of it: a file that is named, but not
 * there, is none to be missed. LANYARD_ERR_CONFIG: what is there must be mended
 * first.
 */
LANYARD_API enum lanyard_error lanyard_config_prepare(
    struct lanyard_session *session);

/*
 * Add login NAME with SETTINGS, keys of lanyard.conf(5) and their values (key,
 * value, ..., NULL; a key that comes again makes a list), to the user's file;
 * comments, order, mode and a link in its place stay. What comes of it is parsed
 * before and after it is there; the file is as it was after any error. The value
 * of client_secret goes into a file of its own, beside the configuration, mode
 * 600, that is named in its place. The session goes on with the new one.
 *
 * LANYARD_ERR_CONFIG: there is such a login, here or in the store; the file is
 * read-only, not to be trusted, or would not be understood. LANYARD_ERR_ARGUMENT:
 * no such key. LANYARD_ERR_STORE, _SYSTEM, _NO_ROOM: it cannot be written.
 */
LANYARD_API enum lanyard_error lanyard_config_add(
    struct lanyard_session *session, const char *name,
    const char *const *settings);

/*
 * Take back what the last lanyard_config_add() of this session has added, if it
 * is there as it was, and the file of its secret; what others have added since
 * stays. Errors as above.
 */
LANYARD_API enum lanyard_error lanyard_config_undo(
    struct lanyard_session *session);

/*
 * What would be added, as the file has it: *TEXT, for lanyard_text_free().
 * LANYARD_ERR_CONFIG, _ARGUMENT as above.
 */
LANYARD_API enum lanyard_error lanyard_config_text(
    struct lanyard_session *session, const char *name,
    const char *const *settings, char **text);

/*
 * Would VALUE do for KEY, a key of lanyard.conf(5) whose values are text, in a
 * login that allows http or not? LANYARD_ERR_CONFIG: the session's message says
 * what is wrong with WHAT ("--scope"), its hint what to write instead.
 * LANYARD_ERR_ARGUMENT: no such key.
 */
LANYARD_API enum lanyard_error lanyard_config_check(
    struct lanyard_session *session, const char *key, const char *value,
    const char *what, bool allow_http);

/* ---- git's three verbs ---- */

/*
 * Answer REQUEST. *ANSWER is a new credential: empty when nothing is known
 * (LANYARD_OK then too); with "quit=1" after an error of the login that answers
 * REQUEST, for which nothing else that git may ask for would do; NULL after any
 * other error.
 */
LANYARD_API enum lanyard_error lanyard_get(struct lanyard_session *session,
    const struct lanyard_credential *request,
    struct lanyard_credential **answer);

/*
 * git's "store": a refresh token seeds a login that has no live one; a plain
 * password is kept where the configuration says store_passwords; our own
 * answer coming back, and everything else, changes nothing.
 *
 * Where a refresh token is not kept and git itself cannot have sent it (user
 * name and password, or authtype and credential, are not there both, or its
 * line does not count) that is an error: LANYARD_ERR_UNKNOWN_LOGIN, _PROTOCOL,
 * _LIVE, or _GRANT, which tells that the server has refused that very token.
 */
LANYARD_API enum lanyard_error lanyard_store(
    struct lanyard_session *session, const struct lanyard_credential *request);

/*
 * git's "erase": a login loses its access token if the request carries that
 * token or none, never its refresh token; password records that match go.
 * LANYARD_ERR_REJECTED, the token being gone all the same: it was obtained just
 * now, so that the account itself may lack access.
 */
LANYARD_API enum lanyard_error lanyard_erase(
    struct lanyard_session *session, const struct lanyard_credential *request);

/* ---- logins by name or URL ---- */

/*
 * TARGET is a login's name or a URL that a login answers. Each returns
 * LANYARD_ERR_UNKNOWN_LOGIN, with a message, where there is none.
 */

/*
 * The access token as *ANSWER's "password"; refreshes when due. Beside it,
 * where known: password_expiry_utc; username, the account; authtype, the
 * login's authorization_scheme; protocol and host, those of a TARGET that is a
 * URL, else those of the login's first pattern.
 *
 * A login is needed after LANYARD_ERR_UNKNOWN_LOGIN (of a program that makes
 * its logins by a flow), _LOGIN_NEEDED and _GRANT.
 */
LANYARD_API enum lanyard_error lanyard_token(struct lanyard_session *session,
    const char *target, struct lanyard_credential **answer);

/*
 * TOKEN, as lanyard_token() gave it, in a form that programs take, without the
 * end of a line: *TEXT, for lanyard_text_free(). FORMAT is one of
 *
 *   raw          the access token
 *   value        SCHEME TOKEN
 *   header       Authorization: SCHEME TOKEN
 *   curl         lines for curl -K: the token bound to its host; for mail the
 *                user; for this machine no proxy
 *   json         an object: access_token, token_type, username, expires_at
 *   netrc        machine, login and password; "oauth2" if no user is known
 *   xoauth2, oauthbearer
 *                SASL's initial response (RFC 7628) in base64, needs a user
 *   lines        the user, "oauth2" if none is known, and on the next line the
 *                token
 *   fingerprint  what tells the token from others and is none: 16 digits, the
 *                first of what sha256sum(1) says of it
 *   headers      an object: Authorization
 *   bazel, cargo, docker, kubectl, kubectl-v1beta1, terraform
 *                what a credential helper of that program answers
 *
 * USER, if not NULL, is the account in the place of the token's own.
 * LANYARD_ERR_ARGUMENT: no such format; no user or host where one is needed;
 * where the form has it, a user that is empty, has control characters or is not
 * UTF-8; a token that is not visible ASCII. LANYARD_ERR_TOO_LARGE: curl would
 * not read that netrc.
 */
LANYARD_API enum lanyard_error lanyard_token_format(
    const struct lanyard_credential *token, const char *format,
    const char *user, char **text);

/* Is there such a FORMAT? *NEEDS_USER, if not NULL: it needs a user. */
LANYARD_API bool lanyard_token_has_format(const char *format, bool *needs_user);

/*
 * For programs that are asked in JSON: *VALUE is the member NAME of the object
 * that TEXT, of SIZE bytes, is, or, with "." between names ("spec.cluster"),
 * that of an object in it; for lanyard_text_free(). A string's content; "true"
 * or "false"; NULL where there is none, one of another kind, or two that
 * differ. LANYARD_ERR_PROTOCOL: TEXT is no JSON object; LANYARD_ERR_MEMORY.
 */
LANYARD_API enum lanyard_error lanyard_json_member(
    const char *text, size_t size, const char *name, char **value);

/*
 * The same for a member that is a number: *VALUE is it as it stands there
 * ("1", "1.0", "-2e3"), NULL where there is none or one of another kind.
 */
LANYARD_API enum lanyard_error lanyard_json_number(
    const char *text, size_t size, const char *name, char **value);

/*
 * TEXT as a JSON string, in quotes: *JSON, for lanyard_text_free(). What is no
 * UTF-8 becomes U+FFFD. LANYARD_ERR_MEMORY; LANYARD_ERR_TOO_LARGE.
 */
LANYARD_API enum lanyard_error lanyard_json_string(
    const char *text, char **json);

/* Wipe and free; *TEXT becomes NULL. */
LANYARD_API void lanyard_text_free(char **text);

/*
 * Where the program NAME is, for lanyard_text_free(): sought in PATH's absolute
 * folders only, since what lies in the current one may be a cloned
 * repository's; an absolute path is taken as it is, a relative one is not. For
 * what starts a browser, or hands a token to another program.
 * LANYARD_ERR_SYSTEM: there is none; LANYARD_ERR_MEMORY.
 */
LANYARD_API enum lanyard_error lanyard_find_program(
    const char *name, char **program);

/* Log in anew, whatever is stored: asked for by name, so no pause applies. */
LANYARD_API enum lanyard_error lanyard_login(
    struct lanyard_session *session, const char *target);

/*
 * Ask the authorization server for a new access token. With GENERATION not 0
 * only if that is still the stored one. Ignores a pause from earlier failures;
 * with 0 also that the server has refused the refresh token before.
 */
LANYARD_API enum lanyard_error lanyard_refresh(
    struct lanyard_session *session, const char *target, uint64_t generation);

/*
 * Give the login a refresh token from elsewhere: the SIZE bytes at TEXT are the
 * token alone on a line, a token endpoint's reply (JSON or a form), or lines of
 * key=value (oauth_refresh_token or refresh_token, password or access_token,
 * password_expiry_utc or expires_at, expires_in, scope). An access token counts
 * where they say credibly when it is over, within a year; else the first use
 * refreshes. LANYARD_OK also if it is the login's token already.
 *
 * LANYARD_ERR_PROTOCOL: there is no such token in TEXT, or it says that it is
 * of another issuer, client, host or account; the message repeats no token.
 * LANYARD_ERR_LIVE: the login has another live one; with FORCE that is
 * replaced. LANYARD_ERR_GRANT: the server has refused that very token; with
 * FORCE it is kept all the same.
 */
LANYARD_API enum lanyard_error lanyard_seed(struct lanyard_session *session,
    const char *target, const void *text, size_t size, bool force);

/*
 * Have the server revoke the login's tokens, where a revocation_endpoint is
 * known and the session can refresh (RFC 7009), and remove them from the store
 * in any case. LANYARD_OK if there were none. LANYARD_ERR_NETWORK, _SERVER,
 * _TIMEOUT, _REFUSED: they are removed, but not revoked.
 */
LANYARD_API enum lanyard_error lanyard_logout(
    struct lanyard_session *session, const char *target);

/*
 * Hand the login's record to GIVE(TO, DATA, SIZE), once: lines of key=value as
 * lanyard_import() takes them, an empty line at the end. What the configuration
 * says of the login is in it; a client secret, if that is a value there, too;
 * never a command, a path or a proxy. The login's lock is held meanwhile, so
 * that it is not handed out while a refresh runs, and signals are blocked as
 * during a token request.
 *
 * With MOVE the login is marked as moved, durably, before GIVE is called: its
 * tokens are kept and never used, and each use is LANYARD_ERR_MOVED, until
 * lanyard_logout(), which then revokes nothing, or lanyard_import_undo(). If GIVE
 * fails the mark is taken back; a process that is killed in between leaves it.
 *
 * Without MOVE a notice tells where the server is known to give another refresh
 * token with each refresh, or where that is not known.
 *
 * LANYARD_ERR_LOGIN_NEEDED: there is no token of the configured server and
 * client. LANYARD_ERR_MOVED. GIVE's own error is returned as it is.
 */
LANYARD_API enum lanyard_error lanyard_export(struct lanyard_session *session,
    const char *target, bool move,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to);

/*
 * Save the login whose record the SIZE bytes at TEXT are, as lanyard_export()
 * gives it, under its own name or NAME (NULL: its own). A login of that name in
 * the configuration must be of the same server and client, and describes it
 * then. A notice tells host, token endpoint and client.
 *
 * LANYARD_ERR_PROTOCOL: TEXT is no such record, is cut off, has a key that a
 * record has not, or no token; its name is none; the message repeats no secret.
 * LANYARD_ERR_CONFIG: an endpoint or a pattern is not https or no URL, another
 * login has a pattern, the configuration has another server or client.
 * LANYARD_ERR_LIVE: there is a login of that name, other than this one moved
 * away; with FORCE it is replaced. LANYARD_ERR_TIMEOUT: a person is just logging
 * in to it.
 */
LANYARD_API enum lanyard_error lanyard_import(struct lanyard_session *session,
    const void *text, size_t size, const char *name, bool force);

/*
 * The login TARGET, which was moved away, is used here again. LANYARD_OK, too,
 * where it is no longer, or was never, moved.
 */
LANYARD_API enum lanyard_error lanyard_import_undo(
    struct lanyard_session *session, const char *target);

/* What is known of one login. Strings are lent for the call; NULL: unset. */
struct lanyard_state {
	const char *name;
	const char *url; /* its first pattern */
	const char *issuer;
	const char *client_id;
	const char *username; /* as configured, else as the server told it */
	const char *scope;
	bool configured; /* in the configuration; else only in the store */
	bool has_access_token;
	bool has_refresh_token; /* a live one */
	bool fresh;	/* a get would answer without the network */
	bool due;	/* a new token is needed, and can be had so */
	int64_t expires_at;	/* seconds since 1970, UTC; 0: unknown */
	int64_t obtained_at;
	uint64_t generation;
	const char *last_error;
	int64_t retry_at; /* 0: the server may be asked now */
	/*
	 * Why a login is needed, now or when the access token is over:
	 * LANYARD_ERR_GRANT: the server has refused the refresh token, or
	 * perhaps, where RENEWABLE still says that it will be tried again;
	 * _LOGIN_NEEDED: there is no token to go on with, or they are another
	 * server's or client's. LANYARD_OK: none is needed.
	 */
	enum lanyard_error needs_login;
	enum lanyard_error last_error_code; /* LANYARD_OK: not known */
	bool has_record;    /* it had tokens once */
	bool has_refused;   /* there is a refresh token, but a refused one */
	bool has_foreign;   /* ... but of another server or client */
	int64_t refused_at; /* 0: unknown */
	const char *ca_file; /* of the configuration; none in a record */
	/*
	 * What the server did not grant, though it was asked for or usual: a
	 * refresh token, so that a login is needed when the access token is
	 * over; words of the scope, joined by spaces. NULL: none.
	 */
	bool lacks_refresh_token;
	const char *lacks_scope;
	/*
	 * What is wrong with a file that the configuration names (its
	 * client_secret_file, its ca_file), and what mends it. NULL: nothing.
	 */
	const char *file_error;
	const char *file_hint;
	/*
	 * Where the store is, flock(2) excludes nobody, or not on all hosts:
	 * each lock is a file made by link(2), too. FILE_SYSTEM is the kind
	 * that is known for it ("nfs", "smb", "cifs", "smb2", "fuse", "9p",
	 * "lustre"); NULL: not known.
	 */
	bool has_claims;
	const char *file_system;
	/*
	 * Can a new token be had without a person: by the refresh token, or by
	 * the grant_type, which is set where that needs neither?
	 */
	bool renewable;
	const char *grant_type;
	int64_t moved_at; /* lanyard_export(); 0: it was not moved */
	/*
	 * When the refresh token is over, by its server's word; or, ASSUMED, by
	 * what is known of that server for one that is not used. 0: unknown.
	 */
	int64_t refresh_token_expires_at;
	bool refresh_token_expiry_assumed;
	/*
	 * When only a person can bring the login back: the refresh token is
	 * over then, or the access token where there is nothing to renew it by.
	 * 0: not known, never, or now (needs_login).
	 */
	int64_t login_needed_at;
	bool login_needed_within; /* within WITHIN_S from now, or now */
	/*
	 * Somebody is at work on it: a refresh, or a login's request, is under
	 * way. False where that cannot be told.
	 */
	bool in_use;
	const char *const *urls; /* its patterns, NULL at the end; or NULL */
	const char *basic_username; /* what its token goes with over HTTP */
};

/*
 * Call FUNCTION for every login of configuration and store, in order, with
 * due and login_needed_within judged WITHIN_S seconds from now. A result other than LANYARD_OK ends it
 * and is returned. A login that cannot be read is left out, and the first such
 * error is returned when the others are through.
 */
LANYARD_API enum lanyard_error lanyard_each(struct lanyard_session *session,
    int64_t within_s,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_state *state),
    void *context);

/* The same for the login TARGET alone. LANYARD_ERR_UNKNOWN_LOGIN. */
LANYARD_API enum lanyard_error lanyard_state_of(
    struct lanyard_session *session, const char *target, int64_t within_s,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_state *state),
    void *context);

/*
 * Call FUNCTION for every plain password that a get would answer, where the
 * configuration keeps such (store_passwords), in no particular order. PLACE,
 * lent for the call, has whose it is: protocol, host, path and username, what
 * there is of them, and no secret. A result other than LANYARD_OK ends it and
 * is returned.
 */
LANYARD_API enum lanyard_error lanyard_each_password(
    struct lanyard_session *session,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_credential *place),
    void *context);

/*
 * What a get would do with it now: "fresh" (answer), "due" (refresh first),
 * "login-needed", or "moved" (fail). Constant.
 */
LANYARD_API const char *lanyard_state_word(const struct lanyard_state *state);

/*
 * STATE as a JSON object, the one that lanyard status --json prints: *TEXT, for
 * lanyard_text_free().
 */
LANYARD_API enum lanyard_error lanyard_state_json(
    const struct lanyard_state *state, char **text);

/* ---- what may be amiss ---- */

/* Strings are lent for the call. */
struct lanyard_finding {
	const char *what;  /* was looked at: "configuration", "git", ... */
	const char *login; /* whose; NULL: all of them */
	bool is_fault;
	const char *text; /* what was found */
	const char *next; /* what mends a fault, often a command; or NULL */
};

/*
 * Look at what a login needs on this machine: the configuration, the store, git
 * and the helpers that it asks for the login TARGET (NULL: for each). FUNCTION
 * gets each finding, good ones too; a result other than LANYARD_OK ends it and
 * is returned. Nothing is changed, and no server is asked: LANYARD_JOB_CHECK does
 * that (lanyard_job_run(3)). From then on SESSION only looks: a record that is
 * damaged stays where it is, also in lanyard_each(3), which passes over it.
 * SESSION may be one that could not be opened for its store.
 * LANYARD_ERR_UNKNOWN_LOGIN.
 */
LANYARD_API enum lanyard_error lanyard_check(struct lanyard_session *session,
    const char *target,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_finding *finding),
    void *context);

/* ---- HTTP requests with the login's token (RFC 6750) ---- */

/* What to send, and where the reply goes. Everything is lent for the call. */
struct lanyard_request {
	const char *method; /* NULL: GET, or POST with a body */
	const char *url;
	/*
	 * "Name: value", NULL at the end; NULL: none. Not those that say to
	 * whom the request goes or how long it is: Authorization, Host,
	 * Content-Length, Transfer-Encoding.
	 */
	const char *const *headers;

	/* The body: SIZE bytes at BODY, or what READ_BODY gives. */
	const void *body;
	size_t body_size;
	/*
	 * Fill BUFFER with at most SIZE bytes; *FILLED of 0 ends the body.
	 * REWIND_BODY starts it again for the one retry after a 401; NULL: then
	 * there is no retry.
	 */
	enum lanyard_error (*read_body)(
	    void *context, void *buffer, size_t size, size_t *filled);
	enum lanyard_error (*rewind_body)(void *context);

	/*
	 * The reply's body goes to WRITE_REPLY, else to the descriptor REPLY_FD
	 * if REPLY_TO_FD, else into REPLY (REPLY_SIZE bytes). The body of a 401
	 * that is retried goes nowhere.
	 */
	enum lanyard_error (*write_reply)(
	    void *context, const void *data, size_t size);
	bool reply_to_fd;
	int reply_fd;
	void *reply;
	size_t reply_size;

	/*
	 * Each field of the reply's header, "Name: value"; NULL: not wanted.
	 */
	void (*header)(void *context, const char *line);
	void *context;	    /* for the five callbacks */
	int64_t timeout_ms; /* for one exchange; 0: the login's timeout_ms */
};

/*
 * Send REQUEST with "Authorization: SCHEME TOKEN" of the login TARGET (its name
 * or a URL; NULL: the login that answers the request's own URL), SCHEME being
 * its authorization_scheme. The token goes only where a pattern of that login
 * has the URL's scheme, host and port. It is refreshed when due; after a 401
 * once more, and the request is sent again. Redirects are not followed: a 3xx
 * is a reply like any other. *STATUS is the last reply's, 0 if none came;
 * *REPLY_SIZE (may be NULL) counts the bytes of its body that were delivered,
 * as the server sent them. Any status is LANYARD_OK. A token obtained less than
 * a minute ago is not refreshed again: then the 401 is the reply.
 *
 * The connection is kept for the session's next request with that login.
 *
 * LANYARD_ERR_ARGUMENT: TARGET's patterns do not cover the URL; method, URL or
 * a header cannot be sent. LANYARD_ERR_TOO_LARGE: the body is larger than
 * REPLY, which holds its beginning. A callback's own error is returned as it
 * is. And lanyard_token()'s.
 */
LANYARD_API enum lanyard_error lanyard_http_request(
    struct lanyard_session *session, const char *target,
    const struct lanyard_request *request, int *status,
    size_t *reply_size);

/* ---- flows: the steps of the authorization code grant, one by one ---- */

/*
 * For programs that run the steps of a login themselves, a web server among
 * them: make a flow, send the browser to its URL, hand in the query that comes
 * back, get the token. A flow stands alone; it needs no session.
 *
 * PKCE S256 and state are always used (RFC 7636, RFC 6749 10.12). Between two
 * requests of a server that keeps nothing, a flow can be sealed into a text
 * (a cookie, say) and opened again.
 */
struct lanyard_flow;

/* Copied by lanyard_flow_new(). NULL: unset. */
struct lanyard_flow_options {
	const char *client_id;
	const char *client_secret;		/* NULL: a public client */
	const char *token_endpoint_auth_method; /* lanyard.conf(5) */
	/*
	 * With an ISSUER, endpoints that are not given are discovered (RFC
	 * 8414) when the URL is first asked for, and iss must equal it (RFC
	 * 9207) where the callback has one; with ISS_REQUIRED it must.
	 */
	const char *issuer;
	bool iss_required;
	const char *authorization_endpoint;
	const char *token_endpoint;
	const char *redirect_uri;
	const char *scope; /* words separated by spaces */
	/* Name, value, name, value, ..., NULL. */
	const char *const *authorization_parameters;
	const char *const *token_parameters;
	const char *authorization_scheme; /* NULL: Bearer; for what is saved */
	/*
	 * The authorization request is told the server there, and the URL has
	 * only its name (RFC 9126); with REQUIRE at the endpoint of the
	 * metadata, as is done, too, where these require it.
	 */
	const char *pushed_authorization_request_endpoint;
	bool require_pushed_authorization_requests;

	const char *ca_file; /* PEM, in addition to the system's */
	const char *proxy;   /* NULL: the environment's */
	bool allow_http;     /* else https, or http on loopback */
	int64_t timeout_ms;  /* of one request; 0: 20,000 */

	/*
	 * Called with each parameter of a callback whose state and iss are
	 * right, but for state and code; a result other than LANYARD_OK refuses
	 * the callback with that code.
	 */
	enum lanyard_error (*check)(
	    void *context, const char *name, const char *value);
	void *context;
};

/*
 * Make a flow. Also after an error *FLOW is a flow, good for message, hint and
 * free; NULL only when memory ran out. LANYARD_ERR_CONFIG: client_id or
 * redirect_uri is missing, endpoints and issuer are, or a URL is not https.
 */
LANYARD_API enum lanyard_error lanyard_flow_new(
    struct lanyard_flow **flow, const struct lanyard_flow_options *options);
LANYARD_API void lanyard_flow_free(struct lanyard_flow **flow);

/* The flow's last error, as for a session. FLOW may be NULL. */
LANYARD_API const char *lanyard_flow_message(const struct lanyard_flow *flow);
LANYARD_API const char *lanyard_flow_hint(const struct lanyard_flow *flow);

/*
 * The URL to send the browser to: *URL, lent until the flow is freed. The same
 * at every call. Where the metadata require it, the request is pushed to the
 * server first (RFC 9126), and the URL is good for as long as it is kept there,
 * often a minute. LANYARD_ERR_NETWORK, _SERVER, _TIMEOUT: discovery, or that;
 * LANYARD_ERR_REFUSED: the server does not take the request.
 */
LANYARD_API enum lanyard_error lanyard_flow_url(
    struct lanyard_flow *flow, const char **url);

/*
 * Take the QUERY of the request that came back, without "?". LANYARD_OK: the
 * code is in the flow. LANYARD_ERR_PROTOCOL: not this flow's (state is wrong or
 * absent, iss wrong, a parameter twice and not the same), or a callback was taken
 * before: answer 400; the right one is still taken. LANYARD_ERR_CANCELLED:
 * access_denied. LANYARD_ERR_SERVER: temporarily_unavailable, server_error.
 * LANYARD_ERR_REFUSED: another error; all told in the message. Or CHECK's. With
 * an issuer whose endpoints are not known yet they are discovered now, for RFC
 * 9207: LANYARD_ERR_NETWORK, _SERVER, _TIMEOUT.
 */
LANYARD_API enum lanyard_error lanyard_flow_callback(
    struct lanyard_flow *flow, const char *query);

/*
 * The same for what a person pasted, with blanks around it or not: the final
 * URL, or the bare code. LANYARD_ERR_PROTOCOL: it is neither. CHECK is not
 * called.
 */
LANYARD_API enum lanyard_error lanyard_flow_paste(
    struct lanyard_flow *flow, const char *text);

/*
 * Exchange the code for a token. *TOKEN is a new credential with password (the
 * access token), authtype, password_expiry_utc, oauth_refresh_token, token_type
 * and scope, as far as they are known. What the server has surely not taken (it
 * cannot be reached, or answers 429 or 503) is sent again, for a minute at most;
 * what it may have taken, once. The code is spent then, whatever comes of it:
 * a second call is LANYARD_ERR_ARGUMENT. An error reply is an error, never a
 * token: LANYARD_ERR_GRANT where the server does not take the code,
 * LANYARD_ERR_REFUSED where it does not take the request, or where the scope has
 * openid and the ID token that comes is not good (of another request, client or
 * issuer, over, not signed by the issuer); LANYARD_ERR_SERVER, _NETWORK,
 * _TIMEOUT.
 */
LANYARD_API enum lanyard_error lanyard_flow_token(
    struct lanyard_flow *flow, struct lanyard_credential **token);

/*
 * The same, but keep the token: as login NAME, answering the patterns URL (NULL
 * at the end; what follows a "?" is left out), in the storage of SESSION,
 * refreshed from then on. What was stored under that name is replaced; what was
 * of another server or client is set aside. Room for the answer is made before
 * the code is sent, and the answer is saved before anything else is done.
 * Errors are in the flow's message: those of lanyard_flow_token();
 * LANYARD_ERR_ARGUMENT: no such name, no URL; LANYARD_ERR_CONFIG: another login
 * has that pattern, or the configuration has NAME with another server or
 * client; LANYARD_ERR_NO_ROOM, _STORE.
 *
 * ca_file, proxy and allow_http are not kept in a record: give them to
 * lanyard_session_open(), too.
 */
LANYARD_API enum lanyard_error lanyard_flow_save(struct lanyard_flow *flow,
    struct lanyard_session *session, const char *name, const char *const *url);

/* Bytes of the key that seals: from a random generator, kept by the server. */
#define LANYARD_FLOW_KEY_SIZE 32

/*
 * State and code verifier of FLOW, sealed with KEY (XChaCha20-Poly1305), as
 * *TEXT of A-Za-z0-9_-, less than 256 of them (free with lanyard_text_free()).
 * It holds neither client_secret nor code; a server that keeps nothing cannot
 * tell a callback that comes twice, but the authorization server takes a code
 * once. LANYARD_ERR_ARGUMENT: a callback was taken. lanyard_flow_open() makes a
 * flow of OPTIONS, as lanyard_flow_new() does, and puts the sealed state into
 * it. LANYARD_ERR_PROTOCOL: TEXT was altered, sealed with another key or for
 * another client_id, redirect_uri or authorization server, or is older than
 * ten minutes.
 */
LANYARD_API enum lanyard_error lanyard_flow_seal(struct lanyard_flow *flow,
    const unsigned char key[LANYARD_FLOW_KEY_SIZE], char **text);
LANYARD_API enum lanyard_error lanyard_flow_open(struct lanyard_flow **flow,
    const struct lanyard_flow_options *options,
    const unsigned char key[LANYARD_FLOW_KEY_SIZE], const char *text);

#ifdef __cplusplus
}
#endif
#endif
