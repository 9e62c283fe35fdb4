/*
 * paths.c - where configuration and store are
 */
#include "session/paths.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/home.h"

const char *
paths_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/*
 * Services started with an empty environment have a home all the same. A
 * relative one is the current folder's, which may be a cloned repository.
 */
static enum lanyard_error
add_home(struct buf *buf)
{
	const char *home = paths_environment("HOME");
	size_t size;

	if (home == NULL || home[0] != '/')
		return home_find("/etc/passwd", geteuid(), buf);
	for (size = strlen(home); size > 0 && home[size - 1] == '/'; size--)
		continue;
	return buf_add(buf, home, size);
}

enum lanyard_error
paths_choose(const struct paths_kind *kind, const char *given, char **path,
    struct error *error)
{
	const char *folder = paths_environment(kind->xdg);
	enum lanyard_error r;
	struct buf buf;

	if (given == NULL)
		given = paths_environment(kind->name);
	buf_init(&buf, LIMIT_PATH);
	if (given != NULL)
		r = buf_add_text(&buf, given);
	else if (folder != NULL && folder[0] == '/')
		r = buf_printf(&buf, "%s/%s", folder, kind->rest);
	else if ((r = add_home(&buf)) == LANYARD_OK)
		r = buf_printf(&buf, "/%s/%s", kind->fallback, kind->rest);
	if (r == LANYARD_OK && (*path = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_ERR_PROTOCOL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "the path in the place of %s is too long", kind->name);
	return LANYARD_OK;
}

enum lanyard_error
paths_fail_home(struct error *error)
{
	error_set(error, LANYARD_ERR_CONFIG,
	    "HOME is %s, and user %ju has no home in /etc/passwd",
	    paths_environment("HOME") == NULL ? "not set" : "no absolute path",
	    (uintmax_t)geteuid());
	error_hint(error, "set HOME, or LANYARD_STORE and LANYARD_CONFIG");
	return LANYARD_ERR_CONFIG;
}
