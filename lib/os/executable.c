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
#include "base/strings.h"

#define DEFAULT_PATH "/usr/bin:/bin" /* confstr(3) has the same two */

/* A regular file: a folder has the mode bit for executing, too. */
static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/*
 * The next of *PATH's absolute folders that has NAME, with it, into BUF; *PATH
 * begins behind that then.
 */
static enum lanyard_error
search(struct buf *buf, const char **path, const char *name)
{
	while (**path != '\0') {
		const char *folder = *path;
		size_t size = strcspn(folder, ":");

		*path += size + (folder[size] == ':');
		buf_reset(buf);
		if (*folder == '/' &&
		    buf_add(buf, folder, size) == LANYARD_OK &&
		    buf_printf(buf, "/%s", name) == LANYARD_OK &&
		    is_program(buf_text(buf)))
			return LANYARD_OK;
	}
	return LANYARD_ERR_SYSTEM;
}

static const char *
get_path(void)
{
	const char *path = getenv("PATH");

	return path != NULL ? path : DEFAULT_PATH;
}

enum lanyard_error
executable_find(char **program, const char *name)
{
	const char *path = get_path();
	enum lanyard_error r = LANYARD_ERR_SYSTEM;
	struct buf buf;

	buf_init(&buf, LIMIT_URL);
	if (*name == '/')
		r = buf_add_text(&buf, name);
	else if (*name != '\0' && strchr(name, '/') == NULL)
		r = search(&buf, &path, name);
	if (r == LANYARD_OK && (*program = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	errno = ENOENT;
	return r == LANYARD_ERR_PROTOCOL ? LANYARD_ERR_SYSTEM : r;
}

enum lanyard_error
executable_find_all(char ***programs, const char *name)
{
	const char *path = get_path();
	enum lanyard_error r = LANYARD_OK;
	struct buf buf;

	buf_init(&buf, LIMIT_URL);
	while (r == LANYARD_OK && search(&buf, &path, name) == LANYARD_OK)
		r = strings_add(programs, buf_text(&buf));
	buf_clear(&buf);
	return r;
}

enum lanyard_error
lanyard_find_program(const char *name, char **program)
{
	*program = NULL;
	return executable_find(program, name);
}

size_t
executable_path_size(const char *path)
{
	return strlen(path) + sizeof(DEFAULT_PATH);
}

void
executable_path(char *text, const char *path)
{
	char *to = text;

	while (*path != '\0') {
		size_t size = strcspn(path, ":");

		if (*path == '/') {
			if (to != text)
				*to++ = ':';
			memcpy(to, path, size);
			to += size;
		}
		path += size + (path[size] == ':');
	}
	if (to == text)
		memcpy(text, DEFAULT_PATH, sizeof(DEFAULT_PATH));
	else
		*to = '\0';
}
