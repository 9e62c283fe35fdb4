/*
 * lifetime.h - when a token is over, in whatever way a server says it
 *
 * RFC 6749 5.1 has a number of seconds, expires_in. Servers send moments,
 * dates, durations and texts of all of these. Each function gives seconds from
 * NOW (since 1970, UTC); 0: nothing is said, or that there is no end, and the
 * token is good until it is rejected; TOKEN_LIFE_UNREAD: there is an end, but
 * it cannot be read, or has passed, by a clock that differs.
 */
#ifndef LIFETIME_H
#define LIFETIME_H

#include <stdint.h>

#include "base/secret.h"
#include "login/token.h"

/* A number: seconds, or a moment in seconds or thousandths since 1970. */
int64_t lifetime_of_number(int64_t value, int64_t now);

/*
 * A text: such a number, also with its thousands parted ("3,600"), a duration
 * (duration.h), a date (date.h), or a word for no end ("never").
 */
int64_t lifetime_of_text(const char *text, int64_t now);

/* A token that says so itself, being a JWT (exp, RFC 7519 4.1.4). */
int64_t lifetime_of_token(const struct secret *token, int64_t now);

#endif
