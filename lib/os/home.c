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
enum { FIELD_NAME = 0, FIELD_USER = 2, FIELD_HOME = 5, FIELDS = 7 };

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

/* FIELD of LINE if it is this user's, else NULL. */
static const char *
field_in(char *line, uid_t user, int field)
{
	char *fields[FIELDS], *end;
	unsigned long id;

	if (!split(line, fields))
		return NULL;
	id = strtoul(fields[FIELD_USER], &end, 10);
	if (end == fields[FIELD_USER] || *end != '\0' || id != user)
		return NULL;
	if (field == FIELD_HOME && fields[field][0] != '/')
		return NULL;
	return fields[field];
}

static enum lanyard_error
find(const char *passwd, uid_t user, int field, struct buf *text)
{
	FILE *file = fopen(passwd, "re");
	enum lanyard_error r = LANYARD_ERR_CONFIG;
	const char *found = NULL;
	char *line = NULL;
	size_t room = 0;

	if (file == NULL)
		return r;
	while (found == NULL && getline(&line, &room, file) != -1)
		found = field_in(line, user, field);
	if (found != NULL)
		r = buf_add_text(text, found);
	free(line);
	fclose(file);
	return r;
}

enum lanyard_error
home_find(const char *passwd, uid_t user, struct buf *home)
{
	return find(passwd, user, FIELD_HOME, home);
}

enum lanyard_error
home_user(const char *passwd, uid_t user, struct buf *name)
{
	return find(passwd, user, FIELD_NAME, name);
}
