/*
 * member_path.c - a member of a member of a JSON object
 */
#include "json/member_path.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

/* The SIZE letters at NAME are a member of what is in TO, which it becomes. */
static enum lanyard_error
enter(struct buf *to, const char *name, size_t size)
{
	struct buf from = *to;
	struct json *json = NULL;
	char *member = strndup(name, size);
	enum lanyard_error r = LANYARD_ERR_MEMORY;

	buf_init(to, from.limit);
	if (member != NULL && json_parse(&json, from.data, from.size,
				  JSON_OUTERMOST, NULL) != LANYARD_ERR_MEMORY)
		r = json_inner(json, member, to);
	json_free(&json);
	free(member);
	buf_clear(&from);
	return r == LANYARD_ERR_ARGUMENT ? LANYARD_OK : r;
}

enum lanyard_error
member_path_enter(
    struct buf *to, const struct buf *body, const char *path, const char **name)
{
	enum lanyard_error r = buf_add(to, body->data, body->size);

	while (r == LANYARD_OK && path != NULL) {
		const char *dot = strchr(path, '.');

		if (name != NULL)
			*name = path;
		if (dot != NULL || name == NULL)
			r = enter(to, path, strcspn(path, "."));
		path = dot != NULL ? dot + 1 : NULL;
	}
	return r;
}
