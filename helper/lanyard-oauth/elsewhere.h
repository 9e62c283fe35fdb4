/*
 * elsewhere.h - a login by the browser here, for another machine
 */
#ifndef ELSEWHERE_H
#define ELSEWHERE_H

#include "lanyard.h"

/*
 * Have a person log in to TARGET, a login of this machine's configuration, and
 * hand it to lanyard import on the machine of URL, ssh://[USER@]HOST[:PORT],
 * before which it is seen that this can be reached and has lanyard. The tokens
 * are in memory only, and not kept here; what the other machine does not take
 * is revoked where the server can do that. OPTIONS are the session's, but for
 * its storage. The result is an exit status, and stderr has why.
 */
int elsewhere_login(
    const struct lanyard_options *options, const char *target, const char *url);

#endif
