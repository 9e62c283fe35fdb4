/*
 * client_tls.c - whom a login is by TLS (RFC 8705)
 */
#include "net/oauth/client_tls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/pem.h"
#include "net/jose/key_text.h"
#include "net/jose/libcrypto.h"
#include "net/oauth/client_key.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/secret_file.h"

void
client_tls_init(struct client_tls *tls)
{
	memset(tls, 0, sizeof(*tls));
}

void
client_tls_clear(struct client_tls *tls)
{
	client_certificate_clear(&tls->certificate);
	client_tls_init(tls);
}

static bool
has_key_file(const struct login *login)
{
	return login->tls_client_key_file != NULL;
}

/* Where the key is, for messages. */
static const char *
key_name(const struct login *login)
{
	return has_key_file(login) ? "tls_client_key_file"
				   : "tls_client_cert_file";
}

static const char *
key_path(const struct login *login)
{
	return has_key_file(login) ? login->tls_client_key_file
				   : login->tls_client_cert_file;
}

/* ---- the key ---- */

static enum lanyard_error
take_key(
    struct libcrypto_key *key, const struct login *login, struct error *error)
{
	struct secret pem = {NULL, 0};
	struct key_text wrong;
	bool good, encrypted = false;
	enum lanyard_error r = secret_file_read(key_path(login), &pem, error);

	if (r != LANYARD_OK) {
		error_prefix(
		    error, "%s of login \"%s\"", key_name(login), login->name);
		return r;
	}
	good = libcrypto_take_pem(key, &pem, &encrypted);
	wrong = key_text_explain(&pem);
	secret_clear(&pem);
	if (good)
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG, "%s of login \"%s\" %s",
	    key_name(login), login->name,
	    encrypted ? "is encrypted" : wrong.problem);
	if (encrypted)
		error_hint(error,
		    "take the passphrase off, into a file of mode 600: openssl "
		    "pkey -in KEY -out NEW");
	else if (!has_key_file(login) && strstr(wrong.problem, "certificate"))
		error_hint(error, "name the file of its key as "
				  "tls_client_key_file");
	else
		error_hint(error, "%s", wrong.remedy);
	return LANYARD_ERR_CONFIG;
}

/* ---- the certificate ---- */

/* RFC 7292 4: a sequence that begins with the version, 3. */
static bool
is_pkcs12(const struct buf *file)
{
	static const unsigned char version[] = {0x02, 0x01, 0x03};
	size_t head = 2;

	if (file->size < 2 || file->data[0] != 0x30)
		return false;
	if (file->data[1] > 0x80)
		head += file->data[1] & 0x7fU;
	return file->size >= head + sizeof(version) &&
	       memcmp(file->data + head, version, sizeof(version)) == 0;
}

/* What mends FILE, which is no PEM; its path is to follow. */
static const char *
remedy(const struct buf *file)
{
	if (is_pkcs12(file))
		return "openssl pkcs12 -nokeys -clcerts -out client.pem -in";
	return file->size > 0 && file->data[0] == 0x30
		   ? "openssl x509 -inform DER -out client.pem -in"
		   : "openssl x509 -noout -subject -in";
}

static enum lanyard_error
fail_unread(enum lanyard_error r, int errnum, const char *what,
    const struct login *login, struct error *error)
{
	const char *path = login->tls_client_cert_file;

	if (r == LANYARD_ERR_SYSTEM && what == NULL) {
		r = error_system(error, LANYARD_ERR_CONFIG, errnum,
		    "tls_client_cert_file of login \"%s\": cannot read %s",
		    login->name, path);
	} else {
		if (r != LANYARD_ERR_SYSTEM)
			errnum = EFBIG;
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "tls_client_cert_file of login \"%s\": %s %s", login->name,
		    path, what != NULL ? what : "is too large");
	}
	file_hint_unread(error, errnum, path);
	return r;
}

static enum lanyard_error
read_certificate(
    struct buf *pem, const struct login *login, struct error *error)
{
	const char *path = login->tls_client_cert_file, *what = NULL;
	enum lanyard_error r = file_read_regular(path, pem, &what);
	enum pem problem;

	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK)
		return fail_unread(r, errno, what, login, error);
	problem = pem_check(buf_text(pem));
	if (problem == PEM_WHOLE)
		return LANYARD_OK;
	if (problem == PEM_MEMORY)
		return error_memory(error);
	error_set(error, LANYARD_ERR_CONFIG,
	    "tls_client_cert_file of login \"%s\": %s: %s", login->name, path,
	    pem_problem(problem));
	error_hint_path(error, remedy(pem), "%s", path);
	return LANYARD_ERR_CONFIG;
}

static void
write_date(char date[32], int64_t at)
{
	time_t time = (time_t)at;
	struct tm tm;

	if (gmtime_r(&time, &tm) == NULL ||
	    strftime(date, 32, "%Y-%m-%d %H:%M UTC", &tm) == 0)
		(void)snprintf(date, 32, "a day that is none");
}

/* Is it good now? */
static enum lanyard_error
check_time(const struct libcrypto_certificate *certificate,
    const struct login *login, struct error *error)
{
	int64_t now = clock_now();
	bool over = now > certificate->ends_at;
	char date[32];

	if (!over && now >= certificate->begins_at)
		return LANYARD_OK;
	write_date(date, over ? certificate->ends_at : certificate->begins_at);
	error_set(error, LANYARD_ERR_CONFIG,
	    "tls_client_cert_file of login \"%s\": the certificate in %s %s %s",
	    login->name, login->tls_client_cert_file,
	    over ? "is over since" : "is not good before", date);
	if (over)
		error_hint_path(error,
		    "put a new one in its place, which counts at once; this "
		    "one: openssl x509 -noout -subject -dates -in",
		    "%s", login->tls_client_cert_file);
	else
		error_hint(error, "is the clock of this machine right? date");
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
check(struct client_tls *tls, const struct libcrypto_key *key,
    const struct login *login, struct error *error)
{
	struct libcrypto_certificate certificate = {0};
	enum lanyard_error r;
	struct buf pem;

	buf_init(&pem, LIMIT_CONFIG);
	if ((r = read_certificate(&pem, login, error)) != LANYARD_OK)
		goto out;
	if (!libcrypto_read_certificate(
		key, pem.data, pem.size, &certificate)) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "tls_client_cert_file of login \"%s\": %s: the first "
		    "certificate in it is damaged",
		    login->name, login->tls_client_cert_file);
	} else if (!certificate.fits) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s of login \"%s\": the key in %s is not that of the "
		    "certificate in %s",
		    key_name(login), login->name, key_path(login),
		    login->tls_client_cert_file);
		error_hint(error, CLIENT_KEY_COMPARE);
	} else {
		tls->begins_at = certificate.begins_at;
		tls->ends_at = certificate.ends_at;
		r = check_time(&certificate, login, error);
	}
out:
	buf_clear(&pem);
	return r;
}

enum lanyard_error
client_tls_load(
    struct client_tls *tls, const struct login *login, struct error *error)
{
	const struct client_certificate from = {
	    .file = login->tls_client_cert_file,
	    .key_file = login->tls_client_key_file,
	    .source = tls->source,
	};
	struct libcrypto_key *key;
	enum lanyard_error r;

	if (login->tls_client_cert_file == NULL)
		return LANYARD_OK;
	(void)snprintf(tls->source, sizeof(tls->source),
	    "tls_client_cert_file of login \"%s\"", login->name);
	if ((r = libcrypto_key_new(&key, error)) != LANYARD_OK)
		return r;
	if ((r = take_key(key, login, error)) == LANYARD_OK &&
	    (r = check(tls, key, login, error)) == LANYARD_OK)
		r = client_certificate_set(&tls->certificate, &from, error);
	libcrypto_key_free(&key);
	return r;
}
