/*
 * setting.c - one configuration file as a tree, over libconfig
 */
#include "config/setting.h"

#include <libconfig.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/mistake.h"
#include "os/library.h"

#define PARSER_ROOM   ((size_t)256 << 10)
#define PARSER_FACTOR 64
#define DEPTH	      8 /* logins, NAME, a list of pairs, a pair: some more */

/* What is called of libconfig. The rest of its interface is macros. */
#define FUNCTIONS(APPLY)                                                       \
	APPLY(init)                                                            \
	APPLY(destroy)                                                         \
	APPLY(read_string)                                                     \
	APPLY(setting_length)                                                  \
	APPLY(setting_get_elem)                                                \
	APPLY(setting_get_string)                                              \
	APPLY(setting_get_int64)                                               \
	APPLY(setting_get_bool)

struct functions {
#define MEMBER(name) __typeof__(config_##name) *(name);
	FUNCTIONS(MEMBER)
};

#ifdef LIBCONFIG
LIBRARY_NOTE(
    note, "configuration", "Reads lanyard.conf", "required", LIBCONFIG);

/*
 * A known answer does without the configuration, and so without libconfig: it
 * is loaded with the first file.
 */
static enum lanyard_error
find_functions(struct functions *functions, struct error *error)
{
#define NAME(name) "config_" #name,
	static const char *const names[] = {FUNCTIONS(NAME)};
	static const struct library libconfig = {
	    "libconfig", LIBCONFIG, names, sizeof(names) / sizeof(names[0])};

	return library_load(&libconfig, functions, error);
}
#else
/* A static program can load nothing: libconfig is linked. */
static enum lanyard_error
find_functions(struct functions *functions, struct error *error)
{
#define ADDRESS(name) config_##name,
	(void)error;
	*functions = (struct functions){FUNCTIONS(ADDRESS)};
	return LANYARD_OK;
}
#endif

struct parser {
	config_t config; /* the first: every setting of the tree points here */
	struct functions functions;
};

static const config_setting_t *
theirs(const struct setting *setting)
{
	return (const config_setting_t *)(const void *)setting;
}

static const struct setting *
ours(const config_setting_t *setting)
{
	return (const struct setting *)(const void *)setting;
}

static const struct functions *
functions_of(const struct setting *setting)
{
	const void *config = theirs(setting)->config;

	return &((const struct parser *)config)->functions;
}

/*
 * libconfig does not look whether it was given memory: it crashes, or its
 * scanner ends the program. So what it may need is asked for beforehand. The
 * most that a byte costs is where settings are as short as "a=1;".
 */
static bool
has_room(const char *text)
{
	void *room = malloc(PARSER_ROOM + PARSER_FACTOR * strlen(text));

	free(room);
	return room != NULL;
}

/*
 * What is still missing shows as a name or a value that is NULL. What lies
 * deeper than any key is not read.
 */
static bool
is_whole(const struct setting *setting, bool named, unsigned depth)
{
	bool members = setting_type(setting) == SETTING_GROUP;
	size_t count = setting_count(setting);

	if (named && setting_name(setting) == NULL)
		return false;
	if (setting_type(setting) == SETTING_TEXT)
		return setting_text(setting) != NULL;
	for (size_t i = 0; depth > 0 && i < count; i++) {
		const struct setting *member = setting_at(setting, i);

		if (member == NULL || !is_whole(member, members, depth - 1))
			return false;
	}
	return true;
}

/* libconfig's own words only where nothing better is to be said. */
static enum lanyard_error
tell_fault(const config_t *config, const char *path, const char *text,
    struct error *error)
{
	const char *fault = config_error_text(config);
	int line = config_error_line(config);

	if (fault != NULL && strncmp(fault, "duplicate", 9) == 0
		? mistake_find_twice(path, text, (unsigned)line, error)
		: mistake_find(path, text, error))
		return LANYARD_ERR_CONFIG;
	error_set(error, LANYARD_ERR_CONFIG, "%s:%d: %s", path, line,
	    fault != NULL ? fault : "cannot be parsed");
	error_hint(error, "here, or just before: NAME = VALUE; strings in "
			  "\"\", lists in [ ], groups in { }");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
setting_tree_parse(struct setting_tree *tree, const char *path, bool readable,
    const char *text, struct error *error)
{
	struct parser *parser = calloc(1, sizeof(*parser));
	enum lanyard_error r;

	tree->path = path;
	tree->readable = readable;
	tree->foreign = false;
	tree->parser = NULL;
	if (parser == NULL)
		return error_memory(error);
	r = find_functions(&parser->functions, error);
	if (r == LANYARD_OK && !has_room(text))
		r = error_memory(error);
	if (r != LANYARD_OK) {
		free(parser);
		return r;
	}
	tree->parser = parser;
	parser->functions.init(&parser->config);
	if (parser->functions.read_string(&parser->config, text) == CONFIG_TRUE)
		return setting_tree_root(tree) != NULL &&
			       is_whole(setting_tree_root(tree), false, DEPTH)
			   ? LANYARD_OK
			   : error_memory(error);
	return tell_fault(&parser->config, path, text, error);
}

void
setting_tree_clear(struct setting_tree *tree)
{
	if (tree->parser != NULL)
		tree->parser->functions.destroy(&tree->parser->config);
	free(tree->parser);
	tree->parser = NULL;
}

const struct setting *
setting_tree_root(const struct setting_tree *tree)
{
	return ours(config_root_setting(&tree->parser->config));
}

const char *
setting_name(const struct setting *setting)
{
	return config_setting_name(theirs(setting));
}

enum setting_type
setting_type(const struct setting *setting)
{
	switch (config_setting_type(theirs(setting))) {
	case CONFIG_TYPE_STRING:
		return SETTING_TEXT;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return SETTING_NUMBER;
	case CONFIG_TYPE_BOOL:
		return SETTING_BOOL;
	case CONFIG_TYPE_GROUP:
		return SETTING_GROUP;
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return SETTING_LIST;
	default:
		return SETTING_OTHER;
	}
}

size_t
setting_count(const struct setting *setting)
{
	if (!config_setting_is_aggregate(theirs(setting)))
		return 0;
	return (size_t)functions_of(setting)->setting_length(theirs(setting));
}

const struct setting *
setting_at(const struct setting *setting, size_t n)
{
	return ours(functions_of(setting)->setting_get_elem(
	    theirs(setting), (unsigned)n));
}

const char *
setting_text(const struct setting *setting)
{
	return functions_of(setting)->setting_get_string(theirs(setting));
}

int64_t
setting_number(const struct setting *setting)
{
	return functions_of(setting)->setting_get_int64(theirs(setting));
}

bool
setting_bool(const struct setting *setting)
{
	return functions_of(setting)->setting_get_bool(theirs(setting)) != 0;
}

void
setting_wipe(const struct setting *setting)
{
	char *text = NULL;

	if (setting_type(setting) == SETTING_TEXT)
		text = theirs(setting)->value.sval;
	if (text != NULL)
		sodium_memzero(text, strlen(text));
}

enum lanyard_error
setting_fail(const struct setting_tree *tree, const struct setting *setting,
    struct error *error, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	error_set(error, LANYARD_ERR_CONFIG, "%s", text);
	return setting_located(tree, setting, LANYARD_ERR_CONFIG, error);
}

enum lanyard_error
setting_fail_group(const struct setting_tree *tree,
    const struct setting *setting, const char *what, const char *content,
    struct error *error)
{
	const char *name = setting_name(setting);

	setting_fail(
	    tree, setting, error, "%s\"%s\" must be a group", what, name);
	error_hint(error, "%s = { %s };", name, content);
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
setting_located(const struct setting_tree *tree, const struct setting *setting,
    enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_CONFIG)
		error_prefix(error, "%s:%u", tree->path,
		    config_setting_source_line(theirs(setting)));
	return r;
}

enum lanyard_error
setting_unknown(const struct setting_tree *tree, const struct setting *setting,
    const char *where, const char *nearest, struct error *error)
{
	const char *name = setting_name(setting);

	if (nearest != NULL)
		setting_fail(tree, setting, error,
		    "unknown key \"%s\"%s; did you mean \"%s\"?", name, where,
		    nearest);
	else
		setting_fail(
		    tree, setting, error, "unknown key \"%s\"%s", name, where);
	error_hint(error, "all keys: man 5 lanyard.conf");
	return LANYARD_ERR_CONFIG;
}
