/*
 * der.h - the little DER (X.690) that a public key or signature is made of
 */
#ifndef DER_H
#define DER_H

#include "base/buf.h"

#define DER_INTEGER	 0x02
#define DER_BIT_STRING	 0x03
#define DER_OCTET_STRING 0x04
#define DER_SEQUENCE	 0x30

/*
 * Append TAG, the length, and the SIZE bytes at CONTENT, fewer than 65536
 * (X.690 8.1; LANYARD_ERR_PROTOCOL: more). Else as buf_add().
 */
enum lanyard_error der_add(
    struct buf *buf, unsigned char tag, const void *content, size_t size);

/* The same for a number of SIZE bytes without a sign, highest first (8.3). */
enum lanyard_error der_add_integer(
    struct buf *buf, const unsigned char *bytes, size_t size);

#endif
