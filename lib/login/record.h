/*
 * record.h - what is stored of a login
 *
 * One file per login, lines of key=value (attributes.h) and an empty line, names
 * of the RFCs: its description, so that it can be refreshed on a machine without
 * configuration (lines.h), its tokens (tokens.h), and what went wrong with them
 * (failure.h). Unknown keys are kept on save.
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

/*
 * Does RECORD come from the server and client that LOGIN names? Compares
 * issuer (token_endpoint where either has none) and client_id; what the record
 * does not say agrees.
 */
bool record_agrees(const struct record *record, const struct login *login);

#endif
