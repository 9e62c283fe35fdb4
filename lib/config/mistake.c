/*
 * mistake.c - what is wrong with a configuration that libconfig cannot parse
 */
#include "config/mistake.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/key.h"
#include "config/lexeme.h"

#define DEEPEST 16 /* groups in groups; lanyard.conf has three */

/* A name in the text. */
struct name {
	const char *at;
	int size;
};

struct walk {
	const char *path;
	const char *at;
	unsigned line;
	struct error *error;
	struct name groups[DEEPEST];	 /* the open ones, from outside */
	const char *begins[DEEPEST + 1]; /* where their settings begin */
	size_t depth;
	struct name name; /* of the setting that is read */
	unsigned name_line;
	struct name before; /* of the one before */
	unsigned end_line;  /* where its value ends; 0: and is parted by ; */
	unsigned from_line; /* names are looked for twice from here ... */
	unsigned to_line;   /* ... to here; 0: not at all */
	unsigned odd_line;  /* of the first blank that is none; 0: none */
	bool found;
};

/* Ends the walk. */
static void __attribute__((format(printf, 2, 3)))
found(struct walk *walk, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	error_set(walk->error, LANYARD_ERR_CONFIG, "%s:%u: %s", walk->path,
	    walk->line, text);
	walk->found = true;
}

static void
skip(struct walk *walk, size_t size)
{
	for (; size > 0 && *walk->at != '\0'; size--)
		if (*walk->at++ == '\n')
			walk->line++;
}

static void
skip_blanks(struct walk *walk)
{
	size_t size;

	do {
		skip(walk, strspn(walk->at, " \t\r\n\f\v"));
		size = lexeme_odd_blank(walk->at);
		if (size > 0 && walk->odd_line == 0)
			walk->odd_line = walk->line;
		if (size == 0)
			size = lexeme_comment(walk->at);
		skip(walk, size);
	} while (size > 0);
}

/* Whatever else there is comes of it. */
static void
found_odd_blank(struct walk *walk)
{
	walk->line = walk->odd_line;
	found(walk, "what looks like a blank, or like nothing, is none");
	error_hint(walk->error, "delete the character, and type a space");
}

static bool
same(const struct name *name, const char *text)
{
	return strlen(text) == (size_t)name->size &&
	       memcmp(name->at, text, (size_t)name->size) == 0;
}

/* Behind the value of NAME, in its line, is neither ";" nor "}". */
static void
found_behind(struct walk *walk, const struct name *name)
{
	const struct key *key = key_find_part(name->at, (size_t)name->size);

	found(walk, "a word is behind the value of \"%.*s\"", name->size,
	    name->at);
	error_hint(walk->error, "%.*s = %s", name->size, name->at,
	    key != NULL && key->type == KEY_NUMBER ? key_form(key)
						   : "\"...\";");
}

/* Is the setting the logins, or one of them? */
static bool
is_group(const struct walk *walk)
{
	return walk->depth == 0
		   ? same(&walk->name, "logins")
		   : walk->depth == 1 && same(&walk->groups[0], "logins");
}

static void
found_twice(struct walk *walk)
{
	const struct name *name = &walk->name, *group;

	if (walk->depth == 0) {
		found(walk, "\"%.*s\" is there twice: put all into one",
		    name->size, name->at);
		error_hint(walk->error,
		    is_group(walk)
			? "move what the second has into the first: logins = { "
			  "NAME = { ... }; NAME = { ... }; };"
			: "%.*s = { ... };",
		    name->size, name->at);
		return;
	}
	group = &walk->groups[walk->depth - 1];
	if (walk->depth == 1 && same(group, "logins")) {
		found(walk, "login \"%.*s\" is there twice", name->size,
		    name->at);
		error_hint(walk->error, "give one of them another name");
		return;
	}
	found(walk, "\"%.*s\" is there twice in \"%.*s\"", name->size, name->at,
	    group->size, group->at);
	error_hint(walk->error,
	    key_is_list(key_find_part(name->at, (size_t)name->size))
		? "put all into one: %.*s = [ \"...\", \"...\" ];"
		: "keep one %.*s",
	    name->size, name->at);
}

static void
found_end(struct walk *walk)
{
	const struct name *group = &walk->groups[walk->depth - 1];
	bool login = walk->depth == 2 && same(&walk->groups[0], "logins");

	found(walk, "the file ends before } of %s\"%.*s\"",
	    login ? "login " : "", group->size, group->at);
	error_hint(walk->error, "%.*s = { ... };", group->size, group->at);
}

/* What stands in the place of a setting's name. */
static void
found_no_name(struct walk *walk)
{
	if (walk->name.size > 0 && walk->end_line == walk->line &&
	    strchr("}])", *walk->at) == NULL) {
		found_behind(walk, &walk->name);
		return;
	}
	if (strchr("}]", *walk->at) != NULL)
		found(walk, "there is a %c too many", *walk->at);
	else if (*walk->at == '"')
		found(walk, "a name stands without quotes");
	else if (strchr("0123456789_", *walk->at) != NULL || *walk->at < 0)
		found(walk, "a %sname begins with a letter from a to z",
		    walk->depth == 1 && same(walk->groups, "logins")
			? "login's "
			: "");
	else
		found(walk, "a setting's name is expected here, and a comment "
			    "begins with #");
	error_hint(walk->error, "NAME = VALUE; strings in \"\", lists in [ ], "
				"groups in { }");
}

/* A word may be a secret that has lost its quotes: is it surely a name? */
static bool
is_name(const struct walk *walk)
{
	return key_find_part(walk->name.at, (size_t)walk->name.size) != NULL ||
	       (*walk->at != '\0' && strchr("{[(\"", *walk->at) != NULL);
}

static void
found_no_equals(struct walk *walk)
{
	const struct name *name = &walk->name;
	bool odd = *walk->at < 0 || strchr(".@/+", *walk->at) != NULL;

	walk->line = walk->name_line;
	if (walk->end_line == walk->line) {
		found_behind(walk, &walk->before);
	} else if (is_group(walk) && odd && *walk->at != '\0') {
		found(walk,
		    "a name has only letters, digits, \"_\" and \"-\"; "
		    "something else is behind \"%.*s\"",
		    name->size, name->at);
		error_hint(
		    walk->error, "the name of a login is yours to choose");
	} else if (!is_name(walk)) {
		found(walk, "there is no = behind the name");
		error_hint(walk->error, "NAME = VALUE;");
	} else {
		found(walk, "there is no = behind \"%.*s\"", name->size,
		    name->at);
		error_hint(walk->error,
		    is_group(walk) ? "%.*s = { ... };" : "%.*s = VALUE;",
		    name->size, name->at);
	}
}

/* A word that is no value: neither a number, nor true or false. */
static void
found_no_value(struct walk *walk)
{
	const struct name *name = &walk->name;

	if (*walk->at == '\0' || strchr(";,})]", *walk->at) != NULL)
		found(walk, "\"%.*s\" has no value", name->size, name->at);
	else if (lexeme_is_odd_quote(walk->at))
		found(walk, "the quotes of \"%.*s\" are not \"\"", name->size,
		    name->at);
	else if (is_group(walk))
		found(walk, "\"%.*s\" must be a group", name->size, name->at);
	else
		found(walk, "the value of \"%.*s\" stands without quotes",
		    name->size, name->at);
	error_hint(walk->error,
	    is_group(walk)		 ? "%.*s = { ... };"
	    : lexeme_is_switch(walk->at) ? "%.*s = true; or false"
					 : "%.*s = \"...\";",
	    name->size, name->at);
}

/* Set an error if a list cannot go on so, behind a COMMA perhaps. */
static void
check_list(struct walk *walk, bool comma)
{
	const struct name *name = &walk->name;
	char c = *walk->at;

	if (c == '\0' || c == ';' || c == '}')
		found(walk, "the list of \"%.*s\" has no end", name->size,
		    name->at);
	else if (comma && (c == ']' || c == ')'))
		found(walk, "the list of \"%.*s\" ends in a comma", name->size,
		    name->at);
	else if (c == '{')
		found(walk, "the list of \"%.*s\" has a group in it",
		    name->size, name->at);
	else if (strchr("\"[](),", c) == NULL && lexeme_scalar(walk->at) == 0)
		found(walk,
		    "a string in the list of \"%.*s\" stands without "
		    "quotes",
		    name->size, name->at);
	else
		return;
	error_hint(walk->error,
	    is_group(walk) ? "%.*s = { ... };" : "%.*s = [ \"...\", \"...\" ];",
	    name->size, name->at);
}

/* A list, up to its end: strings, and lists of them. */
static void
skip_list(struct walk *walk)
{
	size_t depth = 0, size;
	bool comma = false;

	do {
		check_list(walk, comma);
		if (walk->found)
			return;
		comma = *walk->at == ',';
		depth += *walk->at == '[' || *walk->at == '(';
		depth -= *walk->at == ']' || *walk->at == ')';
		size = *walk->at == '"' ? lexeme_string(walk->at)
					: lexeme_scalar(walk->at);
		skip(walk, size > 0 ? size : 1);
		skip_blanks(walk);
	} while (depth > 0);
}

static void
open_group(struct walk *walk)
{
	skip(walk, 1);
	if (walk->depth == DEEPEST) {
		walk->at += strlen(walk->at); /* nothing to say of that */
		walk->depth = 0;
		return;
	}
	walk->groups[walk->depth++] = walk->name;
	walk->begins[walk->depth] = walk->at;
}

static void
walk_value(struct walk *walk)
{
	size_t size;

	skip_blanks(walk);
	if (*walk->at == '{') {
		open_group(walk);
		return;
	}
	if (*walk->at == '[' || *walk->at == '(')
		skip_list(walk);
	else if ((size = lexeme_scalar(walk->at)) > 0)
		skip(walk, size);
	else if (*walk->at != '"')
		found_no_value(walk);
	walk->end_line = walk->line;
	/* Strings side by side are one. */
	for (; !walk->found && *walk->at == '"'; skip_blanks(walk)) {
		skip(walk, lexeme_string(walk->at));
		walk->end_line = walk->line;
	}
}

static void
walk_setting(struct walk *walk)
{
	walk->before = walk->name;
	walk->name_line = walk->line;
	walk->name.at = walk->at;
	walk->name.size = (int)lexeme_name(walk->at);
	if (walk->line >= walk->from_line && walk->line <= walk->to_line &&
	    lexeme_stands_before(
		walk->begins[walk->depth], walk->at, (size_t)walk->name.size)) {
		found_twice(walk);
		return;
	}
	skip(walk, (size_t)walk->name.size);
	skip_blanks(walk);
	if (*walk->at != '=' && *walk->at != ':') {
		found_no_equals(walk);
		return;
	}
	skip(walk, 1);
	walk_value(walk);
}

static bool
walk_file(struct walk *walk)
{
	walk->line = 1;
	walk->begins[0] = walk->at;
	while (!walk->found) {
		skip_blanks(walk);
		if (*walk->at == '\0')
			break;
		if (*walk->at == ';' || *walk->at == ',') {
			walk->end_line = 0;
			skip(walk, 1);
		} else if (*walk->at == '}' && walk->depth > 0) {
			walk->depth--;
			walk->end_line = 0;
			skip(walk, 1);
		} else if (lexeme_name(walk->at) > 0)
			walk_setting(walk);
		else
			found_no_name(walk);
	}
	if (walk->odd_line != 0)
		found_odd_blank(walk);
	else if (!walk->found && walk->depth > 0)
		found_end(walk);
	return walk->found;
}

bool
mistake_find(const char *path, const char *text, struct error *error)
{
	struct walk walk = {.path = path, .at = text, .error = error};

	return walk_file(&walk);
}

bool
mistake_find_twice(
    const char *path, const char *text, unsigned line, struct error *error)
{
	struct walk walk = {.path = path, .at = text, .error = error};

	/* libconfig's line may be that of the value. */
	walk.from_line = line > 1 ? line - 1 : 1;
	walk.to_line = line;
	return walk_file(&walk);
}
