/*
 * linked.c - a file that may be behind links, and need not be there
 */
#include "os/linked.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"

/* What the link PATH names, as it is read from the folder of PATH; or NULL. */
static char *
read_link(const char *path)
{
	char target[LIMIT_PATH];
	ssize_t size = readlink(path, target, sizeof(target) - 1);
	const char *slash = strrchr(path, '/');
	char *named = NULL;
	struct buf buf;

	if (size <= 0)
		return NULL;
	target[size] = '\0';
	buf_init(&buf, LIMIT_PATH);
	if ((target[0] == '/' ||
		buf_add(&buf, path, (size_t)(slash + 1 - path)) ==
		    LANYARD_OK) &&
	    buf_add_text(&buf, target) == LANYARD_OK)
		named = strdup(buf_text(&buf));
	buf_clear(&buf);
	return named;
}

static enum lanyard_error
check_folder(const char *path, const char *named, struct error *error)
{
	size_t size = (size_t)(strrchr(named, '/') + 1 - named);
	char *folder = strndup(named, size);
	enum lanyard_error r = LANYARD_OK;

	if (folder == NULL)
		return error_memory(error);
	if (access(folder, F_OK) != 0) {
		r = error_system(error, LANYARD_ERR_CONFIG, errno,
		    "%s: is a link to %s, whose folder cannot be used", path,
		    named);
		error_hint_path(error, "mkdir -p", "%s", folder);
	}
	free(folder);
	return r;
}

/* realpath(3) follows a link to nothing no further; it told of circles. */
enum lanyard_error
linked_resolve(char **real, const char *path, struct error *error)
{
	enum lanyard_error r;
	char *named;

	*real = realpath(path, NULL);
	if (*real != NULL)
		return LANYARD_OK;
	if (errno != ENOENT) {
		r = error_system(error, LANYARD_ERR_CONFIG, errno, "%s", path);
		error_hint_path(error, "ls -ld", "%s", path);
		return r;
	}
	if ((named = read_link(path)) == NULL) {
		*real = strdup(path);
		return *real != NULL ? LANYARD_OK : error_memory(error);
	}
	if ((r = check_folder(path, named, error)) == LANYARD_OK)
		r = linked_resolve(real, named, error);
	free(named);
	return r;
}
