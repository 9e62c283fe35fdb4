/*
 * certificate.h - which CA certificates count, and why one was refused
 */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "base/buf.h"
#include "base/error.h"

/*
 * Which variable names the certificates that count, CURL_CA_BUNDLE or
 * SSL_CERT_FILE, as curl(1) has it, and *PATH, where they are; NULL: neither.
 */
const char *certificate_environment(const char **path);

/* $SSL_CERT_DIR, a folder that curl(1) takes in the place of its own, or NULL.
 */
const char *certificate_folder(void);

/*
 * Append to BUF the system's bundle at SYSTEM (NULL or not readable: nothing)
 * and CA_FILE. LANYARD_ERR_CONFIG: CA_FILE, which setting KEY names, cannot be
 * read, or is no regular file.
 */
enum lanyard_error certificate_load(struct buf *buf, const char *system,
    const char *key, const char *ca_file, struct error *error);

/*
 * The moment that libcurl's words for the end of a certificate mean ("Nov 28
 * 19:03:00 2027 GMT", or "2027-11-28 19:03:00 GMT"), in seconds since 1970; 0:
 * none.
 */
int64_t certificate_end(const char *text);

/* Set ERROR (LANYARD_ERR_NETWORK): HOST's certificate is refused; DETAIL is
 * what the TLS library says. */
enum lanyard_error certificate_refused(
    const char *host, const char *detail, struct error *error);

#endif
