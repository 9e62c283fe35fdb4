/*
 * check_redirect.h - does a login's redirect URI lead back here
 */
#ifndef CHECK_REDIRECT_H
#define CHECK_REDIRECT_H

#include <stdbool.h>

#include "base/error.h"
#include "login/login.h"

/*
 * Try where a browser is sent back to: SAID (ERROR_TEXT bytes) is what is well
 * about it, and *ALOUD that a person has to know it, as the way back is to be
 * pasted. FAULT, zeroed: a port that cannot be listened at, or a URI that can
 * bring nothing back, or only in clear; unset where all is well.
 */
void check_redirect(
    const struct login *login, char *said, bool *aloud, struct error *fault);

#endif
