/*
 * config_login.h - one login of a configuration file
 */
#ifndef CONFIG_LOGIN_H
#define CONFIG_LOGIN_H

#include "config/config_recipe.h"
#include "config/setting.h"
#include "login/login.h"

/*
 * Fill LOGIN (initialized) from SETTING, a member of "logins", and check it
 * whole. Its grant_type may be one of RECIPES (NULL: there are none), which is
 * lent then. LANYARD_ERR_CONFIG: "FILE:LINE: ...".
 */
enum lanyard_error config_login_read(struct login *login,
    const struct setting_tree *tree, const struct setting *setting,
    const struct own_recipes *recipes, struct error *error);

#endif
