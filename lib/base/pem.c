/*
 * pem.c - is a text a list of whole certificates?
 */
#include "base/pem.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN "-----BEGIN "
#define END   "-----END "

/* OpenSSL takes all three (PEM_read_bio_X509(3)). */
static const char *const labels[] = {
    "CERTIFICATE-----", "X509 CERTIFICATE-----", "TRUSTED CERTIFICATE-----"};

/* The body of the next certificate in TEXT; NULL: none. */
static const char *
find_certificate(const char *text)
{
	while ((text = strstr(text, BEGIN)) != NULL) {
		text += strlen(BEGIN);
		for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
			if (strncmp(text, labels[i], strlen(labels[i])) == 0)
				return text + strlen(labels[i]);
	}
	return NULL;
}

/* Has each beginning its end? */
static enum pem
check_ends(const char *text)
{
	while ((text = strstr(text, BEGIN)) != NULL) {
		const char *next = strstr(text + strlen(BEGIN), BEGIN);

		text = strstr(text, END);
		if (text == NULL || (next != NULL && next < text))
			return PEM_CUT;
	}
	return PEM_WHOLE;
}

/* Are SIZE bytes of DER (X.690 8.1.3) at least what their first say? */
static bool
is_whole(const unsigned char *der, size_t size)
{
	size_t length, bytes;

	if (size < 2 || der[0] != 0x30)
		return false;
	if (der[1] < 0x80)
		return size - 2 >= der[1];
	bytes = der[1] & 0x7fU;
	if (bytes == 0 || bytes > 4 || size < 2 + bytes)
		return false;
	length = 0;
	for (size_t i = 0; i < bytes; i++)
		length = length << 8 | der[2 + i];
	return size - 2 - bytes >= length;
}

static enum pem
check_body(const char *text, size_t size)
{
	unsigned char *der = malloc(size + 1);
	size_t length;
	bool whole;

	if (der == NULL)
		return PEM_MEMORY;
	whole = sodium_base642bin(der, size + 1, text, size, " \t\r\n", &length,
		    NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
		is_whole(der, length);
	free(der);
	return whole ? PEM_WHOLE : PEM_DAMAGED;
}

enum pem
pem_check(const char *text)
{
	enum pem pem = check_ends(text);

	if (find_certificate(text) == NULL)
		return PEM_NONE;
	while (pem == PEM_WHOLE && (text = find_certificate(text)) != NULL)
		pem = check_body(text, (size_t)(strstr(text, END) - text));
	return pem;
}

const char *
pem_problem(enum pem pem)
{
	switch (pem) {
	case PEM_WHOLE:
		break;
	case PEM_NONE:
		return "there is no certificate in it (PEM)";
	case PEM_CUT:
		return "it is cut short: a certificate in it has no end";
	case PEM_DAMAGED:
		return "a certificate in it is damaged";
	case PEM_MEMORY:
		return "out of memory";
	}
	return "";
}
