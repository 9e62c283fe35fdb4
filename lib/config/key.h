/*
 * key.h - the keys of lanyard.conf(5): names, types, where they go
 */
#ifndef KEY_H
#define KEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "login/words.h"

enum key_type {
	KEY_LATER,	/* known, not built yet */
	KEY_TEXT,	/* a string, not empty */
	KEY_CLIENT_ID,	/* visible ASCII and spaces, RFC 6749 A.1 */
	KEY_SCHEME,	/* an HTTP token, RFC 9110 5.6.2 */
	KEY_TEXT_EMPTY, /* a string that may be empty */
	KEY_URL,	/* an endpoint */
	KEY_REDIRECT,	/* a redirect_uri */
	KEY_ADDRESS,	/* a loopback address, and a port */
	KEY_PATH,	/* an absolute path, or "~/..." */
	KEY_SECRET,
	KEY_WORD,	/* one of WORDS, into a string */
	KEY_AUTHTYPE,	/* one of WORDS, into login.bearer */
	KEY_PATTERNS,	/* a string or a list, each a URL pattern */
	KEY_SCOPE,	/* words in a string, or a list */
	KEY_COMMAND,	/* a list */
	KEY_PARAMETERS, /* a group, or a list of [name, value] */
	KEY_NUMBER,	/* MIN to MAX */
	KEY_BOOL
};

struct key {
	const char *name;
	enum key_type type;
	size_t offset;		  /* in struct login */
	const struct word *words; /* TEXT NULL ends */
	int64_t min, max;
};

/* A login's key of that name, or NULL. */
const struct key *key_find(const char *name);

/* The same for the SIZE bytes at NAME. */
const struct key *key_find_part(const char *name, size_t size);

/* Does KEY take a list, as well as a string? False: it is NULL. */
bool key_is_list(const struct key *key);

/* Is NAME a word of grant_type? */
bool key_is_grant_type(const char *name);

/* The words of store.protection. */
const struct word *key_protections(void);

/* What a value of KEY's type must be, for messages: "a string". */
const char *key_expects(const struct key *key);

/* How such a value is written, for hints: "\"...\"". */
const char *key_form(const struct key *key);

/* The login's key that NAME is probably meant to be, or NULL. */
const char *key_nearest(const char *name);

/* The same among COUNT names. */
const char *key_nearest_of(
    const char *name, const char *const *names, size_t count);

/*
 * What TEXT means among WORDS. LANYARD_ERR_CONFIG: not one of them, or not
 * built yet; WHAT ("\"grant_type\" in login \"work\"") begins the message.
 */
enum lanyard_error key_word_find(const struct word *words, const char *text,
    const char *what, const char **means, struct error *error);

#endif
