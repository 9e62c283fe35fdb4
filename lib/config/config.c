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
	bool found; /* a file of it */
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
	r = config_login_read(login, tree, setting, error);
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
		return setting_fail(tree, setting, error,
		    "\"logins\" must be a group: logins = { NAME = { ... }; "
		    "};");
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
		return setting_fail(tree, setting, error,
		    "\"store\" must be a group: store = { ... };");
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
	    "store_passwords", "store", "logins"};
	const struct setting *root = setting_tree_root(tree);
	enum lanyard_error r = LANYARD_OK;
	size_t i;

	for (i = 0; r == LANYARD_OK && i < setting_count(root); i++) {
		const struct setting *setting = setting_at(root, i);
		const char *name = setting_name(setting);

		if (strcmp(name, "logins") == 0)
			r = read_logins(merge->config, tree, setting, error);
		else if (strcmp(name, "store") == 0)
			r = read_store(tree, setting, error);
		else if (strcmp(name, "store_passwords") == 0)
			r = read_store_passwords(merge, tree, setting, error);
		else
			r = fail_outside(tree, setting,
			    key_nearest_of(name, names, 3), error);
	}
	return r;
}

static enum lanyard_error
read_file(
    struct merge *merge, const char *path, bool required, struct error *error)
{
	struct setting_tree tree = {0};
	struct conffile file;
	enum lanyard_error r;

	if ((r = conffile_read(&file, path, error)) != LANYARD_OK)
		goto out;
	if (!file.found) {
		if (required) {
			r = error_set(error, LANYARD_ERR_CONFIG,
			    "%s: there is no such file", path);
			error_hint(error, "write it (man 5 lanyard.conf), or "
					  "unset LANYARD_CONFIG");
		}
		goto out;
	}
	if ((r = setting_tree_parse(&tree, path, file.readable,
		 buf_text(&file.text), error)) != LANYARD_OK)
		goto out;
	merge->found = true;
	tree.foreign = file.foreign;
	r = read_tree(merge, &tree, error);
out:
	setting_tree_clear(&tree);
	conffile_clear(&file);
	return r;
}

enum lanyard_error
config_load(struct config **config, const char *user_path, bool required,
    const char *system_path, struct error *error)
{
	struct merge merge = {0};
	enum lanyard_error r = LANYARD_OK;

	*config = NULL;
	merge.config = calloc(1, sizeof(*merge.config));
	if (merge.config == NULL)
		return error_memory(error);
	if (user_path != NULL)
		r = read_file(&merge, user_path, required, error);
	if (r == LANYARD_OK && system_path != NULL) {
		r = read_file(&merge, system_path, false, error);
		/*
		 * One that only root reads, or of a root whom this user
		 * namespace lacks, is no reason to ignore our own.
		 */
		if (r == LANYARD_ERR_CONFIG && merge.found && error != NULL &&
		    error->errnum == EACCES) {
			error_clear(error);
			r = LANYARD_OK;
		}
	}
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
