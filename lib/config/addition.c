/*
 * addition.c - the text of a login for lanyard.conf, and where in it that goes
 */
#include "config/addition.h"

#include <stdbool.h>
#include <string.h>

#include "config/key.h"
#include "config/lexeme.h"

#define GROUP "logins"

static enum lanyard_error
add_string(struct buf *buf, const char *text)
{
	enum lanyard_error r = buf_add_text(buf, "\"");

	for (; r == LANYARD_OK && *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			r = buf_add(buf, "\\", 1);
		if (r == LANYARD_OK)
			r = buf_add(buf, text, 1);
	}
	return r == LANYARD_OK ? buf_add_text(buf, "\"") : r;
}

/* Has KEY a value before SETTINGS[AT]? */
static bool
is_said(const char *const *settings, size_t at)
{
	for (size_t i = 0; i < at; i += 2)
		if (strcmp(settings[i], settings[at]) == 0)
			return true;
	return false;
}

static enum lanyard_error
add_value(struct buf *buf, const struct key *key, const char *value)
{
	return key->type == KEY_BOOL || key->type == KEY_NUMBER
		   ? buf_add_text(buf, value)
		   : add_string(buf, value);
}

/* All values of the key at AT; more than one is a list. */
static enum lanyard_error
add_values(struct buf *buf, const struct key *key, const char *const *settings,
    size_t at)
{
	enum lanyard_error r = LANYARD_OK;
	size_t count = 0;
	bool listed;

	for (size_t i = at; settings[i] != NULL; i += 2)
		count += strcmp(settings[i], settings[at]) == 0;
	if ((listed = count > 1))
		r = buf_add_text(buf, "[ ");
	for (size_t i = at; r == LANYARD_OK && settings[i] != NULL; i += 2) {
		if (strcmp(settings[i], settings[at]) != 0)
			continue;
		r = add_value(buf, key, settings[i + 1]);
		if (r == LANYARD_OK && --count > 0)
			r = buf_add_text(buf, ", ");
	}
	return r == LANYARD_OK && listed ? buf_add_text(buf, " ]") : r;
}

enum lanyard_error
addition_describe(struct buf *buf, const char *name,
    const char *const *settings, struct error *error)
{
	enum lanyard_error r = buf_printf(buf, "  %s = {\n", name);

	for (size_t i = 0; r == LANYARD_OK && settings[i] != NULL; i += 2) {
		const struct key *key = key_find(settings[i]);

		if (key == NULL || key->type == KEY_LATER ||
		    key->type == KEY_PARAMETERS || key->type == KEY_COMMAND)
			return error_set(error, LANYARD_ERR_ARGUMENT,
			    "%s is no key to be set here", settings[i]);
		if (is_said(settings, i))
			continue;
		if ((r = buf_printf(buf, "    %s = ", key->name)) ==
			LANYARD_OK &&
		    (r = add_values(buf, key, settings, i)) == LANYARD_OK)
			r = buf_add_text(buf, ";\n");
	}
	if (r == LANYARD_OK)
		r = buf_add_text(buf, "  };\n");
	return r == LANYARD_OK ? r : error_memory(error);
}

/* The size of what stands at AT: a comment, a string, a name, or one byte. */
static size_t
step(const char *at)
{
	size_t size = *at == '"' ? lexeme_string(at) : lexeme_comment(at);

	if (size == 0)
		size = lexeme_name(at);
	return size != 0 ? size : 1;
}

const char *
addition_find_end(const char *text)
{
	bool named = false, inside = false;
	size_t depth = 0, size;

	for (const char *at = text; *at != '\0'; at += size) {
		size = step(at);
		if (strchr("{[(", *at) != NULL) {
			inside = inside || (depth == 0 && named);
			depth++;
		} else if (strchr("}])", *at) != NULL && depth > 0) {
			depth--;
			if (inside && depth == 0)
				return at;
		} else if (depth == 0 && lexeme_name(at) != 0) {
			named = size == strlen(GROUP) &&
				strncmp(at, GROUP, size) == 0;
		}
	}
	return NULL;
}

/* Where in TEXT a member is put before the brace END. */
static size_t
find_place(const char *text, const char *end)
{
	const char *at = end;

	while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return (size_t)((at > text && at[-1] == '\n' ? at : end) - text);
}

enum lanyard_error
addition_end_lines(struct buf *added, const char *text, struct error *error)
{
	const char *end = strchr(text, '\n'), *line;
	enum lanyard_error r = LANYARD_OK;
	struct buf lines;
	size_t size;

	if (end == NULL || end == text || end[-1] != '\r')
		return LANYARD_OK;
	buf_init(&lines, added->limit);
	for (line = buf_text(added); r == LANYARD_OK && *line != '\0';
	     line += size) {
		size = strcspn(line, "\n");
		r = buf_add(&lines, line, size);
		if (r == LANYARD_OK && line[size] == '\n') {
			r = buf_add_text(&lines, "\r\n");
			size++;
		}
	}
	buf_reset(added);
	if (r == LANYARD_OK)
		r = buf_add(added, buf_text(&lines), lines.size);
	buf_clear(&lines);
	return r == LANYARD_OK ? r : error_memory(error);
}

enum lanyard_error
addition_compose(struct buf *added, size_t *at, const char *text,
    const char *name, const char *const *settings, struct error *error)
{
	const char *end = addition_find_end(text);
	enum lanyard_error r = LANYARD_OK;

	*at = end != NULL ? find_place(text, end) : strlen(text);
	if (end == NULL)
		r = buf_add_text(added,
		    *text == '\0' ? GROUP " = {\n" : "\n" GROUP " = {\n");
	else if (*at == (size_t)(end - text) && *at > 0 &&
		 text[*at - 1] != '\n')
		r = buf_add_text(added, "\n");
	if (r != LANYARD_OK)
		return error_memory(error);
	if ((r = addition_describe(added, name, settings, error)) != LANYARD_OK)
		return r;
	if (end == NULL && buf_add_text(added, "};\n") != LANYARD_OK)
		return error_memory(error);
	return addition_end_lines(added, text, error);
}
