/*
 * config_recipe.h - the recipes of a configuration file: "recipes" of
 * lanyard.conf(5)
 *
 * A grant that is one request of a known form (recipe.h), described by whoever
 * needs one that the table has not. A login's grant_type names it.
 */
#ifndef CONFIG_RECIPE_H
#define CONFIG_RECIPE_H

#include "config/setting.h"
#include "login/recipe.h"

/* One, and what its texts are in. */
struct own_recipe {
	struct recipe recipe;
	char **texts;
};

struct own_recipes {
	struct own_recipe *list;
	size_t count;
};

/*
 * Append those of SETTING, "recipes", to RECIPES; of a name that is there
 * already the first stands, but the other's faults are told. No login may have
 * one yet, as the list moves. LANYARD_ERR_CONFIG: "FILE:LINE: ...", of an
 * unknown key with the nearest one; LANYARD_ERR_MEMORY.
 */
enum lanyard_error config_recipe_read(struct own_recipes *recipes,
    const struct setting_tree *tree, const struct setting *setting,
    struct error *error);
void config_recipe_clear(struct own_recipes *recipes);

/* The recipe of that name, lent, or NULL. */
const struct recipe *config_recipe_find(
    const struct own_recipes *recipes, const char *name);

#endif
