/*
 * githelper.c - one helper of git's, as credential.helper has it
 */
#include "git/githelper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/allocate.h"
#include "base/buf.h"
#include "base/limits.h"
#include "os/executable.h"
#include "os/file.h"

#define PREFIX	    "git-credential-"
#define LANYARD	    "lanyard"
#define SCRIPT_SIZE 65536 /* of one that is read */

/* The last part of PATH, SIZE bytes of it, without git's prefix; allocated. */
static char *
copy_name(const char *path, size_t size)
{
	const char *slash = path + size;

	while (slash > path && slash[-1] != '/')
		slash--;
	size -= (size_t)(slash - path);
	if (size > strlen(PREFIX) &&
	    strncmp(slash, PREFIX, strlen(PREFIX)) == 0) {
		slash += strlen(PREFIX);
		size -= strlen(PREFIX);
	}
	return strndup(slash, size);
}

char *
githelper_name(const char *helper)
{
	return *helper == '!' ? allocate_text("!")
			      : copy_name(helper, strcspn(helper, " \t"));
}

/* ---- its program ---- */

/* PATH, if it is absolute and can be run. */
static enum lanyard_error
find_at(const char *path, char **program)
{
	if (*path != '/' || access(path, X_OK) != 0)
		return LANYARD_ERR_SYSTEM;
	*program = allocate_text(path);
	return *program != NULL ? LANYARD_OK : LANYARD_ERR_MEMORY;
}

static enum lanyard_error
find_in(const char *folder, const char *name, char **program)
{
	struct buf path;
	enum lanyard_error r;

	buf_init(&path, LIMIT_PATH);
	r = buf_printf(&path, "%s/%s", folder, name);
	if (r == LANYARD_OK)
		r = find_at(*folder != '\0' ? buf_text(&path) : "", program);
	buf_clear(&path);
	return r;
}

static enum lanyard_error
find_name(const char *name, const char *exec_path, char **program)
{
	enum lanyard_error r = find_in(exec_path, name, program);

	return r == LANYARD_ERR_SYSTEM ? executable_find(program, name) : r;
}

enum lanyard_error
githelper_find(const char *helper, const char *exec_path, char **program)
{
	int size = (int)strcspn(helper, " \t");
	struct buf name;
	enum lanyard_error r;

	*program = NULL;
	if (*helper == '!')
		return LANYARD_OK;
	buf_init(&name, LIMIT_PATH);
	r = buf_printf(
	    &name, "%s%.*s", *helper == '/' ? "" : PREFIX, size, helper);
	if (r == LANYARD_OK && *helper != '/')
		r = find_name(buf_text(&name), exec_path, program);
	else if (r == LANYARD_OK)
		r = find_at(buf_text(&name), program);
	buf_clear(&name);
	return r == LANYARD_OK || r == LANYARD_ERR_MEMORY ? r
							  : LANYARD_ERR_SYSTEM;
}

/* ---- is it ours ---- */

static bool
is_our_name(char *name)
{
	bool is = name != NULL && strcmp(name, LANYARD) == 0;

	free(name);
	return is;
}

static bool
leads_to_ours(const char *program)
{
	char *real = realpath(program, NULL);
	bool is = real != NULL && is_our_name(copy_name(real, strlen(real)));

	free(real);
	return is;
}

/* A script that says so somewhere in it. */
static bool
is_script_of_ours(const char *program)
{
	struct buf text;
	bool is;

	buf_init(&text, SCRIPT_SIZE);
	is = file_read_regular(program, &text, NULL) == LANYARD_OK &&
	     strncmp(buf_text(&text), "#!", 2) == 0 &&
	     strstr(buf_text(&text), LANYARD) != NULL;
	buf_clear(&text);
	return is;
}

bool
githelper_is_lanyard(const char *helper, const char *exec_path)
{
	char *program;
	bool is = is_our_name(githelper_name(helper)) ||
		  (*helper == '!' && strstr(helper, LANYARD) != NULL);

	if (is || githelper_find(helper, exec_path, &program) != LANYARD_OK ||
	    program == NULL)
		return is;
	is = leads_to_ours(program) || is_script_of_ours(program);
	free(program);
	return is;
}
