/*
 * home.h - the home folder of a user, by the password file
 */
#ifndef HOME_H
#define HOME_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Append to HOME the home folder of USER by the file PASSWD (passwd(5)).
 * LANYARD_ERR_CONFIG: it has none for that user, who may be in another
 * database (nsswitch.conf(5)), or the file cannot be read. _MEMORY, _PROTOCOL
 * (the limit): as buf_add_text().
 */
enum lanyard_error home_find(const char *passwd, uid_t user, struct buf *home);

/* The same for the user's name. */
enum lanyard_error home_user(const char *passwd, uid_t user, struct buf *name);

#endif
