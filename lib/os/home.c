/*
 * home.c - the home folder of a user, by the password file
 *
 * getpwuid(3) would know the users of other databases too, but loads libraries
 * for it, which a static program cannot do.
 */
#include "os/home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NAME:PASSWORD:UID:GID:COMMENT:HOME:SHELL */
enum { FIELD_USER = 2, FIELD_HOME = 5, FIELDS = 7 };

/* False: LINE, which is cut up, has fewer fields. */
static bool
split(char *line, char *fields[FIELDS])
{
	line[strcspn(line, "\n")] = '\0';
	for (size_t n = 0; n < FIELDS; n++) {
		fields[n] = line;
		if (n < FIELDS - 1 && (line = strchr(line, ':')) == NULL)
			return false;
		if (n < FIELDS - 1)
			*line++ = '\0';
	}
	return true;
}

/* The home folder in LINE if it is this user's, else NULL. */
static const char *
home_in(char *line, uid_t user)
{
	char *fields[FIELDS], *end;
	unsigned long id;

	if (!split(line, fields) || fields[FIELD_HOME][0] != '/')
		return NULL;
	id = strtoul(fields[FIELD_USER], &end, 10);
	if (end == fields[FIELD_USER] || *end != '\0' || id != user)
		return NULL;
	return fields[FIELD_HOME];
}

enum lanyard_error
home_find(const char *passwd, uid_t user, struct buf *home)
{
	FILE *file = fopen(passwd, "re");
	enum lanyard_error r = LANYARD_ERR_CONFIG;
	const char *found = NULL;
	char *line = NULL;
	size_t room = 0;

	if (file == NULL)
		return r;
	while (found == NULL && getline(&line, &room, file) != -1)
		found = home_in(line, user);
	if (found != NULL)
		r = buf_add_text(home, found);
	free(line);
	fclose(file);
	return r;
}
