/*
 * external.h - a token that is kept elsewhere, and read at each use
 *
 * In a file, a variable of the environment, or what a command prints
 * (grant_is_external()): a deploy token, a CI's job token, a JWT that the
 * system projects into a file. Who keeps it renews it; here it is never
 * stored, and nobody is asked for another.
 */
#ifndef EXTERNAL_H
#define EXTERNAL_H

#include "session/entry.h"

/*
 * Read the token of ENTRY's login into its record, which then has nothing else
 * and must not be saved: its access token, and where that is a JWT, when it is
 * over (payload.h). LANYARD_ERR_CONFIG names the file, variable or command: it
 * is not there, others may read it (secret_file_read()), the command fails
 * (command.h), it is no single word of visible ASCII, or it is over.
 */
enum lanyard_error external_read(
    struct entry *entry, struct lanyard_session *session);

/*
 * The same for whoever only looks: no command is run, and of one the record
 * has nothing.
 */
enum lanyard_error external_look(
    struct entry *entry, struct lanyard_session *session);

/* LANYARD_ERR_CONFIG: the login's token is kept elsewhere; WHAT follows. */
enum lanyard_error external_fail_kept(const struct entry *entry,
    struct lanyard_session *session, const char *what);

/* "file PATH", "variable NAME", "command PROGRAM", for messages. */
void external_place(const struct login *login, char text[ERROR_TEXT]);

#endif
