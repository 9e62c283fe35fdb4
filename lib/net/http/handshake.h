/*
 * handshake.h - what a server sends before TLS is there, read for people
 */
#ifndef HANDSHAKE_H
#define HANDSHAKE_H

#include <stddef.h>

/*
 * How many certificates has the message of SIZE BYTES, if it is a Certificate
 * of TLS 1.2 (RFC 5246 7.4.2) or 1.3 (RFC 8446 4.4.2); 0: it is none.
 */
int handshake_certificates(const void *bytes, size_t size);

#endif
