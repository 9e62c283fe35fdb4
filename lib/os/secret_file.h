/*
 * secret_file.h - a secret kept in a file of its own
 */
#ifndef SECRET_FILE_H
#define SECRET_FILE_H

#include "base/error.h"
#include "base/secret.h"

/*
 * Read the secret in PATH, which must be a regular file of this user or root
 * that others may not read or write (root's may be readable by its group, as
 * systemd's credentials are). One trailing LF or CR LF is dropped; what is left
 * must not be empty. SECRET changes only on success.
 * LANYARD_ERR_CONFIG with a message and the way to mend it.
 */
enum lanyard_error secret_file_read(
    const char *path, struct secret *secret, struct error *error);

#endif
