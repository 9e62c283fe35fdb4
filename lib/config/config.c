/*
 * config.c - lanyard.conf(5): the user's file over the system's
 */
#include "config/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/conffile.h"
#include "config/config_login.h"
#include "config/key.h"
#include "config/setting.h"

/* A configuration in the making. */
struct merge {
	struct config *config;
	bool store_passwords_set;
};

/*
 * The COUNT logins of an earlier file stand; this one's of the same name are
 * read, so that their faults are told, and dropped.
 */
static enum lanyard_error
add_login(struct config *config, size_t earlier,
    const struct setting_tree *tree, const struct setting *setting,
    struct error *error)
{
	struct login *login = &config->logins[config->count];
	enum lanyard_error r;
	size_t i;

	login_init(login);
	r = config_login_read(login, tree, setting, &config->recipes, error);
	if (r != LANYARD_OK) {
		login_clear(login);
		return r;
	}
	for (i = 0; i < earlier; i++)
		if (strcmp(config->logins[i].name, login->name) == 0) {
			login_clear(login);
			return LANYARD_OK;
		}
	config->count++;
	return LANYARD_OK;
}

static enum lanyard_error
read_logins(struct config *config, const struct setting_tree *tree,
    const struct setting *setting, struct error *error)
{
	size_t earlier = config->count, count = setting_count(setting), i;
	enum lanyard_error r = LANYARD_OK;
	struct login *grown;

	if (setting_type(setting) != SETTING_GROUP)
		return setting_fail_group(
		    tree, setting, "", "NAME = { ... };", error);
	grown = realloc(config->logins, (earlier + count + 1) * sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	config->logins = grown;
	for (i = 0; r == LANYARD_OK && i < count; i++)
		r = add_login(
		    config, earlier, tree, setting_at(setting, i), error);
	return r;
}

static enum lanyard_error
read_protection(const struct setting_tree *tree, const struct setting *setting,
    struct error *error)
{
	static const char what[] = "\"protection\" in \"store\"";
	const char *text = setting_text(setting), *means;

	if (text == NULL)
		return setting_fail(
		    tree, setting, error, "%s must be a string", what);
	return setting_located(tree, setting,
	    key_word_find(key_protections(), text, what, &means, error), error);
}

static enum lanyard_error
read_store(const struct setting_tree *tree, const struct setting *setting,
    struct error *error)
{
	static const char *const names[] = {"protection"};
	enum lanyard_error r = LANYARD_OK;
	size_t i;

	if (setting_type(setting) != SETTING_GROUP)
		return setting_fail_group(tree, setting, "", "...", error);
	for (i = 0; r == LANYARD_OK && i < setting_count(setting); i++) {
		const struct setting *member = setting_at(setting, i);
		const char *name = setting_name(member);

		if (strcmp(name, names[0]) == 0)
			r = read_protection(tree, member, error);
		else
			r = setting_unknown(tree, member, " in \"store\"",
			    key_nearest_of(name, names, 1), error);
	}
	return r;
}

static enum lanyard_error
read_store_passwords(struct merge *merge, const struct setting_tree *tree,
    const struct setting *setting, struct error *error)
{
	if (setting_type(setting) != SETTING_BOOL)
		return setting_fail(tree, setting, error,
		    "\"store_passwords\" must be true or false");
	if (!merge->store_passwords_set)
		merge->config->store_passwords = setting_bool(setting);
	merge->store_passwords_set = true;
	return LANYARD_OK;
}

/* A key of a login, or a login itself, that stands outside of the logins. */
static enum lanyard_error
fail_outside(const struct setting_tree *tree, const struct setting *setting,
    const char *nearest, struct error *error)
{
	const char *name = setting_name(setting);

	if (key_find(name) != NULL) {
		setting_fail(tree, setting, error,
		    "\"%s\" belongs in a login: logins = { NAME = { %s = ...; "
		    "}; };",
		    name, name);
		return LANYARD_ERR_CONFIG;
	}
	setting_unknown(tree, setting, "", nearest, error);
	if (nearest == NULL && setting_type(setting) == SETTING_GROUP)
		error_hint(error,
		    "a login? put it into logins = { %s = { ... }; };", name);
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
read_tree(
    struct merge *merge, const struct setting_tree *tree, struct error *error)
{
	static const char *const names[] = {
	    "store_passwords", "store", "logins", "recipes"};
	const struct setting *root = setting_tree_root(tree);
	enum lanyard_error r = LANYARD_OK;
	size_t i;

	for (i = 0; r == LANYARD_OK && i < setting_count(root); i++) {
		const struct setting *setting = setting_at(root, i);
		const char *name = setting_name(setting);

		if (strcmp(name, "recipes") == 0)
			continue; /* read_recipes() */
		if (strcmp(name, "logins") == 0)
			r = read_logins(merge->config, tree, setting, error);
		else if (strcmp(name, "store") == 0)
			r = read_store(tree, setting, error);
		else if (strcmp(name, "store_passwords") == 0)
			r = read_store_passwords(merge, tree, setting, error);
		else
			r = fail_outside(tree, setting,
			    key_nearest_of(name, names, 4), error);
	}
	return r;
}

/* One of the two files, for as long as it is read. */
struct source_file {
	struct conffile file;
	struct setting_tree tree;
	bool parsed;
};

static void
close_file(struct source_file *source)
{
	setting_tree_clear(&source->tree);
	conffile_clear(&source->file);
}

static enum lanyard_error
open_file(struct source_file *source, const char *path, bool required,
    struct error *error)
{
	struct conffile *file = &source->file;
	enum lanyard_error r;

	if (path == NULL ||
	    (r = conffile_read(file, path, error)) != LANYARD_OK)
		return path == NULL ? LANYARD_OK : r;
	if (!file->found && required) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s: there is no such file", path);
		error_hint(error, "write it (man 5 lanyard.conf), or unset "
				  "LANYARD_CONFIG");
	}
	if (!file->found)
		return r;
	r = setting_tree_parse(
	    &source->tree, path, file->readable, buf_text(&file->text), error);
	source->tree.foreign = file->foreign;
	source->parsed = r == LANYARD_OK;
	return r;
}

/* Before any login, which may be one of the other file's. */
static enum lanyard_error
read_recipes(struct config *config, const struct source_file *source,
    struct error *error)
{
	const struct setting_tree *tree = &source->tree;
	enum lanyard_error r = LANYARD_OK;
	const struct setting *root;

	if (!source->parsed)
		return LANYARD_OK;
	root = setting_tree_root(tree);
	for (size_t i = 0; r == LANYARD_OK && i < setting_count(root); i++) {
		const struct setting *setting = setting_at(root, i);

		if (strcmp(setting_name(setting), "recipes") == 0)
			r = config_recipe_read(
			    &config->recipes, tree, setting, error);
	}
	return r;
}

static enum lanyard_error
open_files(struct source_file files[2], const char *user_path, bool required,
    const char *system_path, struct error *error)
{
	enum lanyard_error r = open_file(&files[0], user_path, required, error);

	if (r != LANYARD_OK)
		return r;
	r = open_file(&files[1], system_path, false, error);
	/*
	 * One that only root reads, or of a root whom this user namespace
	 * lacks, is no reason to ignore our own.
	 */
	if (r == LANYARD_ERR_CONFIG && files[0].parsed && error != NULL &&
	    error->errnum == EACCES) {
		error_clear(error);
		r = LANYARD_OK;
	}
	return r;
}

enum lanyard_error
config_load(struct config **config, const char *user_path, bool required,
    const char *system_path, struct error *error)
{
	struct source_file files[2] = {0};
	struct merge merge = {0};
	enum lanyard_error r;

	*config = NULL;
	merge.config = calloc(1, sizeof(*merge.config));
	if (merge.config == NULL)
		return error_memory(error);
	r = open_files(files, user_path, required, system_path, error);
	for (size_t i = 0; r == LANYARD_OK && i < 2; i++)
		r = read_recipes(merge.config, &files[i], error);
	for (size_t i = 0; r == LANYARD_OK && i < 2; i++)
		if (files[i].parsed)
			r = read_tree(&merge, &files[i].tree, error);
	close_file(&files[0]);
	close_file(&files[1]);
	if (r != LANYARD_OK)
		config_free(&merge.config);
	*config = merge.config;
	return r;
}

void
config_free(struct config **config)
{
	size_t i;

	if (config == NULL || *config == NULL)
		return;
	for (i = 0; i < (*config)->count; i++)
		login_clear(&(*config)->logins[i]);
	free((*config)->logins);
	config_recipe_clear(&(*config)->recipes);
	free(*config);
	*config = NULL;
}

const struct login *
config_find(const struct config *config, const char *name)
{
	size_t i;

	for (i = 0; i < config->count; i++)
		if (strcmp(config->logins[i].name, name) == 0)
			return &config->logins[i];
	return NULL;
}
