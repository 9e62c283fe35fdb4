/*
 * setup.h - lanyard setup: from a host's URL to a login that works
 *
 * setup.c has the order, setup_url.c the URL, setup_find.c what the host says,
 * setup_client.c the client, setup_register.c one that registers itself,
 * setup_github.c GitHub's, setup_write.c the
 * configuration, setup_git.c git's, setup_admin.c what is only printed.
 */
#ifndef SETUP_H
#define SETUP_H

#include "lanyard.h"
#include "pairs.h"

#define SETUP_URL  1024
#define SETUP_NAME 65
#define SETUP_USER 256

struct setup {
	struct lanyard_session *session;

	/* Options; NULL and false: not given. */
	const char *url, *name_given, *username, *preset, *issuer, *client_id,
	    *client_secret_file, *scope, *redirect_uri, *organization,
	    *app_name, *ca_file, *proxy, *tool;
	bool allow_http, path, built_in, check, no_login, git, no_git;
	bool client_document, print_admin;

	/* What is found out. */
	char user[SETUP_USER];	  /* the URL's, decoded */
	char origin[SETUP_URL];	  /* scheme, host and port, in lower case */
	const char *host;	  /* of it */
	char place[SETUP_URL];	  /* origin and path */
	char resource[SETUP_URL]; /* the same with the query */
	char name[SETUP_NAME];	  /* the login's */
	struct pairs found;	  /* what LANYARD_JOB_DISCOVER gave */
	struct pairs client;	  /* the settings that are the client's */
	struct pairs registered;  /* what LANYARD_JOB_REGISTER gave */
	struct pairs settings;	  /* all of the login's */
	bool is_there;		  /* a login answers the URL already */
};

/* One line for a person: what was done or found. */
__attribute__((format(printf, 1, 2))) void setup_say(const char *format, ...);

/* "lanyard: error:" and the hint, the next command; returns STATUS. */
int setup_fail(int status, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4), nonnull(2)));

/* The session's message and hint, or one of our own; returns the status. */
int setup_report(const struct setup *setup, enum lanyard_error code);

/* Where memory, or who reads stdout, fails. */
int setup_fail_memory(void);
int setup_fail_output(void);

/*
 * The URL as given: origin, host, place and resource are set, and the username
 * unless an option names one. EXIT_DONE, or EXIT_USAGE with what to write in
 * its place said. A password in it is neither used nor shown.
 */
int setup_take_url(struct setup *setup);

/* Origin, or place with the option --path, and the account in it, as git would
 * have it. */
void setup_print_place(const struct setup *setup, char place[2 * SETUP_URL]);

/*
 * A login that answers the URL already: is_there and name are set. Or the name
 * of the new one: the option's, the preset's or the host's, that no other has.
 */
int setup_find_login(struct setup *setup);
int setup_choose_name(struct setup *setup);

/* Ask the host: found is set, each step said. */
int setup_discover(struct setup *setup);

/*
 * *PATH, allocated, is FILE as the configuration takes a path. EXIT_USAGE: it
 * is none that can be read; *PATH is NULL.
 */
int setup_take_file(const char *option, const char *file, char **path);

/*
 * Run job KIND with the options for the network behind PARAMETERS, for
 * TIMEOUT_MS at most (0: its default).
 */
enum lanyard_error setup_run(struct setup *setup, enum lanyard_job_kind kind,
    int64_t timeout_ms, const char *const *parameters, struct pairs *results);

/*
 * The client, by the first way that the host offers: client is set. With check
 * nothing is registered, and what would be is said.
 */
int setup_choose_client(struct setup *setup);

/* One setting more of the client's. */
int setup_add_client(struct setup *setup, const char *name, const char *value);

/*
 * A client that registers itself (RFC 7591); *TAKEN is false where the server
 * does not want to. At the end of it all, where no login uses it, it is deleted
 * again, or it is said that it stays.
 */
int setup_register(struct setup *setup, bool *taken);
void setup_end_client(struct setup *setup, bool is_used);

/*
 * The login of what was found and chosen: into the configuration, and logged
 * in. With check it is only shown, on stdout.
 */
int setup_write(struct setup *setup);

/*
 * Log in, unless there is no need. Where that fails what the session has added
 * to the configuration is taken back.
 */
int setup_log_in(struct setup *setup);

/* Have git ask lanyard for the host, if that is wanted. */
int setup_git(struct setup *setup);

/* Another program is told to ask lanyard for the login of URL, or its name. */
int setup_tool(const struct setup *setup);

/* What --client-document and --print-admin print. */
int setup_print_document(const struct setup *setup);
int setup_print_admin(const struct setup *setup);

/* What a client of ours is registered with. */
#define SETUP_CLIENT_NAME  "Lanyard"
#define SETUP_REDIRECT_URI "http://127.0.0.1/callback"
const char *setup_redirect_uri(const struct setup *setup);
const char *setup_scope(const struct setup *setup);

#endif
