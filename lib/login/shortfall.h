/*
 * shortfall.h - what a grant lacks of what was asked for
 *
 * A server may grant less than it was asked for, and say so by what it leaves
 * out (RFC 6749 5.1). Nothing fails by that until a token is over, or is
 * rejected, so that it is said when it can still be mended.
 */
#ifndef SHORTFALL_H
#define SHORTFALL_H

#include "login/record.h"

/*
 * Is there an access token and no refresh token, not even a dead one, though
 * one was to be expected: LOGIN asks for offline_access, an earlier grant had
 * one, or the access token is over some day?
 */
bool shortfall_of_refresh_token(
    const struct record *record, const struct login *login);

/* Does LOGIN ask for a refresh token by its scope? */
bool shortfall_asks_refresh_token(const struct login *login);

/*
 * The words of the scope ASKED (NULL at the end; NULL: none) that GRANTED (NULL:
 * as asked) has not, joined by spaces, allocated: *WORDS, NULL where it has all
 * of them. A scope is a set of words (RFC 6749 3.3), in whatever order; some
 * servers part them by commas, and some give the same word another form: with
 * the resource before it (Microsoft), or the wider word that holds it (GitHub).
 * offline_access is not among them: a refresh token grants it.
 */
enum lanyard_error shortfall_of_scope(
    char *const *asked, const char *granted, char **words);

#endif
