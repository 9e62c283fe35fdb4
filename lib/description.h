/*
 * F1 description.h - one login of a configuration file
 */
#ifndef DESCRIPTION_H
#define DESCRIPTION_H

#include "login.h"
#include "setting.h"

/*
 * Fill LOGIN (initialized) from SETTING, a member of "logins", and check it
 * whole. LANYARD_ERR_CONFIG: "FILE:LINE: ...".
 */
enum lanyard_error description_read(struct login *login,
    const struct setting_tree *tree, const struct setting *setting,
    struct error *error);

#endif
