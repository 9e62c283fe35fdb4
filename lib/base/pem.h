/*
 * pem.h - is a text a list of whole certificates? (RFC 7468)
 *
 * A TLS library says of a bundle that it cannot use no more than that, and
 * passes over what is none.
 */
#ifndef PEM_H
#define PEM_H

enum pem {
	PEM_WHOLE,
	PEM_NONE,    /* there is no certificate in it; see pem_other.h */
	PEM_CUT,     /* what begins in it has no end */
	PEM_LINES,   /* it stands on no lines of its own */
	PEM_DAMAGED, /* not base64, or less than the certificate says it is */
	PEM_MEMORY
};

/* All certificates of TEXT, whatever stands between them. */
enum pem pem_check(const char *text);

/* What is wrong, in words; "" for PEM_WHOLE. */
const char *pem_problem(enum pem pem);

#endif
