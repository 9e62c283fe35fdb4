/*
 * server.h - what here.c, here_refresh.c and here_login.c share
 */
#ifndef HERE_H
#define HERE_H

#include <signal.h>

#include "net/oauth/discovery.h"
#include "session/entry.h"
#include "net/oauth/token_endpoint.h"

struct here {
	struct lanyard_session *session;
	struct entry entry;
	char *auth_method; /* the record's, where nothing was discovered */
	struct metadata metadata;
	struct secret client_secret;
	struct client client;
	struct http *http;
	struct token token;
	sigset_t signals;
	bool held;   /* signals are */
	int lock_fd; /* taken here for a login; -1 for a refresh */
};

/*
 * HTTP with LOGIN's settings, else those of git's own configuration; errors are
 * the session's, and leave none open. DEADLINE_MS as in http.h.
 */
enum lanyard_error here_new_http(struct http **http,
    struct lanyard_session *session, const struct login *login,
    int64_t deadline_ms);

/* The same for a job: TIMEOUT_MS in all. */
enum lanyard_error here_open_http(struct here *h, int64_t timeout_ms);

/*
 * Endpoints: the configuration's win over those DISCOVERed. Not DISCOVER: over
 * those of the record, whose authentication method is taken, too.
 */
enum lanyard_error here_find_endpoints(struct here *h, bool discover);

/* Client id, secret and authentication method. After here_find_endpoints(). */
enum lanyard_error here_make_client(struct here *h);

/* Room for the answer, and no signal from now on. The lock is held. */
enum lanyard_error here_reserve(struct here *h);

/* Put h->token into the record and save it. */
enum lanyard_error here_save(struct here *h);

/* The two jobs: here_refresh.c, here_login.c. */
enum lanyard_error here_refresh(
    struct here *h, const struct lanyard_job *job);
enum lanyard_error here_login(struct here *h, const struct lanyard_job *job);

#endif
