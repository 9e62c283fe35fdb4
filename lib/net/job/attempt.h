/*
 * attempt.h - one login that is under way, and what all ways to it share
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "net/job/exchange.h"
#include "net/job/server.h"
#include "net/oauth/authorization.h"
#include "net/oauth/device.h"
#include "net/oauth/redirect.h"

struct attempt {
	struct exchange *exchange;
	const struct server *server;
	const struct lanyard_ui *ui; /* the session's, with the next two */
	const struct login *login;
	struct error *error;
	bool browser; /* by authorization code: the next two are set */
	struct authorization authorization;
	struct redirect redirect;
	int64_t pushed_until_ms; /* the request is with the server; 0: it is
				    not, or for good */
	bool device_waits;	 /* DEVICE is set, shown and polled */
	struct device device;
	unsigned device_failures; /* of requests for one, in a row */
	int64_t device_again_ms;  /* when to ask for one again; 0: never */
	bool field_ended;	  /* nobody types any more */
	struct secret piece;	  /* of an address that came in pieces */
	struct error failure;  /* the last that did not end it; code 0: none */
	bool other;	       /* another account has logged in: the end */
	bool done;	       /* the tokens are saved */
	struct secret tried;   /* the last code that a callback brought */
	struct error answered; /* what came of it, as its page has it */
	bool is_answered;      /* the browser has had a page about a code */
	int refusals;	       /* how many callbacks were of no use */
	int64_t deadline_ms;
};

/* EXCHANGE (of a new grant) and SERVER, which is prepared, are lent. */
void attempt_init(struct attempt *attempt, struct exchange *exchange,
    const struct server *server);
void attempt_clear(struct attempt *attempt);

/*
 * What is sent now has the login's timeout_ms, whatever is left of the time
 * for the person.
 */
void attempt_set_deadline(const struct attempt *attempt);

/*
 * Before and after a request that may bring tokens: exchange_begin(), and
 * identify_account() with exchange_end(). NONCE is what was sent for the ID
 * token; NULL: none. LANYARD_OK of the latter: they are saved, and DONE is set.
 */
enum lanyard_error attempt_begin(struct attempt *attempt);
enum lanyard_error attempt_end(
    struct attempt *attempt, const char *nonce, enum lanyard_error r);

/*
 * R, where LANYARD_ERR_GRANT becomes LANYARD_ERR_REFUSED: the former speaks of
 * what is stored, and of this grant nothing is.
 */
enum lanyard_error attempt_refused(
    const struct attempt *attempt, enum lanyard_error r);

/*
 * Does it wait for a device code, or for one to be had? And when does the whole
 * of it end: a device code has as long as it lives.
 */
bool attempt_has_device(const struct attempt *attempt);
int64_t attempt_deadline_ms(const struct attempt *attempt);

/* The descriptor on which the person types; -1: there is none, or not now. */
int attempt_input_fd(const struct attempt *attempt);

/*
 * A request for tokens has come to R, an error: might another code fare better?
 * True: the attempt goes on, and FAILURE is that error, for the time that
 * nobody has another. That is half a minute where nobody can type and the
 * server has said nothing about the code.
 */
bool attempt_failed(struct attempt *attempt, enum lanyard_error r);

/* Is GRANT_TYPE ("device_code", "authorization_code") the only way allowed? */
bool attempt_only_by(const struct attempt *attempt, const char *grant_type);

/*
 * What the person has typed up to Enter, without it, in memory of its own for
 * attempt_free_line(), which wipes it. *LINE is NULL at the end of the input:
 * nobody types any more. LANYARD_ERR_MEMORY.
 */
enum lanyard_error attempt_read_line(struct attempt *attempt, char **line);
void attempt_free_line(char **line);

/* The person has given up: that error. */
enum lanyard_error attempt_cancelled(const struct attempt *attempt);

void attempt_notice(const struct attempt *attempt, const char *text);

#endif
