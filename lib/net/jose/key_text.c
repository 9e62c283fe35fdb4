/*
 * key_text.c - what a text is that has no private key in PEM
 */
#include "net/jose/key_text.h"

#include <stdbool.h>
#include <string.h>

/* What TEXT is known by; the first that fits counts. */
static const struct known {
	const char *begins, *has; /* NULL: any */
	struct key_text is;
} table[] = {
    {"\xff\xfe", NULL,
	{"is UTF-16, not text in ASCII",
	    "iconv -f UTF-16 -t ASCII FILE > NEW; chmod 600 NEW"}},
    {"\xfe\xff", NULL,
	{"is UTF-16, not text in ASCII",
	    "iconv -f UTF-16 -t ASCII FILE > NEW; chmod 600 NEW"}},
    {"\x30", NULL,
	{"is in DER, or PKCS#12, and not in PEM",
	    "openssl pkey -inform DER -in FILE -out NEW.pem; of PKCS#12: "
	    "openssl pkcs12 -nocerts -nodes -in FILE -out NEW.pem"}},
    {"LS0tLS1CRUdJTi", NULL,
	{"is PEM in base64 once more", "base64 -d FILE > NEW; chmod 600 NEW"}},
    {"PuTTY-User-Key-File", NULL,
	{"is a key of PuTTY's own form, not in PEM",
	    "puttygen FILE -O private-openssh -o KEY, and then ssh-keygen -p "
	    "-m PKCS8 -f KEY"}},
    {"ssh-", NULL,
	{"is a public key of OpenSSH, not the private one",
	    "name the file without .pub; ssh-keygen -p -m PKCS8 -f COPY makes "
	    "PEM of a copy"}},
    {"ecdsa-", NULL,
	{"is a public key of OpenSSH, not the private one",
	    "name the file without .pub; ssh-keygen -p -m PKCS8 -f COPY makes "
	    "PEM of a copy"}},
    {NULL, "-----BEGIN OPENSSH PRIVATE KEY",
	{"is a key of OpenSSH's own form, not in PEM",
	    "ssh-keygen -p -m PKCS8 -f COPY makes PEM of a copy; or leave it "
	    "with ssh-agent: private_key_agent"}},
    {NULL, "-----BEGIN PGP ",
	{"is a key of OpenPGP, not in PEM", "openssl genpkey makes one"}},
    {NULL, "PRIVATE KEY-----\\n",
	{"has its line breaks as \\n",
	    "printf '%b' \"$(cat FILE)\" > NEW; chmod 600 NEW"}},
    {NULL, "PRIVATE KEY----- ",
	{"has lost its line breaks",
	    "take it from its source again; a shell keeps them in "
	    "\"$VARIABLE\", in quotes"}},
    {NULL, "PRIVATE KEY-----",
	{"has a private key in PEM that is cut short or damaged",
	    "take it from its source again; openssl pkey -noout -in FILE"}},
    {NULL, "PUBLIC KEY-----",
	{"is a public key, not the private one",
	    "name the file of the private key"}},
    {NULL, "-----BEGIN CERTIFICATE REQUEST",
	{"is a request for a certificate, not the private key",
	    "name the file of the private key"}},
    {NULL, "CERTIFICATE-----",
	{"is a certificate, not its private key",
	    "name the file of the private key; the certificate's is "
	    "private_key_certificate_file, or tls_client_cert_file"}},
    {NULL, NULL,
	{"has no private key in PEM",
	    "RSA of 2048 bits and more, P-256 and Ed25519 are taken; openssl "
	    "pkey -in FILE -text says what it is"}},
};

static bool
begins(const struct secret *text, const char *with)
{
	size_t size = strlen(with);

	return text->size >= size && memcmp(text->bytes, with, size) == 0;
}

/* A secret ends with a NUL of its own, and may have others. */
static bool
has(const struct secret *text, const char *what)
{
	return strstr((const char *)text->bytes, what) != NULL;
}

struct key_text
key_text_explain(const struct secret *text)
{
	const struct known *known = table;

	while ((known->begins != NULL && !begins(text, known->begins)) ||
	       (known->has != NULL && !has(text, known->has)))
		known++;
	return known->is;
}
