/*
 * exchange.h - one request that may bring tokens, and their save
 *
 * Whatever the way to them (a refresh, a code, a device code, a program's own
 * flow), it is this one sequence:
 *
 *   exchange_begin()   the record's lock, room for the answer, signals held
 *   the request        fills exchange->token
 *   exchange_end()     saved, or noted why not; then let go
 *
 * so that nothing happens between the last byte that is read and the write.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <signal.h>

#include "net/oauth/token_endpoint.h"
#include "session/entry.h"

enum exchange_kind {
	EXCHANGE_REFRESH, /* the caller has the lock, and has read the record */
	EXCHANGE_GRANT,	  /* a new grant: the lock is taken for the request */
	/* A new grant without a person; else as EXCHANGE_REFRESH. */
	EXCHANGE_UNATTENDED,
};

struct exchange {
	struct lanyard_session *session; /* errors are its own */
	struct entry *entry;		 /* the login, and its record */
	enum exchange_kind kind;
	/* Saved with the tokens; lent. NULL: what the record has stays. */
	const char *token_endpoint;
	const char *revocation_endpoint;
	const char *auth_method;
	const char *signing_alg;
	char *
	    account; /* of a new grant, as the server tells it; NULL: unknown */
	struct token token;   /* what the request brought */
	struct secret before; /* the stored refresh token, when it was sent */
	struct buf head;      /* of the reply, where nothing else can be kept */
	bool aside;	      /* the record of another server or client is */
	int lock_fd;	      /* of EXCHANGE_GRANT; -1: not taken */
	bool held;	      /* SIGNALS are what was blocked before */
	sigset_t signals;
};

/* SESSION and ENTRY, whose login is set, are lent until exchange_clear(). */
void exchange_init(struct exchange *exchange, enum exchange_kind kind,
    struct lanyard_session *session, struct entry *entry);

/* Wipes the tokens, and lets go of what is still held. */
void exchange_clear(struct exchange *exchange);

/*
 * Before the request: see above. May be called again after the end of an
 * earlier one; exchange->token is empty then. An error means that nothing may
 * be sent; nothing is held then. LANYARD_ERR_NO_ROOM, LANYARD_ERR_STORE;
 * LANYARD_ERR_TIMEOUT: another has the lock.
 */
enum lanyard_error exchange_begin(struct exchange *exchange);

/*
 * After the request, which came to R, the session's error telling why. At
 * LANYARD_OK the tokens are saved, and the record of another server or client
 * is set aside first. After a refresh that failed: a refresh token that came
 * all the same is saved; one that the server refuses (LANYARD_ERR_GRANT) is
 * marked as dead, unless another process has saved since, which is LANYARD_OK;
 * any other failure is noted (refresh_note_failure()). After a new grant that
 * brought a refresh token and no usable access token that one is saved, and R
 * stays. What cannot be saved is kept as it came.
 */
enum lanyard_error exchange_end(
    struct exchange *exchange, enum lanyard_error r);

/* Say which login the error is about, where it does not begin with that. */
void exchange_name_login(struct exchange *exchange);

/*
 * Without a request: exchange->token came from a reply that was kept
 * (left_reply.h). The lock is held.
 */
enum lanyard_error exchange_save(struct exchange *exchange);

/* In the place of exchange_end(): it brought nothing, and that is no failure.
 */
void exchange_drop(struct exchange *exchange);

#endif
