/*
 * config_login.h - one login of a configuration file
 */
#ifndef DESCRIPTION_H
#define DESCRIPTION_H

#include "login/login.h"
#include "config/setting.h"

/*
 * Fill LOGIN (initialized) from SETTING, a member of "logins", and check it
 * whole. LANYARD_ERR_CONFIG: "FILE:LINE: ...".
 */
enum lanyard_error description_read(struct login *login,
    const struct setting_tree *tree, const struct setting *setting,
    struct error *error);

#endif
