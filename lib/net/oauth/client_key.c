/*
 * client_key.c - the key that a login signs with, wherever it is
 */
#include "net/oauth/client_key.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/words.h"
#include "net/jose/agent.h"
#include "net/jose/jwk_select.h"
#include "net/jose/libcrypto.h"
#include "net/jose/signer.h"
#include "net/oauth/client_method.h"
#include "os/file.h"
#include "os/secret_file.h"
#include "json/json.h"

#define BEGIN	"-----BEGIN CERTIFICATE-----"
#define END	"-----END CERTIFICATE-----"
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

void
client_key_init(struct client_key *key)
{
	memset(key, 0, sizeof(*key));
	buf_init(&key->x5t, LIMIT_LINE);
}

void
client_key_clear(struct client_key *key)
{
	signature_key_free(&key->key);
	free(key->kid);
	key->kid = NULL;
	service_account_clear(&key->account);
	buf_clear(&key->x5t);
}

/* ---- the key ---- */

/* TEXT, lent, without blanks, and bytes of editors, before it. */
static struct secret
without_blanks(const struct secret *text)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct secret rest = *text;
	size_t blank;

	if (strncmp((const char *)rest.bytes, mark, sizeof(mark) - 1) == 0)
		rest.bytes += sizeof(mark) - 1;
	blank = strspn((const char *)rest.bytes, " \t\r\n");
	rest.bytes += blank;
	rest.size -= (size_t)(rest.bytes - text->bytes);
	return rest;
}

/* *FOUND is false where TEXT is no JSON Web Key, and may be something else. */
static enum lanyard_error
load_jwk(struct client_key *key, const struct login *login,
    const struct secret *text, bool *found, const char *what,
    struct error *error)
{
	struct json *json = NULL;
	enum lanyard_error r;

	*found = false;
	if (text->size == 0 || text->bytes[0] != '{')
		return LANYARD_OK;
	r = json_parse(&json, text->bytes, text->size, JSON_OUTERMOST, NULL);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	/* What is no JSON is told by who reads other files of it. */
	*found = r == LANYARD_OK && jwk_select_is(json);
	r = *found ? jwk_select(&key->key, &key->kid, json,
			 login->private_key_id, what, error)
		   : LANYARD_OK;
	json_free(&json);
	return r;
}

/* Whatever TEXT is: a JSON Web Key, a service account, PEM. */
static enum lanyard_error
load_text(struct client_key *key, const struct login *login,
    const struct secret *text, const char *what, struct error *error)
{
	const struct secret rest = without_blanks(text);
	struct service_account *account = &key->account;
	enum lanyard_error r;
	bool found;

	if ((r = load_jwk(key, login, &rest, &found, what, error)) !=
		LANYARD_OK ||
	    found ||
	    (r = service_account_parse(account, &rest, &found, what, error)) !=
		LANYARD_OK)
		return r;
	return signature_key_new(
	    &key->key, found ? &account->private_key : text, what, error);
}

static enum lanyard_error
load_file(struct client_key *key, const struct login *login, const char *what,
    struct error *error)
{
	const struct service_account *account = &key->account;
	struct secret text = {NULL, 0};
	enum lanyard_error r;

	if ((r = secret_file_read(login->private_key_file, &text, error)) !=
	    LANYARD_OK)
		error_prefix(error, "%s", what);
	else
		r = load_text(key, login, &text, what, error);
	/* It names an endpoint as the configuration does. */
	if (r == LANYARD_OK && account->token_uri != NULL)
		r = login_check_url(
		    login, "token_uri", account->token_uri, error);
	secret_clear(&text);
	return r;
}

static enum lanyard_error
load_key(struct client_key *key, const struct login *login, int64_t timeout_ms,
    struct error *error)
{
	const char *alg = login->token_endpoint_auth_signing_alg;
	char what[ERROR_TEXT];

	(void)snprintf(what, sizeof(what), "%s of login \"%s\"",
	    login->private_key_file != NULL    ? "private_key_file"
	    : login->private_key_agent != NULL ? "private_key_agent"
					       : "sign_command",
	    login->name);
	if (login->private_key_file != NULL)
		return load_file(key, login, what, error);
	if (login->private_key_agent != NULL)
		return agent_key_new(&key->key, login->private_key_agent,
		    timeout_ms, what, error);
	return signer_key_new(&key->key,
	    (const char *const *)login->sign_command,
	    alg != NULL ? alg : "RS256", timeout_ms, what, error);
}

/* ---- its certificate ---- */

/* Is it the SHA-1 that LOGIN wants, as AD FS and older Entra do? */
static bool
wants_sha1(const struct login *login)
{
	const char *word = login->private_key_certificate_thumbprint;

	return word != NULL && strcmp(word, WORDS_X5T) == 0;
}

/* The hash of the SIZE bytes at DER into HASH; its length, 0: there is none. */
static size_t
hash_bytes(unsigned char hash[crypto_hash_sha256_BYTES],
    const unsigned char *der, size_t size, bool sha1)
{
	if (sha1)
		return libcrypto_sha1(hash, der, size);
	crypto_hash_sha256(hash, der, size);
	return crypto_hash_sha256_BYTES;
}

/* Append to X5T the hash of the first certificate in TEXT. False: none. */
static bool
add_thumbprint(struct buf *x5t, const char *text, bool sha1)
{
	const char *begin = strstr(text, BEGIN);
	const char *end = begin != NULL ? strstr(begin, END) : NULL;
	unsigned char hash[crypto_hash_sha256_BYTES], *der;
	char encoded[sodium_base64_ENCODED_LEN(sizeof(hash), VARIANT)];
	size_t size, length = 0;
	bool good = false;

	if (end == NULL || (der = malloc((size_t)(end - begin))) == NULL)
		return false;
	begin += strlen(BEGIN);
	if (sodium_base642bin(der, (size_t)(end - begin), begin,
		(size_t)(end - begin), " \t\r\n", &size, NULL,
		sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    size > 0)
		length = hash_bytes(hash, der, size, sha1);
	if (length > 0) {
		sodium_bin2base64(
		    encoded, sizeof(encoded), hash, length, VARIANT);
		good = buf_add_text(x5t, encoded) == LANYARD_OK;
	}
	free(der);
	return good;
}

static enum lanyard_error
load_certificate(
    struct client_key *key, const struct login *login, struct error *error)
{
	const char *path = login->private_key_certificate_file, *what = NULL;
	enum lanyard_error r;
	struct buf text;
	int errnum;

	if (path == NULL)
		return LANYARD_OK;
	buf_init(&text, LIMIT_CONFIG);
	if (file_read_regular(path, &text, &what) != LANYARD_OK) {
		errnum = errno;
		r = what != NULL ? error_set(error, LANYARD_ERR_CONFIG, "%s %s",
				       path, what)
				 : error_system(error, LANYARD_ERR_CONFIG,
				       errnum, "cannot read %s", path);
		file_hint_unread(error, errnum, path);
	} else if (!add_thumbprint(
		       &key->x5t, buf_text(&text), wants_sha1(login))) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s has no certificate in PEM", path);
		error_hint_path(
		    error, "openssl x509 -noout -subject -in", "%s", path);
	} else if (!signature_is_certified(key->key, text.data, text.size)) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "the certificate in %s is not that of the key in %s", path,
		    login->private_key_file);
		error_hint(error, CLIENT_KEY_COMPARE);
	} else
		r = LANYARD_OK;
	if (r != LANYARD_OK)
		error_prefix(error,
		    "private_key_certificate_file of login \"%s\"",
		    login->name);
	buf_clear(&text);
	return r;
}

enum lanyard_error
client_key_load(struct client_key *key, const struct login *login,
    int64_t timeout_ms, struct error *error)
{
	enum lanyard_error r;

	if (!login_has_key(login))
		return LANYARD_OK;
	r = load_key(key, login, timeout_ms, error);
	return r == LANYARD_OK ? load_certificate(key, login, error) : r;
}

struct jwt_header
client_key_header(const struct client_key *key, const struct login *login)
{
	const char *x5t = key->x5t.size > 0 ? buf_text(&key->x5t) : NULL;
	bool sha1 = wants_sha1(login);

	return (struct jwt_header){
	    .kid = login->private_key_id != NULL ? login->private_key_id
		   : key->kid != NULL		 ? key->kid
						 : key->account.private_key_id,
	    .x5t = sha1 ? x5t : NULL,
	    .x5t_s256 = sha1 ? NULL : x5t,
	};
}

/* What the server takes of what KEY can. */
static enum lanyard_error
choose_offered(struct client_key *key, const struct login *login,
    const char *algs, struct error *error)
{
	if (client_method_offers(algs, signature_alg(key->key)) ||
	    (client_method_offers(algs, "PS256") &&
		signature_use_alg(key->key, "PS256")))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has a key that signs with %s, and its server takes "
	    "none of that: %s",
	    login->name, signature_alg(key->key), algs);
	error_hint(error,
	    login->sign_command != NULL
		? "if sign_command does one of them, say so as "
		  "token_endpoint_auth_signing_alg"
		: "take a key of such a kind; or, where the server takes it "
		  "all the same, say so as token_endpoint_auth_signing_alg");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
client_key_choose(struct client_key *key, const struct login *login,
    const char *algs, struct error *error)
{
	const char *alg = login->token_endpoint_auth_signing_alg;

	if (key->key == NULL)
		return LANYARD_OK;
	if (alg == NULL)
		return algs == NULL ? LANYARD_OK
				    : choose_offered(key, login, algs, error);
	if (signature_use_alg(key->key, alg))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has token_endpoint_auth_signing_alg = \"%s\", and a "
	    "key that signs with %s",
	    login->name, alg, signature_alg(key->key));
	error_hint(error, "leave it out, or take a key of that kind");
	return LANYARD_ERR_CONFIG;
}
