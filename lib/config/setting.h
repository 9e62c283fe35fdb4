/*
 * setting.h - one configuration file as a tree, over libconfig
 *
 * Settings are reached by index, which costs nothing; by name libconfig
 * searches. Everything is lent until setting_tree_clear().
 */
#ifndef SETTING_H
#define SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct setting; /* libconfig's config_setting_t */

struct setting_tree {
	const char *path; /* lent, for messages */
	bool readable;	  /* by group or others */
	bool foreign;	  /* not the user's own; false until it is set */
	struct parser *parser;
};

enum setting_type {
	SETTING_TEXT,
	SETTING_NUMBER,
	SETTING_BOOL,
	SETTING_GROUP, /* { }: members have names */
	SETTING_LIST,  /* [ ] or ( ) */
	SETTING_OTHER
};

/*
 * Parse TEXT, the content of PATH. LANYARD_ERR_CONFIG: "FILE:LINE: ...";
 * LANYARD_ERR_SYSTEM: libconfig cannot be loaded; LANYARD_ERR_MEMORY. A member
 * of what was parsed has its name, and a string its value.
 */
enum lanyard_error setting_tree_parse(struct setting_tree *tree,
    const char *path, bool readable, const char *text, struct error *error);
void setting_tree_clear(struct setting_tree *tree);
const struct setting *setting_tree_root(const struct setting_tree *tree);

const char *setting_name(const struct setting *setting);
enum setting_type setting_type(const struct setting *setting);

/* How many members a group or list has, and the N-th. */
size_t setting_count(const struct setting *setting);
const struct setting *setting_at(const struct setting *setting, size_t n);

/* The value: NULL, 0, false for another type. */
const char *setting_text(const struct setting *setting);
int64_t setting_number(const struct setting *setting);
bool setting_bool(const struct setting *setting);

/* Overwrite a string's value: libconfig frees it as it is. */
void setting_wipe(const struct setting *setting);

/* Set ERROR to "FILE:LINE: FORMAT"; returns LANYARD_ERR_CONFIG. */
enum lanyard_error setting_fail(const struct setting_tree *tree,
    const struct setting *setting, struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* It is no group, as it must be: 'WHAT"NAME"', and CONTENT for the hint. */
enum lanyard_error setting_fail_group(const struct setting_tree *tree,
    const struct setting *setting, const char *what, const char *content,
    struct error *error);

/* If R is LANYARD_ERR_CONFIG, put "FILE:LINE: " before its message. Is R. */
enum lanyard_error setting_located(const struct setting_tree *tree,
    const struct setting *setting, enum lanyard_error r, struct error *error);

/* An unknown key; WHERE is " in login \"work\"" or "", NEAREST may be NULL. */
enum lanyard_error setting_unknown(const struct setting_tree *tree,
    const struct setting *setting, const char *where, const char *nearest,
    struct error *error);

#endif
