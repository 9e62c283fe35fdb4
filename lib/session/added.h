/*
 * added.h - a login added to the user's configuration
 *
 * lanyard.h has the functions: lanyard_config_prepare() and its kin.
 */
#ifndef ADDED_H
#define ADDED_H

#include "session/session.h"

/*
 * Where the client secret of login NAME is kept by who adds that: beside the
 * configuration. Added to PATH.
 */
enum lanyard_error added_secret_file(
    struct lanyard_session *session, const char *name, struct buf *path);

#endif
