/*
 * surroundings.c - where the person's browser is, as seen from here
 */
#include "surroundings.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

enum surroundings
surroundings(void)
{
	if (is_set("SSH_CONNECTION") || is_set("SSH_CLIENT") ||
	    is_set("SSH_TTY"))
		return SURROUNDINGS_SSH;
	if (is_set("container") || access("/.dockerenv", F_OK) == 0 ||
	    access("/run/.containerenv", F_OK) == 0)
		return SURROUNDINGS_CONTAINER;
	return SURROUNDINGS_DESK;
}

bool
surroundings_are_wsl(void)
{
	return is_set("WSL_DISTRO_NAME");
}
