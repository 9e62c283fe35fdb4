/*
 * slip.h - a refresh token that a person has put into a request, and that git's
 * protocol passes over
 */
#ifndef SLIP_H
#define SLIP_H

#include "git/credential.h"

/*
 * Why the refresh token that CREDENTIAL's text hands in would not be seen, or
 * not for its host: another key's name, blanks or a byte-order mark in one, a
 * place before "url=" or behind an empty line. NULL: nothing like that, as in
 * all that git sends.
 */
const char *slip_of(const struct lanyard_credential *credential);

#endif
