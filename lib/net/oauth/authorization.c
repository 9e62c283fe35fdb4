/*
 * authorization.c - the authorization code grant (RFC 6749 4.1)
 */
#include "net/oauth/authorization.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "base/percent.h"
#include "net/oauth/parameters.h"

#define STATE_SIZE    24 /* random bytes: not to be guessed (RFC 6819 5.3.5) */
#define VERIFIER_SIZE 32 /* RFC 7636 4.1 recommends that */
#define NONCE_SIZE    32 /* OpenID Connect Core 15.5.2 */
#define CHALLENGE_TEXT                                                         \
	sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES,                    \
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING)

void
authorization_clear(struct authorization *authorization)
{
	secret_clear(&authorization->state);
	secret_clear(&authorization->code_verifier);
	secret_clear(&authorization->nonce);
	free(authorization->redirect_uri);
	free(authorization->url);
	memset(authorization, 0, sizeof *authorization);
}

static enum lanyard_error
add_text(struct buf *buf, const char *name, const char *value)
{
	return percent_add_parameter(buf, name, value, strlen(value));
}

static enum lanyard_error
add_secret(struct buf *buf, const char *name, const struct secret *value)
{
	return percent_add_parameter(buf, name, value->bytes, value->size);
}

static enum lanyard_error
add_scope(struct buf *buf, const struct login *login)
{
	char *scope = NULL;
	enum lanyard_error r = login_scope_text(login, &scope);

	if (r == LANYARD_OK && scope != NULL)
		r = add_text(buf, "scope", scope);
	free(scope);
	return r;
}

/* RFC 7636 4.2: S256, the hash of the verifier as it is sent. */
static enum lanyard_error
add_challenge(struct buf *buf, const struct secret *verifier)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[CHALLENGE_TEXT];
	enum lanyard_error r;

	crypto_hash_sha256(hash, verifier->bytes, verifier->size);
	sodium_bin2base64(text, sizeof text, hash, sizeof hash,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	if ((r = add_text(buf, "code_challenge", text)) != LANYARD_OK)
		return r;
	return add_text(buf, "code_challenge_method", "S256");
}

/* Is WORD one of TEXT's, which are parted by blanks? */
static bool
has_word(const char *text, const char *word)
{
	size_t size = strlen(word), length;

	for (; *text != '\0'; text += length + strspn(text + length, " ")) {
		length = strcspn(text, " ");
		if (length == size && memcmp(text, word, size) == 0)
			return true;
	}
	return false;
}

bool
authorization_asks_for_openid(const struct login *login)
{
	const struct login_parameter *p = login->authorization_parameters;

	if (login->scope != NULL) {
		for (size_t i = 0; login->scope[i] != NULL; i++)
			if (has_word(login->scope[i], "openid"))
				return true;
		return false;
	}
	for (; p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, "scope") == 0 &&
		    has_word(p->value, "openid"))
			return true;
	return false;
}

const char *
authorization_nonce(
    const struct authorization *authorization, const struct login *login)
{
	return authorization_asks_for_openid(login)
		   ? (const char *)authorization->nonce.bytes
		   : NULL;
}

static enum lanyard_error
add_nonce(struct buf *buf, const struct authorization *authorization,
    const struct login *login)
{
	const char *nonce = authorization_nonce(authorization, login);

	return nonce == NULL ? LANYARD_OK : add_text(buf, "nonce", nonce);
}

static enum lanyard_error
add_parameters(struct buf *url, const struct authorization *authorization,
    const struct login *login)
{
	enum lanyard_error r;

	if ((r = add_text(url, "response_type", "code")) != LANYARD_OK ||
	    (r = add_text(url, "client_id", login->client_id)) != LANYARD_OK ||
	    (r = add_text(url, "redirect_uri", authorization->redirect_uri)) !=
		LANYARD_OK ||
	    (login->response_mode != NULL &&
		(r = add_text(url, "response_mode", login->response_mode)) !=
		    LANYARD_OK) ||
	    (r = add_scope(url, login)) != LANYARD_OK ||
	    (r = add_secret(url, "state", &authorization->state)) !=
		LANYARD_OK ||
	    (r = add_nonce(url, authorization, login)) != LANYARD_OK)
		return r;
	return add_challenge(url, &authorization->code_verifier);
}

/*
 * Who is to log in (OpenID Connect Core 3.1.2.1); a server that does not know
 * it passes it over (RFC 6749 3.1). What is configured goes before.
 */
static enum lanyard_error
add_hint(struct buf *url, const struct login *login)
{
	static const char name[] = "login_hint";
	const struct login_parameter *p = login->authorization_parameters;

	for (; p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return LANYARD_OK;
	return login->username == NULL ? LANYARD_OK
				       : add_text(url, name, login->username);
}

enum lanyard_error
authorization_add_request(const struct authorization *authorization,
    struct buf *form, size_t start, const struct login *login)
{
	enum lanyard_error r = add_parameters(form, authorization, login);

	if (r == LANYARD_OK)
		r = parameters_add_extras(
		    form, start, login, login->authorization_parameters);
	return r == LANYARD_OK ? add_hint(form, login) : r;
}

/* FORM becomes ENDPOINT up to where parameters go; *START: of its query. */
static enum lanyard_error
begin_url(struct buf *form, const char *endpoint, size_t *start)
{
	const char *query = strchr(endpoint, '?');
	enum lanyard_error r = buf_add_text(form, endpoint);

	if (query != NULL)
		*start = (size_t)(query - endpoint) + 1;
	else
		*start = strlen(endpoint) + 1;
	return r == LANYARD_OK && query == NULL ? buf_add_text(form, "?") : r;
}

/* URL becomes FORM, which begins with ENDPOINT; it is no form but a query. */
static enum lanyard_error
set_url(struct authorization *authorization, const struct buf *form,
    const char *endpoint)
{
	enum lanyard_error r;
	struct buf url;

	buf_init(&url, LIMIT_URL);
	if ((r = buf_add_text(&url, endpoint)) == LANYARD_OK)
		r = percent_add_query(&url, buf_text(form) + url.size);
	if (r == LANYARD_OK) {
		free(authorization->url);
		authorization->url = strdup(buf_text(&url));
		if (authorization->url == NULL)
			r = LANYARD_ERR_MEMORY;
	}
	buf_clear(&url);
	return r;
}

static enum lanyard_error
make_url(struct authorization *authorization, const struct login *login,
    const char *endpoint)
{
	enum lanyard_error r;
	struct buf form;
	size_t start;

	buf_init(&form, LIMIT_URL);
	if ((r = begin_url(&form, endpoint, &start)) == LANYARD_OK &&
	    (r = authorization_add_request(
		 authorization, &form, start, login)) == LANYARD_OK)
		r = set_url(authorization, &form, endpoint);
	buf_clear(&form);
	return r;
}

enum lanyard_error
authorization_refer(struct authorization *authorization,
    const struct login *login, const char *authorization_endpoint,
    const char *request_uri)
{
	enum lanyard_error r;
	struct buf form;
	size_t start;

	buf_init(&form, LIMIT_URL);
	if ((r = begin_url(&form, authorization_endpoint, &start)) ==
		LANYARD_OK &&
	    (r = add_text(&form, "client_id", login->client_id)) ==
		LANYARD_OK &&
	    (r = add_text(&form, "request_uri", request_uri)) == LANYARD_OK)
		r = set_url(authorization, &form, authorization_endpoint);
	buf_clear(&form);
	return r;
}

enum lanyard_error
authorization_draw(struct authorization *authorization, struct error *error)
{
	memset(authorization, 0, sizeof *authorization);
	if (secret_random(&authorization->state, STATE_SIZE) == LANYARD_OK &&
	    secret_random(&authorization->code_verifier, VERIFIER_SIZE) ==
		LANYARD_OK &&
	    secret_random(&authorization->nonce, NONCE_SIZE) == LANYARD_OK)
		return LANYARD_OK;
	authorization_clear(authorization);
	return error_memory(error);
}

enum lanyard_error
authorization_make(struct authorization *authorization,
    const struct login *login, const char *authorization_endpoint,
    const char *redirect_uri, struct error *error)
{
	enum lanyard_error r;

	if (login->client_id == NULL)
		return error_set(
		    error, LANYARD_ERR_CONFIG, "client_id is missing");
	free(authorization->redirect_uri);
	if ((authorization->redirect_uri = strdup(redirect_uri)) == NULL)
		return error_memory(error);
	r = make_url(authorization, login, authorization_endpoint);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "the authorization request is too long");
	return LANYARD_OK;
}

enum lanyard_error
authorization_begin(struct authorization *authorization,
    const struct login *login, const char *authorization_endpoint,
    const char *redirect_uri, struct error *error)
{
	enum lanyard_error r = authorization_draw(authorization, error);

	if (r == LANYARD_OK)
		r = authorization_make(authorization, login,
		    authorization_endpoint, redirect_uri, error);
	if (r != LANYARD_OK)
		authorization_clear(authorization);
	return r;
}

enum lanyard_error
authorization_add_code(const struct authorization *authorization,
    struct buf *body, const struct login *login, const struct secret *code)
{
	enum lanyard_error r;

	if ((r = add_text(body, "grant_type", "authorization_code")) !=
		LANYARD_OK ||
	    (r = add_secret(body, "code", code)) != LANYARD_OK ||
	    (r = add_text(body, "redirect_uri", authorization->redirect_uri)) !=
		LANYARD_OK ||
	    (r = add_secret(body, "code_verifier",
		 &authorization->code_verifier)) != LANYARD_OK)
		return r;
	return parameters_add(body, login);
}
