/*
 * child_environment.c - the variables that a child gets
 */
#include "os/child_environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "os/executable.h"

extern char **environ;

/* True if VARIABLE ("NAME=value") has a NAME that is in ENV. */
static bool
is_replaced(const char *variable, const char *const env[])
{
	size_t size = strcspn(variable, "=");

	for (; env != NULL && *env != NULL; env++)
		if (strncmp(*env, variable, size) == 0 && (*env)[size] == '=')
			return true;
	return false;
}

/* What follows NAME and "=" in VARIABLE, or NULL. */
static const char *
value_of(const char *variable, const char *name)
{
	size_t size = strlen(name);

	return strncmp(variable, name, size) == 0 && variable[size] == '='
		   ? variable + size + 1
		   : NULL;
}

/*
 * Room for COUNT variables and, behind them, the last one: PATH as we search it
 * ourselves, so that what we start starts nothing of the current folder either.
 */
static char **
make_room(size_t count, const char *path)
{
	size_t room = (count + 2) * sizeof(char *);
	size_t size = path != NULL ? executable_path_size(path) : 0;
	char **merged = calloc(1, room + size + sizeof("PATH="));
	char *text;

	if (merged == NULL || path == NULL)
		return merged;
	text = (char *)merged + room;
	memcpy(text, "PATH=", strlen("PATH="));
	executable_path(text + strlen("PATH="), path);
	merged[count] = text;
	return merged;
}

enum lanyard_error
child_environment(const char *const env[], char ***merged)
{
	size_t ours = 0, more = 0, n = 0;
	const char *path = NULL;
	char *last;

	for (; environ != NULL && environ[ours] != NULL; ours++)
		if (path == NULL && !is_replaced(environ[ours], env))
			path = value_of(environ[ours], "PATH");
	while (env != NULL && env[more] != NULL)
		more++;
	if ((*merged = make_room(ours + more, path)) == NULL)
		return LANYARD_ERR_MEMORY;
	last = (*merged)[ours + more];
	(*merged)[ours + more] = NULL;
	for (size_t i = 0; environ != NULL && i < ours; i++)
		if (!is_replaced(environ[i], env) &&
		    (last == NULL || value_of(environ[i], "PATH") == NULL))
			(*merged)[n++] = environ[i];
	/* posix_spawn() takes char *, and writes to none of it. */
	for (size_t i = 0; i < more; i++)
		memcpy(&(*merged)[n++], &env[i], sizeof(char *));
	(*merged)[n] = last;
	return LANYARD_OK;
}
