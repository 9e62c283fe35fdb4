/*
 * config.h - lanyard.conf(5) over libconfig
 *
 * Two files are read, the user's and the system's; a top-level key of the
 * user's wins, and a login of the user's replaces the system's of that name
 * whole. A file that others may write (conffile.h), or that holds a
 * client_secret and others may read, is refused with the way to mend it.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/error.h"
#include "config/config_recipe.h"
#include "login/login.h"

struct config {
	bool store_passwords;
	struct login
	    *logins; /* the user's first, then the system's; in order */
	size_t count;
	struct own_recipes recipes; /* both files', lent to the logins */
};

/*
 * USER_PATH: the user's file; with REQUIRED it must exist (it was named by
 * $LANYARD_CONFIG or an option). Either may be NULL. An absent file is an
 * empty one. LANYARD_ERR_CONFIG: message "FILE:LINE: ..." with the nearest
 * known key for an unknown one. *CONFIG is NULL after an error.
 */
enum lanyard_error config_load(struct config **config, const char *user_path,
    bool required, const char *system_path, struct error *error);
void config_free(struct config **config);

/* The login of that name, lent, or NULL. */
const struct login *config_find(const struct config *config, const char *name);

#endif
