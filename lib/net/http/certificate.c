/*
 * certificate.c - which CA certificates count, and why one was refused
 */
#include "net/http/certificate.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pem.h"
#include "base/pem_other.h"
#include "os/clock.h"
#include "os/file.h"

#define DATE_SIZE 19 /* "2027-11-28 19:03:00" */
#define DATE_ROOM 48

const char *
certificate_environment(const char **path)
{
	static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		*path = getenv(names[i]);
		if (*path != NULL && **path != '\0')
			return names[i];
	}
	*path = NULL;
	return NULL;
}

const char *
certificate_folder(void)
{
	const char *path = getenv("SSL_CERT_DIR");

	return path != NULL && *path != '\0' ? path : NULL;
}

/* Editors of Windows put a byte order mark where the first begins. */
static void
blank_mark(char *text)
{
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		memset(text, '\n', 3);
}

/* libcurl says of a bundle that cannot be used no more than that. */
static enum lanyard_error
check_whole(const char *text, size_t size, const char *key, const char *ca_file,
    struct error *error)
{
	enum pem pem = pem_check(text);
	const struct pem_other *other = NULL;

	if (pem == PEM_WHOLE)
		return LANYARD_OK;
	if (pem == PEM_MEMORY)
		return error_memory(error);
	if (pem == PEM_NONE)
		other = pem_other_find(text, size);
	error_set(error, LANYARD_ERR_CONFIG, "%s %s: %s%s%s", key, ca_file,
	    pem_problem(pem), other != NULL ? ": it is " : "",
	    other != NULL ? other->what : "");
	if (other != NULL && other->command == NULL)
		error_hint(error,
		    "name the file that has the certificate of the authority");
	else
		error_hint_path(error,
		    other != NULL ? other->command
				  : "openssl x509 -noout -subject -in",
		    "%s", ca_file);
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
fail_unread(enum lanyard_error r, int errnum, const char *what, const char *key,
    const char *ca_file, struct error *error)
{
	if (r != LANYARD_ERR_SYSTEM) {
		errnum = EFBIG;
		r = error_set(error, LANYARD_ERR_CONFIG, "%s %s is too large",
		    key, ca_file);
	} else if (what != NULL) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "cannot read %s: %s %s", key, ca_file, what);
	} else {
		r = error_system(error, LANYARD_ERR_CONFIG, errnum,
		    "cannot read %s %s", key, ca_file);
	}
	file_hint_unread(error, errnum, ca_file);
	return r;
}

enum lanyard_error
certificate_load(struct buf *buf, const char *system, const char *key,
    const char *ca_file, struct error *error)
{
	enum lanyard_error r;
	const char *what;
	size_t before;

	if (system != NULL &&
	    file_read_regular(system, buf, &what) == LANYARD_ERR_MEMORY)
		return error_memory(error);
	/* A bundle need not end in a line feed, and the next must begin one. */
	if (buf_add_text(buf, "\n") != LANYARD_OK)
		return error_memory(error);
	before = buf->size;
	r = file_read_regular(ca_file, buf, &what);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK)
		return fail_unread(r, errno, what, key, ca_file, error);
	blank_mark((char *)buf->data + before);
	return check_whole(
	    buf_text(buf) + before, buf->size - before, key, ca_file, error);
}

/* "Nov 28 19:03:00 2027 GMT" in the other form; false: it is not that. */
static bool
turn_date(const char *text, char date[DATE_ROOM])
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], time[9];
	const char *found;
	int day, year;

	if (sscanf(text, "%3s %2d %8s %4d", month, &day, time, &year) != 4 ||
	    (found = strstr(names, month)) == NULL || day < 0 || year < 1000)
		return false;
	(void)snprintf(date, DATE_ROOM, "%04d-%02d-%02d %s", year % 10000,
	    (int)(found - names) / 3 + 1, day % 100, time);
	return true;
}

int64_t
certificate_end(const char *text)
{
	char date[DATE_ROOM];
	int64_t end;

	text += strspn(text, " ");
	if (!turn_date(text, date)) {
		memset(date, 0, sizeof(date));
		memcpy(date, text, strnlen(text, DATE_SIZE));
	}
	end = clock_parse_date(date);
	return end > 0 ? end : 0;
}

/* OpenSSL's phrases, which GnuTLS shares in part, in plain words. */
static const char *
problem(const char *detail)
{
	static const struct {
		const char *phrase;
		const char *meaning;
	} table[] = {
	    {"pinned", "its key is not the one that is pinned"},
	    {"has expired", "it has expired"},
	    {"not yet valid", "it is not valid yet: is the clock right?"},
	    {"issuer certificate", "who issued it is not known here"},
	    {"self-signed", "who issued it is not known here"},
	    {"self signed", "who issued it is not known here"},
	    {"subject name", "it is for another host"},
	    {"does not match", "it is for another host"},
	    {"revoked", "it was revoked"},
	    {"key too", "its key is too weak"},
	};
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++) {
		if (strstr(detail, table[i].phrase) != NULL)
			return table[i].meaning;
	}
	return "it cannot be verified";
}

static bool
has_port(const char *host)
{
	const char *colon = strrchr(host, ':'), *end = strrchr(host, ']');

	return colon != NULL && (end == NULL || colon > end);
}

enum lanyard_error
certificate_refused(const char *host, const char *detail, struct error *error)
{
	const char *meaning = problem(detail);

	error_set(error, LANYARD_ERR_NETWORK,
	    "the certificate of %s is refused: %s (%s)", host, meaning, detail);
	if (strstr(meaning, "issued") != NULL)
		error_hint(error,
		    "name the file of its certificate authority as ca_file in "
		    "lanyard.conf");
	else if (strstr(meaning, "expired") != NULL)
		error_hint(error,
		    "tell who runs %s; or is this machine's clock ahead? "
		    "date -u",
		    host);
	else if (strstr(meaning, "clock") != NULL)
		error_hint(error, "date -u; sudo timedatectl set-ntp true");
	else if (strstr(meaning, "another host") != NULL)
		error_hint(error,
		    "see whose it is: openssl s_client -connect %s%s "
		    "</dev/null | openssl x509 -noout -ext subjectAltName",
		    host, has_port(host) ? "" : ":443");
	else if (strstr(meaning, "pinned") != NULL)
		error_hint(error,
		    "git's http.pinnedPubkey pins it: git config --show-origin "
		    "--get-regexp 'http.*pinnedPubkey'");
	return LANYARD_ERR_NETWORK;
}
