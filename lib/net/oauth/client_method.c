/*
 * client_method.c - which of its ways to prove itself a client takes
 */
#include "net/oauth/client_method.h"

#include <string.h>

#include "base/buf.h"
#include "login/words.h"

#define METHODS_MAX 8

bool
client_method_offers(const char *words, const char *word)
{
	size_t size = strlen(word);

	while (words != NULL && *words != '\0') {
		size_t length = strcspn(words, " ");

		if (length == size && strncmp(words, word, size) == 0)
			return true;
		words += length + strspn(words + length, " ");
	}
	return false;
}

/* What MEANS can do, the best first; how many. */
static size_t
list_methods(
    const struct client_means *means, enum auth_method list[METHODS_MAX])
{
	size_t count = 0;

	if (means->key)
		list[count++] = AUTH_METHOD_PRIVATE_KEY_JWT;
	if (means->secret) {
		list[count++] = AUTH_METHOD_BASIC;
		list[count++] = AUTH_METHOD_POST;
		list[count++] = AUTH_METHOD_SECRET_JWT;
	}
	if (means->certificate) {
		list[count++] = AUTH_METHOD_TLS;
		list[count++] = AUTH_METHOD_SELF_SIGNED_TLS;
	}
	return count;
}

/* Does the server take METHOD? A secret signs by HS256 and nothing else. */
static bool
is_taken(const struct client_means *means, enum auth_method method)
{
	return client_method_offers(
		   means->methods, words_auth_method(method)) &&
	       (method != AUTH_METHOD_SECRET_JWT || means->algs == NULL ||
		   client_method_offers(means->algs, "HS256"));
}

static enum lanyard_error
fail(const struct client_means *means, const enum auth_method *list,
    size_t count, struct error *error)
{
	struct buf able;

	buf_init(&able, ERROR_TEXT);
	for (size_t i = 0; i < count; i++)
		if (buf_printf(&able, "%s%s", i > 0 ? ", " : "",
			words_auth_method(list[i])) != LANYARD_OK)
			break;
	error_set(error, LANYARD_ERR_CONFIG,
	    "login \"%s\" has %s (%s), and its server takes none of that: "
	    "%s%s%s",
	    means->login != NULL ? means->login : "",
	    means->key	    ? "a key"
	    : means->secret ? "a client secret"
			    : "a client certificate",
	    buf_text(&able), means->methods,
	    means->algs != NULL ? ", signed by " : "",
	    means->algs != NULL ? means->algs : "");
	error_hint(error,
	    "give it what the server takes; or, where that takes it all the "
	    "same: token_endpoint_auth_method = \"%s\";",
	    words_auth_method(list[0]));
	buf_clear(&able);
	return LANYARD_ERR_CONFIG;
}

/* The one that was taken before, if MEANS can still do it; else NULL. */
static const char *
find_stored(const struct client_means *means, const enum auth_method *list,
    size_t count)
{
	const char *stored = means->stored;

	for (size_t i = 0; stored != NULL && i < count; i++)
		if (strcmp(stored, words_auth_method(list[i])) == 0)
			return stored;
	return NULL;
}

/* The same; else the first. */
static const char *
choose_unasked(const struct client_means *means, const enum auth_method *list,
    size_t count)
{
	const char *stored = find_stored(means, list, count);

	if (stored != NULL)
		return stored;
	stored = means->stored;
	if (count == 0)
		return stored != NULL && words_is_public(stored) ? stored
								 : NULL;
	return list[0] != AUTH_METHOD_BASIC ? words_auth_method(list[0]) : NULL;
}

enum lanyard_error
client_method_choose(
    const char **method, const struct client_means *means, struct error *error)
{
	enum auth_method list[METHODS_MAX];
	size_t count = list_methods(means, list);

	*method = NULL;
	if (means->methods == NULL || count == 0) {
		*method = choose_unasked(means, list, count);
		return LANYARD_OK;
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_taken(means, list[i]))
			continue;
		/* RFC 7591 2: that is the default. */
		if (list[i] != AUTH_METHOD_BASIC)
			*method = words_auth_method(list[i]);
		return LANYARD_OK;
	}
	/* It did, whatever the metadata say now. */
	*method = find_stored(means, list, count);
	return *method != NULL ? LANYARD_OK : fail(means, list, count, error);
}
