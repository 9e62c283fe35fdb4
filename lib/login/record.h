/*
 * record.h - what is stored of a login
 *
 * One file per login, lines of key=value (attributes.h) and an empty line, names
 * of the RFCs: its description, so that it can be refreshed on a machine
 * without configuration (lines.h); access_token, token_type, expires_at,
 * obtained_at,
 * refresh_token, scope, generation; last_error, last_error_code, retry_at;
 * refresh_token_error (the refresh token is dead, and why); login_failures,
 * login_retry_at. Unknown keys are kept on save.
 */
#ifndef RECORD_H
#define RECORD_H

#include "base/attributes.h"
#include "login/login.h"

struct record {
	char *name;
	bool found; /* it was in the store */
	struct attributes attributes;
};

void record_init(struct record *record);
void record_clear(struct record *record);

/*
 * Fill RECORD, whose name is set, from a stored file's bytes.
 * LANYARD_ERR_STORE: they are no whole record of that name.
 */
enum lanyard_error record_parse(
    struct record *record, const struct buf *buf, struct error *error);

/* Append to BUF what a file is to have of RECORD. */
enum lanyard_error record_write(
    struct record *record, struct buf *buf, struct error *error);

const struct secret *record_access_token(const struct record *record);

/* NULL when there is none or it is dead. */
const struct secret *record_refresh_token(const struct record *record);

int64_t record_expires_at(const struct record *record);	 /* 0: unknown */
int64_t record_obtained_at(const struct record *record); /* 0: unknown */
uint64_t record_generation(const struct record *record); /* 0: none yet */

/*
 * Fresh: an access token, obtained_at <= NOW, and NOW + margin < expires_at
 * with margin = min(MARGIN_S, lifetime / 10); without expires_at, fresh until
 * rejected. Alive is the same with no margin.
 */
bool record_is_fresh(
    const struct record *record, int64_t now, int64_t margin_s);
bool record_is_alive(const struct record *record, int64_t now);

/* Count one more save of tokens. */
enum lanyard_error record_next_generation(struct record *record);

/*
 * Does RECORD come from the server and client that LOGIN names? Compares
 * issuer (token_endpoint where either has none) and client_id; what the record
 * does not say agrees.
 */
bool record_agrees(const struct record *record, const struct login *login);

#endif
