/*
 * pem.c - is a text a list of whole certificates?
 *
 * OpenSSL reads no certificate, and says so of none, unless -----BEGIN and
 * -----END begin a line, nothing follows them, and no empty line is between.
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

/* Where the next certificate in TEXT begins, and its BODY; NULL: none. */
static const char *
find_certificate(const char *text, const char **body)
{
	while ((text = strstr(text, BEGIN)) != NULL) {
		*body = text + strlen(BEGIN);
		for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
			if (strncmp(*body, labels[i], strlen(labels[i])) != 0)
				continue;
			*body += strlen(labels[i]);
			return text;
		}
		text = *body;
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

/* Where the line of AT goes on behind blanks; the next line's beginning. */
static const char *
skip_blanks(const char *at)
{
	at += strspn(at, " \t\r");
	return *at == '\n' ? at + 1 : at;
}

/* Is what is between BODY and END whole lines, the first of them empty? */
static bool
has_lines(const char *body, const char *end)
{
	const char *line = skip_blanks(body), *next;

	if (line == body || line[-1] != '\n' || end[-1] != '\n')
		return false;
	/* An empty one may be first (it would end header fields). */
	line = skip_blanks(line);
	for (; line < end; line = next) {
		next = skip_blanks(line);
		if (next > line && next[-1] == '\n')
			return false;
		next = strchr(line, '\n') + 1;
	}
	return true;
}

/* Does the line END, of -----END, have no more in it? */
static bool
is_last(const char *end)
{
	const char *dashes = strstr(end + strlen(END), "-----");

	if (dashes == NULL)
		return false;
	end = skip_blanks(dashes + strlen("-----"));
	return *end == '\0' || end[-1] == '\n';
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
	const char *begin, *body, *end, *at = text;
	enum pem pem = check_ends(text);

	if (find_certificate(text, &body) == NULL)
		return PEM_NONE;
	while (pem == PEM_WHOLE && (begin = find_certificate(at, &body))) {
		end = strstr(body, END);
		if ((begin != text && begin[-1] != '\n') ||
		    !has_lines(body, end) || !is_last(end))
			return PEM_LINES;
		pem = check_body(body, (size_t)(end - body));
		at = end;
	}
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
	case PEM_LINES:
		return "a certificate in it, or what begins and ends one, "
		       "stands on no lines of its own";
	case PEM_DAMAGED:
		return "a certificate in it is damaged";
	case PEM_MEMORY:
		return "out of memory";
	}
	return "";
}
