/*
 * import_text.h - the record of a login, as another machine hands it over
 *
 * What is read here may be hostile. Its keys are a record's (login/lines.h,
 * tokens.h, failure.h): none names a command, a file or a proxy.
 */
#ifndef IMPORT_TEXT_H
#define IMPORT_TEXT_H

#include "login/record.h"

/*
 * Fill RECORD and LOGIN (both initialized) from the SIZE bytes at TEXT: one
 * record, whole, with an empty line behind it and nothing behind that. RECORD
 * has what a record of this machine is to have beside the description, which is
 * in LOGIN: tokens, and whether the server has refused them, but nothing of
 * that machine's failures, and it has no name. LOGIN's is what the text says,
 * or NAME where that is not NULL.
 *
 * LANYARD_ERR_PROTOCOL: it is no such record; the message names the key, and
 * repeats nothing that may be a secret. LANYARD_ERR_CONFIG: an endpoint, a
 * pattern or a client is no good; the message has it. LANYARD_ERR_MEMORY.
 */
enum lanyard_error import_text_parse(struct record *record, struct login *login,
    const void *text, size_t size, const char *name, struct error *error);

#endif
