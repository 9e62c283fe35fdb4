/*
 * words.c - the words that a login's keys may be, and what an absent one means
 */
#include "login/words.h"

#include <string.h>

const struct word words_auth_methods[] = {
    [AUTH_METHOD_NONE] = {"none", "none"},
    [AUTH_METHOD_BASIC] = {"client_secret_basic", "client_secret_basic"},
    [AUTH_METHOD_POST] = {"client_secret_post", "client_secret_post"},
    [AUTH_METHOD_PRIVATE_KEY_JWT] = {"private_key_jwt", "private_key_jwt"},
    [AUTH_METHOD_SECRET_JWT] = {"client_secret_jwt", "client_secret_jwt"},
    [AUTH_METHOD_TLS] = {"tls_client_auth", "tls_client_auth"},
    [AUTH_METHOD_SELF_SIGNED_TLS] = {"self_signed_tls_client_auth",
	"self_signed_tls_client_auth"},
    {NULL, NULL},
};

const struct word words_signing_algs[] = {
    {"RS256", "RS256"},
    {"PS256", "PS256"},
    {"ES256", "ES256"},
    {"EdDSA", "EdDSA"},
    {"HS256", "HS256"},
    {NULL, NULL},
};

const struct word words_thumbprints[] = {
    {WORDS_X5T_S256, WORDS_X5T_S256},
    {WORDS_X5T, WORDS_X5T},
    {NULL, NULL},
};

bool
words_find_auth_method(const char *name, enum auth_method *method)
{
	for (size_t i = 0; words_auth_methods[i].means != NULL; i++)
		if (strcmp(words_auth_methods[i].text, name) == 0) {
			*method = (enum auth_method)i;
			return true;
		}
	return false;
}

const char *
words_auth_method(enum auth_method method)
{
	return words_auth_methods[method].text;
}

bool
words_is_public(const char *auth_method)
{
	return strcmp(auth_method, words_auth_method(AUTH_METHOD_NONE)) == 0;
}

bool
words_is_tls(const char *auth_method)
{
	enum auth_method method;

	return auth_method != NULL &&
	       words_find_auth_method(auth_method, &method) &&
	       (method == AUTH_METHOD_TLS ||
		   method == AUTH_METHOD_SELF_SIGNED_TLS);
}

const char *
words_scheme(const struct login *login)
{
	return login->authorization_scheme != NULL ? login->authorization_scheme
						   : WORDS_SCHEME;
}

const char *
words_basic_username(const struct login *login)
{
	return login->basic_username != NULL ? login->basic_username
					     : WORDS_USER;
}
