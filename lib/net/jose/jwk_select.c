/*
 * jwk_select.c - the private key that is meant, of a JSON Web Key Set
 */
#include "net/jose/jwk_select.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/jose/jwk_private.h"
#include "net/jose/jwks.h"

#define KIDS_MAX ((size_t)256) /* of a message */

struct search {
	const char *wanted, *what;
	struct signature_key *key; /* the one found */
	char *kid;		   /* its own */
	size_t keys, found;	   /* all; those that would do */
	struct buf kids;	   /* of what was looked at, for a message */
	struct error why;	   /* the first did not do */
};

/* KEY and KID, which is taken, are what one of the set came to with R. */
static enum lanyard_error
note(struct search *search, struct signature_key *key, char *kid,
    const struct error *why)
{
	if (kid != NULL && search->kids.size < KIDS_MAX)
		(void)buf_printf(&search->kids, "%s%s",
		    search->kids.size > 0 ? ", " : "", kid);
	if (key == NULL) {
		if (search->why.code == LANYARD_OK)
			search->why = *why;
		free(kid);
		return LANYARD_OK;
	}
	if (search->found++ > 0) {
		signature_key_free(&key);
		free(kid);
		return LANYARD_OK;
	}
	search->key = key;
	search->kid = kid;
	return LANYARD_OK;
}

static enum lanyard_error
look_at(struct search *search, const struct json *jwk)
{
	char *kid = json_text(jwk, "kid");
	struct signature_key *key = NULL;
	struct error why = {0};
	enum lanyard_error r = LANYARD_OK;

	search->keys++;
	if (search->wanted == NULL ||
	    (kid != NULL && strcmp(kid, search->wanted) == 0))
		r = jwk_private_new(&key, jwk, search->what, &why);
	if (r != LANYARD_OK && r != LANYARD_ERR_CONFIG) {
		search->why = why;
		free(kid);
		return r;
	}
	return note(search, key, kid, &why);
}

static enum lanyard_error
look_at_all(struct search *search, const struct buf *array)
{
	enum lanyard_error r = LANYARD_OK;
	const char *at = buf_text(array), *begin;
	struct json *jwk;
	size_t size;

	while (r == LANYARD_OK && jwks_next(&at, &begin, &size)) {
		if (json_parse(&jwk, begin, size, JSON_OUTERMOST, NULL) ==
		    LANYARD_ERR_MEMORY)
			r = error_memory(&search->why);
		else
			r = look_at(search, jwk);
		json_free(&jwk);
	}
	return r;
}

/* None, or several: which there are. */
static enum lanyard_error
explain(const struct search *search, struct error *error)
{
	const char *kids =
	    search->kids.size > 0 ? buf_text(&search->kids) : "none";

	if (search->found > 1 && search->wanted == NULL) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a set with %zu keys that sign, and which is meant "
		    "is not said; their kid: %s",
		    search->what, search->found, kids);
		error_hint(error, "name it: private_key_id = \"KID\";");
	} else if (search->found > 1)
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a set with %zu keys of kid %s", search->what,
		    search->found, search->wanted);
	else if (search->why.code != LANYARD_OK)
		*error = search->why;
	else if (search->keys == 0)
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a set without a key", search->what);
	else
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a set without a key of kid %s, as private_key_id "
		    "has it; it has %s",
		    search->what, search->wanted, kids);
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
choose(struct search *search, const struct json *set, struct error *error)
{
	enum lanyard_error r;
	struct buf array;

	buf_init(&array, LIMIT_SECRET_FILE);
	r = json_inner(set, "keys", &array);
	if (r == LANYARD_OK) {
		r = look_at_all(search, &array);
		if (r != LANYARD_OK && error != NULL)
			*error = search->why;
	} else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a set that is too large", search->what);
	if (r == LANYARD_OK && search->found != 1)
		r = explain(search, error);
	buf_clear(&array);
	return r;
}

bool
jwk_select_is(const struct json *json)
{
	return json_type(json, "kty") == JSON_STRING ||
	       json_type(json, "keys") == JSON_ARRAY;
}

enum lanyard_error
jwk_select(struct signature_key **key, char **kid, const struct json *json,
    const char *wanted, const char *what, struct error *error)
{
	struct search search = {.wanted = wanted, .what = what};
	enum lanyard_error r;

	*key = NULL;
	*kid = NULL;
	if (json_type(json, "keys") != JSON_ARRAY) {
		r = jwk_private_new(key, json, what, error);
		if (r == LANYARD_OK)
			*kid = json_text(json, "kid");
		return r;
	}
	buf_init(&search.kids, 2 * KIDS_MAX);
	r = choose(&search, json, error);
	buf_clear(&search.kids);
	if (r != LANYARD_OK) {
		signature_key_free(&search.key);
		free(search.kid);
		return r;
	}
	*key = search.key;
	*kid = search.kid;
	return LANYARD_OK;
}
