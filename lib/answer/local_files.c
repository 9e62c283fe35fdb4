/*
 * local_files.c - the files of this machine that a login's configuration names
 */
#include "answer/local_files.h"

#include <errno.h>

#include "base/limits.h"
#include "base/pem.h"
#include "os/file.h"
#include "os/secret_file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CERTIFICATES (4U << 20) /* bytes; the system's bundle has 0.2 MB */

static enum lanyard_error
check_secret(const char *key, const char *path, struct error *error)
{
	struct secret secret = {NULL, 0};
	enum lanyard_error r = secret_file_read(path, &secret, error);

	secret_clear(&secret);
	if (r == LANYARD_ERR_CONFIG)
		error_prefix(error, "%s", key);
	return r;
}

static enum lanyard_error
check_pem(const char *key, const char *path, const struct buf *buf,
    struct error *error)
{
	enum pem pem = pem_check(buf_text(buf));

	if (pem == PEM_WHOLE)
		return LANYARD_OK;
	if (pem == PEM_MEMORY)
		return error_memory(error);
	return error_set(error, LANYARD_ERR_CONFIG, "%s: %s: %s", key, path,
	    pem_problem(pem));
}

static enum lanyard_error
check_certificates(const char *key, const char *path, struct error *error)
{
	const char *what;
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, CERTIFICATES);
	r = file_read_regular(path, &buf, &what);
	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else if (r == LANYARD_ERR_SYSTEM && what != NULL)
		r = error_set(
		    error, LANYARD_ERR_CONFIG, "%s: %s %s", key, path, what);
	else if (r == LANYARD_ERR_SYSTEM)
		r = error_system(
		    error, LANYARD_ERR_CONFIG, errno, "%s: %s", key, path);
	else if (r != LANYARD_OK)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s: %s: it is too large", key, path);
	else
		r = check_pem(key, path, &buf, error);
	buf_clear(&buf);
	return r;
}

/* Its key may be in the same file, which is a secret then. */
static enum lanyard_error
check_client(const struct login *login, struct error *error)
{
	const char *certificate = login->tls_client_cert_file,
		   *key = login->tls_client_key_file;
	enum lanyard_error r =
	    check_certificates("tls_client_cert_file", certificate, error);

	if (r != LANYARD_OK)
		return r;
	return key != NULL
		   ? check_secret("tls_client_key_file", key, error)
		   : check_secret("tls_client_cert_file", certificate, error);
}

enum lanyard_error
local_files_check(const struct login *login, struct error *error)
{
	const struct {
		const char *key, *path;
	} sources[] = {
	    {"access_token_file", login->access_token.file},
	    {"subject_token_file", login->subject_token.file},
	    {"actor_token_file", login->actor_token.file},
	    {"assertion_file", login->assertion.file},
	    {"client_assertion_file", login->client_assertion.file},
	};
	enum lanyard_error r = LANYARD_OK;

	if (login->client_secret_file != NULL)
		r = check_secret(
		    "client_secret_file", login->client_secret_file, error);
	if (r == LANYARD_OK && login->private_key_file != NULL)
		r = check_secret(
		    "private_key_file", login->private_key_file, error);
	for (size_t i = 0; r == LANYARD_OK && i < COUNT(sources); i++)
		if (sources[i].path != NULL)
			r = check_secret(
			    sources[i].key, sources[i].path, error);
	if (r == LANYARD_OK && login->tls_client_cert_file != NULL)
		r = check_client(login, error);
	if (r == LANYARD_OK && login->ca_file != NULL)
		r = check_certificates("ca_file", login->ca_file, error);
	return r;
}
