/*
 * config_recipe.c - the recipes of a configuration file
 */
#include "config/config_recipe.h"

#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "base/text.h"
#include "config/key.h"

/* One in the making. */
struct reading {
	struct own_recipe *own;
	const struct setting_tree *tree;
	struct error *error;
};

static enum lanyard_error
fail(const struct reading *g, const struct setting *setting, const char *what)
{
	return setting_fail(g->tree, setting, g->error,
	    "\"%s\" in recipe \"%s\" %s", setting_name(setting),
	    g->own->recipe.name, what);
}

/* A copy of TEXT that lives as long as the recipe. */
static enum lanyard_error
keep(const struct reading *g, const char *text, const char **kept)
{
	if (strings_add(&g->own->texts, text) != LANYARD_OK)
		return error_memory(g->error);
	*kept = g->own->texts[strings_count(g->own->texts) - 1];
	return LANYARD_OK;
}

/* A text that goes into a request: no line break, and not nothing. */
static enum lanyard_error
take_text(const struct reading *g, const struct setting *setting,
    const struct setting *of, const char **text)
{
	const char *value = setting_text(setting);

	if (value == NULL)
		return fail(g, of, "must have strings");
	if (*value == '\0' || text_has_control(value))
		return fail(g, of,
		    "is empty, or has a line break or another control "
		    "character");
	return keep(g, value, text);
}

/* ---- a key each ---- */

static enum lanyard_error
read_name(const struct reading *g, const struct setting *setting)
{
	const char *text = setting_text(setting);
	struct recipe *recipe = &g->own->recipe;

	if (text == NULL)
		return fail(g, setting, "must be a string");
	if (strcmp(setting_name(setting), "method") == 0) {
		if (strcmp(text, "GET") != 0 && strcmp(text, "POST") != 0)
			return fail(g, setting, "must be \"GET\" or \"POST\"");
		return keep(g, text, &recipe->method);
	}
	if (strcmp(text, "none") == 0)
		recipe->body = RECIPE_BODY_NONE;
	else if (strcmp(text, "form") == 0)
		recipe->body = RECIPE_BODY_FORM;
	else if (strcmp(text, "json") == 0)
		recipe->body = RECIPE_BODY_JSON;
	else
		return fail(
		    g, setting, "must be \"none\", \"form\" or \"json\"");
	return LANYARD_OK;
}

/* What stands between the scheme and the path is written out, or {api}. */
static enum lanyard_error
read_url(const struct reading *g, const struct setting *setting)
{
	const char *text = setting_text(setting), *host, *end;
	enum lanyard_error r;

	if ((r = take_text(g, setting, setting, &g->own->recipe.url)) !=
	    LANYARD_OK)
		return r;
	if (strchr(text, '?') != NULL)
		return fail(g, setting, "has a query: that is \"query\"");
	if (strncmp(text, "{api}", 5) == 0)
		return LANYARD_OK;
	if ((host = strstr(text, "://")) == NULL)
		return fail(g, setting,
		    "is no absolute URL, nor begins with "
		    "{api}");
	end = host + 3 + strcspn(host + 3, "/");
	if (memchr(text, '{', (size_t)(end - text)) != NULL)
		return fail(g, setting,
		    "has a {NAME} in its host, which has to be written out, "
		    "or {api} at its beginning");
	return LANYARD_OK;
}

static enum lanyard_error
read_members(const struct reading *g, const struct setting *setting)
{
	bool query = strcmp(setting_name(setting), "query") == 0;
	struct recipe_member *to =
	    query ? g->own->recipe.query : g->own->recipe.content;
	enum lanyard_error r = LANYARD_OK;

	if (setting_type(setting) != SETTING_GROUP)
		return fail(g, setting, "must be a group of strings");
	if (setting_count(setting) >= RECIPE_MEMBERS)
		return fail(g, setting, "has more than 7 members");
	for (size_t i = 0; r == LANYARD_OK && i < setting_count(setting); i++) {
		const struct setting *member = setting_at(setting, i);

		r = keep(g, setting_name(member), &to[i].name);
		if (r == LANYARD_OK)
			r = take_text(g, member, setting, &to[i].text);
	}
	return r;
}

/* "Name: text" (RFC 9110 5.1). */
static bool
is_field(const char *text)
{
	size_t size = strcspn(text, ":");
	char name[64];

	if (text[size] != ':' || size == 0 || size >= sizeof(name))
		return false;
	memcpy(name, text, size);
	name[size] = '\0';
	return text_is_token(name) && text_compare(name, "Host") != 0 &&
	       text_compare(name, "Content-Length") != 0 &&
	       text_compare(name, "Transfer-Encoding") != 0;
}

static enum lanyard_error
read_headers(const struct reading *g, const struct setting *setting)
{
	const char **to = g->own->recipe.fields;
	enum lanyard_error r = LANYARD_OK;

	if (setting_type(setting) != SETTING_LIST)
		return fail(g, setting, "must be a list of strings");
	if (setting_count(setting) >= RECIPE_MEMBERS)
		return fail(g, setting, "has more than 7 members");
	for (size_t i = 0; r == LANYARD_OK && i < setting_count(setting); i++) {
		r = take_text(g, setting_at(setting, i), setting, &to[i]);
		if (r == LANYARD_OK && !is_field(to[i]))
			r = fail(g, setting,
			    "has one that is no \"Name: text\" of a request");
	}
	return r;
}

static enum lanyard_error
read_token(const struct reading *g, const struct setting *setting)
{
	return take_text(g, setting, setting, &g->own->recipe.token);
}

static enum lanyard_error
read_expires(const struct reading *g, const struct setting *setting)
{
	return take_text(g, setting, setting, &g->own->recipe.expires);
}

static enum lanyard_error
read_username(const struct reading *g, const struct setting *setting)
{
	return take_text(g, setting, setting, &g->own->recipe.username);
}

static const struct {
	const char *name;
	enum lanyard_error (*read)(
	    const struct reading *g, const struct setting *setting);
} keys[] = {
    {"method", read_name},
    {"url", read_url},
    {"query", read_members},
    {"headers", read_headers},
    {"body", read_name},
    {"fields", read_members},
    {"token", read_token},
    {"expires", read_expires},
    {"username", read_username},
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

static enum lanyard_error
read_key(const struct reading *g, const struct setting *setting)
{
	const char *name = setting_name(setting), *names[KEYS];

	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].name, name) == 0)
			return keys[i].read(g, setting);
		names[i] = keys[i].name;
	}
	return setting_unknown(g->tree, setting, " in a recipe",
	    key_nearest_of(name, names, KEYS), g->error);
}

/* ---- one, and all ---- */

/* Is each brace of TEXT, which may be NULL, one of a {NAME}? */
static bool
has_good_braces(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t size;

	while (text != NULL && *(text += strcspn(text, "{}")) != '\0') {
		size = strspn(text + 1, letters);
		if (*text == '}' || size == 0 || text[1 + size] != '}')
			return false;
		text += size + 2;
	}
	return true;
}

/* What is sent with one that is none would have a brace in it. */
static bool
has_good_texts(const struct recipe *recipe)
{
	for (size_t n = 0; n < RECIPE_TEXTS; n++)
		if (!has_good_braces(recipe_text(recipe, n)))
			return false;
	return true;
}

/* What no single key can tell. */
static enum lanyard_error
finish(const struct reading *g, const struct setting *setting)
{
	struct recipe *recipe = &g->own->recipe;
	bool content = recipe->content[0].name != NULL;
	const char *fault = NULL;

	if (recipe->method == NULL)
		recipe->method =
		    recipe->body == RECIPE_BODY_NONE ? "GET" : "POST";
	if (recipe->url == NULL)
		fault = "has no url";
	else if (recipe->token == NULL)
		fault = "does not say which member of the reply is the token";
	else if (recipe->body != RECIPE_BODY_NONE &&
		 strcmp(recipe->method, "POST") != 0)
		fault = "has a body, which only a POST can have";
	else if (content && recipe->body == RECIPE_BODY_NONE)
		fault = "has fields, and no body = \"form\" or \"json\"";
	else if (!has_good_texts(recipe))
		fault = "has a brace that is not of a {name}, which is of "
			"letters, digits, _ and -";
	if (fault != NULL)
		return setting_fail(g->tree, setting, g->error,
		    "recipe \"%s\" %s", recipe->name, fault);
	recipe->signs = recipe_uses(recipe, "jwt");
	return LANYARD_OK;
}

static enum lanyard_error
read_recipe(const struct reading *g, const struct setting *setting)
{
	const char *name = setting_name(setting);
	enum lanyard_error r;

	if ((r = keep(g, name, &g->own->recipe.name)) != LANYARD_OK)
		return r;
	g->own->recipe.own = true;
	if (key_is_grant_type(name))
		return setting_fail(g->tree, setting, g->error,
		    "recipe \"%s\" has the name of a grant_type that is there "
		    "already",
		    name);
	if (setting_type(setting) != SETTING_GROUP)
		return setting_fail_group(
		    g->tree, setting, "recipe ", "...", g->error);
	for (size_t i = 0; r == LANYARD_OK && i < setting_count(setting); i++)
		r = read_key(g, setting_at(setting, i));
	return r == LANYARD_OK ? finish(g, setting) : r;
}

enum lanyard_error
config_recipe_read(struct own_recipes *recipes, const struct setting_tree *tree,
    const struct setting *setting, struct error *error)
{
	size_t more = setting_count(setting), earlier = recipes->count;
	enum lanyard_error r = LANYARD_OK;
	struct own_recipe *grown, *own;

	if (setting_type(setting) != SETTING_GROUP)
		return setting_fail_group(
		    tree, setting, "", "NAME = { ... };", error);
	grown = realloc(recipes->list, (earlier + more + 1) * sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	recipes->list = grown;
	for (size_t i = 0; r == LANYARD_OK && i < more; i++) {
		const struct setting *member = setting_at(setting, i);
		const struct reading reading = {
		    own = &grown[recipes->count], tree, error};
		bool known =
		    config_recipe_find(recipes, setting_name(member)) != NULL;

		memset(own, 0, sizeof(*own));
		r = read_recipe(&reading, member);
		if (r == LANYARD_OK && !known)
			recipes->count++;
		else
			strings_free(&own->texts);
	}
	return r;
}

void
config_recipe_clear(struct own_recipes *recipes)
{
	for (size_t i = 0; i < recipes->count; i++)
		strings_free(&recipes->list[i].texts);
	free(recipes->list);
	recipes->list = NULL;
	recipes->count = 0;
}

const struct recipe *
config_recipe_find(const struct own_recipes *recipes, const char *name)
{
	for (size_t i = 0; i < recipes->count; i++)
		if (strcmp(recipes->list[i].recipe.name, name) == 0)
			return &recipes->list[i].recipe;
	return NULL;
}
