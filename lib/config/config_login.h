/*
 * config_login.h - one login of a configuration file
 */
#ifndef CONFIG_LOGIN_H
#define CONFIG_LOGIN_H

#include "login/login.h"
#include "config/setting.h"

/*
 * Fill LOGIN (initialized) from SETTING, a member of "logins", and check it
 * whole. LANYARD_ERR_CONFIG: "FILE:LINE: ...".
 */
enum lanyard_error config_login_read(struct login *login,
    const struct setting_tree *tree, const struct setting *setting,
    struct error *error);

#endif
