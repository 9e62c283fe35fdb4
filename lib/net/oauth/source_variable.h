/*
 * source_variable.h - a variable that has a token, or leads to one
 */
#ifndef SOURCE_VARIABLE_H
#define SOURCE_VARIABLE_H

#include "base/error.h"
#include "base/secret.h"
#include "login/sources.h"

/* A token that is wanted, and where it is kept (source.h); all lent. */
struct source {
	const struct login_source *from;
	const char *key;      /* "subject_token": how its keys begin */
	const char *login;    /* its name, for messages */
	const char *audience; /* where FROM names none; NULL: none is asked */
	bool jwt;	      /* it must have the shape of one (RFC 7519 3) */
};

/* What variable NAME has, lent; NULL: it is not set, or to nothing. */
const char *source_variable(const char *name);

/*
 * The same in *TEXT, of a source of KIND. LANYARD_ERR_CONFIG: NAME is NULL, or
 * the variable is not set, or no single word; the hint says how that CI comes
 * to set it.
 */
enum lanyard_error source_take_variable(const struct source *source,
    enum source_kind kind, const char *name, const char **text,
    struct error *error);

/* May it go into a field of HTTP, where a space ends it? */
bool source_is_word(const struct secret *secret);

#endif
