/*
 * pem_other.c - what people name as a file of certificates, and is none
 */
#include "base/pem_other.h"

#include <stdbool.h>
#include <string.h>

/* Labels, the more telling first: a text may have several. */
static const struct {
	const char *label;
	struct pem_other other;
} labels[] = {
    {"-----BEGIN PKCS7-----",
	{"PKCS #7", "openssl pkcs7 -print_certs -out ca.pem -in"}},
    {"CERTIFICATE REQUEST-----", {"a request for a certificate", NULL}},
    {"-----BEGIN X509 CRL-----", {"a list of revoked certificates", NULL}},
    {"PRIVATE KEY-----", {"a private key", NULL}},
    {"PUBLIC KEY-----", {"a public key", NULL}},
};

/*
 * What follows the first tag and length of DER (X.690): the first fields of
 * PKCS #12 (RFC 7292 4), #7 (RFC 2315 14) and #8, and a certificate's own.
 */
static const struct {
	const char *bytes;
	size_t size;
	struct pem_other other;
} beginnings[] = {
    {"\x02\x01\x03\x30", 4,
	{"PKCS #12", "openssl pkcs12 -nokeys -out ca.pem -in"}},
    {"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 11,
	{"PKCS #7 in DER",
	    "openssl pkcs7 -inform DER -print_certs -out ca.pem -in"}},
    {"\x02\x01\x00", 3, {"a private key in DER", NULL}},
    {"\x02\x01\x01", 3, {"a private key in DER", NULL}},
    {"\x30", 1, {"DER, not PEM", "openssl x509 -inform DER -out ca.pem -in"}},
};

static const struct pem_other wide = {
    "UTF-16", "iconv -f UTF-16 -t UTF-8 -o ca.pem"};

static bool
has(const unsigned char *bytes, size_t size, const char *label)
{
	size_t length = strlen(label);

	for (size_t i = 0; i + length <= size; i++)
		if (memcmp(bytes + i, label, length) == 0)
			return true;
	return false;
}

/* Behind the first SEQUENCE's tag and length; 0: it is none. */
static size_t
inside(const unsigned char *bytes, size_t size)
{
	size_t more;

	if (size < 2 || bytes[0] != 0x30)
		return 0;
	more = bytes[1] < 0x80 ? 0 : bytes[1] & 0x7fU;
	return more <= 4 && 2 + more < size ? 2 + more : 0;
}

const struct pem_other *
pem_other_find(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	size_t at = inside(bytes, size);

	if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
			     memcmp(bytes, "\xfe\xff", 2) == 0))
		return &wide;
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (has(bytes, size, labels[i].label))
			return &labels[i].other;
	for (size_t i = 0;
	     at != 0 && i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (beginnings[i].size <= size - at &&
		    memcmp(bytes + at, beginnings[i].bytes,
			beginnings[i].size) == 0)
			return &beginnings[i].other;
	return NULL;
}
