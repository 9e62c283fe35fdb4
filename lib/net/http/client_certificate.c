/*
 * client_certificate.c - who we are to a server, or a proxy, that asks by TLS
 */
#include "net/http/client_certificate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "os/file.h"

void
client_certificate_clear(struct client_certificate *certificate)
{
	static const struct client_certificate none;

	free(certificate->file);
	free(certificate->key_file);
	free(certificate->type);
	free(certificate->key_type);
	secret_clear(&certificate->password);
	*certificate = none;
}

static enum lanyard_error
look_at(const char *source, const char *path, struct error *error)
{
	enum lanyard_error r;
	const char *what;
	int fd, errnum;

	if (path == NULL)
		return LANYARD_OK;
	if ((fd = file_open_regular(path, &what)) != -1) {
		close(fd);
		return LANYARD_OK;
	}
	errnum = errno;
	if (what != NULL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "cannot read the certificate or key of %s: %s %s", source,
		    path, what);
	else
		r = error_system(error, LANYARD_ERR_CONFIG, errnum,
		    "cannot read the certificate or key of %s, %s", source,
		    path);
	file_hint_unread(error, errnum, path);
	return r;
}

enum lanyard_error
client_certificate_set(struct client_certificate *to,
    const struct client_certificate *from, struct error *error)
{
	enum lanyard_error r;

	client_certificate_clear(to);
	if (from->file == NULL || *from->file == '\0')
		return LANYARD_OK;
	if (text_set(&to->file, from->file) != LANYARD_OK ||
	    text_set(&to->key_file, from->key_file) != LANYARD_OK ||
	    text_set(&to->type, from->type) != LANYARD_OK ||
	    text_set(&to->key_type, from->key_type) != LANYARD_OK)
		return error_memory(error);
	to->locked = from->locked;
	to->source = from->source;
	if ((r = look_at(to->source, to->file, error)) != LANYARD_OK)
		return r;
	return look_at(to->source, to->key_file, error);
}

enum lanyard_error
client_certificate_unusable(const struct client_certificate *certificate,
    const char *detail, struct error *error)
{
	const char *file = certificate->file;

	error_set(error, LANYARD_ERR_CONFIG,
	    "the certificate of %s cannot be used: %s", certificate->source,
	    detail);
	if (!certificate->locked)
		error_hint_path(
		    error, "openssl x509 -noout -subject -in", "%s", file);
	else if (secret_is_set(&certificate->password))
		error_hint(error,
		    "is it the password that is kept? run: lanyard erase, and "
		    "type protocol=cert, host=, username=, path=%s, and an "
		    "empty line; then lanyard store in the same way",
		    file);
	else
		error_hint(error,
		    "with store_passwords = true in lanyard.conf run: lanyard "
		    "store, and type protocol=cert, host=, username=, "
		    "path=%s, password=..., and an empty line",
		    file);
	return LANYARD_ERR_CONFIG;
}

/* OpenSSL's words, and GnuTLS's. */
bool
client_certificate_is_wanted(const char *detail)
{
	static const char *const words[] = {"alert certificate required",
	    "alert bad certificate", "alert unknown ca",
	    "alert certificate expired", "alert certificate revoked",
	    "alert certificate unknown", "alert unsupported certificate",
	    "Certificate is required"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(detail, words[i]) != NULL)
			return true;
	return false;
}
