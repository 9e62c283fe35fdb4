/*
 * handshake.c - what a server sends before TLS is there, read for people
 */
#include "net/http/handshake.h"

#define CERTIFICATE 11 /* HandshakeType */
#define LENGTH	    3  /* bytes of most lengths in it */
#define EXTENSIONS  2  /* bytes of that of one certificate's extensions */

static size_t
number(const unsigned char *at, size_t size)
{
	size_t n = 0;

	while (size-- != 0)
		n = n << 8 | *at++;
	return n;
}

/*
 * A list of certificates, each with its length before it, and with extensions
 * behind it where EXTENDED. 0: it does not end where it should.
 */
static int
count(const unsigned char *at, size_t size, int extended)
{
	size_t part;
	int n = 0;

	for (; size != 0; n++) {
		if (size < LENGTH ||
		    (part = LENGTH + number(at, LENGTH)) > size)
			return 0;
		if (extended) {
			if (size - part < EXTENSIONS)
				return 0;
			part += EXTENSIONS + number(at + part, EXTENSIONS);
			if (part > size)
				return 0;
		}
		at += part;
		size -= part;
	}
	return n;
}

int
handshake_certificates(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	if (size < 1 + 2 * LENGTH || at[0] != CERTIFICATE ||
	    number(at + 1, LENGTH) != size - 1 - LENGTH)
		return 0;
	at += 1 + LENGTH;
	size -= 1 + LENGTH;
	if (number(at, LENGTH) == size - LENGTH)
		return count(at + LENGTH, size - LENGTH, 0);
	/* TLS 1.3 has a context before it, which a server's leaves empty. */
	if (size > LENGTH && at[0] == 0 &&
	    number(at + 1, LENGTH) == size - 1 - LENGTH)
		return count(at + 1 + LENGTH, size - 1 - LENGTH, 1);
	return 0;
}
