/*
 * client_secret.h - a client's secret, wherever it is kept
 */
#ifndef CLIENT_SECRET_H
#define CLIENT_SECRET_H

#include "login/login.h"

/*
 * LOGIN's client secret into SECRET: client_secret, else what is in
 * client_secret_file, else what client_secret_command prints; one line, whose
 * end is not part of it. The command has TIMEOUT_MS. What a file or a command
 * gives with a byte order mark or a blank at its ends is refused, as the server
 * would refuse it and not say why; client_secret may have blanks. Unset with
 * LANYARD_OK: a public client.
 * LANYARD_ERR_CONFIG names the cause.
 */
enum lanyard_error client_secret_get(const struct login *login,
    int64_t timeout_ms, struct secret *secret, struct error *error);

#endif
