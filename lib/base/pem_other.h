/*
 * pem_other.h - what people name as a file of certificates, and is none
 */
#ifndef PEM_OTHER_H
#define PEM_OTHER_H

#include <stddef.h>

struct pem_other {
	const char *what;    /* it is, in words */
	const char *command; /* makes it certificates, before the file's name;
				NULL: nothing does */
};

/*
 * What SIZE BYTES without a certificate are, as far as their beginning, or a
 * label in them (RFC 7468), tells: a key, a request, PKCS #7 or #12, DER,
 * UTF-16. NULL: nothing that is known.
 */
const struct pem_other *pem_other_find(const void *bytes, size_t size);

#endif
