/*
 * executable.c - where a program is
 */
#include "os/executable.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"

/* A regular file: a folder has the mode bit for executing, too. */
static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

enum lanyard_error
executable_find(char **program, const char *name)
{
	const char *path = getenv("PATH");
	enum lanyard_error r = LANYARD_ERR_SYSTEM;
	struct buf buf;

	buf_init(&buf, LIMIT_URL);
	if (strchr(name, '/') != NULL)
		r = buf_add_text(&buf, name);
	while (r != LANYARD_OK && path != NULL && *path != '\0') {
		size_t size = strcspn(path, ":");

		buf_reset(&buf);
		if (*path == '/' && buf_add(&buf, path, size) == LANYARD_OK &&
		    buf_printf(&buf, "/%s", name) == LANYARD_OK &&
		    is_program(buf_text(&buf)))
			r = LANYARD_OK;
		path += size + (path[size] == ':');
	}
	if (r == LANYARD_OK && (*program = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	errno = ENOENT;
	return r;
}
